"""From tables and the stored register to everything an import would write. Pure, so that it can run in a thread."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.calendar import DEFAULT_OVERRIDES, Override, WorkingCalendar
from bot.services.exchange.agencies import AgencyDraft, draft_agencies
from bot.services.exchange.assignments import AssignmentPlan, Planner
from bot.services.exchange.calendar import OverrideDraft, draft_overrides
from bot.services.exchange.changes import Change, Edits, compare
from bot.services.exchange.ended import check_seats, check_successions, check_tasks, find_ends, with_ends
from bot.services.exchange.files import Table
from bot.services.exchange.groups import GroupDraft, Membership, draft_groups
from bot.services.exchange.headers import FileKind
from bot.services.exchange.problems import RowProblem
from bot.services.exchange.rights import Rights, TaskGate
from bot.services.exchange.seats import draft_seats
from bot.services.exchange.successions import SuccessionDraft, draft_successions
from bot.services.exchange.tasks import draft_tasks
from bot.storage.register_rows import (
    AgencyRow,
    GroupRow,
    SeatRow,
    Stored,
    StoredAssignment,
    StoredSeats,
    StoredTasks,
    SuccessionKey,
    SuccessionRow,
    TaskRow,
)


@dataclass(frozen=True, slots=True)
class Register:
    """What is stored; of people and tasks only if the files speak of them."""

    agencies: Stored[str, AgencyRow]
    groups: Stored[str, GroupRow]
    successions: Stored[SuccessionKey, SuccessionRow]
    overrides: Mapping[date, Override]
    seats: StoredSeats
    tasks: StoredTasks
    assignments: Mapping[str, Sequence[StoredAssignment]]


@dataclass(frozen=True, slots=True)
class Plan:
    """``problems`` forbid the rest. ``moved_agencies`` only have another place in the tree than before."""

    problems: tuple[RowProblem, ...]
    agencies: Edits[AgencyRow]
    moved_agencies: tuple[AgencyRow, ...]
    groups: Edits[GroupRow]
    successions: Edits[SuccessionRow]
    overrides: Edits[Override]
    seats: Edits[SeatRow]
    tasks: Edits[TaskRow]
    assignments: AssignmentPlan

    @property
    def changes(self) -> tuple[Change, ...]:
        return (
            *self.overrides.changes,
            *self.agencies.changes,
            *self.groups.changes,
            *self.successions.changes,
            *self.seats.changes,
            *self.tasks.changes,
        )

    @property
    def base(self) -> str:
        """Names exactly what would be written, as far as it depends on what is stored and on the day."""
        made = self.assignments
        added = [(item.task, item.agency, item.period, item.assigned_on, item.due_on) for item in made.added]
        moved = [(move.task, move.dates.id, move.dates.rev, move.changes) for move in made.moved]
        paths = [(row.code, row.path) for row in self.moved_agencies]
        facts = repr((self.changes, added, moved, paths))
        return hashlib.sha256(facts.encode()).hexdigest()

    @property
    def has_work(self) -> bool:
        made = self.assignments
        return bool(self.changes or self.moved_agencies or made.added or made.moved)


def plan_import(
    tables: Mapping[FileKind, Sequence[Table]],
    register: Register,
    *,
    now: datetime,
    zone: ZoneInfo,
    rights: Rights | None = None,
) -> Plan:
    problems: list[RowProblem] = []
    ground = _draft_ground(tables, register, problems)
    seats = draft_seats(tables.get(FileKind.PEOPLE, ()), register.seats, ground.agencies, problems.append)
    calendar = WorkingCalendar({**DEFAULT_OVERRIDES, **ground.overrides.rows})
    tasks = draft_tasks(
        tables.get(FileKind.TASKS, ()),
        register.tasks.rows,
        agencies=ground.agencies,
        groups=ground.groups,
        calendar=calendar,
        note=problems.append,
    )
    ends = find_ends(ground.agencies.rows, ground.successions.rows)
    membership = Membership(with_ends(ground.agencies.rows, ends), ground.groups.rows)
    if rights is not None:
        gate = TaskGate(rights.scope, membership, register.assignments)
        gate.check(tasks, register.tasks.rows, today=now.astimezone(zone).date())
    heirs = ends.list_heirs(now.astimezone(zone).date())
    planner = Planner(register.tasks, register.assignments, membership, now, zone, calendar, heirs)
    check_tasks(tasks, register.tasks.rows, ends)
    check_seats(seats, register.seats.rows, ends, today=now.astimezone(zone).date())
    assignments = planner.plan(tasks)
    return Plan(
        problems=tuple(problems),
        agencies=_compare_agencies(ground.agencies, register),
        moved_agencies=_list_moved(ground.agencies, register),
        groups=compare(FileKind.GROUPS, ground.groups, register.groups.rows),
        successions=compare(FileKind.SUCCESSIONS, ground.successions, register.successions.rows),
        overrides=compare(FileKind.CALENDAR, ground.overrides, register.overrides),
        seats=compare(FileKind.PEOPLE, seats, register.seats.rows),
        tasks=compare(FileKind.TASKS, tasks, register.tasks.rows, extras=assignments.extras),
        assignments=assignments,
    )


@dataclass(frozen=True, slots=True)
class _Ground:
    """What people and tasks refer to."""

    overrides: OverrideDraft
    agencies: AgencyDraft
    groups: GroupDraft
    successions: SuccessionDraft


def _draft_ground(
    tables: Mapping[FileKind, Sequence[Table]], register: Register, problems: list[RowProblem]
) -> _Ground:
    note = problems.append
    agencies = draft_agencies(tables.get(FileKind.AGENCIES, ()), register.agencies.rows, note)
    successions = draft_successions(
        tables.get(FileKind.SUCCESSIONS, ()), register.successions.rows, agencies, note
    )
    check_successions(successions, agencies)
    return _Ground(
        overrides=draft_overrides(tables.get(FileKind.CALENDAR, ()), register.overrides, note),
        agencies=agencies,
        groups=draft_groups(tables.get(FileKind.GROUPS, ()), register.groups.rows, agencies, note),
        successions=successions,
    )


def _compare_agencies(draft: AgencyDraft, register: Register) -> Edits[AgencyRow]:
    """The place in the tree follows from the parents and is no statement of its own."""
    return compare(FileKind.AGENCIES, draft, register.agencies.rows, ignored=frozenset({"path"}))


def _list_moved(draft: AgencyDraft, register: Register) -> tuple[AgencyRow, ...]:
    stored = register.agencies.rows
    return tuple(row for code, row in draft.rows.items() if code in stored and row.path != stored[code].path)
