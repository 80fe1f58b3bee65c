"""The leader's picture: that everything is drawn inside the paper, in letters the font has, and as the words say."""

import io
import re
import struct
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from bot.domain.agencies import Level
from bot.domain.figures import Cells, Group, ScopeName
from bot.domain.people import Language
from bot.domain.picture import Picture, PictureRow, TrendPoint
from bot.texts import picture_canvas
from bot.texts.catalogue import load_catalogue
from bot.texts.picture import FILLS, render_picture
from bot.texts.picture_canvas import (
    CONTENT,
    MARGIN,
    WIDTH,
    Canvas,
    Fill,
    Pen,
    Weight,
    fit,
    largest,
    load_font,
    measure,
    wrap,
)
from tests.domain.figures_setting import MONDAY

VI, EN = Language.VI, Language.EN
HUGE = Cells(1_234_567, 345_678, 2_345_678, 987_654, 4_444)
LONG = "Sở Thông tin và Truyền thông thành phố Hồ Chí Minh và các đơn vị trực thuộc"


FEW = Cells(3, 1, 4, 2)


def picture(
    totals: Cells = FEW,
    *,
    rows: tuple[PictureRow, ...] | None = None,
    trend: tuple[Cells, ...] = (FEW,),
    ages: tuple[int, ...] = (1, 1, 0, 0),
    body: str = "Ủy ban Quốc gia về chuyển đổi số",
    is_live: bool = False,
    change: Cells | None = None,
) -> Picture:
    days = [MONDAY - timedelta(weeks=len(trend) - 1 - place) for place in range(len(trend))]
    return Picture(
        body,
        MONDAY,
        None if is_live else MONDAY,
        (ScopeName("Hải Dương", "Hai Duong", Level.PROVINCE),),
        totals,
        change,
        (PictureRow(totals, name_vi="Hải Dương"),) if rows is None else rows,
        tuple(TrendPoint(on, cells) for on, cells in zip(days, trend, strict=True)),
        ages,
    )


def written(drawn: Picture, language: Language = VI) -> list[str]:
    """Every text on the paper, in the order of drawing."""
    texts: list[str] = []
    original = ImageDraw.ImageDraw.text

    def text(
        self: ImageDraw.ImageDraw, at: tuple[float, float], words: str, *args: object, **more: object
    ) -> None:
        texts.append(words)
        original(self, at, words, *args, **more)  # type: ignore[arg-type] # handed on as it came

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ImageDraw.ImageDraw, "text", text)
        render_picture(drawn, language)
    return texts


def opened(drawn: Picture, language: Language = VI) -> Image.Image:
    return Image.open(io.BytesIO(render_picture(drawn, language))).convert("RGB")


# --- what stands on it -------------------------------------------------------------------------------------


def test_it_is_a_picture_that_telegram_takes() -> None:
    content = render_picture(picture(), VI)
    width, height = struct.unpack(">II", content[16:24])
    assert content.startswith(b"\x89PNG")
    assert width == WIDTH
    assert width + height < 10_000
    assert len(content) < 500_000


def test_it_names_body_scope_date_and_the_four_cells_with_their_numbers() -> None:
    texts = written(picture(Cells(1234, 5, 67, 89), change=Cells(2, 0, -3, 1)))
    assert texts[:3] == [
        "Ủy ban Quốc gia về chuyển đổi số",
        "Tình hình thực hiện nhiệm vụ",
        "Báo cáo ngày 15/07/2024 · Hải Dương",
    ]
    for words in ("Hoàn thành đúng hạn", "1.234", "(+2)", "Chưa hoàn thành quá hạn", "89", "(–3)"):
        assert words in texts


def test_english_readers_read_english() -> None:
    texts = written(picture(Cells(1234, 5, 67, 89)), EN)
    assert {"Progress on assigned tasks", "Report of 15/07/2024 · Hai Duong", "1,234"} <= set(texts)


