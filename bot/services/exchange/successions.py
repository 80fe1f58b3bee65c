"""agency_succession.csv: who follows whom, from when, on what legal basis. Only kept; moving work is another matter."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.succession import Share, SuccessionEvent
from bot.services.exchange.agencies import AgencyDraft
from bot.services.exchange.cells import Cells
from bot.services.exchange.drafts import Draft, Note, overlay
from bot.services.exchange.files import Table
from bot.services.exchange.problems import ProblemKey
from bot.storage.register_rows import SuccessionKey, SuccessionRow

SuccessionDraft = Draft[SuccessionKey, SuccessionRow]


def draft_successions(
    tables: Sequence[Table],
    stored: Mapping[SuccessionKey, SuccessionRow],
    agencies: AgencyDraft,
    note: Note,
) -> SuccessionDraft:
    def read_key(cells: Cells) -> SuccessionKey:
        key = _read_key(cells)
        for column, code in (("predecessor", key.predecessor), ("successor", key.successor)):
            if code and not agencies.knows(code):
                cells.problem(ProblemKey.UNKNOWN_AGENCY, column, value=code)
        return key

    return overlay(tables, stored, note, read_key=read_key, read_row=_read_succession)


def _read_key(cells: Cells) -> SuccessionKey:
    predecessor, successor = cells.required_code("predecessor"), cells.code("successor")
    event = cells.choice("event", SuccessionEvent)
    cells.required("effective_date")
    effective_on = cells.date("effective_date") or date.max
    if not successor and cells.is_sound and event is not SuccessionEvent.DISSOLVE:
        cells.problem(ProblemKey.NOBODY_FOLLOWS, "successor")
    return SuccessionKey(predecessor, successor, event.value, effective_on)


def _read_succession(cells: Cells, key: SuccessionKey, known: SuccessionRow | None) -> SuccessionRow:
    old = known or SuccessionRow(key, Share.MAIN.value)
    return SuccessionRow(
        key=key,
        share=cells.choice("share", Share, Share(old.share)).value,
        legal_basis=cells.text("legal_basis") or old.legal_basis,
        note=cells.text("note") or old.note,
    )
