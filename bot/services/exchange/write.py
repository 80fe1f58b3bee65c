"""Writes what an import has planned, and the record of it: who changed what from which value to which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.services import UnitOfWork
from bot.services.exchange.changes import Action, Change
from bot.services.exchange.headers import FileKind
from bot.services.exchange.plan import Plan, Register
from bot.services.exchange.seated import tell_seated
from bot.services.exchange.seats import person_key
from bot.storage import assignment_register, occurrences, register, seats, successions, task_register
from bot.storage.events import EventKind, NewEvent, add_events
from bot.storage.register_rows import TaskRow

#: Values that the append-only record does not repeat, because their owner may have them removed.
_PERSONAL = frozenset({"email"})


@dataclass(frozen=True, slots=True)
class Writer:
    uow: UnitOfWork
    plan: Plan
    stored: Register
    now: datetime
    actor_id: int | None

    async def write(self) -> None:
        plan, uow = self.plan, self.uow
        await register.put_overrides(uow, [*plan.overrides.added, *plan.overrides.amended])
        agency_ids = await self._write_agencies()
        await register.add_groups(uow, plan.groups.added)
        await register.update_groups(uow, plan.groups.amended, self.stored.groups.ids)
        await register.add_successions(uow, plan.successions.added, agency_ids)
        await register.update_successions(uow, plan.successions.amended, self.stored.successions.ids)
        await self._write_seats(agency_ids)
        task_ids = await self._write_tasks(agency_ids)
        await self._write_assignments(agency_ids, task_ids)
        await self._record_changes(agency_ids, task_ids)
        await occurrences.look_again(uow)
        await successions.look_again(uow)

    async def _write_agencies(self) -> dict[str, int]:
        plan, stored = self.plan, self.stored.agencies
        added = await register.add_agencies(self.uow, plan.agencies.added, stored.ids)
        ids = {**stored.ids, **added}
        changed = {row.code: row for row in (*plan.agencies.amended, *plan.moved_agencies)}
        await register.update_agencies(self.uow, list(changed.values()), ids)
        moved = {stored.rows[row.code].path: row.path for row in plan.moved_agencies}
        await register.move_portfolios(self.uow, moved)
        return ids

    async def _write_seats(self, agency_ids: Mapping[str, int]) -> None:
        stored, edits = self.stored.seats, self.plan.seats
        paths = {code: row.path for code, row in self.stored.agencies.rows.items()}
        paths |= {row.code: row.path for row in (*self.plan.agencies.added, *self.plan.moved_agencies)}
        people = {person_key(row): stored.person_ids[key] for key, row in stored.rows.items()}
        new = {person_key(row): row for row in reversed(edits.added) if person_key(row) not in people}
        new_ids = await seats.add_people(self.uow, list(new.values()), now=self.now)
        people |= dict(zip(new, new_ids, strict=True))
        added = [(row, people[person_key(row)]) for row in edits.added]
        await seats.add_appointments(self.uow, added, agency_ids, paths, now=self.now)
        await seats.update_seats(self.uow, edits.amended, stored, paths)
        linked = {stored.person_ids[key] for key, row in stored.rows.items() if row.is_linked}
        register = {**self.stored.agencies.rows, **{row.code: row for row in self.plan.agencies.added}}
        seated = [(row, person_id) for row, person_id in added if person_id in linked]
        await tell_seated(self.uow, seated, register, agency_ids, now=self.now)

    async def _write_tasks(self, agency_ids: Mapping[str, int]) -> dict[str, int]:
        edits, stored, uow = self.plan.tasks, self.stored.tasks, self.uow
        written = [*edits.added, *edits.amended]
        if not written:
            return dict(stored.ids)
        directive_ids = await task_register.ensure_directives(uow, [row.directive for row in written])
        added = await task_register.add_tasks(uow, edits.added, directive_ids, now=self.now)
        ids = {**stored.ids, **added}
        await task_register.update_tasks(uow, edits.amended, stored.ids, directive_ids)
        await task_register.set_parents(uow, [row for row in written if self._has_new_parent(row)], ids)
        await self._write_targets(written, ids)
        coordinators = {
            ids[task]: [agency_ids[code] for code in codes]
            for task, codes in self.plan.assignments.coordinators.items()
        }
        await task_register.put_coordinators(uow, coordinators)
        return ids

    def _has_new_parent(self, row: TaskRow) -> bool:
        old = self.stored.tasks.rows.get(row.code)
        return row.parent != (old.parent if old else "")

    async def _write_targets(self, rows: Sequence[TaskRow], ids: Mapping[str, int]) -> None:
        """The first target holds from the day of the task, a new one from the day of the import."""
        old, plan = self.stored.tasks.rows, self.plan.assignments
        changed: list[tuple[int, TaskRow, date]] = []
        for row in rows:
            known = old.get(row.code)
            if row.kpi_target is None or (known and known.kpi_target == row.kpi_target):
                continue
            is_first = known is None or known.kpi_target is None
            starts_on = plan.starts_on[row.code] if is_first else plan.today
            changed.append((ids[row.code], row, starts_on))
        await task_register.put_targets(self.uow, changed)

    async def _write_assignments(self, agency_ids: Mapping[str, int], task_ids: Mapping[str, int]) -> None:
        plan = self.plan.assignments
        await assignment_register.move_dates(self.uow, [move.dates for move in plan.moved])
        await assignment_register.add_assignments(
            self.uow,
            plan.added,
            task_ids=task_ids,
            agency_ids=agency_ids,
            actor_id=self.actor_id,
            now=self.now,
        )
        moved = [
            NewEvent(
                EventKind.AMENDED,
                self.actor_id,
                assignment_id=move.dates.id,
                task_id=task_ids[move.task],
                data={"fields": {field.name: [field.old, field.new] for field in move.changes}},
            )
            for move in plan.moved
        ]
        await add_events(self.uow, moved, now=self.now)

    async def _record_changes(self, agency_ids: Mapping[str, int], task_ids: Mapping[str, int]) -> None:
        changes = self.plan.changes
        counts = {
            f"{kind.value}_{action.value}": sum(c.kind is kind and c.action is action for c in changes)
            for kind in FileKind
            for action in Action
        }
        counts["assignments_added"] = len(self.plan.assignments.added)
        imported = NewEvent(EventKind.IMPORTED, self.actor_id, data={k: n for k, n in counts.items() if n})
        amended = [c for c in changes if c.action is Action.AMENDED]
        seat_ids = {str(key): person_id for key, person_id in self.stored.seats.person_ids.items()}
        ids = {FileKind.AGENCIES: agency_ids, FileKind.TASKS: task_ids, FileKind.PEOPLE: seat_ids}
        record = [self._amendment(change, ids.get(change.kind, {}).get(change.key)) for change in amended]
        await add_events(self.uow, [imported, *record], now=self.now)

    def _amendment(self, change: Change, row_id: int | None) -> NewEvent:
        is_person = change.kind is FileKind.PEOPLE
        values = {
            field.name: [] if field.name in _PERSONAL else [field.old, field.new] for field in change.fields
        }
        return NewEvent(
            EventKind.AMENDED,
            self.actor_id,
            task_id=row_id if change.kind is FileKind.TASKS else None,
            agency_id=row_id if change.kind is FileKind.AGENCIES else None,
            person_id=row_id if is_person else None,
            data={"kind": change.kind.value, "key": "" if is_person else change.key, "fields": values},
        )
