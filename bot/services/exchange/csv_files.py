"""CSV as spreadsheet programs write it: UTF-8 with or without a mark, comma or semicolon, any line ending."""

import codecs
import csv
import io
from collections.abc import Iterator

from bot.services.exchange.files import Cell, Fault, Record, Unreadable, clean_text
from bot.services.exchange.problems import ProblemKey

_FOREIGN_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_csv(content: bytes) -> Iterator[Record]:
    """
    Raises:
        Unreadable: not text, not UTF-8, or its quotation marks do not match.
    """
    text = _decode(content)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for number, row in enumerate(rows, start=1):
            yield Record(number, tuple(map(_cell, row)))
    except csv.Error as error:
        raise Unreadable(ProblemKey.BROKEN_CSV) from error


def _cell(text: str) -> Cell:
    # A spreadsheet would compute it; nobody means it as words.
    return Fault(ProblemKey.FORMULA) if text.startswith("=") else clean_text(text)


def _decode(content: bytes) -> str:
    if content.startswith(_FOREIGN_MARKS):
        raise Unreadable(ProblemKey.NOT_UTF8)
    if b"\0" in content:
        raise Unreadable(ProblemKey.UNREADABLE)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(ProblemKey.NOT_UTF8) from error


def _delimiter(text: str) -> str:
    """By the header, whose names contain neither."""
    header = text.lstrip("\r\n").partition("\n")[0]
    return ";" if header.count(";") > header.count(",") else ","
