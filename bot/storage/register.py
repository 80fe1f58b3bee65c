"""Agencies, groups, successions, days off and seats in bulk, by code. Decides nothing; see services.exchange."""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from bot.domain.agencies import Level
from bot.domain.calendar import Override
from bot.storage.bulk import insert_rows, insert_rows_for_ids, update_rows
from bot.storage.database import UnitOfWork
from bot.storage.locks import AdvisoryLock
from bot.storage.register_rows import AgencyRow, GroupRow, Stored, SuccessionKey, SuccessionRow
from bot.storage.tables import (
    agencies,
    agency_aliases,
    agency_groups,
    agency_successions,
    appointments,
    calendar_overrides,
)


async def lock_register(uow: UnitOfWork) -> None:
    """Held to the end of the transaction, so that two imports cannot add the same code (SQLite has one writer)."""
    if not uow.is_sqlite:
        await uow.execute(sa.select(sa.func.pg_advisory_xact_lock(AdvisoryLock.REGISTER)))


# --- agencies ---------------------------------------------------------------------------------------------


async def load_agencies(uow: UnitOfWork) -> Stored[str, AgencyRow]:
    """In the order in which they were added."""
    found = (await uow.execute(sa.select(agencies).order_by(agencies.c.id))).all()
    codes = {row.id: row.code for row in found}
    aliases = await _load_aliases(uow)
    rows = {
        row.code: AgencyRow(
            code=row.code,
            name_vi=row.name_vi,
            level=Level(row.level),
            short_vi=row.short_vi,
            name_en=row.name_en,
            parent=codes.get(row.parent_id, ""),
            doc_symbol=row.doc_symbol,
            gso_code=row.gso_code,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            aliases=tuple(aliases.get(row.id, ())),
            notes=row.notes,
            path=row.path,
        )
        for row in found
    }
    return Stored(rows, {code: agency_id for agency_id, code in codes.items()})


async def _load_aliases(uow: UnitOfWork) -> dict[int, list[str]]:
    statement = sa.select(agency_aliases.c.agency_id, agency_aliases.c.alias).order_by(agency_aliases.c.id)
    found: dict[int, list[str]] = {}
    for agency_id, alias in (await uow.execute(statement)).all():
        found.setdefault(agency_id, []).append(alias)
    return found


async def add_agencies(uow: UnitOfWork, rows: Sequence[AgencyRow], ids: Mapping[str, int]) -> dict[str, int]:
    """The ids of the new rows. Parents are in ``ids`` or among ``rows``."""
    known = dict(ids)
    added: dict[str, int] = {}
    for level in _by_depth(rows):
        new_ids = await insert_rows_for_ids(uow, agencies, [_agency_values(row, known) for row in level])
        new = dict(zip((row.code for row in level), new_ids, strict=True))
        known |= new
        added |= new
    await _insert_aliases(uow, rows, added)
    return added


def _by_depth(rows: Iterable[AgencyRow]) -> list[list[AgencyRow]]:
    levels: dict[int, list[AgencyRow]] = {}
    for row in rows:
        levels.setdefault(row.path.count("/"), []).append(row)
    return [levels[depth] for depth in sorted(levels)]


async def update_agencies(uow: UnitOfWork, rows: Sequence[AgencyRow], ids: Mapping[str, int]) -> None:
    values = [{"id": ids[row.code], **_agency_values(row, ids)} for row in rows]
    await update_rows(uow, agencies, values)
    if rows:
        stale = agency_aliases.c.agency_id.in_([ids[row.code] for row in rows])
        await uow.execute(sa.delete(agency_aliases).where(stale))
    await _insert_aliases(uow, rows, ids)


def _agency_values(row: AgencyRow, ids: Mapping[str, int]) -> dict[str, object]:
    return {
        "code": row.code,
        "name_vi": row.name_vi,
        "name_en": row.name_en,
        "short_vi": row.short_vi,
        "level": row.level.value,
        "parent_id": ids[row.parent] if row.parent else None,
        "path": row.path,
        "doc_symbol": row.doc_symbol,
        "gso_code": row.gso_code,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "notes": row.notes,
    }


async def _insert_aliases(uow: UnitOfWork, rows: Iterable[AgencyRow], ids: Mapping[str, int]) -> None:
    values = [{"agency_id": ids[row.code], "alias": alias} for row in rows for alias in row.aliases]
    await insert_rows(uow, agency_aliases, values)


