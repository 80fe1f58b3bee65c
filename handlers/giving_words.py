"""What an officer's words say of a new task: its source, its leads, its date; one at a time or all in one message."""

import re
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from bot.domain.errors import DateImpossible, DateInPast, DateRefused, DateUnclear
from bot.domain.giving import LONGEST_SOURCE, Ask, LeadFault, LeadsRefused, NewTask, parse_title, settle_due
from bot.domain.task import Precision
from bot.language import DateProblem, cached_agency_index
from bot.language.documents import find_documents
from bot.language.due_words import GivenDue, parse_given_due
from bot.language.folding import fold
from bot.language.leads import find_leads
from bot.services import giving
from bot.services.giving import NamedLeads, Offices
from bot.texts.catalogue import lines, say
from handlers.refusals import render_refusal
from handlers.turn import Turn

_PARTS = re.compile(r"[;\n]")


def with_source(task: NewTask, source: str) -> NewTask:
    return replace(task, source=source, is_document=bool(find_documents(fold(source))))


def with_leads(offices: Offices, task: NewTask, text: str) -> NewTask:
    """
    Raises:
        LeadsRefused: not all of the words name agencies of the officer's.
    """
    found = find_leads(text, cached_agency_index(offices.names), offices.groups)
    agencies = tuple((match.text, match.candidates) for match in found.agencies)
    named = NamedLeads(found.groups, found.levels, agencies, found.rest)
    if not (found.groups or found.levels or agencies):
        raise LeadsRefused(fault=LeadFault.UNKNOWN, words=" ".join(text.split())[:200])
    return task.with_leads(*giving.choose_leads(offices, named))


def parse_due(turn: Turn, text: str) -> GivenDue | None:
    return parse_given_due(text, at=turn.now.astimezone(turn.rules.zone))


def with_due(turn: Turn, task: NewTask, due: GivenDue) -> NewTask:
    """
    Raises:
        DateRefused: no such day, or one that nobody can keep.
    """
    check_readable(due)
    if due.on is None:
        return replace(task, due_on=None, precision=Precision.NONE)
    due_on = settle_due(due.precision, due.on, today=turn.today, calendar=turn.rules.calendar)
    return replace(task, due_on=due_on, precision=due.precision)


def check_readable(due: GivenDue) -> None:
    """
    Raises:
        DateImpossible, DateInPast, DateUnclear: why the words cannot be a deadline.
    """
    match due.problem:
        case None:
            return
        case DateProblem.impossible:
            raise DateImpossible(text=due.text)
        case DateProblem.past:
            raise DateInPast(date=due.text)
        case _:
            raise DateUnclear(text=due.text)


def say_fault(turn: Turn, error: LeadsRefused) -> Markup:
    return say(turn.language, f"giving.leads_{error.fault}", **error.facts)


def words_of(turn: Turn, error: DateRefused) -> Markup:
    return render_refusal(error, turn.language, is_press=False).messages[0].text


async def read_all(turn: Turn, text: str) -> tuple[NewTask, Markup | None]:
    """The title comes first; dates, documents and agencies are known by their form. What is left is said."""
    first, *others = [part.strip() for part in _PARTS.split(text) if part.strip()] or [""]
    title = parse_title(first)
    notes = [] if title else [say(turn.language, "giving.again_title")]
    offices = await giving.open_offices(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
    task = NewTask(title=title or "")
    for number, part in enumerate(others):
        try:
            read = _read_part(turn, offices, task, part, is_second=number == 0)
        except LeadsRefused as error:
            notes.append(say_fault(turn, error))
        except DateRefused as error:
            notes.append(words_of(turn, error))
        else:
            notes += [] if read else [say(turn.language, "giving.unread", words=part)]
            task = read or task
    return task, _join(turn, task, notes)


def _join(turn: Turn, task: NewTask, notes: Sequence[Markup]) -> Markup | None:
    if not notes:
        return None
    asked = task.missing
    question = say(turn.language, f"giving.ask_{asked}", n=len(task.agencies)) if asked else None
    return lines(*notes, " ", question if asked is not Ask.MODE else None)


def _read_part(turn: Turn, offices: Offices, task: NewTask, part: str, *, is_second: bool) -> NewTask | None:
    """The task with what the part says; None when that is no date, no source and no list of agencies."""
    due = parse_due(turn, part)
    if due is not None and due.is_whole and task.precision is None:
        return with_due(turn, task, due)
    is_document = bool(find_documents(fold(part)))
    if not task.agencies and not is_document:
        try:
            return with_leads(offices, task, part)
        except LeadsRefused as error:
            if is_second or error.fault is not LeadFault.UNKNOWN:
                raise
    if task.source is None and len(part) <= LONGEST_SOURCE:
        return with_source(task, part)
    return None
