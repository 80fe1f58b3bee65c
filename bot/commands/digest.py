"""``digest``: the digests of a date as text, and queued for the running bot with ``--send``."""

import asyncio
import html
import re
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.clock import system_clock
from bot.commands.console import tell
from bot.domain.people import Language
from bot.domain.reporting import Reporting, newest_reporting
from bot.domain.rules import Rules
from bot.findings import Finding, FindingId
from bot.ground import make_rules
from bot.messages import Message
from bot.opening.database import open_database
from bot.opening.readiness import load_checked_settings, require_policy
from bot.opening.refusals import Refused
from bot.services import UnitOfWork, digests, rulebook
from bot.services.digests import Edition
from bot.services.recounting import end_of_day
from bot.settings import Settings
from bot.storage.calendar_days import list_overrides
from bot.texts.digest import render_digest

_RECOUNTED = (
    "Nothing was frozen for this date: the figures are counted again from the record. Readers, names, titles, calendar"
    " and policy are those of today; a request for more time whose task became part of another stands with that one."
)
_TAG = re.compile(r"</?[a-z][^>]*>")


@dataclass(frozen=True, slots=True)
class Issue:
    """All digests of one reporting date; ``queued`` None: only shown."""

    reporting: Reporting
    editions: Sequence[Edition]
    queued: int | None = None
    is_past: bool = False

    @property
    def is_recounted(self) -> bool:
        return self.is_past and any(not edition.snapshot_id for edition in self.editions)


def run(arguments: Namespace) -> int:
    settings = load_checked_settings()
    require_policy()
    issue = asyncio.run(_issue(settings, arguments.at, is_sent=arguments.send))
    for edition in issue.editions:
        _print(edition, Language(arguments.language))
    if issue.is_recounted:
        tell(_RECOUNTED)
    tell(f"reporting date {issue.reporting.on}: {len(issue.editions)} digest(s)")
    if issue.queued is not None:
        tell(f"queued for {issue.queued} reader(s); the running bot sends them in office hours")
    return 0


async def _issue(settings: Settings, on: date | None, *, is_sent: bool) -> Issue:
    now = system_clock()
    rules = make_rules(settings)
    async with open_database(settings) as database, database.begin() as uow:
        rules = await _with_own_days(uow, rules)
        if on is not None and on > rules.today(now):
            raise Refused(Finding(FindingId.DATE_TO_COME, f"{on} is still to come"))
        moment = end_of_day(on, rules) if on is not None and on != rules.today(now) else now
        reporting = newest_reporting(settings.digest_at, moment, rules)
        editions = await digests.list_editions(
            uow, reporting, now=moment, rules=rules, is_past=moment is not now
        )
        if not is_sent:
            return Issue(reporting, editions, is_past=moment is not now)
        newest = newest_reporting(settings.digest_at, now, rules)
        queued = await digests.send_editions(
            uow,
            editions,
            reporting,
            is_newest=reporting.on >= newest.on,
            counted_at=moment,
            now=now,
            rules=rules,
        )
        await uow.commit()
        return Issue(reporting, editions, queued, is_past=moment is not now)


async def _with_own_days(uow: UnitOfWork, rules: Rules) -> Rules:
    """Only read: re-planning after a change of rules is for the running bot."""
    return rulebook.make_rules(rules.policy, rules.slots, rules.body_name, await list_overrides(uow))


def _print(edition: Edition, language: Language) -> None:
    reached = sum(reader.can_be_reached for reader in edition.readers)
    state = "as frozen" if edition.snapshot_id else f"counted as of {edition.figures.as_of}"
    tell(f"== {edition.scope.key} ({len(edition.readers)} reader(s), {reached} reachable; {state})")
    tell(plain(render_digest(edition.figures, language, snapshot_id=edition.snapshot_id)))
    tell()


def plain(message: Message) -> str:
    """The words without Telegram's markup."""
    return html.unescape(_TAG.sub("", str(message.text)))
