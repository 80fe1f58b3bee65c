"""What the database tells: whether it is there and current, and what in it waits for a person."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.calendar import Override, WorkingCalendar
from bot.domain.people import Role
from bot.findings import Finding, FindingId
from bot.opening.database import look_at_schema, make_checked_database, name_of, not_migrated, silent
from bot.opening.refusals import Refused
from bot.services.handing_on import STRAY_LIFE
from bot.settings import Settings
from bot.storage import health
from bot.storage.calendar_days import list_overrides
from bot.storage.database import Database, UnitOfWork, is_outage
from bot.storage.outbox import find_next_due
from bot.storage.undelivered import count_strays

FAILED_SINCE = timedelta(days=7)
LATE_AFTER = timedelta(minutes=10)
EVIDENCE_LATE_AFTER = timedelta(hours=1)
_NAMED = 5
"""Agencies named in one line; the count says how many there are."""


async def list_database_findings(settings: Settings, *, now: datetime) -> list[Finding]:
    try:
        database = make_checked_database(settings)
    except Refused as refusal:
        return list(refusal.findings)
    try:
        return await _look(database, settings, now)
    except Refused as refusal:
        return list(refusal.findings)
    except Exception as error:
        if not is_outage(error):
            raise
        return [silent(settings, health.explain_outage(error))]
    finally:
        await database.dispose()


async def _look(database: Database, settings: Settings, now: datetime) -> list[Finding]:
    if not health.has_file(database):
        return [Finding(FindingId.NOT_MIGRATED, "there is no database yet", name_of(settings))]
    state = await look_at_schema(database, settings)
    if not state.is_known:
        return [Finding(FindingId.DATABASE_NEWER, "the schema is newer than this program")]
    if not state.is_current:
        return [not_migrated(state)]
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    findings = [Finding(FindingId.ABOUT_DATABASE, f"{kind}, schema {state.newest}")]
    async with database.begin() as uow:
        findings += await _list_queue_findings(uow, now)
        findings += await _list_people_findings(uow)
        findings += _judge_strays(await count_strays(uow, since=now - STRAY_LIFE))
        findings += await _list_evidence_findings(uow, now)
        today = now.astimezone(settings.timezone).date()
        findings += list_calendar_findings(await list_overrides(uow), today.year)
    return findings


async def _list_queue_findings(uow: UnitOfWork, now: datetime) -> list[Finding]:
    findings = _when(
        FindingId.DEAD_UPDATES, await health.count_dead_updates(uow), "{} update(s) were set aside".format
    )
    failed = await health.count_failed_letters(uow, since=now - FAILED_SINCE)
    if failed:
        text = f"{sum(failed.values())} letter(s) failed in the last {FAILED_SINCE.days} days: {_reasons(failed)}"
        findings.append(Finding(FindingId.FAILED_LETTERS, text))
    waiting = (
        (FindingId.OLDEST_UNSENT, "letter", await find_next_due(uow)),
        (FindingId.OLDEST_UNREAD, "update", await health.find_oldest_unread(uow)),
    )
    for finding_id, what, since in waiting:
        if since is not None and now - since > LATE_AFTER:
            minutes = int((now - since).total_seconds() // 60)
            findings.append(Finding(finding_id, f"the oldest {what} has waited for {minutes} minutes"))
    return findings


def _reasons(failed: Mapping[str, int]) -> str:
    return ", ".join(f"{reason} {count}" for reason, count in failed.items())


async def _list_people_findings(uow: UnitOfWork) -> list[Finding]:
    seated, linked = await health.count_people(uow)
    findings = [
        Finding(FindingId.ABOUT_PEOPLE, f"{seated} people hold an office, {linked} of them are linked")
    ]
    findings += _when(
        FindingId.UNREACHABLE_PEOPLE,
        await health.count_unreachable_people(uow),
        "{} linked people cannot be reached any more".format,
    )
    findings += _judge_agencies(await health.list_unanswered_agencies(uow))
    for role in (Role.OFFICER, Role.LEADER):
        if not await health.has_holder(uow, role):
            findings.append(Finding(FindingId.ROLE_VACANT, f"no {role} can be reached"))
    return findings


def _judge_agencies(codes: Sequence[str]) -> list[Finding]:
    if not codes:
        return []
    named = ", ".join(codes[:_NAMED]) + (", ..." if len(codes) > _NAMED else "")
    text = f"{len(codes)} agencies have open tasks but no focal point who can be reached: {named}"
    return [Finding(FindingId.AGENCIES_WITHOUT_FOCAL_POINT, text)]


def _judge_strays(strays: Mapping[str, int]) -> list[Finding]:
    if not strays:
        return []
    text = f"{sum(strays.values())} reminder(s) of the last {STRAY_LIFE.days} days reached nobody: {_reasons(strays)}"
    return [Finding(FindingId.NOTICES_TO_NOBODY, text)]


async def _list_evidence_findings(uow: UnitOfWork, now: datetime) -> list[Finding]:
    waiting = await health.count_waiting_evidence(uow, before=now - EVIDENCE_LATE_AFTER)
    return [
        *_when(
            FindingId.EVIDENCE_LOST,
            await health.count_lost_evidence(uow),
            "{} file(s) of evidence could not be fetched and are not tried again".format,
        ),
        *_when(
            FindingId.EVIDENCE_WAITING,
            waiting,
            "{} file(s) of evidence older than an hour are not stored yet".format,
        ),
    ]


def list_calendar_findings(overrides: Sequence[Override], year: int) -> list[Finding]:
    """This year and the next: an estimated year is fine as soon as the office has entered its own days."""
    calendar = WorkingCalendar()
    entered = {override.on.year for override in overrides}
    return [
        Finding(FindingId.CALENDAR_ESTIMATED, f"the days off of {wanted} are estimated from earlier years")
        for wanted in (year, year + 1)
        if calendar.is_estimated(wanted) and wanted not in entered
    ]


def _when(finding_id: FindingId, count: int, word: Callable[[int], str]) -> list[Finding]:
    return [Finding(finding_id, word(count))] if count else []
