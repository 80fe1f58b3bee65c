"""Rows of obstacles."""

from dataclasses import replace

import pytest

from bot.domain.agencies import Scope
from bot.domain.requests import (
    Obstacle,
    ObstacleCategory,
    ObstacleStatus,
)
from bot.storage import obstacles
from bot.storage.database import Database
from tests.storage.office_setting import BGG, BYT, HDG, HOUR, NOW, Office, found_office


@pytest.fixture
async def office(database: Database) -> Office:
    return await found_office(database)


async def test_an_obstacle_comes_back_as_it_was_raised(office: Office) -> None:
    own, passed = await office.stuck(), await office.stuck(holder_id=office.byt)
    expected = Obstacle(
        id=own,
        assignment_id=office.hdg,
        person_id=office.an,
        person_name="An",
        raised_at=NOW,
        category=ObstacleCategory.FUNDING,
        text="Thiếu kinh phí",
        status=ObstacleStatus.OPEN,
        clock_at=NOW + HOUR,
    )
    assert await office.obstacle(own) == expected
    held = {"holder_path": BYT, "holder_vi": "Ngắn BYT", "holder_en": "Name BYT"}
    assert await office.obstacle(passed) == replace(expected, id=passed, **held)  # type: ignore[arg-type] # strings


async def test_an_obstacle_moves_only_from_where_it_was_read(office: Office) -> None:
    raised = await office.obstacle(await office.stuck())
    answer = {"answer": "Đã bố trí", "answered_at": NOW, "answered_by": office.chi, "clock_at": None}
    assert await office.move(raised, ObstacleStatus.OPEN, climbs=1)
    assert not await office.move(raised, ObstacleStatus.ANSWERED, **answer)
    risen = await office.obstacle(raised.id)
    assert await office.move(risen, ObstacleStatus.ANSWERED, **answer)
    assert not await office.move(risen, ObstacleStatus.ASKED_BACK)
    answered = await office.obstacle(raised.id)
    assert (answered.status, answered.answer, answered.answered_by, answered.clock_at) == (
        ObstacleStatus.ANSWERED,
        "Đã bố trí",
        "Chi",
        None,
    )


async def test_unclosed_ones_of_an_assignment_are_listed(office: Office) -> None:
    first, second = await office.stuck(), await office.stuck()
    await office.move(await office.obstacle(first), ObstacleStatus.CLOSED)
    async with office.database.begin() as uow:
        assert [each.id for each in await obstacles.list_unclosed(uow, office.hdg)] == [second]
        assert await obstacles.list_unclosed(uow, office.bgg) == []


async def test_open_ones_await_the_office_or_whoever_holds_them(office: Office) -> None:
    later = await office.stuck(at=NOW + HOUR)
    held = await office.stuck(holder_id=office.byt)
    asked_back = await office.stuck()
    await office.move(await office.obstacle(asked_back), ObstacleStatus.ASKED_BACK)

    async def awaiting(scope: Scope, *holders: str, with_held: bool = False) -> list[int]:
        async with office.database.begin() as uow:
            found = await obstacles.list_awaiting(uow, scope, holders=holders, with_held=with_held)
        return [each.id for each in found]

    assert await awaiting(Scope(("/CP/",))) == [later]
    assert await awaiting(Scope(("/CP/",)), with_held=True) == [held, later]
    assert await awaiting(Scope((BGG,)), with_held=True) == []
    assert await awaiting(Scope(), BYT) == [held]
    assert await awaiting(Scope(), HDG, BGG) == []
    assert await awaiting(Scope()) == []


async def test_due_are_open_and_asked_back_ones(office: Office) -> None:
    raised = [await office.stuck() for _ in range(4)]
    wanted = (
        ObstacleStatus.OPEN,
        ObstacleStatus.ASKED_BACK,
        ObstacleStatus.ANSWERED,
        ObstacleStatus.CLOSED,
    )
    for obstacle_id, status in zip(raised, wanted, strict=True):
        await office.move(await office.obstacle(obstacle_id), status)
    async with office.database.begin() as uow:
        assert [each.id for each in await obstacles.list_due(uow, now=NOW + HOUR, limit=9)] == raised[:2]
        assert await obstacles.list_due(uow, now=NOW, limit=9) == []
        assert len(await obstacles.list_due(uow, now=NOW + HOUR, limit=1)) == 1
