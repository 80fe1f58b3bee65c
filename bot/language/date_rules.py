"""Days said outright: 30/9, ngày 20 tháng 7, thứ sáu tuần sau, mai, 3 ngày nữa.

Each rule is a pattern on folded text and a function from its match to a reading (or None: not a date after all).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from bot.language.calendar_words import (
    NUMBER, SUNDAY, WEEKDAYS, WORD_NUMBER, add_months, add_working_days, day_of, full_year, month_label, parse_number,
    spellings, week_day,
)  # fmt: skip
from bot.language.date_types import DateProblem, Reading, Saying
from bot.language.folding import Folded

Rule = tuple[re.Pattern[str], Callable[[re.Match[str], Folded, Saying], Reading | None]]

IMPOSSIBLE = Reading(problem=DateProblem.impossible)
RECENT = timedelta(days=60)  # a day and month this short ago is a slip or a report of the past, not next year's date
_COUNTED = (
    r" ?(?:tinh|thanh pho|dia phuong|bo\b|nganh|so\b|don vi|co quan|dich vu|thu tuc|trang|ho so|van ban|xa\b|huyen|"
    r"phuong\b|quan\b|diem|tram|he thong|can bo|nguoi|nhiem vu|muc tieu|hoi nghi|chi tieu|co so|truong|benh vien|"
    r"doanh nghiep|vi tri|hang muc|tieu chi|buoc|khau|phan\b|goi thau|du an|de an|ke hoach|noi dung|viec|bao cao|ban ghi|y kien|thanh vien|mo-dun|modules?|plans?|items?|steps?|lop\b|services?|provinces?|units?|"
    r"ministries|systems?|tasks?|records|documents|communes|districts|stations|agencies|pages|nganh|thon|ban\b|cap)"
)
_COUNTS_BEFORE = re.compile(
    r"(?:dat|duoc|xong|lam|ket noi|tich hop|hoan thanh|trien khai|phu|len|co|da|khoang|moi|ban hanh|cong bo|nop|gui|so hoa|tong hop|phe duyet|nghiem thu|cap|:|=)[: ]*$"
)
_DAY_WORD = r"(?:(?:ngay|hom|mung|mong) )?"


def deadline_of(day: int, month: int, saying: Saying) -> Reading:
    """A day and month without a year: the next one as a deadline, the last one as a report of the past."""
    today = saying.today
    this = day_of(today.year, month, day)
    if this is None and day_of(2024, month, day) is None:
        return IMPOSSIBLE
    last = this if this is not None and this <= today else day_of(today.year - 1, month, day)
    if this is not None and this >= today - RECENT:
        return Reading(on=this, past_on=last)
    following = day_of(today.year + 1, month, day)
    return Reading(on=following, past_on=last) if following else IMPOSSIBLE


def _iso(match: re.Match[str], _: Folded, __: Saying) -> Reading:
    day = day_of(int(match[1]), int(match[2]), int(match[3]))
    return Reading(on=day) if day else IMPOSSIBLE


def _day_month_year(match: re.Match[str], _: Folded, __: Saying) -> Reading:
    day = day_of(full_year(match["year"]), int(match["month"]), int(match["day"]))
    return Reading(on=day) if day else IMPOSSIBLE


def _slashed(match: re.Match[str], _: Folded, saying: Saying) -> Reading | None:
    """30/9 is a date, 41/63 a count: a count if a noun follows, or without "ngày" if no such month exists."""
    day, month = int(match["day"]), int(match["month"])
    if match["word"]:
        return deadline_of(day, month, saying)
    if month > 12 or day == 0 or (day == month and month > 3) or match["noun"] is not None:
        return None
    is_after_verb = _COUNTS_BEFORE.search(match.string, 0, match.start()) is not None
    return None if is_after_verb else deadline_of(day, month, saying)


def _dotted(match: re.Match[str], _: Folded, saying: Saying) -> Reading | None:
    """30-9 and 30.9 only after a word that wants a date: 55-60 % and 52.4 are none."""
    reading = deadline_of(int(match["day"]), int(match["month"]), saying)
    if reading is IMPOSSIBLE and match["word"] not in {"ngay", "hom"}:
        return None
    return Reading(on=reading.on, past_on=reading.past_on, problem=reading.problem, skip=_skip(match))


def _skip(match: re.Match[str]) -> int:
    return 0 if match["word"] in {"ngay", "hom"} else match.start("day") - match.start()


def _spoken(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    if not _is_number(match, "day", folded) or not _is_number(match, "month", folded):
        return None
    if match["month"] == "sau" and folded.fragment(*match.span("month")).lower() == "sau":
        return None  # "ngay 5 thang sau" is next month
    day, month = parse_number(match["day"]), parse_number(match["month"])
    if month > 12 and not match["word"]:
        return None
    if match["year"]:
        year = full_year(match["year"]) if match["year"].isdigit() else saying.today.year + _YEARS[match["year"]]
        on = day_of(year, month, day)
        return Reading(on=on) if on else IMPOSSIBLE
    return deadline_of(day, month, saying)


_YEARS = {"nay": 0, "sau": 1, "toi": 1, "ngoai": -1, "truoc": -1, "tiep theo": 1}


def _is_number(match: re.Match[str], group: str, folded: Folded) -> bool:
    """With accents written, a number word must be the number: *sau* (after) is not *sáu*."""
    at = match.start(group)
    for word in match[group].split(" "):
        if not word.isdigit() and not folded.is_spelled(at, at + len(word), *spellings(word)):
            return False
        at += len(word) + 1
    return True


def _day_of_month(match: re.Match[str], _: Folded, saying: Saying) -> Reading | None:
    """ "ngày 5": the next fifth; "ngày 5 tháng này", "ngày 5 tháng sau" say which."""
    number, month = parse_number(match["day"]), match["which"]
    if not 1 <= number <= 31:
        return IMPOSSIBLE
    today = saying.today
    first = today.replace(day=1)
    if month in {"sau", "toi", "truoc", "nay"}:
        first = add_months(first, {"sau": 1, "toi": 1, "truoc": -1, "nay": 0}[month])
        on = day_of(first.year, first.month, number)
        return Reading(on=on) if on else IMPOSSIBLE
    months = [add_months(first, ahead) for ahead in (0, 1, 2)]
    days = [day for day in (day_of(month.year, month.month, number) for month in months) if day]
    on = next(day for day in days if day >= today)
    past = day_of(first.year, first.month, number)
    return Reading(on=on, past_on=past if past and past <= today else None, recurring=bool(match["every"]))


_NOT_A_WEEKDAY = re.compile(
    r"(?:\blan|phien|phien hop|ky hop|dot|cap|khoa|nhiem vu|viec|cai|muc|xep|hang|dung|quy|chuong|phan|lan hop|y|nguon|tuan|"
    r"tong|so|theo|vi tri|doan|ban|nguoi|task|ghi|loai) $"
)


def _weekday(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    """The weekday is read before counts: "thứ tư tuần tới" is no four weeks."""
    name = match["name"]
    if name and not _is_named_weekday(match, folded):
        return None
    day = WEEKDAYS[name] if name else SUNDAY
    which, today = match["which"] or "", saying.today
    if match["week"] or match["bare_week"]:
        weeks = {"nay": 0, "sau": 1, "toi": 1, "tiep theo": 1, "ke tiep": 1, "toi day": 1}.get(which, -1)
        return Reading(on=week_day(today, day, weeks))
    if which in {"truoc", "qua", "roi", "vua roi", "vua qua"}:
        return Reading(on=today - timedelta(days=(today.weekday() - day - 1) % 7 + 1))
    if match["every"]:
        return Reading(on=today + timedelta(days=(day - today.weekday()) % 7), recurring=True)
    ahead = (day - today.weekday() - 1) % 7 + 1
    return Reading(on=today + timedelta(days=ahead), past_on=today - timedelta(days=(today.weekday() - day) % 7))


def _is_named_weekday(match: re.Match[str], folded: Folded) -> bool:
    start, name = match.start("name"), match["name"]
    if match["t"] == "t":
        return name.isdigit()
    if _NOT_A_WEEKDAY.search(match.string, 0, match.start()):
        return False
    word = match.start("t")
    if not folded.is_spelled(word, word + 3, "thứ"):
        return False
    return name.isdigit() or folded.is_spelled(start, start + len(name), *spellings(name))


_SAID_DAYS = {"nay": 0, "mai": 1, "mot": 2, "kia": 2, "qua": -1}


def _near_day(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    word = match["day"]
    if match["lead"] == "hom" and word == "kia":
        return Reading(on=saying.today - timedelta(days=2))
    if word == "mai" and not folded.is_spelled(*match.span("day"), "mai"):
        return None
    clock = _PARTS.get(match["part"] or "")
    return Reading(on=saying.today + timedelta(days=_SAID_DAYS[word]), clock=clock)


_PARTS = {"cuoi gio": time(17), "cuoi gio chieu": time(17), "cuoi ngay": time(17), "het gio": time(17)}


def _office_end(match: re.Match[str], _: Folded, saying: Saying) -> Reading:
    return Reading(on=saying.today, clock=time(17))


_NAME_BEFORE = re.compile(
    r"(?:chi|co|ba|ong|anh|em|dong chi|bac|chu|ban|ms|mr|hoang|thuong|khuyen|thanh|xuan|quynh|phuong|ngoc|tuyet|mia)"
    r"[ .]$"
)
_NOT_TOMORROW = re.compile(r" ?(?:chau|dich|linh|huong|anh tuan|chua|khong|van|moi|mot\b)")


def _tomorrow(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    """ "mai" alone: a name after "chị" or with a capital inside a sentence, *mãi* before a negation."""
    if not folded.is_spelled(*match.span(), "mai") or _NOT_TOMORROW.match(match.string, match.end()):
        return None
    starts_sentence = not match.string[: match.start()].strip(" \n.!?,;:\"'-") or match.string[
        : match.start()
    ].rstrip(" ").endswith((".", "!", "?", "\n"))
    if folded.fragment(*match.span()) == "Mai" and not starts_sentence:
        return None
    if _NAME_BEFORE.search(match.string, 0, match.start()) and not _SPEAKER_ACTS.match(match.string, match.end()):
        return None
    return Reading(on=saying.today + timedelta(days=1))


_SPEAKER_ACTS = re.compile(r" (?:em|e|toi|minh|ben|se|nop|gui|xong|lam|co\b|la xong|trinh|ky)")


def _counted(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    """ "3 ngày nữa", "trong 2 tuần tới", "sau 5 ngày làm việc", "24h tới"."""
    is_alone = bool(match["working"]) and match.group().strip() == match.string.strip()
    if not (match["lead"] or match["tail"] or is_alone) or not _is_number(match, "count", folded):
        return None
    count, unit, tail = parse_number(match["count"]), match["unit"], (match["tail"] or "").strip()
    if tail == "truoc":
        count = -count
    if match["working"]:
        return Reading(on=add_working_days(saying.today, count, saying.is_working))
    if unit in {"gio", "tieng", "h", "phut"}:
        moment = saying.at + (timedelta(minutes=count) if unit == "phut" else timedelta(hours=count))
        return Reading(on=moment.date(), clock=moment.time().replace(second=0, microsecond=0))
    return Reading(on=after(saying.at, count, unit, half=bool(match["half"])))


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
_WHICH = r"nay|sau|toi day|toi|tiep theo|ke tiep|truoc|qua|roi|vua roi|vua qua"
_DAYPART = r"cuoi gio chieu|cuoi gio|het gio|cuoi ngay|dau gio sang|dau gio chieu|dau gio|sang som|sang|trua|chieu|toi|dem"
CLOCK_RULE: Rule = (
    re.compile(
        r"\b(?P<hour>\d{1,2}) ?(?:h|gio|g)(?: ?(?P<minute>\d{2}))?(?: phut)?\b(?! (?:nua|toi\b(?! nay)|sau\b|lam|hanh))"
        r"(?:(?= (?P<half>sang|trua|chieu|toi|dem)))?"
    ),
    _clock,
)
DAY_RULES: tuple[Rule, ...] = (
    (re.compile(r"\b(20\d\d)[-/](\d{1,2})[-/](\d{1,2})\b"), _iso),
    (
        re.compile(
            _DAY_WORD + r"(?<![\d/.,-])(?P<day>\d{1,2}) ?(?P<s>[/.-]) ?(?P<month>\d{1,2}) ?(?P=s) ?"
            r"(?P<year>20\d\d|19\d\d|\d\d)(?![\d/%])"
        ),
        _day_month_year,
    ),
    (
        re.compile(
            r"(?:(?P<word>ngay|hom|mung|mong) )?(?<![\d/.,-])(?P<day>\d{1,2}) ?/ ?(?P<month>\d{1,2})(?![\d/%]|[.,]\d)"
            rf"(?P<noun>(?={_COUNTED}))?"
        ),
        _slashed,
    ),
    (
        re.compile(
            r"\b(?P<word>ngay|hom|truoc|den|toi|han|sang|qua|nhat|vao|by|deadline|until|nhat la) (?P<day>\d{1,2})[.-]"
            r"(?P<month>\d{1,2})(?![\d%/.-]| ?(?:%|phan tram|ngay|tuan|thang|nam|gio|tinh|don vi|dich vu|trieu|ty))"
        ),
        _dotted,
    ),
    (re.compile(r"^(?P<word>)\s*(?P<day>\d{1,2})[.-](?P<month>\d{1,2})\s*$"), _dotted),
    (
        re.compile(
            rf"(?:\b(?P<word>ngay|hom|mung|mong) )?\b(?P<day>{NUMBER})(?: |/)?\b(?:thang|thg|t) ?(?P<month>\d{{1,2}}|{WORD_NUMBER})"
            r"\b(?! ?(?:%|ngay|tuan))(?:(?: nam |/|-|, ?nam | )(?P<year>20\d\d|(?<=nam )(?:nay|sau|toi)))?"
        ),
        _spoken,
    ),
    (
        re.compile(
            rf"\b(?:ngay|hom|mung|mong) (?P<day>\d{{1,2}}|(?<=mung ){WORD_NUMBER})\b(?![/.-]\d| ?(?:ngay|tuan|thang \d|lan|"
            rf"%|tet))(?: (?:cua )?thang (?P<which>nay|sau|toi|truoc))?(?P<every> (?:hang|hằng|moi) thang)?"
        ),
        _day_of_month,
    ),
    (
        re.compile(
            r"(?<![a-z0-9])(?:(?P<t>thu|t) ?(?P<name>[2-7]|hai|ba|tu|nam|sau|bay)|cn|chu nhat)(?![a-z0-9/%])"
            r"(?! (?:20\d\d|uu tien|tuc))(?:"
            rf"(?P<week>,? (?:cua )?tuan) (?P<which>{_WHICH})\b|(?P<bare_week> (?:trong )?tuan nay)|"
            r"(?P<every> (?:hang|moi) tuan))?"
        ),
        _weekday,
    ),
    (
        re.compile(
            r"\b(?P<t>thu|t) ?(?P<name>[2-7]|hai|ba|tu|nam|sau|bay) (?P<which>nay|toi|truoc|vua roi|vua qua)\b"
            r"(?P<week>(?!))?(?P<bare_week>(?!))?(?P<every>(?!))?"
        ),
        _weekday,
    ),
    (
        re.compile(rf"\b(?:(?P<part>{_DAYPART}) )?(?P<lead>ngay|hom) (?P<day>nay|mai|mot|kia|qua)\b(?! thang)"),
        _near_day,
    ),
    (re.compile(rf"\b(?P<part>{_DAYPART}) (?P<lead>)?(?P<day>nay|mai|mot|kia|qua)\b(?! (?:tai|trinh))"), _near_day),
    (re.compile(r"\b(?:cuoi gio(?: chieu)?|cuoi ngay|het gio(?: lam viec| hanh chinh)?)\b"), _office_end),
    (re.compile(r"\bmai\b"), _tomorrow),
    (re.compile(rf"(?<!hai )(?<!ba )(?<!muoi )\bmot\b(?! {_AFTER_ONE})"), _in_two_days),
    (
        re.compile(
            rf"(?P<lead>\btrong vong |\btrong |\bsau (?!{NUMBER} (?:thang|nam) (?:dau|cuoi)))?\b(?P<count>{NUMBER}) ?"
            r"(?P<unit>ngay|tuan|thang|nam|quy|gio|tieng|h|phut|hom)\b(?P<half> ruoi)?(?P<working> (?:lam viec|hanh chinh))?"
            r"(?P<tail> (?:nua|toi|tiep theo|sau|truoc(?! (?:han|ngay|khi|tet|le))|(?:ke |tinh )?tu (?:hom |ngay )?(?:nay|bay gio)|"
            r"toi day)\b)?(?!(?: dau| cuoi) nam)"
        ),
        _counted,
    ),
    (re.compile(r"\bnua (?P<unit>thang|nam) nua\b"), _half),
    (re.compile(r"\bngay lam viec (?:tiep theo|ke tiep|sau|toi|gan nhat)\b"), _next_working_day),
)  # fmt: skip
__all__ = ["CLOCK_RULE", "DAY_RULES", "IMPOSSIBLE", "Rule", "after", "deadline_of", "month_label"]
