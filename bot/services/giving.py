"""A task given in chat: who is meant, what it would make, and the making of it. Inside the officer's scope only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.agencies import Level, Scope
from bot.domain.errors import NotAllowed, Outdated, ValueRefused
from bot.domain.giving import (
    Given,
    GivingView,
    LeadFault,
    LeadName,
    LeadsRefused,
    NewTask,
    next_code,
    settle_due,
)
from bot.domain.people import Actor, Role
from bot.domain.rules import Rules
from bot.domain.task import LeadMode, Precision, TaskKind
from bot.services import UnitOfWork
from bot.services.exchange.cells import is_group
from bot.services.exchange.groups import Membership
from bot.storage import amendments, assignment_register, people, register, task_register
from bot.storage.assignment_register import NewAssignment
from bot.storage.register_rows import AgencyRow, DirectiveRow, GroupRow, TaskRow

_NAMES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Offices:
    """The register as it is now: agencies with their names, groups, and what an officer may give to."""

    agencies: Mapping[str, AgencyRow]
    ids: Mapping[str, int]
    membership: Membership
    scope: Scope
    today: date

    @property
    def names(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Code and names of every agency: one outside the scope must be recognised, to be refused by name."""
        return tuple(
            (row.code, (row.name_vi, row.name_en, row.short_vi, *row.aliases))
            for row in self.agencies.values()
        )

    @property
    def groups(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return tuple((row.code, (row.name_vi, row.name_en)) for row in self.membership.groups.values())

    def is_mine(self, code: str) -> bool:
        return self.scope.contains(self.agencies[code].path)


async def open_offices(uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules) -> Offices:
    """
    Raises:
        NotAllowed: only officers give tasks.
    """
    if not actor.has_role(Role.OFFICER):
        raise NotAllowed
    agencies = await register.load_agencies(uow)
    groups = await register.load_groups(uow)
    membership = Membership(agencies.rows, groups.rows)
    return Offices(agencies.rows, agencies.ids, membership, actor.scope(Role.OFFICER), rules.today(now))


@dataclass(frozen=True, slots=True)
class NamedLeads:
    """What the officer's words name: groups, whole levels, and for every name the codes that bear it."""

    groups: tuple[str, ...] = ()
    levels: frozenset[Level] = frozenset()
    agencies: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rest: tuple[str, ...] = ()


def choose_leads(offices: Offices, named: NamedLeads) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """What is stored as leads, the agencies that it means today, and how many of a group are left out.

    Raises:
        LeadsRefused: nothing, too much, or somebody else's was named.
    """
    if named.rest:
        raise LeadsRefused(fault=LeadFault.UNKNOWN, words="; ".join(named.rest)[:200])
    singles = [_choose_one(offices, words, codes) for words, codes in named.agencies]
    wholes = [*named.groups, *_cover_levels(offices, named.levels)]
    wanted = offices.membership.resolve([*wholes, *singles], offices.today)
    mine = tuple(code for code in wanted if offices.is_mine(code))
    if not mine:
        fault = LeadFault.OUTSIDE if wanted else LeadFault.UNKNOWN
        raise LeadsRefused(fault=fault, words=", ".join(named.groups))
    is_narrowed = len(mine) < len(wanted)
    leads = mine if is_narrowed else tuple(dict.fromkeys([*wholes, *singles]))
    return leads, mine, len(wanted) - len(mine)


def _choose_one(offices: Offices, words: str, codes: Sequence[str]) -> str:
    """Of an old and a present bearer of a name the present one; of several the one that is the officer's."""
    present = [code for code in codes if offices.agencies[code].is_valid(offices.today)]
    if not present:
        raise LeadsRefused(fault=LeadFault.GONE, words=words)
    mine = [code for code in present if offices.is_mine(code)]
    if not mine:
        raise LeadsRefused(fault=LeadFault.OUTSIDE, words=words)
    if len(mine) > 1:
        names = ", ".join(f"{offices.agencies[code].short_vi} ({code})" for code in mine[:_NAMES_SHOWN])
        raise LeadsRefused(fault=LeadFault.AMBIGUOUS, words=words, names=names)
    return mine[0]


def _cover_levels(offices: Offices, levels: frozenset[Level]) -> list[str]:
    """The groups that mean exactly these levels; without such groups the agencies themselves."""
    groups = [row for row in offices.membership.groups.values() if row.levels and not row.members]
    chosen: list[str] = []
    left = set(levels)
    for group in sorted(groups, key=lambda row: -len(row.levels)):
        if left.issuperset(group.levels):
            chosen.append(group.code)
            left -= set(group.levels)
    return [*chosen, *_list_at(offices, left)]


def _list_at(offices: Offices, levels: Iterable[Level]) -> tuple[str, ...]:
    """As a group of these levels would be resolved."""
    if not (wanted := tuple(levels)):
        return ()
    group = {"@": GroupRow("@", "", levels=wanted)}
    return Membership(offices.agencies, group).members("@", offices.today)


async def preview(uow: UnitOfWork, actor: Actor, task: NewTask, *, now: datetime, rules: Rules) -> GivingView:
    """What giving it would make, as things stand; writes nothing.

    Raises:
        NotAllowed: not an officer. LeadsRefused: none of the leads is theirs today. DateInPast: too late for it.
    """
    offices = await open_offices(uow, actor, now=now, rules=rules)
    return await _preview(uow, offices, task, now=now, rules=rules)


async def _preview(
    uow: UnitOfWork, offices: Offices, task: NewTask, *, now: datetime, rules: Rules
) -> GivingView:
    known = [code for code in task.leads if is_group(code) or code in offices.agencies]
    resolved = offices.membership.resolve(known, offices.today)
    wanted = tuple(
        code for code in resolved if offices.is_mine(code) and offices.agencies[code].is_valid(offices.today)
    )
    if not wanted:
        raise LeadsRefused(fault=LeadFault.OUTSIDE, words=", ".join(task.leads)[:200])
    present = task
    if wanted != task.agencies:
        leads = task.leads if wanted == resolved else wanted
        present = replace(task.with_leads(leads, wanted, task.outside), mode=_mode_of(task, wanted))
    if present.due_on is not None:
        settle_due(Precision.DAY, present.due_on, today=offices.today, calendar=rules.calendar)
    seats = await people.list_seats(uow)
    bound = {
        seat.appointment.agency.code
        for seat in seats
        if seat.appointment.role is Role.FOCAL_POINT and seat.is_bound and not seat.is_unreachable
    }
    names = [
        LeadName(row.code, row.short_vi, row.name_en) for row in map(offices.agencies.get, wanted) if row
    ]
    by_code = {name.code: name for name in names}
    assigned = tuple(by_code[code] for code in present.assigned)
    return GivingView(
        present,
        assigned,
        tuple(by_code[code] for code in present.coordinating),
        tuple(name for name in assigned if name.code not in bound),
    )


def _mode_of(task: NewTask, agencies: Sequence[str]) -> LeadMode | None:
    """Fewer or more of them than when it was asked; one alone leads alone."""
    if len(agencies) == 1:
        return LeadMode.SINGLE
    return task.mode if len(task.agencies) > 1 else None


async def give(
    uow: UnitOfWork, actor: Actor, task: NewTask, *, now: datetime, rules: Rules
) -> Given | GivingView:
    """Makes the task and its assignments, or, when that would not be what was shown, says what it would make now.

    Raises:
        Outdated: something was not said yet. Otherwise like ``preview``.
    """
    if task.missing is not None or not task.leads:
        raise Outdated
    await register.lock_register(uow)
    offices = await open_offices(uow, actor, now=now, rules=rules)
    view = await _preview(uow, offices, task, now=now, rules=rules)
    if view.task != task:
        return view
    code = next_code(await amendments.list_task_codes(uow))
    task_id = await _add_task(uow, offices, code, view, now=now)
    rows = [_assignment(code, name.code, task, offices.today, now) for name in view.assigned]
    await assignment_register.add_assignments(
        uow, rows, task_ids={code: task_id}, agency_ids=offices.ids, actor_id=actor.person.id, now=now
    )
    return Given(task_id, code, view)


async def _add_task(uow: UnitOfWork, offices: Offices, code: str, view: GivingView, *, now: datetime) -> int:
    row = _task_row(code, view)
    directive_ids = await task_register.ensure_directives(uow, [row.directive])
    task_id = (await task_register.add_tasks(uow, [row], directive_ids, now=now))[code]
    if view.coordinating:
        helpers = [offices.ids[name.code] for name in view.coordinating]
        await task_register.put_coordinators(uow, {task_id: helpers})
    return task_id


def _task_row(code: str, view: GivingView) -> TaskRow:
    task = view.task
    if task.mode is None or task.precision is None:
        raise ValueRefused
    is_single = task.mode is LeadMode.SINGLE
    return TaskRow(
        code=code,
        title_vi=task.title,
        kind=TaskKind.ONE_OFF,
        lead=task.assigned if is_single else task.leads,
        lead_mode=task.mode,
        due_precision=task.precision,
        coordinating=task.coordinating,
        directive=_directive(task.source or "", is_document=task.is_document),
        due_on=task.due_on,
    )


def _directive(source: str, *, is_document: bool) -> DirectiveRow:
    return DirectiveRow(document=source) if is_document else DirectiveRow(meeting=source)


def _assignment(code: str, agency: str, task: NewTask, today: date, now: datetime) -> NewAssignment:
    """From this moment on: rungs of earlier today are nobody's silence yet."""
    return NewAssignment(
        task=code,
        agency=agency,
        period="",
        assigned_on=today,
        assigned_at=now,
        due_on=task.due_on,
        precision=task.precision or Precision.NONE,
        next_at=now,
    )