async def move_portfolios(uow: UnitOfWork, paths: Mapping[str, str]) -> None:
    """Seats keep meaning the same agencies after these moved in the tree (old path → new path); so do heirs."""
    if not paths:
        return
    await _move_inherited(uow, paths)
    found = (await uow.execute(sa.select(appointments.c.id, appointments.c.portfolio))).all()
    moved = [
        {"id": row.id, "portfolio": [paths.get(path, path) for path in row.portfolio]}
        for row in found
        if not paths.keys().isdisjoint(row.portfolio)
    ]
    await update_rows(uow, appointments, moved)


async def _move_inherited(uow: UnitOfWork, paths: Mapping[str, str]) -> None:
    found = (await uow.execute(sa.select(agencies.c.id, agencies.c.inherits))).all()
    moved = [
        {"id": row.id, "inherits": [paths.get(path, path) for path in row.inherits]}
        for row in found
        if row.inherits and not paths.keys().isdisjoint(row.inherits)
    ]
    await update_rows(uow, agencies, moved)


# --- groups -----------------------------------------------------------------------------------------------


async def load_groups(uow: UnitOfWork) -> Stored[str, GroupRow]:
    found = (await uow.execute(sa.select(agency_groups).order_by(agency_groups.c.id))).all()
    rows = {
        row.code: GroupRow(
            code=row.code,
            name_vi=row.name_vi,
            name_en=row.name_en,
            levels=tuple(map(Level, row.levels)),
            members=tuple(row.members),
            notes=row.notes,
        )
        for row in found
    }
    return Stored(rows, {row.code: row.id for row in found})


async def add_groups(uow: UnitOfWork, rows: Sequence[GroupRow]) -> None:
    await insert_rows(uow, agency_groups, [_group_values(row) for row in rows])


async def update_groups(uow: UnitOfWork, rows: Sequence[GroupRow], ids: Mapping[str, int]) -> None:
    await update_rows(uow, agency_groups, [{"id": ids[row.code], **_group_values(row)} for row in rows])


def _group_values(row: GroupRow) -> dict[str, object]:
    return {
        "code": row.code,
        "name_vi": row.name_vi,
        "name_en": row.name_en,
        "levels": [level.value for level in row.levels],
        "members": list(row.members),
        "notes": row.notes,
    }


# --- successions ------------------------------------------------------------------------------------------


async def load_successions(uow: UnitOfWork, codes: Mapping[int, str]) -> Stored[SuccessionKey, SuccessionRow]:
    """``codes``: agency id → code."""
    found = (await uow.execute(sa.select(agency_successions).order_by(agency_successions.c.id))).all()
    rows: dict[SuccessionKey, SuccessionRow] = {}
    ids: dict[SuccessionKey, int] = {}
    for row in found:
        successor = codes.get(row.successor_id, "")
        key = SuccessionKey(codes[row.predecessor_id], successor, row.event, row.effective_on)
        rows[key] = SuccessionRow(key, row.share, row.legal_basis, row.note)
        ids[key] = row.id
    return Stored(rows, ids)


async def add_successions(uow: UnitOfWork, rows: Sequence[SuccessionRow], ids: Mapping[str, int]) -> None:
    """``ids``: agency code → id."""
    values = [
        {
            "predecessor_id": ids[row.key.predecessor],
            "successor_id": ids[row.key.successor] if row.key.successor else None,
            "event": row.key.event,
            "effective_on": row.key.effective_on,
            "legal_basis": row.legal_basis,
            "share": row.share,
            "note": row.note,
        }
        for row in rows
    ]
    await insert_rows(uow, agency_successions, values)


async def update_successions(
    uow: UnitOfWork, rows: Sequence[SuccessionRow], ids: Mapping[SuccessionKey, int]
) -> None:
    values = [
        {"id": ids[row.key], "legal_basis": row.legal_basis, "share": row.share, "note": row.note}
        for row in rows
    ]
    await update_rows(uow, agency_successions, values)


# --- days off ---------------------------------------------------------------------------------------------


async def put_overrides(uow: UnitOfWork, overrides: Sequence[Override]) -> None:
    """Adds the days, or replaces what was decided for them before."""
    if not overrides:
        return
    days = [override.on for override in overrides]
    await uow.execute(sa.delete(calendar_overrides).where(calendar_overrides.c.day_on.in_(days)))
    values = [{"day_on": o.on, "works": o.works, "note": o.note, "document": o.document} for o in overrides]
    await insert_rows(uow, calendar_overrides, values)
