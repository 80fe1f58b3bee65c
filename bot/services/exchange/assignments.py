"""Who gets which task, and which assignments follow an amended date. Decides; writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.calendar import WorkingCalendar
from bot.domain.recurrence import list_occurrences, next_occurrence
from bot.domain.task import OPEN_STATUSES, LeadMode, Precision, Status, TaskKind
from bot.services.exchange.cells import Cells, is_group
from bot.services.exchange.changes import FieldChange, differences
from bot.services.exchange.groups import Membership
from bot.services.exchange.problems import ProblemKey
from bot.services.exchange.tasks import TaskDraft
from bot.storage.assignment_register import MovedDate, NewAssignment
from bot.storage.register_rows import StoredAssignment, StoredTasks, TaskRow

_GONE = frozenset({Status.CANCELLED, Status.TRANSFERRED})


@dataclass(frozen=True, slots=True)
class Move:
    task: str
    dates: MovedDate
    changes: tuple[FieldChange, ...]


@dataclass(slots=True)
class AssignmentPlan:
    today: date
    added: list[NewAssignment] = field(default_factory=list)
    moved: list[Move] = field(default_factory=list)
    starts_on: dict[str, date] = field(default_factory=dict)
    """By task code: the day from which it counts as assigned."""
    coordinators: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By task code; only where they differ from what is stored."""
    extras: dict[str, tuple[FieldChange, ...]] = field(default_factory=dict)
    """Changes of a task that its row does not show: a group has grown."""


