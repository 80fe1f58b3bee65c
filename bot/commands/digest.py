"""``digest``: the digests of a date as text, and queued for the running bot with ``--send``."""

import asyncio
import html
import re
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

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
from bot.settings import Settings
from bot.storage.calendar_days import list_overrides
from bot.texts.digest import render_digest

_TAG = re.compile(r"</?[a-z][^>]*>")


@dataclass(frozen=True, slots=True)
class Issue:
    """All digests of one reporting date; ``queued`` None: only shown."""

    reporting: Reporting
    editions: Sequence[Edition]
    queued: int | None = None


def run(arguments: Namespace) -> int:
    settings = load_checked_settings()
    require_policy()
    issue = asyncio.run(_issue(settings, arguments.at, is_sent=arguments.send))
    for edition in issue.editions:
        _print(edition, Language(arguments.language))
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
        moment = _end_of(on, rules) if on is not None and on != rules.today(now) else now
        reporting = newest_reporting(settings.digest_at, moment, rules)
        editions = await digests.list_editions(uow, reporting, now=moment, rules=rules)
        if not is_sent:
            return Issue(reporting, editions)
        newest = newest_reporting(settings.digest_at, now, rules)
        queued = await digests.send_editions(
            uow, editions, reporting, is_newest=reporting.on >= newest.on, now=now, rules=rules
        )
        await uow.commit()
        return Issue(reporting, editions, queued)


async def _with_own_days(uow: UnitOfWork, rules: Rules) -> Rules:
    """Only read: re-planning after a change of rules is for the running bot."""
    return rulebook.make_rules(rules.policy, rules.slots, rules.body_name, await list_overrides(uow))


def _end_of(day: date, rules: Rules) -> datetime:
    return datetime.combine(day, time.max, tzinfo=rules.zone).astimezone(UTC)


def _print(edition: Edition, language: Language) -> None:
    reached = sum(reader.can_be_reached for reader in edition.readers)
    state = "as frozen" if edition.snapshot_id else f"counted as of {edition.figures.as_of}"
    tell(f"== {edition.scope.key} ({len(edition.readers)} reader(s), {reached} reachable; {state})")
    tell(plain(render_digest(edition.figures, language, snapshot_id=edition.snapshot_id)))
    tell()


def plain(message: Message) -> str:
    """The words without Telegram's markup."""
    return html.unescape(_TAG.sub("", str(message.text)))
