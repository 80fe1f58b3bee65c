"""How long the leader's picture takes, warm: the library is loaded and its letters are drawn already.

The baseline is the least that any picture of that size does: a blank sheet, written as PNG.
"""

import io
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

from PIL import Image

from bot.domain.agencies import Level
from bot.domain.figures import Cells, Group, ScopeName
from bot.domain.people import Language
from bot.domain.picture import WEEKS_SHOWN, Picture, PictureRow, TrendPoint
from bot.texts.picture import render_picture

ROUNDS = 15
MUST_MS = 300.0
_MONDAY = date(2024, 7, 15)


def run() -> dict[str, float]:
    """Milliseconds a picture of the whole country, and of a province with six long names: medians."""
    country, province = _country(), _province()
    return {
        "baseline_blank_png_ms": _median(_blank),
        "picture_country_ms": _median(lambda: render_picture(country, Language.VI)),
        "picture_province_ms": _median(lambda: render_picture(province, Language.VI)),
    }


def _country() -> Picture:
    groups = [(Group.MINISTRIES, 22), (Group.GOV_AGENCIES, 4), (Group.PROVINCES, 63), (Group.OTHER, 11)]
    rows = tuple(PictureRow(Cells(400 * n, 31 * n, 900 * n, 12 * n), n, group=group) for group, n in groups)
    return _picture(rows, ScopeName("Chính phủ", "Government", Level.GOVERNMENT))


def _province() -> Picture:
    name = "Sở Thông tin và Truyền thông tỉnh"
    rows = tuple(PictureRow(Cells(40, 3, 90, n), name_vi=f"{name} {n}") for n in range(6))
    return _picture(rows, ScopeName("Hải Dương", "Hai Duong", Level.PROVINCE))


def _picture(rows: tuple[PictureRow, ...], scope: ScopeName) -> Picture:
    totals = sum((row.cells for row in rows), Cells())
    weeks = [_MONDAY - timedelta(weeks=n) for n in reversed(range(WEEKS_SHOWN))]
    trend = tuple(TrendPoint(on, totals) for on in weeks)
    body = "Ủy ban Quốc gia về chuyển đổi số"
    change = Cells(5, 1, -9, 3)
    return Picture(body, _MONDAY, _MONDAY, (scope,), totals, change, rows, trend, (61, 30, 14, 4))


def _blank() -> object:
    Image.new("RGB", (1000, 1466), "white").save(io.BytesIO(), format="PNG")
    return None


def _median(draw: Callable[[], object]) -> float:
    draw()
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        draw()
        rounds.append(1000 * (time.perf_counter() - start))
    return round(statistics.median(rounds), 2)
