"""English days and periods, by the same conventions: a period means its end, a week its Friday."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from bot.language.calendar_words import (
    add_months,
    add_working_days,
    day_of,
    month_end,
    month_label,
    quarter_end,
    quarter_label,
    week_day,
    week_label,
)
from bot.language.date_types import Reading, Rule, Saying
from bot.language.folding import Folded
from bot.language.named_days import IMPOSSIBLE, deadline_of

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
            "nine": 9, "ten": 10, "couple of": 2, "a couple of": 2, "twelve": 12, "fifteen": 15, "twenty": 20,
            "thirty": 30}  # fmt: skip
NUMBER_EN = (
    r"\d{1,3}|a couple of|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|"
    r"thirty"
)
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = (
    r"(?P<day>mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|"
    r"sun(?:day)?)"
)


def parse_english_number(words: str) -> int:
    return int(words) if words.isdigit() else _NUMBERS.get(words, 0)


def _month_of(name: str) -> int:
    return next(number for number, month in enumerate(MONTHS, 1) if month.startswith(name[:3]))


def _near(match: re.Match[str], _: Folded, saying: Saying) -> Reading:
    words = match.group()
    shift = {"yesterday": -1, "tomorrow": 1, "day after tomorrow": 2, "day before yesterday": -2}.get(
        words, 0
    )
    ends_office = words in {"end of day", "eod", "cob", "close of business"}
    return Reading(on=saying.today + timedelta(days=shift), clock=time(17) if ends_office else None)


def _weekday(match: re.Match[str], _: Folded, saying: Saying) -> Reading | None:
    is_dated = _DAY_FOLLOWS.match(match.string, match.end()) is not None
    if len(match["day"]) < 6 and (match["day"] == "thu" or not (match["lead"] or is_dated)):
        return None  # "thu", "mon", "sat" are also Vietnamese words
    day = next(number for number, name in enumerate(DAYS) if name.startswith(match["day"][:3]))
    today, lead = saying.today, match["lead"] or ""
    skip = 0 if lead in {"next", "this", "last"} else len(lead) + bool(lead)
    if lead == "next":
        return Reading(on=week_day(today, day, 1), names_weekday=True)
    if lead == "this":
        return Reading(on=week_day(today, day), names_weekday=True)
    if lead == "last":
        return Reading(on=today - timedelta(days=(today.weekday() - day - 1) % 7 + 1), names_weekday=True)
    ahead = (day - today.weekday() - 1) % 7 + 1
    past = today - timedelta(days=(today.weekday() - day) % 7)
    return Reading(on=today + timedelta(days=ahead), past_on=past, skip=skip, names_weekday=True)


def _counted(match: re.Match[str], _: Folded, saying: Saying) -> Reading | None:
    if not (match["lead"] or match["tail"]):
        return None
    count, unit = parse_english_number(match["count"]), match["unit"]
    if match["tail"] and match["tail"].strip() == "ago":
        count = -count
    if match["working"]:
        return Reading(on=add_working_days(saying.today, count, saying.is_working))
    return Reading(on=_shifted(saying, count, unit))


def _shifted(saying: Saying, count: int, unit: str) -> date:
    match unit:
        case "hour":
            return (saying.at + timedelta(hours=count)).date()
        case "day":
            return saying.today + timedelta(days=count)
        case "week":
            return saying.today + timedelta(weeks=count)
        case "month":
            return add_months(saying.today, count)
        case _:
            return add_months(saying.today, 12 * count)


def _named(match: re.Match[str], _: Folded, saying: Saying) -> Reading | None:
    day, month, year = int(match["number"]), _month_of(match["month"]), match["year"]
    if not year:
        return deadline_of(day, month, saying)
    on = day_of(int(year), month, day)
    return Reading(on=on) if on else IMPOSSIBLE


def _month(match: re.Match[str], _: Folded, saying: Saying) -> Reading | None:
    if match["month"] in {"may", "mar", "dec", "sep", "jan", "oct"} and not (
        match["position"] or match["year"]
    ):
        return None
    today, month = saying.today, _month_of(match["month"])
    first = date(int(match["year"]) if match["year"] else today.year, month, 1)
    past = first if first <= today or match["year"] else add_months(first, -12)
    position = (match["position"] or "").strip(" -")
    on = _placed(first, position)
    if on < today and not match["year"]:
        first = add_months(first, 12)
        on = _placed(first, position)
    is_weak = not position or position in {"in", "for"}
    return Reading(
        on=on,
        past_on=_placed(past, position),
        period=month_label(first),
        past_period=month_label(past),
        weak=is_weak,
    )


def _placed(first: date, position: str) -> date:
    if position.startswith(("early", "beginning", "start")):
        return first
    if position.startswith(("mid", "middle")):
        return first.replace(day=15)
    return month_end(first.year, first.month)


def _period(match: re.Match[str], _: Folded, saying: Saying) -> Reading | None:
    """ "end of the month", "next quarter", "this week"."""
    position, which, unit = match["position"] or "", match["which"] or "", match["unit"]
    if not (position or which in {"this", "next", "last"}):
        return None
    today, shift = saying.today, {"next": 1, "last": -1}.get(which, 0)
    match unit:
        case "week":
            on = week_day(today, 0 if position.startswith(("early", "beginning", "start")) else 4, shift)
            return Reading(on=on, period=week_label(on))
        case "month":
            first = add_months(today.replace(day=1), shift)
            return Reading(on=_placed(first, position), period=month_label(first))
        case "quarter":
            first = add_months(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3 * shift)
            return Reading(on=month_end(first.year, first.month + 2), period=quarter_label(first))
        case _:
            return Reading(on=date(today.year + shift, 12, 31), period=str(today.year + shift))


def _quarter(match: re.Match[str], _: Folded, saying: Saying) -> Reading:
    quarter = (
        int(match["quarter"])
        if match["quarter"]
        else 1 + ("first", "second", "third", "fourth").index(match["name"])
    )
    today = saying.today
    year = int(match["year"]) if match["year"] else today.year
    on = quarter_end(year, quarter)
    past = on if on <= quarter_end(today.year, (today.month + 2) // 3) else quarter_end(year - 1, quarter)
    if on < today and not match["year"]:
        on = quarter_end(year + 1, quarter)
    return Reading(on=on, past_on=past, period=quarter_label(on), past_period=quarter_label(past))


def _of_month(match: re.Match[str], _: Folded, saying: Saying) -> Reading:
    """ "the 5th of next month"."""
    first = add_months(saying.today.replace(day=1), 1 if match["which"] == "next" else 0)
    on = day_of(first.year, first.month, int(match["number"]))
    return Reading(on=on) if on else IMPOSSIBLE


def _after_next(match: re.Match[str], _: Folded, saying: Saying) -> Reading:
    today = saying.today
    if match["unit"] == "week":
        return Reading(on=week_day(today, 4, 2), period=week_label(week_day(today, 4, 2)))
    first = add_months(today.replace(day=1), 2)
    return Reading(on=month_end(first.year, first.month), period=month_label(first))


_ORDINAL = r"(?:st|nd|rd|th)?"
_DAY_FOLLOWS = re.compile(rf"[ ,(]{{1,2}}(?:\d{{1,2}}/\d|\d{{1,2}}{_ORDINAL} [a-z]{{3}}|{_MONTH}\.? \d)")
ENGLISH_NAMED_RULES: tuple[Rule, ...] = (
    (re.compile(rf"\b{_MONTH}\.? (?P<number>\d{{1,2}}){_ORDINAL}\b(?!%)(?:,? (?P<year>20\d\d))?"), _named),
    (re.compile(rf"\b(?P<number>\d{{1,2}}){_ORDINAL}(?: of)? {_MONTH}\b(?:,? (?P<year>20\d\d))?"), _named),
    (
        re.compile(rf"\b(?:the )?(?P<number>\d{{1,2}}){_ORDINAL}(?: of)? (?P<which>this|next|the) month\b"),
        _of_month,
    ),
)
ENGLISH_RULES: tuple[Rule, ...] = (
    (
        re.compile(
        r"\b(?:day after tomorrow|day before yesterday|today|tonight|tomorrow|yesterday|end of day|eod|"
        r"cob|close of business)\b"
        ),
        _near,
    ),
    (re.compile(rf"\b(?:(?P<lead>next|this|last|by|on|until|till|before) )?{_DAY}\b"), _weekday),
    (
        re.compile(
        rf"(?P<lead>\bin |\bwithin )?\b(?P<count>{NUMBER_EN})(?: more)?(?P<working> (?:working|business))? "
            r"(?P<unit>hour|day|week|month|year)s?\b(?P<tail> (?:from now|from today|later|ago))?"
        ),
        _counted,
    ),
    (re.compile(r"\b(?:the )?(?P<unit>week|month) after next\b"), _after_next),
    (
        re.compile(
        r"\b(?P<position>(?:the )?(?:end of|early|mid|middle of|late|beginning of|start of|by|until|till|"
        r"before|in|for|through)[ -])?"
            rf"{_MONTH}\b(?! \d{{1,2}}\b)(?: (?P<year>20\d\d))?"
        ),
        _month,
    ),
    (
        re.compile(
        r"\b(?:(?P<position>(?:the )?(?:end of|early|beginning of|start of|"
        r"middle of)) )?(?:(?P<which>this|next|last|the) )?"
            r"(?P<unit>week|month|quarter|year)\b"
        ),
        _period,
    ),
    (
        re.compile(
        r"\b(?:end of )?(?:(?:the )?(?P<name>first|second|third|fourth) quarter|"
        r"q(?P<quarter>[1-4]))\b(?:(?: of)?[ /](?P<year>20\d\d))?"
        ),
        _quarter,
    ),
)  # fmt: skip
