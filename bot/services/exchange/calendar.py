"""A list of days off and days worked that were decided after the calendar package was made."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.calendar import Override
from bot.services.exchange.cells import Cells
from bot.services.exchange.drafts import Draft, Note, overlay
from bot.services.exchange.files import Table

OverrideDraft = Draft[date, Override]


def draft_overrides(tables: Sequence[Table], stored: Mapping[date, Override], note: Note) -> OverrideDraft:
    return overlay(tables, stored, note, read_key=_read_day, read_row=_read_override)


def _read_day(cells: Cells) -> date:
    cells.required("date")
    return cells.date("date") or date.max


def _read_override(cells: Cells, on: date, known: Override | None) -> Override:
    old = known or Override(on, works=False)
    return Override(
        on,
        works=cells.truth("works"),
        note=cells.one_line("note") or old.note,
        document=cells.one_line("document") or old.document,
    )
