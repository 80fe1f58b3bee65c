"""Days said from where the speaker stands: mai, thứ sáu tuần sau, 3 ngày nữa, 5 ngày làm việc, 17h chiều nay.

The weekday is read before counts: "thứ tư tuần tới" is no four weeks.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from bot.language.calendar_words import (
    NUMBER,
    SUNDAY,
    WEEKDAYS,
    add_months,
    add_working_days,
    day_of,
    is_number,
    parse_number,
    spellings,
    week_day,
)
from bot.language.date_types import Reading, Rule, Saying
from bot.language.folding import Folded, is_preceded

_NOT_A_WEEKDAY = re.compile(
    r"(?:\blan|phien|phien hop|ky hop|dot|cap|khoa|nhiem vu|viec|cai|muc|xep|hang|dung|quy|chuong|phan|"
    r"lan hop|\by|nguon|tuan|tong|so|theo|vi tri|doan|ban|nguoi|task|ghi|loai) $"
)
_WEEKS = {
    "nay": 0,
    "sau": 1,
    "toi": 1,
    "tiep theo": 1,
    "ke tiep": 1,
    "toi day": 1,
    "sau nua": 2,
    "toi nua": 2,
}
_SAID_DAYS = {"nay": 0, "mai": 1, "mot": 2, "kia": 2, "qua": -1}
_PARTS = {"cuoi gio": time(17), "cuoi gio chieu": time(17), "cuoi ngay": time(17), "het gio": time(17)}
_NAME_BEFORE = re.compile(
    r"(?:chi|co|ba|ong|anh|em|dong chi|bac|chu|ban|ms|mr|hoang|thuong|khuyen|thanh|xuan|quynh|phuong|ngoc|"
    r"tuyet|mia)[ .]$"
)
_NOT_TOMORROW = re.compile(r" ?(?:chau|dich|linh|huong|anh tuan|chua|khong|van|moi|mot\b)")
_SPEAKER_ACTS = re.compile(r" (?:em|e|toi|minh|ben|se|nop|gui|xong|lam|co\b|la xong|trinh|ky)")


def _weekday(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    """The weekday is read before counts: "thứ tư tuần tới" is no four weeks."""
    name = match["name"]
    if name and not _is_named_weekday(match, folded):
        return None
    day = WEEKDAYS[name] if name else SUNDAY
    which, today = match["which"] or "", saying.today
    if match["week"] or match["bare_week"]:
        return Reading(on=week_day(today, day, _WEEKS.get(which, -1)), names_weekday=True)
    if which in {"truoc", "qua", "roi", "vua roi", "vua qua"}:
        return Reading(on=today - timedelta(days=(today.weekday() - day - 1) % 7 + 1), names_weekday=True)
    if match["every"]:
        return Reading(on=today + timedelta(days=(day - today.weekday()) % 7), recurring=True)
    ahead = (day - today.weekday() - 1) % 7 + 1
    past_on = today - timedelta(days=(today.weekday() - day) % 7)
    return Reading(on=today + timedelta(days=ahead), past_on=past_on, names_weekday=True)


def _is_named_weekday(match: re.Match[str], folded: Folded) -> bool:
    start, name = match.start("name"), match["name"]
    if match["t"] == "t":
        return name.isdigit()
    if is_preceded(_NOT_A_WEEKDAY, match.string, match.start()):
        return False
    word = match.start("t")
    if not folded.is_spelled(word, word + 3, "thứ"):
        return False
    return name.isdigit() or folded.is_spelled(start, start + len(name), *spellings(name))


def _near_day(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    word = match["day"]
    if match["lead"] == "hom" and word == "kia":
        return Reading(on=saying.today - timedelta(days=2))
    if word == "mai" and not folded.is_spelled(*match.span("day"), "mai"):
        return None
    clock = _PARTS.get(match["part"] or "")
    return Reading(on=saying.today + timedelta(days=_SAID_DAYS[word]), clock=clock)


def _office_end(match: re.Match[str], _: Folded, saying: Saying) -> Reading:
    return Reading(on=saying.today, clock=time(17))


def _tomorrow(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    """ "mai" alone: a name after "chị" or with a capital inside a sentence, *mãi* before a negation."""
    if not folded.is_spelled(*match.span(), "mai") or _NOT_TOMORROW.match(match.string, match.end()):
        return None
    starts_sentence = not match.string[: match.start()].strip(" \n.!?,;:\"'-") or match.string[
        : match.start()
    ].rstrip(" ").endswith((".", "!", "?", "\n"))
    if folded.fragment(*match.span()) == "Mai" and not starts_sentence:
        return None
    if is_preceded(_NAME_BEFORE, match.string, match.start()) and not _SPEAKER_ACTS.match(
        match.string, match.end()
    ):
        return None
    return Reading(on=saying.today + timedelta(days=1))


def _counted(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    """ "3 ngày nữa", "trong 2 tuần tới", "sau 5 ngày làm việc", "24h tới"."""
    is_alone = bool(match["working"]) and match.group().strip() == match.string.strip()
    if not (match["lead"] or match["tail"] or is_alone) or not is_number(match, "count", folded):
        return None
    count, unit, tail = parse_number(match["count"]), match["unit"], (match["tail"] or "").strip()
    if tail == "truoc":
        count = -count
    if unit == "thang" and tail in {"sau", "toi"} and not match["lead"] and count > 12:
        return _in_next_month(count, saying.today)
    if match["working"]:
        return Reading(on=add_working_days(saying.today, count, saying.is_working))
    if unit in {"gio", "tieng", "h", "phut"}:
        moment = saying.at + (timedelta(minutes=count) if unit == "phut" else timedelta(hours=count))
        return Reading(on=moment.date(), clock=moment.time().replace(second=0, microsecond=0))
    return Reading(on=after(saying.at, count, unit, half=bool(match["half"])))


def _in_next_month(day: int, today: date) -> Reading | None:
    """ "20 tháng sau" is the 20th of next month: nobody asks for twenty months."""
    first = add_months(today.replace(day=1), 1)
    on = day_of(first.year, first.month, day)
    return Reading(on=on) if on else None


def after(at: datetime, count: int, unit: str, *, half: bool = False) -> date:
    """`count` days, weeks, months, quarters or years after the day of `at`; `half` adds half a unit."""
    today = at.date()
    match unit:
        case "ngay" | "hom":
            return today + timedelta(days=count)
        case "tuan":
            return today + timedelta(weeks=count, days=4 if half else 0)
        case "thang":
            return add_months(today, count) + timedelta(days=15 if half else 0)
        case "quy":
            return add_months(today, 3 * count)
        case _:
            return add_months(today, 12 * count + (6 if half else 0))


def _in_two_days(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    """ "mốt" folds like "một": only with its accent, or as the whole text."""
    is_alone = match.group() == match.string.strip(" .,!\n")
    if is_alone or folded.fragment(*match.span()).lower() == "mốt":
        return Reading(on=saying.today + timedelta(days=2))
    return None


def _half(match: re.Match[str], _: Folded, saying: Saying) -> Reading:
    today = saying.today
    return Reading(on=today + timedelta(days=15) if match["unit"] == "thang" else add_months(today, 6))


def _next_working_day(_: re.Match[str], __: Folded, saying: Saying) -> Reading:
    return Reading(on=add_working_days(saying.today, 1, saying.is_working))


def _clock(match: re.Match[str], _: Folded, saying: Saying) -> Reading | None:
    """A time alone is today's; beside a date the two are joined later."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"] in {"chieu", "toi", "pm"} and 1 <= hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        return None
    return Reading(on=saying.today, clock=time(hour, minute))


