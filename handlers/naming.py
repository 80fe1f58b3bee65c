"""What the words of a message name: a task by code, by its place in the list shown last, by its title; an agency.

The names are asked of the database for every message and given to the reader; nothing is remembered here. Indexes are
kept by content in ``bot.language``.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.domain.agencies import Agency
from bot.domain.asking import NamedAgency, Period, Renamed
from bot.domain.task import Assignment
from bot.language import (
    QUESTIONS,
    REPORTS,
    Context,
    Intent,
    NamedOccurrence,
    Slots,
    Understanding,
    cached_agency_index,
    cached_title_index,
    choose_titles,
    find_agencies,
    find_occurrence_words,
    find_ordinal,
    fold_text,
    understand,
)
from bot.services import naming, questions, talks, tasks
from handlers.turn import Turn

_NAMELESS = frozenset({Intent.ack, Intent.help})
_CODE_WORDS = 2
"""A bare code has no more: "NV 12"."""
_KIND_OF_AGENCY = re.compile(r"^(?:(?:ubnd|uy ban nhan dan) )?(?:(?:tinh|thanh pho|tp\.?) )?")
_LIKE_CODE = re.compile(r"(?<!\w)[^\W\d_]{1,12}[-_.]\d{1,6}(?![\w/])")
"""As in "KP-001": codes are whatever an installation calls its tasks."""
_OWN_CODES = "NV-"
"""Codes of this form are read without knowing them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as it was understood among the names around it."""

    said: Understanding
    agencies: Sequence[NamedAgency] = ()
    period: Period | None = None
    """Which time of a recurring task is meant; its words are not in ``said``."""


async def read(turn: Turn) -> Reading:
    """Understands the text twice at most: first alone; then, if it may name something, with the names at hand."""
    text, at = turn.incoming.text, turn.now.astimezone(turn.rules.zone)
    said = understand(text, at=at)
    if said.intent in _NAMELESS:
        return Reading(said)
    named = await _find_occurrence(turn, said)
    text, period = (named.text, Period(named.from_on, named.to_on)) if named else (text, None)
    said = understand(text, at=at) if named else said
    agencies = await naming.list_agencies(turn.uow)
    titles = [] if said.slots.tasks else await _list_titles(turn, said)
    pairs = tuple((code, title) for code, *both in titles for title in both if title)
    context = Context(
        cached_agency_index(naming.names_of(agencies)),
        cached_title_index(pairs) if pairs else None,
        frozenset(code for code, *_ in titles if not code.upper().startswith(_OWN_CODES)),
    )
    return Reading(understand(text, at=at, context=context), agencies, period)


async def _find_occurrence(turn: Turn, said: Understanding) -> NamedOccurrence | None:
    """Of one task that is named by its code and comes round: the period that stands beside the code."""
    if len(said.slots.tasks) != 1:
        return None
    code = said.slots.tasks[0]
    named = find_occurrence_words(turn.incoming.text, code, turn.today)
    return named if named and await talks.is_recurring(turn.uow, code) else None


async def _list_titles(turn: Turn, said: Understanding) -> list[tuple[str, str, str]]:
    """Of what can be reported on for a report, of everything in sight for a question about some task."""
    if said.intent in REPORTS:
        return await questions.list_open_titles(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
    may_name = bool(said.slots.task_text or _LIKE_CODE.search(said.text))
    if said.intent is Intent.ask_task or (said.intent in QUESTIONS | {Intent.other} and may_name):
        return await questions.list_visible_titles(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
    return []


def is_named(said: Understanding) -> bool:
    """Whether words stand for a task: a code, a place in a list, a title."""
    return bool(said.slots.tasks or said.slots.ordinal or said.slots.task_candidates)


async def find_reportable(turn: Turn, said: Understanding) -> list[Assignment]:
    """What a report without a code is about, certain if there is one entry; else the question is which.

    Order: the place in a list, the message replied to, the title's words, the last reminder, the only open task.

    Raises:
        NotFound: the message replied to speaks of something that is closed.
    """
    placed = await find_placed(turn, said)
    if placed is not None and turn.actor.can_report(placed.agency_path):
        return [placed]
    if turn.incoming.reply_to_message_id is not None:
        around = await _list_candidates(turn)
        titled = [a for a in around if a.task.code in said.slots.task_candidates]
        return of_named_agency(titled or around, said)
    if said.slots.task_candidates:
        found, _ = await talks.find_by_codes(
            turn.uow, turn.actor, said.slots.task_candidates, now=turn.now, rules=turn.rules
        )
        return of_named_agency([a for group in found.values() for a in group], said)
    return of_named_agency(await _list_candidates(turn), said)


async def _list_candidates(turn: Turn) -> list[Assignment]:
    return await talks.find_candidates(
        turn.uow,
        turn.actor,
        chat_id=turn.incoming.chat_id,
        reply_to_message_id=turn.incoming.reply_to_message_id,
        now=turn.now,
        rules=turn.rules,
    )


async def find_visible(turn: Turn, said: Understanding) -> list[Assignment]:
    """What a question is about: every assignment of the tasks it names; nothing if it names none."""
    placed = await find_placed(turn, said)
    if placed is not None:
        return [placed]
    found: list[Assignment] = []
    for code in said.slots.tasks[:1] or said.slots.task_candidates:
        found += await tasks.find_by_code(turn.uow, turn.actor, code, now=turn.now, rules=turn.rules)
    replied_to = await naming.find_replied(
        turn.uow, chat_id=turn.incoming.chat_id, message_id=turn.incoming.reply_to_message_id
    )
    if not found and replied_to is not None:
        found = [await tasks.get_visible(turn.uow, turn.actor, replied_to, now=turn.now, rules=turn.rules)]
    return of_named_agency(found, said)


async def find_named_alone(turn: Turn, said: Understanding) -> list[Assignment]:
    """What an answer to "which task?" means: a number, a place, a code or a title, and nothing else."""
    text = said.text.strip()
    if text.isdecimal():
        slots = Slots(ordinal=int(text[:3]))
    elif said.slots.tasks:
        slots = Slots(tasks=said.slots.tasks) if len(text.split()) <= _CODE_WORDS else Slots()
    else:
        titles = await questions.list_open_titles(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
        pairs = tuple((code, title) for code, *both in titles for title in both if title)
        fitting = choose_titles(text, cached_title_index(pairs), is_named=True)
        slots = Slots(ordinal=find_ordinal(text), task_candidates=fitting)
    return await find_visible(turn, replace(said, slots=slots))


async def find_placed(turn: Turn, said: Understanding) -> Assignment | None:
    """ "việc thứ 2" in the list that this chat was shown last; -1 is its last entry.

    Raises:
        NotFound: it may not be seen any more.
    """
    ordinal = said.slots.ordinal
    if ordinal is None:
        return None
    shown = await naming.list_shown(
        turn.uow,
        turn.actor,
        chat_id=turn.incoming.chat_id,
        reply_to_message_id=turn.incoming.reply_to_message_id,
    )
    at = ordinal - 1 if ordinal > 0 else len(shown) + ordinal
    if not 0 <= at < len(shown):
        return None
    return await tasks.get_visible(turn.uow, turn.actor, shown[at], now=turn.now, rules=turn.rules)


def of_named_agency(found: list[Assignment], said: Understanding) -> list[Assignment]:
    """Of several agencies the one that is named; all of them if none of theirs is."""
    if len({a.agency_id for a in found}) < 2:
        return found
    names = tuple(sorted({(a.agency_code, (a.agency_vi, a.agency_en)) for a in found}))
    index = cached_agency_index(names)
    named = {code for match in find_agencies(said.text, index) for code in match.candidates}
    return [a for a in found if a.agency_code in named] or found


def of_agencies(found: list[Assignment], agencies: list[Agency] | None) -> list[Assignment]:
    """Those of the agencies that the message names by any of their names; all if it names none of theirs."""
    wanted = {agency.id for agency in agencies or ()}
    return [a for a in found if a.agency_id in wanted] or found


def choose_agencies(turn: Turn, reading: Reading) -> list[Agency] | None:
    """The agencies that the message may name, inside the scope; None if it names none at all."""
    slots = reading.said.slots
    codes = (slots.agency,) if slots.agency else slots.agency_candidates
    if not codes:
        return None
    return naming.choose_agencies(reading.agencies, codes, turn.actor, today=turn.today)


def find_renamed(turn: Turn, reading: Reading) -> list[Renamed]:
    """The agencies named that are no more, of those whom the speaker may hear of."""
    slots = reading.said.slots
    codes = (slots.agency,) if slots.agency else slots.agency_candidates
    found = naming.find_renamed(reading.agencies, codes, today=turn.today) if codes else []
    return [each for each in found if any(turn.actor.can_see(a.path) for a in (each.old, *each.heirs))]


def is_only_agency(reading: Reading) -> bool:
    """ "Hải Dương", "tỉnh Hải Dương" and nothing else."""
    words = _agency_words(reading)
    said = fold_text(reading.said.text).strip(" .?!")
    return len(words) == 1 and _KIND_OF_AGENCY.sub("", said) in {words[0], _KIND_OF_AGENCY.sub("", words[0])}


def _agency_words(reading: Reading) -> list[str]:
    index = cached_agency_index(naming.names_of(reading.agencies))
    return [fold_text(match.text) for match in find_agencies(reading.said.text, index)]


def without_agency_words(reading: Reading) -> Reading:
    """The plan in "Bộ Kế hoạch và Đầu tư" is no task."""
    slots = reading.said.slots
    words = fold_text(slots.task_text or "")
    if not words or not any(words in name for name in _agency_words(reading)):
        return reading
    nameless = replace(slots, task_text=None, task_candidates=())
    return replace(reading, said=replace(reading.said, slots=nameless))


def is_of_own(turn: Turn, codes: Iterable[str], agencies: Iterable[NamedAgency]) -> bool:
    """Whether all of ``codes`` are agencies that the speaker reports for."""
    wanted = set(codes)
    paths = [each.agency.path for each in agencies if each.agency.code in wanted]
    return bool(paths) and all(map(turn.actor.can_report, paths))
