"""Obstacles: raised, answered, asked back, closed by the reporter's side."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from bot.domain.errors import (
    AlreadyDecided,
    ValueRefused,
)
from bot.domain.people import Role
from bot.domain.requests import Obstacle, ObstacleCategory, ObstacleStatus
from bot.domain.task import Status
from bot.services import obstacles
from bot.storage.database import Database
from bot.storage.queues import outbox
from bot.storage.request_tables import obstacles as table
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.desk_setting import race
from tests.services.obstacle_steps import Step, steps
from tests.services.request_setting import Requests


async def test_an_obstacle_lies_with_the_officer_for_three_working_days(office: Requests) -> None:
    raised = await office.raise_()
    assert (raised.status, raised.category, raised.holder_path) == (
        ObstacleStatus.OPEN,
        ObstacleCategory.FUNDING,
        "",
    )
    assert (raised.text, raised.clock_at) == ("Thiếu kinh phí", local(2024, 7, 15, 8, 30))
    assert await office.letters("obstacle") == [office.chi.person.id]


async def test_one_asked_of_an_agency_lies_with_its_focal_point(office: Requests) -> None:
    minh = await office.desk.seat("Minh", Role.FOCAL_POINT, "BYT")
    raised = await office.raise_("BYT")
    assert (raised.holder_path, raised.holder_vi) == ("/CP/BYT/", "Bộ Y tế")
    assert await office.letters("obstacle") == [minh.person.id]


@pytest.mark.parametrize("code", ["BYT", "BGG", "XYZ"])
async def test_asked_of_an_agency_where_nobody_is_it_stays_with_the_office(
    on_sqlite: Requests, code: str
) -> None:
    assert (await on_sqlite.raise_(code)).holder_path == ""
    assert await on_sqlite.letters("obstacle") == [on_sqlite.chi.person.id]


async def test_at_night_it_is_told_in_the_morning(on_sqlite: Requests) -> None:
    on_sqlite.desk.now = local(2024, 7, 12, 22, 0)
    raised = await on_sqlite.raise_()
    assert raised.clock_at == local(2024, 7, 18, 7, 0)
    where = outbox.c.kind == "obstacle"
    assert await on_sqlite.desk.read(sa.select(outbox.c.not_before).where(where)) == [
        (local(2024, 7, 15, 7, 0),)
    ]


@pytest.mark.parametrize("missing", [{"category": ""}, {"note": ""}, {"note": " "}])
async def test_it_needs_a_category_and_words(on_sqlite: Requests, missing: dict[str, Any]) -> None:
    with pytest.raises(ValueRefused):
        await on_sqlite.record(replace(on_sqlite.stuck(), **missing))
    assert await on_sqlite.desk.read(sa.select(table.c.id)) == []


async def test_several_may_be_open_at_once(on_sqlite: Requests) -> None:
    first, second = await on_sqlite.raise_(), await on_sqlite.raise_()
    await on_sqlite.answer(second)
    assert (await on_sqlite.obstacle(first.id)).status is ObstacleStatus.OPEN


async def test_an_answer_reaches_the_reporter_and_stops_the_clock(office: Requests) -> None:
    raised = await office.raise_()
    office.desk.tick(hours=3)
    answered = await office.answer(raised)
    assert (answered.status, answered.answer, answered.answered_by, answered.clock_at) == (
        ObstacleStatus.ANSWERED,
        "Đã bố trí",
        "Chi",
        None,
    )
    assert await office.letters("obstacle_moved") == [office.an.person.id]
    assert (await office.history())[-1] == "obstacle_answered"


@pytest.mark.parametrize("step", [Requests.answer, Requests.ask_back, Requests.explain])
@pytest.mark.parametrize("text", ["", " \n "])
async def test_words_are_needed(
    on_sqlite: Requests, step: Callable[..., Awaitable[Obstacle]], text: str
) -> None:
    raised = await on_sqlite.raise_()
    if step is Requests.explain:
        await on_sqlite.ask_back(raised)
    before = await on_sqlite.obstacle(raised.id)
    with pytest.raises(ValueRefused):
        await step(on_sqlite, raised, text=text)
    assert await on_sqlite.obstacle(raised.id) == before


@steps
async def test_what_was_answered_says_by_whom_and_when(on_sqlite: Requests, step: Step) -> None:
    await on_sqlite.desk.seat("Minh", Role.FOCAL_POINT, "BYT")
    raised = await on_sqlite.raise_()
    on_sqlite.desk.tick(hours=2)
    await on_sqlite.answer(raised)
    on_sqlite.desk.tick(hours=2)
    with pytest.raises(AlreadyDecided) as refusal:
        await step(on_sqlite, raised, on_sqlite.dung)
    assert refusal.value.facts == {"by": "Chi", "at": "10:30 10/07"}


@steps
async def test_what_was_closed_is_not_answered(on_sqlite: Requests, step: Step) -> None:
    await on_sqlite.desk.seat("Minh", Role.FOCAL_POINT, "BYT")
    raised = await on_sqlite.raise_()
    await on_sqlite.close(raised)
    with pytest.raises(AlreadyDecided) as refusal:
        await step(on_sqlite, raised, on_sqlite.chi)
    assert refusal.value.facts["by"] == "An"


async def test_of_twenty_answers_at_once_one_counts(on_postgres: Requests) -> None:
    office = on_postgres
    minh = await office.desk.seat("Minh", Role.FOCAL_POINT, "BYT")
    raised = await office.raise_("BYT")
    wide = Database(office.desk.database.url, pool_size=20)
    together = replace(office, desk=replace(office.desk, database=wide))
    who = (minh, office.chi, office.dung)
    answers = [
        (together.answer if number % 2 else together.ask_back)(raised, who[number % 3])
        for number in range(20)
    ]
    moved, refused = await race(*answers)
    await wide.dispose()
    assert (len(moved), len(refused)) == (1, 19)
    assert all(isinstance(error, AlreadyDecided) for error in refused)
    assert {(e.facts["by"], e.facts["at"]) for e in refused} == {(moved[0].answered_by, "08:30 10/07")}
    assert await office.letters("obstacle_moved") == [office.an.person.id]


async def test_an_answer_and_the_clock_do_not_wait_for_each_other(on_postgres: Requests) -> None:
    office = on_postgres
    raised = await office.raise_()
    now = local(2024, 7, 15, 8, 30)
    office.desk.now = now
    async with office.desk.work() as uow:
        await obstacles.get_answerable(uow, office.chi, raised.id, now=now, rules=RULES)
        async with asyncio.timeout(20):  # a clock that waits for us would wait for ever
            assert await office.climb_at(now) == 0
        await obstacles.answer(uow, office.chi, raised.id, "Đã bố trí", now=now, rules=RULES)
    assert await office.climb_at(now) == 0


async def test_a_question_back_is_the_reporters_turn_on_a_clock_of_its_own(office: Requests) -> None:
    raised = await office.raise_()
    office.desk.tick(hours=2)
    asked = await office.ask_back(raised)
    assert (asked.status, asked.answer, asked.clock_at) == (
        ObstacleStatus.ASKED_BACK,
        "Thiếu bao nhiêu?",
        local(2024, 7, 15, 10, 30),
    )
    assert await office.letters("obstacle_moved") == [office.an.person.id]
    office.desk.tick(hours=1)
    explained = await office.explain(asked)
    assert (explained.status, explained.text) == (ObstacleStatus.OPEN, "Thiếu kinh phí\n2 tỷ")
    assert explained.clock_at == local(2024, 7, 15, 11, 30)
    assert await office.letters("obstacle") == [office.chi.person.id] * 2
    assert (await office.answer(explained)).status is ObstacleStatus.ANSWERED


async def test_what_was_not_asked_is_not_explained(on_sqlite: Requests) -> None:
    raised = await on_sqlite.raise_()
    with pytest.raises(AlreadyDecided):
        await on_sqlite.explain(raised)
    on_sqlite.desk.tick(hours=1)
    await on_sqlite.answer(raised)
    with pytest.raises(AlreadyDecided) as refusal:
        await on_sqlite.explain(raised)
    assert refusal.value.facts == {"by": "Chi", "at": "09:30 10/07"}


async def test_questions_go_back_and_forth_without_losing_words(on_sqlite: Requests) -> None:
    current = await on_sqlite.raise_()
    for number in range(3):
        current = await on_sqlite.explain(await on_sqlite.ask_back(current), text=f"Ý {number}")
    assert current.text == "Thiếu kinh phí\nÝ 0\nÝ 1\nÝ 2"
    assert len(await on_sqlite.letters("obstacle")) == 4


async def test_closing_twice_does_no_harm(office: Requests) -> None:
    raised = await office.raise_()
    await office.close(raised)
    await office.close(raised)
    assert (await office.history()).count("obstacle_closed") == 1


@pytest.mark.parametrize("before", ["open", "asked_back", "answered"])
async def test_it_is_closed_from_wherever_it_is(on_sqlite: Requests, before: str) -> None:
    raised = await on_sqlite.raise_()
    if before == "asked_back":
        await on_sqlite.ask_back(raised)
    if before == "answered":
        await on_sqlite.answer(raised)
    await on_sqlite.close(raised)
    closed = await on_sqlite.obstacle(raised.id)
    assert (closed.status, closed.clock_at) == (ObstacleStatus.CLOSED, None)
    assert await on_sqlite.waiting(on_sqlite.chi) == []


async def test_the_leaders_list_holds_only_what_climbed(on_sqlite: Requests) -> None:
    raised = await on_sqlite.raise_()
    assert await on_sqlite.waiting(on_sqlite.chi) == [("obstacle", raised.id)]
    assert await on_sqlite.waiting(on_sqlite.dung) == []
    await on_sqlite.climb_at(local(2024, 7, 15, 8, 30))
    assert await on_sqlite.waiting(on_sqlite.dung) == [("obstacle", raised.id)]


async def test_nothing_waits_about_a_task_that_is_over(on_sqlite: Requests) -> None:
    raised = await on_sqlite.raise_()
    await on_sqlite.desk.set(on_sqlite.task, status=Status.DONE, completed_on=date(2024, 7, 10))
    assert await on_sqlite.waiting(on_sqlite.chi) == []
    assert (await on_sqlite.obstacle(raised.id)).status is ObstacleStatus.OPEN
