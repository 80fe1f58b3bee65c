"""Questions answered: what is due in a period, who is late or has not finished, how an agency stands.

Everything inside the asker's scope; an agency or task outside it is answered like one that does not exist.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.agencies import Agency, Scope
from bot.domain.asking import AgencyAnswer, AskKind, Period, Query, TaskAnswer
from bot.domain.errors import NotFound
from bot.domain.figures import Figures
from bot.domain.paging import Page
from bot.domain.people import Actor
from bot.domain.rules import Rules
from bot.domain.task import OPEN_STATUSES, Assignment, Status
from bot.services import UnitOfWork
from bot.services.census import count_now
from bot.services.tasks import HIDDEN, LONG_PAGE_SIZE, PAGE_SIZE
from bot.storage import questions
from bot.storage.assignments import Filter, list_assignments
from bot.storage.questions import Narrowed

TASKS_SHOWN = 10
_VISIBLE = frozenset(Status) - HIDDEN


@dataclass(frozen=True, slots=True)
class AgencyState:
    """How one agency stands, without the agencies above it."""

    agency: Agency
    figures: Figures


async def get_agency(uow: UnitOfWork, actor: Actor, agency_id: int) -> Agency:
    """Raises:
    NotFound: outside the actor's scope, or none at all.
    """
    agency = await questions.find_agency_by_id(uow, agency_id)
    if agency is None or not actor.can_see(agency.path):
        raise NotFound
    return agency


async def _narrow(uow: UnitOfWork, actor: Actor, query: Query, *, now: datetime, rules: Rules) -> Narrowed:
    agency = await get_agency(uow, actor, query.agency_id) if query.agency_id else None
    today = rules.today(now)
    return Narrowed(
        scope=Scope((agency.path,)) if agency else actor.scope(),
        as_of=today,
        period=query.period,
        due_before=today if query.kind is AskKind.LATE else None,
        levels=query.levels,
        task_id=query.task_id or None,
        is_silent=query.kind is AskKind.SILENT,
    )


async def list_tasks(
    uow: UnitOfWork, actor: Actor, query: Query, *, page: int, now: datetime, rules: Rules
) -> Page[Assignment]:
    """The assignments a question is about, by due date.

    Raises:
        NotFound: the agency named is outside the actor's scope.
    """
    wanted = await _narrow(uow, actor, query, now=now, rules=rules)
    total, _ = await questions.count_narrowed(uow, wanted)
    number = min(page, max(0, (total - 1) // PAGE_SIZE))
    items = await questions.list_narrowed(uow, wanted, offset=number * PAGE_SIZE, limit=PAGE_SIZE)
    return Page(tuple(items), number, total, PAGE_SIZE)


async def find_following(
    uow: UnitOfWork, actor: Actor, query: Query, *, now: datetime, rules: Rules
) -> Assignment | None:
    """The next open task due after the period asked about."""
    if query.period is None or query.period.to_on >= date.max:
        return None
    later = Period(query.period.to_on + timedelta(days=1), date.max)
    wanted = await _narrow(uow, actor, replace(query, period=later), now=now, rules=rules)
    return next(iter(await questions.list_narrowed(uow, wanted, limit=1)), None)


async def list_by_task(
    uow: UnitOfWork, actor: Actor, query: Query, *, now: datetime, rules: Rules
) -> TaskAnswer:
    """The same, one line a task, for those who watch many agencies."""
    wanted = await _narrow(uow, actor, query, now=now, rules=rules)
    items, total = await questions.tally_tasks(uow, wanted, limit=TASKS_SHOWN)
    return TaskAnswer(tuple(items), total)


async def list_agencies(
    uow: UnitOfWork, actor: Actor, query: Query, *, page: int, now: datetime, rules: Rules
) -> AgencyAnswer:
    """The agencies a question is about, and among how many that have anything to do with it.

    Raises:
        NotFound: the task or agency named is not inside the actor's scope.
    """
    wanted = await _narrow(uow, actor, query, now=now, rules=rules)
    everything = Narrowed(
        wanted.scope, wanted.as_of, statuses=_VISIBLE, levels=wanted.levels, task_id=wanted.task_id
    )
    _, among = await questions.count_narrowed(uow, everything)
    _, total = await questions.count_narrowed(uow, wanted)
    number = min(page, max(0, (total - 1) // LONG_PAGE_SIZE))
    items = await questions.tally_agencies(uow, wanted, offset=number * LONG_PAGE_SIZE, limit=LONG_PAGE_SIZE)
    answer = AgencyAnswer(tuple(items), number, LONG_PAGE_SIZE, total, among)
    return await _with_task(uow, actor, answer, query, now=now, rules=rules)


async def _with_task(
    uow: UnitOfWork, actor: Actor, answer: AgencyAnswer, query: Query, *, now: datetime, rules: Rules
) -> AgencyAnswer:
    if not query.task_id:
        return answer
    wanted = Filter(actor.scope(), rules.today(now), statuses=_VISIBLE, task_id=query.task_id)
    found = await list_assignments(uow, wanted, limit=1)
    if not found:
        raise NotFound
    task = found[0].task
    return replace(answer, code=task.code, title_vi=task.title_vi, title_en=task.title_en)


async def summarise_agency(
    uow: UnitOfWork, actor: Actor, agency_id: int, *, now: datetime, rules: Rules
) -> AgencyState:
    """The four cells of an agency and of those below it, with what is late.

    Raises:
        NotFound: outside the actor's scope.
    """
    agency = await get_agency(uow, actor, agency_id)
    figures = await count_now(uow, Scope((agency.path,)), now=now, rules=rules)
    return AgencyState(agency, figures)


async def list_open_titles(
    uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules
) -> list[tuple[str, str, str]]:
    """Code and titles of the open tasks that this actor can report on."""
    return await questions.list_titles(
        uow, actor.scope_to_report(), as_of=rules.today(now), statuses=OPEN_STATUSES
    )


async def list_visible_titles(
    uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules
) -> list[tuple[str, str, str]]:
    """Code and titles of every task in the actor's scope, finished ones too."""
    return await questions.list_titles(uow, actor.scope(), as_of=rules.today(now), statuses=_VISIBLE)
