"""Dates, numbers and spans as officials write them."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.domain.people import Language
from bot.texts.catalogue import say


def render_date(day: date) -> str:
    """``20/07/2024``, the same in both languages (the office's form)."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


@lru_cache(maxsize=1024)
def render_weekday_date(day: date, language: Language) -> Markup:
    """``Thứ Bảy 20/07/2024``. Kept: a morning's notices name the same few dates."""
    return say(
        language,
        "format.weekday_date",
        weekday=say(language, f"weekday.{day.isoweekday()}"),
        date=render_date(day),
    )


def render_moment(at: datetime, zone: ZoneInfo) -> str:
    """``20/07 14:05``: local, without the year."""
    return at.astimezone(zone).strftime("%d/%m %H:%M")


def render_number(value: float, language: Language, *, is_exact: bool = False) -> str:
    """``2.410`` and ``52,4`` in Vietnamese, ``2,410`` and ``52.4`` in English; at most two decimals, or all of them."""
    text = f"{Decimal(repr(value)):,f}" if is_exact else f"{value:,.2f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if language is Language.EN else text.translate(str.maketrans(",.", ".,"))


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut between words, with an ellipsis when cut."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    head = flat[: limit - 1]
    cut = head.rpartition(" ")[0] or head
    return f"{cut.rstrip(',;:.( ')}…"
