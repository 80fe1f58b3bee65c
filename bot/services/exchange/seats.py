"""people.csv: who holds which seat. Nobody is linked or invited by it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.agencies import Agency
from bot.domain.people import Appointment, Language, Role
from bot.services.exchange.agencies import AgencyDraft
from bot.services.exchange.cells import Cells
from bot.services.exchange.drafts import Draft, Note, overlay
from bot.services.exchange.files import Table
from bot.services.exchange.problems import ProblemKey
from bot.storage.register_rows import AgencyRow, SeatKey, SeatRow, StoredSeats

SeatDraft = Draft[SeatKey, SeatRow]

_ADDRESS = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>.]{2,}")


def draft_seats(tables: Sequence[Table], stored: StoredSeats, agencies: AgencyDraft, note: Note) -> SeatDraft:
    def read_key(cells: Cells) -> SeatKey:
        key = SeatKey(cells.required_line("name"), cells.required_code("agency"), cells.choice("role", Role))
        if key.agency and not agencies.knows(key.agency):
            cells.problem(ProblemKey.UNKNOWN_AGENCY, "agency", value=key.agency)
        return key

    def read_row(cells: Cells, key: SeatKey, known: SeatRow | None) -> SeatRow:
        row = _read_seat(cells, key, known)
        _check_portfolio(cells, row, agencies)
        return row

    draft = overlay(tables, stored.rows, note, read_key=read_key, read_row=read_row)
    _check_agreement(draft, stored)
    return draft


def _check_agreement(draft: SeatDraft, stored: StoredSeats) -> None:
    """Two rows of one person must not say different things of them: each run would follow the other one."""
    said: dict[tuple[object, str], tuple[str, int]] = {}
    for key, cells in draft.places.items():
        person = stored.person_ids.get(key) or person_key(draft.rows[key])
        for column in ("language", "email"):
            value = cells.text(column).casefold()
            if not value:
                continue
            other, row = said.setdefault((person, column), (value, cells.line.number))
            if value != other:
                cells.problem(ProblemKey.CONTRADICTION, column, value=value, other=other, first=row)


def _read_seat(cells: Cells, key: SeatKey, known: SeatRow | None) -> SeatRow:
    old = known or SeatRow(key)
    return replace(
        old,
        order=_read_order(cells, old.order),
        language=_read_language(cells, old),
        email=_read_address(cells) or old.email,
        portfolio=cells.codes("portfolio") if cells.has("portfolio") else old.portfolio,
    )


def _read_order(cells: Cells, old: int) -> int:
    number = cells.number("order")
    if number is None:
        return old
    if number < 1 or number > 1000 or not number.is_integer():
        cells.problem(ProblemKey.NOT_A_NUMBER, "order", value=cells.text("order"))
    return int(number)


def _read_language(cells: Cells, old: SeatRow) -> Language | None:
    """Once somebody has come in, the language is their own choice."""
    stated = cells.choice("language", Language, Language.VI) if cells.is_stated("language") else None
    if stated is None or (old.is_linked and old.language is not None):
        return old.language
    return stated


def _read_address(cells: Cells) -> str:
    address = cells.text("email")
    if address and _ADDRESS.fullmatch(address) is None:
        cells.problem(ProblemKey.NOT_AN_ADDRESS, "email", value=address)
    return address


def _check_portfolio(cells: Cells, row: SeatRow, agencies: AgencyDraft) -> None:
    """A portfolio narrows what the seat may see; it must not open what the seat would not see anyway."""
    for code in row.portfolio:
        if not agencies.knows(code):
            cells.problem(ProblemKey.UNKNOWN_AGENCY, "portfolio", value=code)
    home = agencies.rows.get(row.key.agency)
    if home is None or not home.path or not cells.is_sound:
        return
    scope = Appointment(0, 0, _as_agency(home), row.key.role).scope
    outside = [
        code
        for code in row.portfolio
        if code in agencies.rows and not scope.contains(agencies.rows[code].path)
    ]
    if outside:
        cells.problem(ProblemKey.OUTSIDE_SCOPE, "portfolio", value="|".join(outside))


def _as_agency(row: AgencyRow) -> Agency:
    return Agency(0, row.code, row.name_vi, row.name_en, row.short_vi, row.level, row.path)


def person_key(row: SeatRow) -> tuple[str, str] | SeatKey:
    """Two seats belong to one person if name and address are the same. A name alone says nothing."""
    return (row.key.name.casefold(), row.email.casefold()) if row.email else row.key
