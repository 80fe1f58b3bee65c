"""All agencies with every name they go by, kept in memory until the register changes (see ``register_version``)."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from bot.domain.agencies import Agency
from bot.domain.asking import NamedAgency
from bot.domain.succession import list_heirs
from bot.storage.database import UnitOfWork
from bot.storage.people import list_agencies
from bot.storage.successions import list_applied
from bot.storage.tables import agency_aliases

_kept: dict[str, tuple[NamedAgency, ...]] = {}
"""By version; versions are never used twice, so one that is here is what the database says."""
_MOST_KEPT = 2


async def list_named_agencies(uow: UnitOfWork) -> Sequence[NamedAgency]:
    """All of the register: an agency outside a scope must be recognised, or it would be taken for nothing."""
    # What this transaction has changed itself is of no version yet.
    version = None if uow.has_new_names else uow.names_version
    if version is None:
        return await _load(uow)
    if version not in _kept:
        found = await _load(uow)
        while len(_kept) >= _MOST_KEPT:
            del _kept[next(iter(_kept))]
        _kept[version] = found
    return _kept[version]


async def _load(uow: UnitOfWork) -> tuple[NamedAgency, ...]:
    aliases: dict[int, list[str]] = {}
    statement = sa.select(agency_aliases.c.agency_id, agency_aliases.c.alias)
    for agency_id, alias in (await uow.execute(statement.order_by(agency_aliases.c.id))).all():
        aliases.setdefault(agency_id, []).append(alias)
    found = await list_agencies(uow)
    heirs = list_heirs(await list_applied(uow), date.max)
    return tuple(
        NamedAgency(each, _names_of(each, aliases.get(each.id, ())), heirs.get(each.id, ())) for each in found
    )


def _names_of(agency: Agency, aliases: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in (agency.name_vi, agency.name_en, agency.short_vi, *aliases) if name)
