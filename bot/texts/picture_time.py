"""The lower half of the leader's picture: how the overdue went over the weeks, and how old they are."""

from collections.abc import Sequence

from bot.domain.people import Language
from bot.domain.picture import Picture, TrendPoint
from bot.texts.catalogue import label
from bot.texts.formats import render_number
from bot.texts.picture_canvas import (
    CONTENT,
    FAINT,
    MARGIN,
    NAVY,
    PANEL,
    SOFT,
    Canvas,
    Fill,
    Pen,
    Weight,
    largest,
)

_SECTION = Pen(34, Weight.BOLD, NAVY)
_PLAIN = Pen(31, Weight.REGULAR, SOFT)
_POINT, _DAY = Pen(31, Weight.BOLD), Pen(30, Weight.REGULAR, SOFT)
_CURVE_HEIGHT, _LATE = 104, "#D55E00"
_AGES = {"first": "#F2C9A8", "second": "#E69A5C", "third": "#D55E00", "last": "#7A3500"}
_AGE_NAME, _AGE_COUNT = Pen(30, Weight.REGULAR, SOFT), Pen(42, Weight.BOLD)
_AGE_BAR = 14


def draw_trend(canvas: Canvas, picture: Picture, language: Language, top: float) -> float:
    points = picture.trend
    if len(points) == 1:
        canvas.write((MARGIN, top), label(language, "picture.no_trend"), _SECTION)
        canvas.write((MARGIN, top + 54), label(language, "picture.first"), _PLAIN)
        return top + 100
    canvas.write((MARGIN, top), label(language, "picture.trend", n=len(points)), _SECTION)
    base = top + 54 + 44 + _CURVE_HEIGHT
    places = _place(points, base)
    canvas.line([(MARGIN, base), (MARGIN + CONTENT, base)], FAINT)
    canvas.line(places, _LATE, 5)
    counts = [render_number(point.totals.open_late, language) for point in points]
    pen = largest(_POINT, counts, CONTENT / len(points) - 8)
    for (x, y), count, day in zip(places, counts, _list_days(picture, language), strict=True):
        canvas.dot((x, y), 10, _LATE)
        canvas.write((x, y - 18), count, pen, anchor="ms")
        canvas.write((x, base + 38), day, _DAY, anchor="ms")
    return base + 46


def _list_days(picture: Picture, language: Language) -> list[str]:
    days = [point.on.strftime("%d/%m") for point in picture.trend]
    return days if picture.reporting_on else [*days[:-1], label(language, "picture.now")]


def _place(points: Sequence[TrendPoint], base: float) -> list[tuple[float, float]]:
    """From zero, so that a step looks as large as it is."""
    most = max(1, *(point.totals.open_late for point in points))
    step = CONTENT / len(points)
    return [
        (MARGIN + step * (place + 0.5), base - _CURVE_HEIGHT * point.totals.open_late / most)
        for place, point in enumerate(points)
    ]


def draw_ages(canvas: Canvas, ages: Sequence[int], language: Language, top: float) -> float:
    canvas.write((MARGIN, top), label(language, "picture.ages"), _SECTION)
    if not any(ages):
        canvas.write((MARGIN, top + 54), label(language, "picture.none_late"), _PLAIN)
        return top + 96
    width, bar_top = CONTENT / len(ages), top + 140
    for place, ((name, colour), count) in enumerate(zip(_AGES.items(), ages, strict=True)):
        left = MARGIN + place * width
        canvas.write((left, top + 52), label(language, f"picture.age.{name}"), _AGE_NAME)
        number = render_number(count, language)
        canvas.write((left, top + 84), number, largest(_AGE_COUNT, [number], width - 16))
        canvas.box((left, bar_top, left + width - 16, bar_top + _AGE_BAR), Fill(PANEL))
        filled = (width - 16) * count / max(ages)
        canvas.box((left, bar_top, left + max(filled, 6 if count else 0), bar_top + _AGE_BAR), Fill(colour))
    return bar_top + _AGE_BAR
