"""Names of agencies are kept in memory, and never longer than they hold: not even when another process changes them."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from bot.domain.asking import NamedAgency
from bot.storage.agency_names import list_named_agencies
from bot.storage.bulk import insert_rows
from bot.storage.database import Database, UnitOfWork
from bot.storage.register_version import VERSION
from bot.storage.tables import agencies
from tests.overhearing import overhearing

_BLANK = {"name_en": "", "doc_symbol": "", "gso_code": "", "notes": "", "level": "province"}
HANOI = {"code": "HNI", "name_vi": "Hà Nội", "short_vi": "Hà Nội", "path": "/HNI/", **_BLANK}


@pytest.fixture
async def register(database: Database) -> Database:
    async with database.begin() as uow:
        await insert_rows(uow, agencies, [HANOI])
        await uow.commit()
    return database


async def name(uow: UnitOfWork) -> Sequence[NamedAgency]:
    """As for a message: the version comes with the speaker."""
    uow.names_version = (await uow.execute(sa.select(VERSION))).scalar_one()
    return await list_named_agencies(uow)


async def rename(uow: UnitOfWork, new: str) -> None:
    await uow.execute(sa.update(agencies).values(short_vi=new))


def shorts(found: Sequence[NamedAgency]) -> list[str]:
    return [each.agency.short_vi for each in found]


async def test_they_are_read_once(register: Database) -> None:
    async with register.begin() as uow:
        first = await name(uow)
    async with register.begin() as uow:
        with overhearing(register) as heard:
            assert await name(uow) is first
    assert len(heard) == 1
    assert shorts(first) == ["Hà Nội"]


async def test_a_change_by_another_process_is_seen_by_the_next_message(register: Database) -> None:
    async with register.begin() as uow:
        await name(uow)
    other = Database(register.url)
    async with other.begin() as uow:
        await rename(uow, "Thăng Long")
        await uow.commit()
    await other.dispose()
    async with register.begin() as uow:
        assert shorts(await name(uow)) == ["Thăng Long"]


async def test_a_change_that_was_undone_changes_nothing(register: Database) -> None:
    async with register.begin() as uow:
        first = await name(uow)
    async with register.begin() as uow:
        await rename(uow, "Thăng Long")
        assert shorts(await name(uow)) == ["Thăng Long"]
    async with register.begin() as uow:
        assert await name(uow) is first


async def test_without_a_version_nothing_is_kept(register: Database) -> None:
    async with register.begin() as uow:
        first = await list_named_agencies(uow)
        assert await list_named_agencies(uow) is not first


async def test_a_start_reads_anew_what_somebody_may_have_changed_by_hand(register: Database) -> None:
    async with register.begin() as uow:
        await name(uow)
        await uow.connection.exec_driver_sql("UPDATE agencies SET short_vi = 'Thăng Long'")
        await uow.commit()
    await register.forget_names()
    async with register.begin() as uow:
        assert shorts(await name(uow)) == ["Thăng Long"]
