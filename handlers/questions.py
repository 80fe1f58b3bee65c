"""Questions in words: which question it is, and about what; ``handlers.asked`` shows the answer page by page."""

from dataclasses import replace

from bot.actions import Verb
from bot.domain.agencies import Agency
from bot.domain.asking import AskKind, Period, Query
from bot.domain.errors import NotFound
from bot.domain.periods import span_of
from bot.domain.task import Assignment
from bot.language import (
    Intent,
    Lack,
    Slots,
    Understanding,
    asks_about_some_name,
    days_of_period,
    fold_text,
    understand,
)
from bot.messages import Reply
from bot.services import overview, questions
from bot.texts.answers import render_found_tasks, render_which_agency, render_which_task
from bot.texts.digest_places import ViewName
from bot.texts.phrases import title_of
from handlers import asked, figure_questions, league, lists, naming, periods, summary
from handlers.figure_questions import NAMED_LEVELS
from handlers.naming import Reading
from handlers.period_notes import with_note
from handlers.turn import Turn

_LACKS = {Lack.late: AskKind.LATE, Lack.undone: AskKind.UNDONE, Lack.silent: AskKind.SILENT}
_FEW_WORDS = 12
"""Beside an agency's name: whoever writes more tells something else."""
_RANKING = frozenset({"ranking", "praise", "criticism"})
"""Who compares agencies is for a leader to decide, see ``services.league``."""


async def answer(turn: Turn, reading: Reading) -> Reply:
    """Raises:
    NotFound: it asks about an agency or a task outside the scope.
    """
    agencies = naming.choose_agencies(turn, reading)
    if agencies == []:
        raise NotFound
    reading = naming.without_agency_words(reading)
    if agencies is None and not naming.is_named(reading.said):
        answered = await figure_questions.answer(turn)
        if answered is not None:
            return answered
    match reading.said.intent:
        case Intent.ask_deadlines:
            return await _deadlines(turn, reading.said, agencies)
        case Intent.ask_overdue:
            return await _lacking(turn, reading.said, agencies)
        case Intent.ask_summary:
            return await _summary(turn, reading.said, agencies)
        case _:
            return await _task(turn, reading.said, agencies)


async def _task(turn: Turn, said: Understanding, agencies: list[Agency] | None) -> Reply:
    """One task: its card; with many agencies all of them; of several that fit, which."""
    found = naming.of_agencies(await naming.find_visible(turn, said), agencies)
    if found or said.slots.tasks:
        return await show_found(turn, found)
    if agencies:
        return with_note(turn, await _state(turn, agencies), said.slots)
    if said.slots.task_text:
        raise NotFound
    if turn.actor.watches_many and asks_about_some_name(turn.incoming.text):
        raise NotFound
    return await figure_questions.review(turn) or await lists.show_tasks(turn)


async def show_found(turn: Turn, found: list[Assignment]) -> Reply:
    if len(found) == 1:
        return Reply(messages=(await lists.card(turn, found[0].id),))
    if len({a.task.id for a in found}) > 1:
        return Reply(messages=(render_found_tasks(found, turn.language),))
    if len({a.agency_id for a in found}) > 1:
        return Reply(messages=(await lists.task_overview(turn, found[0].task.id, page=0),))
    return Reply(messages=(lists.choice(turn, found, Verb.CARD),))


# --- what is due ------------------------------------------------------------------------------------------


async def _deadlines(turn: Turn, said: Understanding, agencies: list[Agency] | None) -> Reply:
    slots = said.slots
    if naming.is_named(said):
        found = naming.of_agencies(await naming.find_visible(turn, said), agencies)
        if found or slots.tasks:
            return await show_found(turn, found)
    if agencies and len(agencies) > 1:
        message = render_which_agency(agencies, AskKind.DUE, turn.language)
        return Reply(messages=(message,))
    query = Query(
        AskKind.DUE,
        _period_of(turn, slots),
        NAMED_LEVELS.get(slots.level or ""),
        agencies[0].id if agencies else 0,
    )
    if not (query.period or query.agency_id):
        return await lists.show_deadlines(turn)
    return await asked.show(turn, query, 0)


def _period_of(turn: Turn, slots: Slots) -> Period | None:
    """The days asked about; "từ nay đến 30/9" begins today."""
    if slots.until is not None and slots.until >= turn.today:
        return Period(turn.today, slots.until)
    if slots.date is not None:
        return Period(slots.date, slots.date)
    days = days_of_period(slots.period) if slots.period else None
    return Period(*days) if days else None


# --- who has not … ----------------------------------------------------------------------------------------