def test_every_row_says_all_four_numbers_whatever_their_size() -> None:
    rows = (PictureRow(Cells(100_000, 1, 0, 7), group=Group.PROVINCES, agencies=63),)
    texts = written(picture(rows=rows))
    at = texts.index("Tỉnh, thành phố (63)")
    assert texts[at - 1] == "tổng 100.008"
    assert texts[at + 1 : at + 5] == ["100.000", "1", "0", "7"]


def test_the_trend_has_a_point_a_week() -> None:
    texts = written(picture(trend=(Cells(open_late=20), Cells(open_late=15), Cells(open_late=31))))
    assert "Nhiệm vụ quá hạn qua 3 kỳ gần nhất" in texts
    assert [texts[texts.index(n) + 1] for n in ("20", "15", "31")] == ["01/07", "08/07", "15/07"]


def test_live_figures_end_the_trend_with_now() -> None:
    texts = written(picture(trend=(Cells(open_late=20), Cells(open_late=31)), is_live=True))
    assert "Số liệu ngày 15/07/2024 · Hải Dương" in texts
    assert texts[texts.index("31") + 1] == "nay"


def test_a_first_report_says_that_there_is_no_trend_yet() -> None:
    assert "Kỳ báo cáo đầu tiên: chưa có kỳ trước để so sánh." in written(picture())


def test_the_ages_of_what_is_late() -> None:
    texts = written(picture(ages=(1001, 20, 3, 0)))
    assert texts[-8:] == ["1–5", "1.001", "6–20", "20", "21–60", "3", "trên 60", "0"]


def test_nothing_late_is_said() -> None:
    assert written(picture(Cells(3, 0, 4, 0), ages=(0, 0, 0, 0)))[-1] == "Không có nhiệm vụ quá hạn."


def test_what_has_no_date_stands_outside_the_four_cells() -> None:
    texts = written(picture(Cells(3, 1, 4, 2, 9)))
    assert "Ngoài ra 9 nhiệm vụ chưa có thời hạn, không tính vào bốn ô." in texts
    assert "tổng 10" in texts


def test_an_empty_scope_has_a_picture_too() -> None:
    empty = picture(Cells(), rows=(), trend=(Cells(),), ages=(0, 0, 0, 0))
    assert written(empty)[-1] == "Không có nhiệm vụ nào để tổng hợp."


# --- letters -------------------------------------------------------------------------------------------------


def test_loose_accents_look_like_composed_ones() -> None:
    names = [unicodedata.normalize(form, "Bộ Kế hoạch và Đầu tư") for form in ("NFC", "NFD")]
    assert names[0] != names[1]
    first, second = (picture(body=name, rows=(PictureRow(Cells(1), name_vi=name),)) for name in names)
    assert render_picture(first, VI) == render_picture(second, VI)


@pytest.mark.parametrize("weight", list(Weight))
def test_the_font_has_every_letter_of_our_words_and_of_vietnamese(weight: Weight) -> None:
    marks = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
    vowels = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    letters = {unicodedata.normalize("NFC", vowel + mark) for vowel in vowels for mark in marks}
    words = [
        text
        for language in (VI, EN)
        for key, template in load_catalogue(language).items()
        if key.startswith(("picture.", "digest.cell.", "digest.country"))
        for text in ([template] if isinstance(template, str) else template.values())
    ]
    letters |= set("đĐ0123456789–+%.,…·()&" + "".join(words)) - {" "}
    font = load_font(40, weight)
    missing = font.getmask("\uffff").getbbox(), bytes(font.getmask("\uffff"))
    assert [
        x for x in sorted(letters) if (font.getmask(x).getbbox(), bytes(font.getmask(x))) == missing
    ] == []


def test_a_missing_font_is_an_os_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(weight: Weight) -> bytes:
        raise FileNotFoundError(weight)

    load_font.cache_clear()
    monkeypatch.setattr(picture_canvas, "read_font", missing)
    with pytest.raises(OSError, match=Weight.BOLD):
        render_picture(picture(), VI)