@dataclass(frozen=True, slots=True)
class Planner:
    stored: StoredTasks
    assignments: Mapping[str, Sequence[StoredAssignment]]
    membership: Membership
    now: datetime
    zone: ZoneInfo
    calendar: WorkingCalendar
    heirs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Agency that has ended → who can take its tasks over."""

    def plan(self, draft: TaskDraft) -> AssignmentPlan:
        plan = AssignmentPlan(self.now.astimezone(self.zone).date())
        for code, cells in draft.places.items():
            row = draft.rows[code]
            if self._can_resolve(row):
                self._plan_task(row, cells, plan)
        return plan

    def _can_resolve(self, row: TaskRow) -> bool:
        known = self.membership
        names = [*row.lead, *row.coordinating]
        return all(name in (known.groups if is_group(name) else known.agencies) for name in names)

    def _plan_task(self, row: TaskRow, cells: Cells, plan: AssignmentPlan) -> None:
        start_on = self.start_of(row)
        self._check_groups(row, cells, start_on)
        leads = self.membership.resolve(row.lead, start_on)
        self._check_leads(row, cells, leads)
        if row.recurrence and cells.is_sound and next_occurrence(row.recurrence, start_on, start_on) is None:
            cells.problem(ProblemKey.NEVER_RECURS, "recurrence", value=row.recurrence, start=start_on)
        if not cells.is_sound:
            return
        plan.starts_on[row.code] = start_on
        self._plan_coordinators(row, leads, start_on, plan)
        self._plan_new(row, leads, start_on, plan)
        self._plan_moves(row, start_on, plan)

    def start_of(self, row: TaskRow) -> date:
        """The day from which the task counts as assigned: issued, else first imported (product §2)."""
        return row.issued_on or self.stored.created_on.get(row.code) or self.now.astimezone(self.zone).date()

    def _check_groups(self, row: TaskRow, cells: Cells, on: date) -> None:
        for column, codes in (("lead", row.lead), ("coordinating", row.coordinating)):
            for code in filter(is_group, codes):
                if not self.membership.members(code, on):
                    cells.problem(ProblemKey.GROUP_IS_EMPTY, column, value=code, on=on)

    def _check_leads(self, row: TaskRow, cells: Cells, leads: Sequence[str]) -> None:
        if row.lead_mode is LeadMode.SINGLE and len(leads) > 1:
            cells.problem(ProblemKey.SEVERAL_LEADS, "lead", count=len(leads))
        present = [a for a in self._of(row) if a.status not in _GONE and not a.has_moved_here]
        followed = {heir for lead in leads for heir in self.heirs.get(lead, ())}
        decided = self._allocated(present, leads).keys()
        removed = sorted({a.agency for a in present} - set(leads) - followed - decided)
        if removed:
            cells.problem(ProblemKey.LEAD_REMOVED, "lead", value="|".join(removed))

    def _allocated(self, present: Sequence[StoredAssignment], leads: Sequence[str]) -> dict[str, str]:
        """An agency that was split, in the file replaced by one of its heirs: the officer's decision."""
        found: dict[str, str] = {}
        for agency in {a.agency for a in present} - set(leads):
            heirs = [heir for heir in self.heirs.get(agency, ()) if heir in leads]
            if len(heirs) == 1:
                found[agency] = heirs[0]
        return found

    def _of(self, row: TaskRow) -> Sequence[StoredAssignment]:
        return self.assignments.get(row.code, ())

    def _plan_coordinators(self, row: TaskRow, leads: Sequence[str], on: date, plan: AssignmentPlan) -> None:
        """Of several leads one may coordinate the others; a single lead does not coordinate itself."""
        alone = leads if len(leads) == 1 else ()
        found = self.membership.resolve(row.coordinating, on)
        wanted = tuple(agency for agency in found if agency not in alone)
        present = self.stored.coordinators.get(row.code, frozenset())
        if set(wanted) == present:
            return
        plan.coordinators[row.code] = wanted
        change = FieldChange("coordinators", "|".join(sorted(present)), "|".join(sorted(wanted)))
        self._note_extra(row, change, plan)

    def _note_extra(self, row: TaskRow, change: FieldChange, plan: AssignmentPlan) -> None:
        plan.extras[row.code] = (*plan.extras.get(row.code, ()), change)

    def _plan_new(self, row: TaskRow, leads: Sequence[str], start_on: date, plan: AssignmentPlan) -> None:
        present = {agency for a in self._of(row) for agency in (a.agency, *a.held_before)}
        # What goes on at an heir is moved there with its history, not given anew.
        coming = set(self._allocated([a for a in self._of(row) if a.status not in _GONE], leads).values())
        missing = [agency for agency in leads if agency not in present | coming]
        due_on, precision, period = row.due_on, row.due_precision, ""
        if row.kind is TaskKind.RECURRING:
            due_from = max(start_on, plan.today)
            occurrences = list_occurrences(row.recurrence, start_on, self.calendar, due_from=due_from)
            if (first := next(occurrences, None)) is None:
                return  # the rule has run out; what is past is not asked for any more
            due_on, precision, period = first.due_on, Precision.DAY, first.period
        assigned_at = self._midnight(start_on)
        plan.added += [
            NewAssignment(
                task=row.code,
                agency=agency,
                period=period,
                assigned_on=start_on,
                assigned_at=assigned_at,
                due_on=due_on,
                precision=precision,
                next_at=max(assigned_at, self.now),
            )
            for agency in missing
        ]
        if missing and present:
            self._note_extra(row, FieldChange("leads", None, "|".join(missing)), plan)

    def _plan_moves(self, row: TaskRow, start_on: date, plan: AssignmentPlan) -> None:
        """What still has the task's own dates follows them; what was extended keeps what was granted."""
        old = self.stored.rows.get(row.code)
        if old is None:
            return
        old_start = self.start_of(old)
        for item in self._of(row):
            if item.status not in OPEN_STATUSES or item.period:
                continue
            wanted = _follow(item, row, old)
            if item.assigned_on == old_start:
                wanted = replace(wanted, assigned_on=start_on)
            if changes := differences(item, wanted):
                plan.moved.append(Move(row.code, self._moved(wanted), changes))

    def _moved(self, wanted: StoredAssignment) -> MovedDate:
        assigned_at = self._midnight(wanted.assigned_on)
        return MovedDate(
            id=wanted.id,
            assigned_on=wanted.assigned_on,
            assigned_at=assigned_at,
            due_on=wanted.due_on,
            original_due_on=wanted.original_due_on,
            precision=wanted.precision,
            rev=wanted.rev + 1,
            next_at=max(assigned_at, self.now),
        )

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.zone).astimezone(UTC)


def _follow(item: StoredAssignment, row: TaskRow, old: TaskRow) -> StoredAssignment:
    if item.due_on != old.due_on:
        return item
    was_original = item.original_due_on == old.due_on
    original_due_on = row.due_on if was_original else item.original_due_on
    return replace(item, due_on=row.due_on, original_due_on=original_due_on, precision=row.due_precision)
