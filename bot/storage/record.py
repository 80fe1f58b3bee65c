"""The append-only record of assignments as entries that take figures back to an earlier moment (``domain.recount``)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.agencies import Level
from bot.domain.recount import Entry, State, Step
from bot.domain.report import ReportKind
from bot.domain.task import Status
from bot.storage.bulk import in_chunks
from bot.storage.database import UnitOfWork
from bot.storage.events import EventKind
from bot.storage.tables import agencies, events, reports

_STEPS = {
    EventKind.ASSIGNED: Step.ASSIGNED,
    EventKind.REPORTED: Step.PROGRESS,
    EventKind.SUBMITTED: Step.SUBMITTED,
    EventKind.ASKED_EXTENSION: Step.SAID,
    EventKind.ASKED_HELP: Step.SAID,
    EventKind.APPROVED: Step.APPROVED,
    EventKind.RETURNED: Step.RETURNED,
    EventKind.UNSCHEDULED: Step.STOPPED,
    EventKind.RESCHEDULED: Step.RESTARTED,
    EventKind.EXTENDED: Step.DATES,
    EventKind.AMENDED: Step.DATES,
    EventKind.WITHDRAWN: Step.DATES,
}
"""Kinds that change what is counted; one that takes something back is here for ``list_changed``."""
_WISHES = {EventKind.ASKED_EXTENSION, EventKind.ASKED_HELP}
_DATES = ("due_on", "original_due_on", "assigned_on")
_TO_STATUS = {Status.CANCELLED.value: Step.STOPPED, Status.TRANSFERRED.value: Step.MOVED_AWAY}


async def list_changed(uow: UnitOfWork, *, after: datetime) -> list[int]:
    """Assignments about which anything was written after that moment; of all others the present row says how it was."""
    statement = (
        sa.select(events.c.assignment_id)
        .distinct()
        .where(events.c.at > after, events.c.assignment_id.is_not(None), events.c.kind.in_([*_STEPS]))
    )
    return sorted((await uow.execute(statement)).scalars())


async def load_holders(uow: UnitOfWork, codes: Collection[str]) -> dict[str, tuple[int, str, str, Level]]:
    """Code → id, names and level of agencies that held something once."""
    own = agencies.c
    statement = sa.select(own.code, own.id, own.short_vi, own.name_en, own.level).where(
        own.code.in_(sorted(codes))
    )
    return {row[0]: (*row[1:4], Level(row[4])) for row in (await uow.execute(statement)).all()}


async def load_entries(uow: UnitOfWork, assignment_ids: Collection[int]) -> dict[int, list[Entry]]:
    """The whole record of each, in the order in which it was written."""
    found: dict[int, list[Entry]] = {assignment_id: [] for assignment_id in assignment_ids}
    report_id = events.c.data["report_id"].as_integer()
    for chunk in in_chunks(sorted(assignment_ids)):
        statement = (
            sa.select(
                events.c.assignment_id,
                events.c.at,
                events.c.kind,
                events.c.data,
                reports.c.kind,
                reports.c.percent,
                reports.c.value,
                reports.c.withdrawn_at,
            )
            .outerjoin_from(events, reports, reports.c.id == report_id)
            .where(events.c.assignment_id.in_(chunk), events.c.kind.in_([*_STEPS]))
            .order_by(events.c.id)
        )
        for row in (await uow.execute(statement)).all():
            found[row[0]].append(_entry_of(row[1:]))
    return found


def _entry_of(row: Sequence[Any]) -> Entry:
    at, kind, data, report_kind, percent, value, withdrawn_at = row
    step = _STEPS[EventKind(kind)]
    if kind == EventKind.REPORTED and report_kind == ReportKind.NOTE:
        step = Step.SAID
    fields = data.get("fields") or {}
    if kind in _WISHES and percent is None and data.get("value") is None:
        step = Step.DATES  # a wish alone is no report
    if data.get("is_not_started"):
        step = Step.NOT_BEGUN
    if kind == EventKind.AMENDED:
        step = _step_of(data, fields)
    holder = str(fields["agency"][0]) if data.get("change") == "succession" else ""
    return Entry(at, step, percent, withdrawn_at, _old_dates(data, fields), _state_of(data), value, holder)


def _state_of(data: Mapping[str, Any]) -> State | None:
    """Of an entry that says where a merged assignment stands."""
    state = data.get("state")
    if state is None:
        return None
    moments = [state[name] for name in ("last_report_at", "submitted_at")]
    heard_at, submitted_at = [datetime.fromisoformat(text) if text else None for text in moments]
    # Records of before the value was told here name it where it changed.
    value = state["value"] if "value" in state else (data["fields"].get("value") or [None])[-1]
    return State(Status(state["status"]), state["percent"], heard_at, submitted_at, value)


def _step_of(data: Mapping[str, Any], fields: Mapping[str, Any]) -> Step:
    """What an amendment did to the status: stopped, handed to another agency, or nothing."""
    if data.get("change") == "transfer":
        return Step.MOVED_AWAY
    if data.get("change") == "succession":
        return Step.MERGED if data.get("state") else Step.DATES
    return _TO_STATUS.get((fields.get("status") or [None])[-1], Step.DATES)


def _old_dates(data: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, date | None]:
    """Two forms: ``fields`` with old and new, and ``old_due_on`` beside ``due_on``."""
    old = {name: _day(fields[name][0]) for name in _DATES if fields.get(name)}
    if "old_due_on" in data:
        old["due_on"] = _day(data["old_due_on"])
    return old


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
