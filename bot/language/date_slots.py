"""Which date of a message means what: the new due date, a forecast, the date of a document, a period asked about."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.language.date_types import DateMatch, Delta, Saying
from bot.language.dates import deltas_in
from bot.language.extensions import read_reason, read_wish
from bot.language.folding import is_preceded
from bot.language.intents import Intent
from bot.language.numbers import Figures
from bot.language.prepared import Prepared
from bot.language.slots import Slots

_UNTIL = re.compile(
    r"\b(?:tu (?:nay|hom nay|bay gio) den|from now (?:to|until)|until|den het|den)(?: ngay| het)* ?$"
)
_RUNNING = re.compile(
    r"^(?:tuan|thang|quy|nam) nay$|^this (?:week|month|quarter|year)$"
)  # "tháng này đạt 52,4 %"
_AROUND_LENGTH = re.compile(
    r"(?:\W|\b(?:them|xin|khoang|thoi|lai|di|a|nhe|nha|la|thanh|phai|cho|em|toi|just|about|only)\b)*"
)
_ISSUED_ON = re.compile(r"¶[^,;.]{0,24}$")


def with_dates(slots: Slots, intent: Intent, message: Prepared, saying: Saying, figures: Figures) -> Slots:
    match intent:
        case Intent.request_extension:
            return _wish(slots, message)
        case Intent.report_done:
            return _done_dates(slots, message, saying)
        case Intent.report_progress | Intent.report_obstacle:
            return _forecast(
                slots, message, saying, has_figures=figures.percent is not None or figures.value is not None
            )
        case Intent.ask_summary | Intent.ask_deadlines | Intent.ask_overdue | Intent.ask_task:
            return _asked_dates(slots, intent, message)
        case _:
            return _said_date(slots, message)


def _wish(slots: Slots, message: Prepared) -> Slots:
    wish = read_wish(message)
    return replace(
        slots,
        date=wish.on,
        date_text=wish.text,
        old_date=wish.old_on,
        delta_days=wish.delta_days,
        delta_working=wish.delta_working,
        reason=read_reason(message.folded),
        date_problem=wish.problem,
        weekday_differs=wish.weekday_differs,
    )


def _done_dates(slots: Slots, message: Prepared, saying: Saying) -> Slots:
    days = [match for match in message.dates if match.reading.period is None and match.past_on is not None]
    days.sort(key=lambda match: not is_preceded(_ISSUED_ON, message.text, match.folded_start))
    issued = next((match.past_on for match in days if match.past_on and match.past_on <= saying.today), None)
    named = [match.reading for match in message.dates if match.reading.period and "-" in match.reading.period]
    period = next((reading.past_period or reading.period for reading in named), None)
    return replace(slots, doc_date=issued, period=period)


def _forecast(slots: Slots, message: Prepared, saying: Saying, *, has_figures: bool) -> Slots:
    coming = [
        match
        for match in message.dates
        if match.due_on and match.due_on > saying.today and not match.reading.weak and not match.reading.recurring
        and not is_preceded(_ISSUED_ON, message.text, match.folded_start)
        and not (has_figures and _RUNNING.search(message.text[match.folded_start : match.folded_end]))
    ]  # fmt: skip
    if coming:
        return replace(slots, eta=coming[-1].due_on, date_text=coming[-1].text)
    impossible = next((match.problem for match in message.dates if match.problem == "impossible"), None)
    return replace(slots, doc_date=_issue_date(message, saying), date_problem=impossible)


def _issue_date(message: Prepared, saying: Saying) -> date | None:
    """The date of a document named in the message."""
    dated = (match for match in message.dates if is_preceded(_ISSUED_ON, message.text, match.folded_start))
    return next((match.past_on for match in dated if match.past_on and match.past_on <= saying.today), None)


def _asked_dates(slots: Slots, intent: Intent, message: Prepared) -> Slots:
    for match in message.dates:
        reading = match.reading
        if reading.period:
            is_back = intent in {Intent.ask_summary, Intent.ask_overdue}
            period = (reading.past_period if is_back else None) or reading.period
            if "-" in period or intent is Intent.ask_summary:
                return replace(slots, period=slots.period or period)
        elif match.on is not None and not reading.recurring:
            return _asked_day(slots, intent, match, message)
    return slots


def _asked_day(slots: Slots, intent: Intent, match: DateMatch, message: Prepared) -> Slots:
    if intent is Intent.ask_summary:
        return replace(slots, date=match.past_on or match.on, date_text=match.text)
    if is_preceded(_UNTIL, message.text, match.folded_start):
        return replace(slots, until=match.on, date_text=match.text)
    return replace(slots, date=match.on, date_text=match.text)


def _said_date(slots: Slots, message: Prepared) -> Slots:
    length = _bare_length(message)
    if length is not None:
        return replace(slots, delta_days=length.days, delta_working=length.working, date_text=length.text)
    match = next((match for match in message.dates if match.on and not match.reading.weak), None)
    if match is None:
        return slots
    return replace(slots, date=match.on, date_text=match.text)


def _bare_length(message: Prepared) -> Delta | None:
    """ "10 ngày làm việc" and no more: a length, counted from the due date. "10 ngày nữa" counts from today."""
    lengths = deltas_in(message.folded)
    if len(lengths) != 1 or message.text[: lengths[0].folded_end].endswith(" nua"):
        return None
    start, end = lengths[0].folded_start, lengths[0].folded_end
    is_alone = _AROUND_LENGTH.fullmatch(f"{message.text[:start]} {message.text[end:]}") is not None
    return lengths[0] if is_alone else None
