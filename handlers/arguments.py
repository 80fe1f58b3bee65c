"""What stands after a command: a task's code, an agency by code or any of its names, or both in either order."""

from dataclasses import dataclass

from bot.domain.agencies import Agency
from bot.domain.series import choose_occurrences
from bot.domain.task import Assignment
from bot.language import cached_agency_index, find_agencies, find_occurrence_words, fold_text
from bot.messages import Message, Reply
from bot.services import naming, tasks
from bot.texts.catalogue import say
from bot.texts.formats import shorten
from handlers.turn import Turn

_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Named:
    """``found`` is the task at the agencies that were named, at all of the scope when none was.

    Without a task ``agencies`` are those inside the scope that go by the name.
    """

    found: list[Assignment]
    agencies: list[Agency]
    is_agency_named: bool = False


async def read_arguments(turn: Turn) -> Named | Reply:
    """What the words after the command name; a reply when they name nothing in the scope."""
    words = turn.incoming.arguments.split()
    for code, others in ((words[0], words[1:]), (words[-1], words[:-1])):
        found = await tasks.find_by_code(turn.uow, turn.actor, code, now=turn.now, rules=turn.rules)
        if found:
            return await _at_agency(turn, code, found, " ".join(others))
    codes = await _find_codes(turn, " ".join(words))
    agencies = await naming.list_agencies(turn.uow)
    mine = naming.choose_agencies(agencies, codes, turn.actor, today=turn.today)
    return Named([], mine, is_agency_named=True) if mine else _refuse(turn, "error.not_found")


async def _at_agency(turn: Turn, code: str, found: list[Assignment], rest: str) -> Named | Reply:
    period = find_occurrence_words(f"{code} {rest}", code, turn.today)
    if period is not None:
        found = choose_occurrences(found, (period.from_on, period.to_on))
        rest = period.text.replace(code, " ", 1).strip()
    if not rest:
        return Named(found, [])
    codes = await _find_codes(turn, rest)
    if not codes:
        return _refuse(turn, "step.agency_unknown", rest)
    at = [assignment for assignment in found if assignment.agency_code in codes]
    return Named(at, [], is_agency_named=True) if at else _refuse(turn, "error.not_found")


def _refuse(turn: Turn, key: str, name: str = "") -> Reply:
    facts = {"name": shorten(name, _LONGEST_NAME)} if name else {}
    return Reply(messages=(Message(say(turn.language, key, **facts)),))


async def _find_codes(turn: Turn, text: str) -> tuple[str, ...]:
    """Agencies that the text is the name of, or else that it names."""
    names = naming.names_of(await naming.list_agencies(turn.uow))
    folded = fold_text(text).strip()
    exact = tuple(code for code, given in names if folded in {fold_text(each) for each in (code, *given)})
    if exact:
        return exact
    return tuple(
        code for match in find_agencies(text, cached_agency_index(names)) for code in match.candidates
    )
