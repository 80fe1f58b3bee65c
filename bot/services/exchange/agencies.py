"""agencies.csv: the tree of agencies with validity dates and aliases."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.agencies import Level
from bot.services.exchange.cells import Cells
from bot.services.exchange.drafts import Draft, Note, overlay
from bot.services.exchange.files import Table
from bot.services.exchange.problems import ProblemKey
from bot.services.exchange.trees import check_parents
from bot.storage.register_rows import AgencyRow

AgencyDraft = Draft[str, AgencyRow]


def draft_agencies(tables: Sequence[Table], stored: Mapping[str, AgencyRow], note: Note) -> AgencyDraft:
    draft = overlay(
        tables, stored, note, read_key=lambda cells: cells.required_code("code"), read_row=_read_agency
    )
    check_parents(draft, lambda row: row.parent, column="parent", unknown=ProblemKey.UNKNOWN_AGENCY)
    if all(cells.is_sound for cells in draft.places.values()):
        _set_paths(draft)
    return draft


def _read_agency(cells: Cells, code: str, known: AgencyRow | None) -> AgencyRow:
    """A blank cell states nothing: a later list need not repeat what an earlier one said.

    ``successor`` is not read; what follows an agency comes from the list of successions.
    """
    name = cells.required_line("name_vi")
    old = known or AgencyRow(code, name, Level.DEPARTMENT, short_vi=name)
    row = replace(
        old,
        name_vi=name,
        level=cells.choice("level", Level),
        short_vi=cells.one_line("short_vi") or old.short_vi,
        name_en=cells.one_line("name_en") or old.name_en,
        parent=cells.code("parent") or old.parent,
        doc_symbol=cells.one_line("doc_symbol") or old.doc_symbol,
        gso_code=_two_digits(cells.one_line("gso_code")) or old.gso_code,
        valid_from=cells.date("valid_from") or old.valid_from,
        valid_to=cells.date("valid_to") or old.valid_to,
        aliases=cells.names("aliases") or old.aliases,
        notes=cells.text("notes") or old.notes,
    )
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        cells.problem(ProblemKey.DATES_REVERSED, "valid_to", start=row.valid_from, end=row.valid_to)
    return row


def _two_digits(code: str) -> str:
    """A spreadsheet turns the code 01 into the number 1."""
    return code.zfill(2) if code.isdigit() else code


def _set_paths(draft: AgencyDraft) -> None:
    """Also of the agencies that the files do not name: they move with those above them."""
    for code, row in draft.rows.items():
        path = _path_of(row, draft.rows)
        if row.path != path:
            draft.rows[code] = replace(row, path=path)


def _path_of(row: AgencyRow, rows: Mapping[str, AgencyRow]) -> str:
    chain = [row.code]
    while row.parent:
        row = rows[row.parent]
        chain.append(row.code)
    return f"/{'/'.join(reversed(chain))}/"
