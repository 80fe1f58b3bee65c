"""Every document that a message names, with the date of issue said right after it.

The date is taken as written: whether a document can be dated tomorrow is for the person to see on the confirm card.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.language.documents import find_documents
from bot.language.folding import fold

_ISSUED = re.compile(
    r"[\s,(]{0,3}(?:ban hanh\s+)?(?:(?:vao\s+)?(?:thu|t)\s?(?:[2-7]|hai|ba|tu|nam|sau|bay)[\s,]{1,2}|"
    r"(?:chu nhat|cn)[\s,]{1,2})?(?:ngay|ky ngay|dated|issued(?: on)?|of|on)?\s{0,2}"
    r"(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})(?:\s?[/.-]\s?(?P<year>\d{4}))?(?![\d/%])"
)


@dataclass(frozen=True, slots=True)
class DatedDocument:
    number: str
    issued_on: date | None


def find_dated_documents(text: str, *, today: date) -> tuple[DatedDocument, ...]:
    """In the order they are named. A date without its year is the newest one that is not to come."""
    folded = fold(text)
    return tuple(
        DatedDocument(mention.text, _read_date(folded.text, mention.end, today))
        for mention in find_documents(folded)
    )


def _read_date(text: str, start: int, today: date) -> date | None:
    match = _ISSUED.match(text, start)
    if match is None:
        return None
    day, month = int(match["day"]), int(match["month"])
    year = int(match["year"]) if match["year"] else today.year
    try:
        said = date(year, month, day)
        return said if match["year"] or said <= today else said.replace(year=year - 1)
    except ValueError:
        return None
