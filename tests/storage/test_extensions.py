"""Rows of requests for more time."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.domain.requests import (
    Extension,
    ExtensionStatus,
)
from bot.domain.rungs import Recipient
from bot.storage import extensions, obstacles
from bot.storage.database import Database, UnitOfWork
from bot.storage.request_tables import extensions as extension_table
from bot.storage.tables import assignments
from tests.storage.office_setting import HDG, HOUR, NOW, Office, found_office


@pytest.fixture
async def office(database: Database) -> Office:
    return await found_office(database)


async def test_a_request_comes_back_as_it_was_asked(office: Office) -> None:
    extension_id = await office.ask()
    assert await office.extension(extension_id) == Extension(
        id=extension_id,
        assignment_id=office.hdg,
        person_id=office.an,
        person_name="An",
        asked_at=NOW,
        old_due_on=date(2024, 7, 20),
        wanted_on=date(2024, 8, 2),
        reason="chờ thẩm định",
        status=ExtensionStatus.PENDING,
        decider=Recipient.OFFICER,
        clock_at=NOW + HOUR,
    )


async def test_what_is_not_there_is_none(office: Office) -> None:
    async with office.database.begin() as uow:
        assert await extensions.find_extension(uow, 7) is None
        assert await extensions.find_extension_of_report(uow, 7) is None
        assert await extensions.find_replaced(uow, office.hdg) is None
        assert await obstacles.find_obstacle(uow, 7) is None
        assert await obstacles.find_obstacle_of_report(uow, 7) is None
        assert await extensions.load_open(uow, []) == {}


async def test_a_new_request_withdraws_the_open_one_of_that_assignment_only(office: Office) -> None:
    first, other = await office.ask(), await office.ask(office.bgg)
    second = await office.ask(at=NOW + HOUR)
    withdrawn = await office.extension(first)
    assert (withdrawn.status, withdrawn.clock_at, withdrawn.decided_at, withdrawn.decided_by) == (
        ExtensionStatus.WITHDRAWN,
        None,
        NOW + HOUR,
        "An",
    )
    async with office.database.begin() as uow:
        found = await extensions.load_open(uow, [office.hdg, office.bgg])
        assert {key: extension.id for key, extension in found.items()} == {
            office.hdg: second,
            office.bgg: other,
        }
        assert [each.id for each in await extensions.list_extensions(uow, office.hdg)] == [first, second]


@pytest.mark.parametrize("status", [ExtensionStatus.PENDING, ExtensionStatus.PROPOSED])
async def test_the_database_itself_allows_one_open_request(office: Office, status: ExtensionStatus) -> None:
    first = await office.ask()
    second = await office.ask()
    async with office.database.begin() as uow:
        with pytest.raises(sa.exc.IntegrityError):
            await uow.execute(
                sa.update(extension_table).where(extension_table.c.id == first).values(status=status)
            )
    assert (await office.extension(second)).is_open


async def test_it_is_decided_once(office: Office) -> None:
    asked = await office.extension(await office.ask())
    values = {"granted_on": date(2024, 8, 2), "decided_at": NOW, "decided_by": office.chi}
    assert await office.decide(asked, ExtensionStatus.GRANTED, **values)
    assert not await office.decide(asked, ExtensionStatus.REFUSED, remark="nein")
    decided = await office.extension(asked.id)
    assert (decided.status, decided.granted_on, decided.decided_by, decided.clock_at, decided.remark) == (
        ExtensionStatus.GRANTED,
        date(2024, 8, 2),
        "Chi",
        None,
        "",
    )


async def test_of_twenty_deciders_at_once_one_is_first(postgres_database: Database) -> None:
    office = await found_office(postgres_database)
    asked = await office.extension(await office.ask())
    wide = Database(postgres_database.url, pool_size=20)
    together = replace(office, database=wide)
    firsts = await asyncio.gather(*(together.decide(asked, ExtensionStatus.REFUSED) for _ in range(20)))
    await wide.dispose()
    assert sorted(firsts) == [False] * 19 + [True]


@pytest.mark.parametrize("is_offered", [False, True])
async def test_what_was_replaced_is_put_back_as_it_was(office: Office, is_offered: bool) -> None:
    first = await office.extension(await office.ask())
    if is_offered:
        values = {"decided_at": NOW, "decided_by": office.chi, "proposed_on": date(2024, 7, 26)}
        await office.decide(first, ExtensionStatus.PROPOSED, **values)
        first = await office.extension(first.id)
    async with office.database.begin() as uow:
        replaced = await extensions.find_replaced(uow, office.hdg)
    second = await office.extension(await office.ask(at=NOW + HOUR))
    await office.decide(second, ExtensionStatus.WITHDRAWN)
    async with office.database.begin() as uow:
        assert replaced is not None
        await extensions.put_back(uow, replaced)
        await uow.commit()
    assert await office.extension(first.id) == first


async def test_what_waits_is_listed_inside_the_scope_oldest_first(office: Office) -> None:
    later = await office.ask(at=NOW + HOUR)
    earlier = await office.ask(office.bgg)
    offered = await office.extension(later)
    async with office.database.begin() as uow:
        everywhere = await extensions.list_pending(uow, Scope(("/CP/",)))
        assert [extension.id for extension in everywhere] == [earlier, later]
        assert [e.id for e in await extensions.list_pending(uow, Scope((HDG,)))] == [later]
        assert await extensions.list_pending(uow, Scope()) == []
    await office.decide(offered, ExtensionStatus.PROPOSED)
    async with office.database.begin() as uow:
        assert await extensions.list_pending(uow, Scope((HDG,))) == []


async def test_due_are_pending_ones_whose_time_has_come(office: Office) -> None:
    second = await office.ask(at=NOW + HOUR)
    first = await office.ask(office.bgg)
    found = []
    for now in (NOW + HOUR - timedelta(seconds=1), NOW + HOUR, NOW + 2 * HOUR):
        async with office.database.begin() as uow:
            found.append([e.id for e in await extensions.list_due(uow, now=now, limit=9)])
    assert found == [[], [first], [first, second]]
    async with office.database.begin() as uow:
        assert [e.id for e in await extensions.list_due(uow, now=NOW + 2 * HOUR, limit=1)] == [first]
    await office.decide(await office.extension(first), ExtensionStatus.REFUSED)
    async with office.database.begin() as uow:
        await extensions.stop_clock(uow, await office_extension(uow, second))
        assert await extensions.list_due(uow, now=NOW + 9 * HOUR, limit=9) == []


async def office_extension(uow: UnitOfWork, extension_id: int) -> Extension:
    found = await extensions.find_extension(uow, extension_id)
    assert found is not None
    return found


async def test_climbing_starts_the_clock_anew(office: Office) -> None:
    asked = await office.extension(await office.ask())
    async with office.database.begin() as uow:
        await extensions.climb_extension(uow, asked, climbs=1, clock_at=NOW + 5 * HOUR)
        await uow.commit()
    risen = await office.extension(asked.id)
    assert (risen.climbs, risen.clock_at, risen.status) == (1, NOW + 5 * HOUR, ExtensionStatus.PENDING)


async def test_two_clocks_never_hold_the_same_request(postgres_database: Database) -> None:
    office = await found_office(postgres_database)
    asked = await office.ask()
    async with office.database.begin() as one, office.database.begin() as two:
        assert [e.id for e in await extensions.list_due(one, now=NOW + HOUR, limit=9)] == [asked]
        assert await extensions.list_due(two, now=NOW + HOUR, limit=9) == []


async def test_a_clock_passes_over_what_somebody_decides_just_now(postgres_database: Database) -> None:
    office = await found_office(postgres_database)
    await office.ask()
    await office.stuck()
    locked = sa.select(assignments.c.id).where(assignments.c.id == office.hdg).with_for_update()
    async with office.database.begin() as decider, office.database.begin() as clock:
        await decider.execute(locked)
        assert await extensions.list_due(clock, now=NOW + HOUR, limit=9) == []
        assert await obstacles.list_due(clock, now=NOW + HOUR, limit=9) == []