_AFTER_ONE = r"(?:ngay|tuan|thang|nam|quy|gio|nua|phan|so|vai|tinh|bo|don vi)"
_WHICH = r"nay|sau nua|toi nua|sau|toi day|toi|tiep theo|ke tiep|truoc|qua|roi|vua roi|vua qua"
_DAYPART = (
    r"cuoi gio chieu|cuoi gio|het gio|cuoi ngay|dau gio sang|dau gio chieu|dau gio|sang som|sang|trua|"
    r"chieu|toi|dem"
)
CLOCK_RULE: Rule = (
    re.compile(
        r"\b(?P<hour>\d{1,2}) ?(?:h|gio|g)(?: ?(?P<minute>\d{2}))?(?: phut)?\b(?! (?:nua|toi\b(?! nay)|"
        r"sau\b|lam|hanh))(?:(?= (?P<half>sang|trua|chieu|toi|dem)))?"
    ),
    _clock,
)


NEAR_DAY_RULES: tuple[Rule, ...] = (
    (
        re.compile(
            r"(?<![a-z0-9])(?:(?P<t>thu|t) ?(?P<name>[2-7]|hai|ba|tu|nam|sau|bay)|cn|"
            r"chu nhat)(?![a-z0-9/%])(?! (?:20\d\d|uu tien|"
            rf"tuc))(?:(?P<week>,? (?:cua )?tuan) (?P<which>{_WHICH})\b|"
            r"(?P<bare_week> (?:trong )?tuan nay)|(?P<every> (?:hang|moi) tuan))?"
        ),
        _weekday,
    ),
    (
        re.compile(
            r"\b(?P<t>thu|t) ?(?P<name>[2-7]|hai|ba|tu|nam|sau|bay) (?P<which>nay|toi|truoc|vua roi|"
            r"vua qua)\b(?P<week>(?!))?(?P<bare_week>(?!))?(?P<every>(?!))?"
        ),
        _weekday,
    ),
    (
        re.compile(
            rf"\b(?:(?P<part>{_DAYPART}) )?(?P<lead>ngay|hom) (?P<day>nay|mai|mot|kia|qua)\b(?! thang)"
        ),
        _near_day,
    ),
    (
        re.compile(rf"\b(?P<part>{_DAYPART}) (?P<lead>)?(?P<day>nay|mai|mot|kia|qua)\b(?! (?:tai|trinh))"),
        _near_day,
    ),
    (re.compile(r"\b(?:cuoi gio(?: chieu)?|cuoi ngay|het gio(?: lam viec| hanh chinh)?)\b"), _office_end),
    (re.compile(r"\bmai\b"), _tomorrow),
    (re.compile(rf"(?<!hai )(?<!ba )(?<!muoi )\bmot\b(?! {_AFTER_ONE})"), _in_two_days),
    (
        re.compile(
            rf"(?P<lead>\btrong vong |\btrong |(?<!thu )\bsau (?!{NUMBER} (?:thang|nam) (?:dau|"
            rf"cuoi)))?(?<![\d/.,-])\b(?P<count>{NUMBER}) ?(?P<unit>ngay|tuan|thang(?! ?\d)|nam(?! ?20\d\d)|"
            rf"quy|gio|"
            r"tieng|h|phut|hom)\b(?P<half> ruoi)?(?P<working> (?:lam viec|hanh chinh))?(?P<tail> (?:nua|toi|"
            r"tiep theo|"
            r"sau|truoc(?! (?:han|ngay|khi|tet|le))|(?:ke |tinh )?tu (?:hom |ngay )?(?:nay|bay gio)|"
            r"toi day)\b)?(?!(?: dau| cuoi) nam)"
        ),
        _counted,
    ),
    (re.compile(r"\bnua (?P<unit>thang|nam) nua\b"), _half),
    (re.compile(r"\bngay lam viec (?:tiep theo|ke tiep|sau|toi|gan nhat)\b"), _next_working_day),
)
