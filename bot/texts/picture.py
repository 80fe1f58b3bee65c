"""The leader's picture as an office would put it into a report: view in, PNG out.

Read on a phone: a thousand pixels stand on 390 of its own, so a letter is 30 high or more. The colours are
Okabe and Ito's, and none speaks alone: every cell has its pattern, place and number. Imported only where it is drawn.
"""

from bot.domain.figures import Cells
from bot.domain.people import Language
from bot.domain.picture import Picture, PictureRow
from bot.domain.task import Cell
from bot.texts.catalogue import label
from bot.texts.digest_lines import agency_name, scope_name
from bot.texts.formats import render_date, render_number
from bot.texts.picture_canvas import (
    CONTENT,
    MARGIN,
    NAVY,
    PANEL,
    PAPER,
    SOFT,
    WIDTH,
    Canvas,
    Fill,
    Pattern,
    Pen,
    Weight,
    largest,
    measure,
    wrap,
)
from bot.texts.picture_time import draw_ages, draw_trend

FILLS = {
    Cell.DONE_ON_TIME: Fill("#009E73"),
    Cell.DONE_LATE: Fill("#E69F00", Pattern.STRIPES),
    Cell.OPEN_IN_TIME: Fill("#56B4E9", Pattern.DOTS),
    Cell.OPEN_LATE: Fill("#D55E00", Pattern.CROSSES),
}
_CHIP, _SMALL_CHIP, _GAP = 36, 24, 10
_NAME_LINE = 38
_HEADER_LINE, _CARD_HEIGHT, _ROW_HEIGHT, _BAR_HEIGHT = 42, 112, 100, 24
_SLIVER = 4
"""Of whatever is there at all, so much shows at least."""
_BODY = Pen(30, Weight.BOLD, PAPER)
_TITLE = Pen(46, Weight.BOLD, PAPER)
_ABOUT = Pen(32, Weight.REGULAR, PAPER)
_SECTION = Pen(34, Weight.BOLD, NAVY)
_NAME, _TOTAL, _COUNT = Pen(31, Weight.BOLD), Pen(30, Weight.REGULAR, SOFT), Pen(31)
_CARD_NAME, _CARD_COUNT, _CHANGE = Pen(30), Pen(52, Weight.BOLD), Pen(32, Weight.REGULAR, SOFT)
_PLAIN = Pen(30, Weight.REGULAR, SOFT)


def render_picture(picture: Picture, language: Language) -> bytes:
    """Raises:
    OSError: the font is missing or broken.
    """
    canvas = Canvas()
    bottom = _draw_header(canvas, picture, language)
    if not picture.totals.total:
        canvas.write((MARGIN, bottom + 40), label(language, "picture.empty"), Pen(36))
        return canvas.as_png(bottom + 260)
    bottom = _draw_cards(canvas, picture, language, bottom + 22)
    bottom = _draw_rows(canvas, picture, language, bottom + 22)
    bottom = draw_trend(canvas, picture, language, bottom + 20)
    bottom = draw_ages(canvas, picture.ages, language, bottom + 20)
    return canvas.as_png(bottom + 24)


def _draw_header(canvas: Canvas, picture: Picture, language: Language) -> float:
    body = wrap(picture.body, _BODY, width=CONTENT, most=2)
    key = "picture.live" if picture.reporting_on is None else "picture.frozen"
    on = render_date(picture.reporting_on or picture.as_of)
    about = wrap(
        label(language, key, scope=scope_name(picture.scope, language), date=on),
        _ABOUT,
        width=CONTENT,
        most=2,
    )
    bottom = 24 + _HEADER_LINE * len(body) + 66 + _HEADER_LINE * len(about) + 22
    canvas.box((0, 0, WIDTH, bottom), Fill(NAVY))
    top = 24.0
    for line in body:
        canvas.write((MARGIN, top), line, _BODY)
        top += _HEADER_LINE
    canvas.write((MARGIN, top), label(language, "picture.title"), _TITLE)
    top += 66
    for line in about:
        canvas.write((MARGIN, top), line, _ABOUT)
        top += _HEADER_LINE
    return bottom


# --- the four cells --------------------------------------------------------------------------------------------


