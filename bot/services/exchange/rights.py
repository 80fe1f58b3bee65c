"""Who may import what: officers the tasks of their own scope, administrators the register."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.agencies import Scope
from bot.domain.people import Actor, Role
from bot.domain.task import Status
from bot.services.exchange.cells import is_group
from bot.services.exchange.files import Table
from bot.services.exchange.groups import Membership
from bot.services.exchange.headers import FileKind
from bot.services.exchange.problems import ProblemKey, RowProblem
from bot.services.exchange.tasks import TaskDraft
from bot.storage.register_rows import StoredAssignment, TaskRow

_OF_OFFICERS = frozenset({FileKind.TASKS})
_OF_ADMINISTRATORS = frozenset(FileKind) - _OF_OFFICERS
_GONE = frozenset({Status.CANCELLED, Status.TRANSFERRED})


@dataclass(frozen=True, slots=True)
class Rights:
    """Kinds of files; ``scope`` holds the leads of every task that may be added or amended."""

    kinds: frozenset[FileKind]
    scope: Scope

    def __bool__(self) -> bool:
        return bool(self.kinds)

    def list_kinds(self) -> list[FileKind]:
        """In the order in which they are offered: what is imported most comes first."""
        return sorted(self.kinds, key=_OFFERED.index)


_OFFERED = (
    FileKind.TASKS,
    FileKind.PEOPLE,
    FileKind.AGENCIES,
    FileKind.GROUPS,
    FileKind.SUCCESSIONS,
    FileKind.CALENDAR,
)


def rights_of(actor: Actor) -> Rights:
    kinds: frozenset[FileKind] = frozenset()
    if actor.has_role(Role.OFFICER):
        kinds |= _OF_OFFICERS
    if actor.has_role(Role.ADMIN):
        kinds |= _OF_ADMINISTRATORS
    return Rights(kinds, actor.scope(Role.OFFICER))


def list_foreign_kinds(tables: Mapping[FileKind, Sequence[Table]], rights: Rights) -> list[RowProblem]:
    return [
        RowProblem(table.file, ProblemKey.KIND_NOT_YOURS, facts={"kind": kind.value})
        for kind, found in tables.items()
        if kind not in rights.kinds
        for table in found
    ]


@dataclass(frozen=True, slots=True)
class TaskGate:
    """Lets through the tasks whose leads, those that are stored and those of the file, all lie in ``scope``."""

    scope: Scope
    membership: Membership
    assignments: Mapping[str, Sequence[StoredAssignment]]

    def check(self, draft: TaskDraft, stored: Mapping[str, TaskRow], *, today: date) -> None:
        for code, cells in draft.places.items():
            held = {a.agency for a in self.assignments.get(code, ()) if a.status not in _GONE}
            if code in stored:
                held |= {a for lead in stored[code].lead for a in self._resolve(lead, today)}
            if self._list_outside(held):
                # The same words whether it is nobody's or somebody else's: they tell no more than the code did.
                cells.problem(ProblemKey.ROW_NOT_YOURS, "code", value=code)
                continue
            row = draft.rows[code]
            on = row.issued_on or today
            outside = [lead for lead in row.lead if self._list_outside(self._resolve(lead, on))]
            if outside:
                cells.problem(ProblemKey.ROW_NOT_YOURS, "lead", value="|".join(outside))

    def _resolve(self, lead: str, on: date) -> Sequence[str]:
        """The agencies behind a code; none when the code is unknown, which is a fault of its own."""
        if is_group(lead):
            return self.membership.members(lead, on) if lead in self.membership.groups else ()
        return (lead,) if lead in self.membership.agencies else ()

    def _list_outside(self, codes: Iterable[str]) -> list[str]:
        known = self.membership.agencies
        return [code for code in codes if not self.scope.contains(known[code].path)]