# --- room ----------------------------------------------------------------------------------------------------


def edges(image: Image.Image) -> Iterator[tuple[int, int, int]]:
    """The pixels of the right and left margin below the head."""
    for y in range(260, image.height):
        for x in (*range(MARGIN - 12), *range(WIDTH - MARGIN + 12, WIDTH)):
            found = image.getpixel((x, y))
            assert isinstance(found, tuple)
            yield found[0], found[1], found[2]


@pytest.mark.parametrize("language", [VI, EN])
def test_huge_numbers_and_long_names_stay_inside_the_margins(language: Language) -> None:
    rows = tuple(PictureRow(HUGE, name_vi=f"{LONG} {n}") for n in range(6))
    change = Cells(123_456, -3_456, -99_999, 45_678)
    drawn = picture(
        HUGE, rows=rows, trend=(HUGE,) * 8, ages=(987_654,) * 4, body=f"{LONG} {LONG}", change=change
    )
    assert all(min(pixel) > 240 for pixel in edges(opened(drawn, language)))
    assert sum("987.654" in text or "987,654" in text for text in written(drawn, language)) == 1 + 6 + 8 + 4


def test_agencies_whose_long_names_differ_at_the_end_are_told_apart() -> None:
    name = "Ủy ban nhân dân thành phố trực thuộc Trung ương vùng duyên hải số"
    rows = tuple(PictureRow(Cells(1, 2, 3, 4), name_vi=f"{name} {n}") for n in range(6))
    texts = [
        text for text in written(picture(Cells(6, 12, 18, 24), rows=rows), VI) if re.search(r"số \d$", text)
    ]
    assert [text[-1] for text in texts] == list("012345")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=90), st.integers(20, CONTENT))
def test_a_text_fits_its_room_or_is_a_mark_that_it_was_cut(text: str, room: int) -> None:
    pen = Pen(30)
    fitted = fit(text, pen, room)
    assert measure(fitted, pen) <= room or fitted == "…"


def test_words_are_cut_between_words() -> None:
    assert fit("Bộ Kế hoạch và Đầu tư", Pen(30), 230) == "Bộ Kế hoạch…"


def test_long_words_are_wrapped_and_only_the_last_line_is_cut() -> None:
    lines = wrap(f"{LONG} {LONG}", Pen(30), width=500, most=2)
    assert len(lines) == 2
    assert not lines[0].endswith("…")
    assert lines[1].endswith("…")


def test_a_number_gets_smaller_letters_before_it_is_cut() -> None:
    pen = largest(Pen(50), ["1.234.567"], 150)
    assert measure("1.234.567", pen) <= 150


# --- without colours -------------------------------------------------------------------------------------------


def test_no_two_cells_differ_by_colour_alone() -> None:
    assert len({fill.pattern for fill in FILLS.values()}) == len(FILLS)


def test_every_cell_is_there_in_the_bar_however_small(monkeypatch: pytest.MonkeyPatch) -> None:
    boxes: list[tuple[float, Fill]] = []
    monkeypatch.setattr(Canvas, "box", lambda _, box, fill: boxes.append((box[2] - box[0], fill)))
    render_picture(picture(rows=(PictureRow(Cells(1, 1, 1_000_000, 1), name_vi="Hải Dương"),)), VI)
    for fill in FILLS.values():
        widths = [width for width, filled in boxes if filled == fill]
        assert len(widths) == 3, "the card, the bar, the number below it"
        assert min(widths) >= 4
    assert sum(max(0.0, width) for width, fill in boxes if fill in FILLS.values()) == pytest.approx(
        CONTENT + 4 * (36 + 24)
    )


# --- what it costs those who send none -------------------------------------------------------------------------


def test_the_bot_starts_without_the_drawing_library() -> None:
    code = (
        "import bot.app, handlers.registry, sys; sys.exit('PIL' in sys.modules or 'openpyxl' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603 our own words
    assert ran.returncode == 0