def _draw_cards(canvas: Canvas, picture: Picture, language: Language, top: float) -> float:
    """The four totals; they explain the patterns of every bar below."""
    width = (CONTENT - _GAP) / 2
    room = width - _CHIP - 34
    names = {cell: label(language, f"digest.cell.{cell}") for cell in FILLS}
    name_pen = largest(_CARD_NAME, list(names.values()), room)
    for place, (cell, fill) in enumerate(FILLS.items()):
        left = MARGIN + (place % 2) * (width + _GAP)
        at = top + (place // 2) * (_CARD_HEIGHT + _GAP)
        canvas.panel((left, at, left + width, at + _CARD_HEIGHT), PANEL)
        canvas.box((left + 14, at + 14, left + 14 + _CHIP, at + 14 + _CHIP), fill)
        text_left = left + _CHIP + 26
        canvas.write((text_left, at + 11), names[cell], name_pen)
        _draw_total(canvas, picture, cell, language, (text_left, at + 99, room))
    bottom = top + 2 * _CARD_HEIGHT + _GAP
    if not picture.totals.no_date:
        return bottom
    n = picture.totals.no_date
    text = label(language, "picture.no_date", n=n, count=render_number(n, language))
    bottom += 8
    for line in wrap(text, _PLAIN, width=CONTENT, most=2):
        canvas.write((MARGIN, bottom), line, _PLAIN)
        bottom += 38
    return bottom


def _draw_total(
    canvas: Canvas, picture: Picture, cell: Cell, language: Language, at: tuple[float, float, float]
) -> None:
    """``at``: left edge, base line, and how wide number and change may be together."""
    left, base, room = at
    count, change = render_number(picture.totals.count(cell), language), _say_change(picture, cell, language)
    count_pen = largest(_CARD_COUNT, [count], room * 2 / 3)
    width = canvas.write((left, base), count, count_pen, anchor="ls") + 14
    canvas.write((left + width, base), change, largest(_CHANGE, [change], room - width), anchor="ls")


def _say_change(picture: Picture, cell: Cell, language: Language) -> str:
    moved = picture.change.count(cell) if picture.change else 0
    if not moved:
        return ""
    return f"({'+' if moved > 0 else '–'}{render_number(abs(moved), language)})"


def _draw_rows(canvas: Canvas, picture: Picture, language: Language, top: float) -> float:
    key = "picture.by_group" if any(row.group for row in picture.rows) else "picture.by_agency"
    canvas.write((MARGIN, top), label(language, key), _SECTION)
    top += 50
    for row in picture.rows:
        top = _draw_row(canvas, row, language, top) + _GAP
    return top - _GAP


def _draw_row(canvas: Canvas, row: PictureRow, language: Language, top: float) -> float:
    """Name and total, the bar to scale, and all four numbers, for a narrow part has no room for its own."""
    dated = row.cells.total - row.cells.no_date
    total = label(language, "picture.total", total=render_number(dated, language))
    right = MARGIN + CONTENT
    canvas.write((right, top), total, _TOTAL, anchor="ra")
    room = CONTENT - measure(total, _TOTAL) - 24
    names = wrap(_row_name(row, language), _NAME, width=room, most=2)
    for place, name in enumerate(names):
        canvas.write((MARGIN, top + place * _NAME_LINE), name, _NAME, width=room)
    top += (len(names) - 1) * _NAME_LINE
    _draw_bar(canvas, row.cells, top + 43)
    for place, (cell, fill) in enumerate(FILLS.items()):
        left = MARGIN + place * CONTENT / len(FILLS)
        canvas.box((left, top + 74, left + _SMALL_CHIP, top + 74 + _SMALL_CHIP), fill)
        count = render_number(row.cells.count(cell), language)
        canvas.write((left + _SMALL_CHIP + 10, top + 97), count, _COUNT, anchor="ls")
    return top + _ROW_HEIGHT


def _draw_bar(canvas: Canvas, cells: Cells, top: float) -> None:
    """The whole width is what has a date."""
    counts = {cell: count for cell in FILLS if (count := cells.count(cell))}
    canvas.box((MARGIN, top, MARGIN + CONTENT, top + _BAR_HEIGHT), Fill(PANEL))
    left, to_share = float(MARGIN), CONTENT - _SLIVER * len(counts)
    for place, (cell, count) in enumerate(counts.items()):
        width = _SLIVER + to_share * count / sum(counts.values())
        canvas.box((left, top, left + width, top + _BAR_HEIGHT), FILLS[cell])
        if place:
            canvas.box((left - 1, top, left + 1, top + _BAR_HEIGHT), Fill(PAPER))
        left += width


def _row_name(row: PictureRow, language: Language) -> str:
    agencies = render_number(row.agencies, language)
    if row.group is not None:
        return label(language, f"picture.group.{row.group}", agencies=agencies)
    if row.name_vi:
        return agency_name(row, language)
    return label(language, "picture.others", agencies=agencies)
