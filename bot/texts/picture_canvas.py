"""Paper, pens and type for the leader's picture: Pillow behind a few strokes. Knows nothing of what is drawn.

Only ``bot.texts.picture`` imports it, and that only in the process that draws: nobody else pays for Pillow.
"""

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

WIDTH = 1000
MARGIN = 40
CONTENT = WIDTH - 2 * MARGIN
INK, SOFT, FAINT, PAPER = "#16202B", "#4A5663", "#D5DBE1", "#FFFFFF"
NAVY, PANEL = "#12395B", "#EEF2F5"
_ELLIPSIS = "…"
_SMALLEST = 18
_LONGEST = 2000
_COLOURS = 64
"""Enough for flat colours with smooth edges; the file is a third of the size."""


class Weight(StrEnum):
    REGULAR = "Regular"
    BOLD = "Bold"


@dataclass(frozen=True, slots=True)
class Pen:
    size: int
    weight: Weight = Weight.REGULAR
    colour: str = INK


class Pattern(StrEnum):
    """Told apart without colour."""

    PLAIN = "plain"
    STRIPES = "stripes"
    DOTS = "dots"
    CROSSES = "crosses"


@dataclass(frozen=True, slots=True)
class Fill:
    colour: str
    pattern: Pattern = Pattern.PLAIN


def read_font(weight: Weight) -> bytes:
    """Raises ``OSError`` when it is not there."""
    return (files("bot.texts") / "fonts" / f"NotoSans-{weight}.ttf").read_bytes()


@cache
def load_font(size: int, weight: Weight) -> ImageFont.FreeTypeFont:
    """Raises ``OSError`` when the font is not there or cannot be read."""
    content = read_font(weight)
    # Composed letters need no shaping engine, which is not everywhere.
    return ImageFont.truetype(io.BytesIO(content), size, layout_engine=ImageFont.Layout.BASIC)


class Canvas:
    """Everything is measured from the left and top edge in pixels."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH, _LONGEST), PAPER)
        self._draw = ImageDraw.Draw(self.image)

    def write(
        self, at: tuple[float, float], text: str, pen: Pen, *, width: float = CONTENT, anchor: str = "la"
    ) -> float:
        """One line, shortened to ``width``; ``anchor`` as Pillow names them. Returns how wide it became."""
        fitted = fit(text, pen, width)
        self._draw.text(at, fitted, font=load_font(pen.size, pen.weight), fill=pen.colour, anchor=anchor)
        return measure(fitted, pen)

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: int = 2) -> None:
        self._draw.line(list(points), fill=colour, width=width, joint="curve")

    def dot(self, at: tuple[float, float], radius: float, colour: str) -> None:
        self._draw.circle(at, radius, fill=colour, outline=PAPER, width=3)

    def box(self, box: tuple[float, float, float, float], fill: Fill) -> None:
        """A filled rectangle from left, top to right, bottom (both outside it); nothing if it has no width."""
        left, top, right, bottom = (round(edge) for edge in box)
        if right <= left or bottom <= top:
            return
        self.image.paste(_tile(right - left, bottom - top, fill), (left, top))

    def panel(self, box: tuple[float, float, float, float], colour: str) -> None:
        self._draw.rounded_rectangle(box, radius=12, fill=colour)

    def as_png(self, height: float) -> bytes:
        """The upper ``height`` pixels of the paper."""
        out = io.BytesIO()
        used = self.image.crop((0, 0, WIDTH, round(height)))
        flat = used.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        flat.save(out, format="PNG")
        return out.getvalue()


def measure(text: str, pen: Pen) -> float:
    return load_font(pen.size, pen.weight).getlength(_composed(text))


def largest(pen: Pen, texts: Sequence[str], width: float) -> Pen:
    """The pen, or a smaller one with which every text keeps to ``width``: a number is never cut."""
    while pen.size > _SMALLEST and any(measure(text, pen) > width for text in texts):
        pen = replace(pen, size=pen.size - 2)
    return pen


def fit(text: str, pen: Pen, width: float) -> str:
    """The text, or as many of its words or letters as there is room for."""
    whole = _composed(" ".join(text.split()))
    if measure(whole, pen) <= width:
        return whole
    short, long = 0, len(whole)
    while short < long:
        middle = (short + long + 1) // 2
        if measure(whole[:middle].rstrip() + _ELLIPSIS, pen) <= width:
            short = middle
        else:
            long = middle - 1
    head = whole[:short]
    if not whole[short].isspace() and " " in head:
        head = head.rpartition(" ")[0]
    return head.rstrip(" ,;:.-–(") + _ELLIPSIS


def wrap(text: str, pen: Pen, *, width: float, most: int) -> list[str]:
    """At most ``most`` lines; what is left over is shortened on the last one."""
    words = _composed(text).split()
    lines: list[str] = []
    while words and len(lines) < most - 1:
        count = 1
        while count < len(words) and measure(" ".join(words[: count + 1]), pen) <= width:
            count += 1
        lines.append(fit(" ".join(words[:count]), pen, width))
        words = words[count:]
    return [*lines, fit(" ".join(words), pen, width)] if words else lines


def _composed(text: str) -> str:
    """Accents as one letter each: the font draws a loose accent beside its letter."""
    return unicodedata.normalize("NFC", text)


def _tile(width: int, height: int, fill: Fill) -> Image.Image:
    tile = Image.new("RGB", (width, height), fill.colour)
    draw = ImageDraw.Draw(tile)
    match fill.pattern:
        case Pattern.PLAIN:
            pass
        case Pattern.STRIPES:
            for start in range(-height, width, 12):
                draw.line([(start, height), (start + height, 0)], fill=PAPER, width=3)
        case Pattern.DOTS:
            for x in range(6, width, 12):
                for y in range(6, height, 12):
                    draw.circle((x, y), 2, fill=PAPER)
        case Pattern.CROSSES:
            for start in range(-height, width + height, 12):
                draw.line([(start, height), (start + height, 0)], fill=PAPER, width=2)
                draw.line([(start, 0), (start + height, height)], fill=PAPER, width=2)
    return tile