async def _lacking(turn: Turn, said: Understanding, agencies: list[Agency] | None) -> Reply:
    slots = said.slots
    kind = _LACKS[slots.lack or Lack.late]
    query = Query(kind, level=NAMED_LEVELS.get(slots.level or ""))
    if naming.is_named(said):
        return await _lacking_task(turn, said, query, agencies)
    if agencies and len(agencies) > 1:
        return Reply(messages=(render_which_agency(agencies, kind, turn.language),))
    if agencies:
        return await asked.show(turn, replace(query, level=None, agency_id=agencies[0].id), 0)
    if slots.status == "at_risk":
        return await figure_questions.show_view(turn, ViewName.RISK)
    if query.level or (turn.actor.watches_many and kind is not AskKind.LATE):
        return await asked.show(turn, query, 0)
    return await lists.show_overdue(turn)


async def _lacking_task(
    turn: Turn, said: Understanding, query: Query, agencies: list[Agency] | None
) -> Reply:
    """Of one task: whoever lacks something; of one agency its card; of several tasks that fit, which."""
    found = naming.of_agencies(await naming.find_visible(turn, said), agencies)
    if not found:
        raise NotFound
    tasks = {a.task.id: a for a in found}
    if query.level and len(tasks) > 1:
        tasks = await _of_level(turn, tasks, query) or tasks
    is_of_one = agencies is not None or not turn.actor.watches_many
    if is_of_one and len({a.agency_id for a in found}) == 1 and len(tasks) == 1:
        return await show_found(turn, found)
    if len(tasks) == 1:
        return await asked.show(turn, replace(query, task_id=next(iter(tasks))), 0)
    which = [(task_id, a.task.code, title_of(a, turn.language, limit=500)) for task_id, a in tasks.items()]
    return Reply(messages=(render_which_task(which, query, turn.language),))


async def _of_level(turn: Turn, tasks: dict[int, Assignment], query: Query) -> dict[int, Assignment]:
    """The tasks that were given to agencies of that level at all."""
    kept = {}
    for task_id, assignment in tasks.items():
        wanted = replace(query, task_id=task_id)
        counted = await questions.list_agencies(
            turn.uow, turn.actor, wanted, page=0, now=turn.now, rules=turn.rules
        )
        if counted.among:
            kept[task_id] = assignment
    return kept


# --- figures ----------------------------------------------------------------------------------------------


async def _summary(turn: Turn, said: Understanding, agencies: list[Agency] | None) -> Reply:
    """Raises:
    NotFound: it names an agency outside the scope.
    """
    if agencies == []:
        raise NotFound
    if agencies:
        return with_note(turn, await _state(turn, agencies), said.slots)
    if said.slots.kind in _RANKING:
        return await league.show(turn)
    if said.slots.level:
        return await figure_questions.show_view(turn, ViewName.AGENCIES)
    return await _of_period(turn, said.slots)


async def _state(turn: Turn, agencies: list[Agency]) -> Reply:
    if len(agencies) > 1:
        message = render_which_agency(agencies, AskKind.STATE, turn.language)
        return Reply(messages=(message,))
    return await asked.show(turn, Query(AskKind.STATE, agency_id=agencies[0].id), 0)


async def offer_figures(turn: Turn, reading: Reading) -> Reply | None:
    """To whoever reads figures and reports nothing: what words that are no plain question may ask for."""
    if naming.is_named(reading.said) or not turn.actor.has_role(*overview.READING_ROLES):
        return None
    agencies = naming.choose_agencies(turn, reading)
    if agencies is None:
        return await figure_questions.answer(turn) or await figure_questions.review(turn)
    if not agencies or len(reading.said.text.split()) > _FEW_WORDS:
        return None
    return await _state(turn, agencies)


async def show_agency(turn: Turn, agencies: list[Agency]) -> Reply:
    """Just an agency's name: how it stands.

    Raises:
        NotFound: it is outside the scope.
    """
    if not agencies:
        raise NotFound
    return await _state(turn, agencies)


async def show_summary(turn: Turn) -> Reply:
    """``/tonghop [tuan|thang|quy|6thang|nam]``: present figures, or the review of a period."""
    words = turn.incoming.arguments
    if not words:
        return await summary.show_summary(turn)
    if (kind := periods.read_kind(words)) is not None:
        return await periods.show_period(turn, span_of(kind, turn.today))
    reading = await naming.read(turn)
    if (agencies := naming.choose_agencies(turn, reading)) is not None:
        return await _summary(turn, reading.said, agencies)
    at = turn.now.astimezone(turn.rules.zone)
    return await _of_period(turn, understand(f"tong hop {fold_text(words)}", at=at).slots)


async def _of_period(turn: Turn, slots: Slots) -> Reply:
    """A week, month, quarter, half year or year is reviewed; of other days the figures now, and honestly so."""
    span = periods.span_named(turn, slots.period)
    if span is not None and span.from_on <= turn.today:
        return await periods.show_period(turn, span)
    return with_note(turn, await summary.show_summary(turn), slots)
