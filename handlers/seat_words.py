"""Whom and where, in words: the agencies that a text can mean, a person's name, whether it is a whole list."""

import re

from bot.domain.agencies import Agency
from bot.language import build_agency_index, find_agencies, fold_text
from bot.services import inviting
from handlers.turn import Turn

SEPARATOR = re.compile(r"[;\t]")
_CANDIDATES = 8
_NAME = re.compile(r"[^\W\d_][^\n;:<>/@]{1,79}")


async def find_named(turn: Turn, text: str) -> list[Agency]:
    """The agencies within the inviter's scope that a piece of text can mean, a handful at most."""
    known = await inviting.list_known_agencies(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
    by_code = {agency.code: agency for agency, _ in known}
    exact = by_code.get(text.strip().upper())
    if exact is not None:
        return [exact]
    index = build_agency_index([(agency.code, [n for n in names if n]) for agency, names in known])
    matches = find_agencies(text, index)
    if matches:
        longest = max(matches, key=lambda match: match.end - match.start)
        return [by_code[code] for code in longest.candidates][:_CANDIDATES]
    wanted = fold_text(text).strip()
    near = [agency for agency, names in known if any(wanted in fold_text(name) for name in names)]
    return near[:_CANDIDATES] if len(wanted) > 1 and len(near) <= _CANDIDATES else []


def parse_name(text: str) -> str | None:
    """A person's name on one line; None for anything else."""
    plain = " ".join(text.split()) if "\n" not in text.strip() else ""
    return plain if _NAME.fullmatch(plain) else None


def is_list(text: str) -> bool:
    """Whether it looks like ``Tên; cơ quan; vai trò``, one person a line."""
    return SEPARATOR.search(text) is not None
