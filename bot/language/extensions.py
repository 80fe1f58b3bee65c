"""Whether another due date is wanted, which one, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.language import extension_words as words
from bot.language.date_types import DateMatch, DateProblem, Delta
from bot.language.dates import deltas_in
from bot.language.folding import Folded, is_preceded
from bot.language.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Wish:
    """The new date or the length asked for; `problem` says why a named date cannot be one."""

    on: date | None = None
    text: str | None = None
    old_on: date | None = None
    delta_days: int | None = None
    delta_working: bool = False
    problem: DateProblem | None = None
    weekday_differs: bool = False


def wants_extension(text: str, dates: tuple[DateMatch, ...]) -> bool:
    if words.NOT_WANTED.search(text):
        return False
    if words.WANTS.search(text) or words.WANTS_EN.search(text) or words.LATER.search(text):
        return True
    if dates and words.MAY_WE.search(text):
        return True
    if any(is_preceded(words.MOVES, text, match.folded_start) for match in dates) and words.ASKS.search(text):
        return True
    return any(is_preceded(words.WANTS_DATE, text, match.folded_start) for match in dates)


def read_wish(message: Prepared) -> Wish:
    """The last usable date after "đến", "sang", …; else a length of time; the date before is the old one."""
    dates = [match for match in message.dates if not match.reading.recurring]
    delta = _wanted_delta(message.folded, dates)
    new = _new_date(dates, message.text)
    if delta is not None and not (new and _is_explicit(new, delta)):
        return Wish(text=delta.text, delta_days=delta.days, delta_working=delta.working)
    if new is None:
        return Wish(problem=dates[0].problem if dates else None)
    old = next((one.on for one in dates if one is not new and _is_old(one, message.text)), None)
    return Wish(
        on=new.due_on,
        text=new.text,
        old_on=old,
        problem=new.problem,
        weekday_differs=new.reading.weekday_differs,
    )


def _is_explicit(match: DateMatch, delta: Delta) -> bool:
    """ "thêm 5 ngày, đến 25/7": the day named after the length is what is wanted."""
    return match.reading.names_day and match.folded_start >= delta.folded_end and match.due_on is not None


def _is_old(match: DateMatch, text: str) -> bool:
    return is_preceded(words.FROM, text, match.folded_start) and match.on is not None


def _new_date(dates: list[DateMatch], text: str) -> DateMatch | None:
    aimed = [
        match
        for match in dates
        if is_preceded(words.TO, text, match.folded_start) and not _is_old(match, text)
    ]
    strong = [match for match in dates if not match.reading.weak and not _is_old(match, text)]
    found = aimed or strong
    return found[-1] if found else None


def _wanted_delta(folded: Folded, dates: list[DateMatch]) -> Delta | None:
    for delta in deltas_in(folded):
        is_cued = words.DELTA_SAYS_MORE.search(folded.text[delta.folded_start : delta.folded_end])
        if not is_cued and not is_preceded(words.DELTA_CUE, folded.text, delta.folded_start):
            continue
        inside = [match for match in dates if _overlaps(match, delta)]
        if not inside or _counts_from_due(folded.text, delta, inside[0]):
            return delta
    return None


def _overlaps(match: DateMatch, delta: Delta) -> bool:
    return match.folded_start < delta.folded_end and match.folded_end > delta.folded_start


def _counts_from_due(text: str, delta: Delta, match: DateMatch) -> bool:
    """ "3 ngày nữa" after "thêm" or "gia hạn" is counted from the due date; "đến 3 ngày nữa" from today."""
    if match.folded_end > delta.folded_end + 5 or match.folded_start < delta.folded_start - 8:
        return False
    return is_preceded(words.FROM_DUE, text, delta.folded_start + 5)


def read_reason(folded: Folded) -> str | None:
    """What follows "vì", "do", "because": without the word itself; a purpose ("để kịp …") with it."""
    cause = words.CAUSE.search(folded.text)
    purpose = words.PURPOSE.search(folded.text)
    if cause is None and purpose is None:
        return None
    start = cause.end() if cause else purpose.start() if purpose else 0
    end = words.REASON_END.search(folded.text, start + 1)
    text = folded.fragment(start, end.start() if end else len(folded.text)).strip(" ,.;!?\n")
    return text if len(text) > 2 else None
