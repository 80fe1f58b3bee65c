"""Silence about an obstacle climbs from whoever holds it to the office above; an answer ends it."""

import pytest

from bot.domain.people import Role
from bot.domain.requests import ObstacleStatus
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.request_setting import Requests


async def test_an_obstacle_climbs_from_the_officer_to_the_leader_and_stays(office: Requests) -> None:
    raised = await office.raise_()
    await office.climb_at(local(2024, 7, 15))
    await office.climb_at(local(2024, 7, 18))
    assert await office.letters("obstacle") == [office.chi.person.id, *[office.dung.person.id] * 2]
    assert [key for _, key in await office.infos()] == [
        "requests.obstacle_climbed_leader",
        "requests.obstacle_stays",
    ]
    assert (await office.obstacle(raised.id)).status is ObstacleStatus.OPEN


async def test_one_held_by_an_agency_climbs_over_its_head_to_the_office(on_sqlite: Requests) -> None:
    minh = await on_sqlite.desk.seat("Minh", Role.FOCAL_POINT, "BYT")
    nga = await on_sqlite.desk.seat("Nga", Role.HEAD, "BYT")
    await on_sqlite.raise_("BYT")
    now = on_sqlite.desk.now
    for _ in range(4):
        now = RULES.runs_out_at(now, 3)
        assert await on_sqlite.climb_at(now) == 1
    people = (minh, nga, on_sqlite.chi, on_sqlite.dung, on_sqlite.dung)
    assert await on_sqlite.letters("obstacle") == [actor.person.id for actor in people]
    assert [key.removeprefix("requests.obstacle_") for _, key in await on_sqlite.infos()] == [
        "climbed_head",
        "climbed_officer",
        "climbed_leader",
        "stays",
    ]


async def test_a_question_back_that_nobody_answers_reaches_the_reporters_own_head(
    on_sqlite: Requests,
) -> None:
    binh = await on_sqlite.desk.seat("Bình", Role.HEAD, "HDG")
    asked = await on_sqlite.ask_back(await on_sqlite.raise_())
    letters_before = await on_sqlite.letters("obstacle")
    await on_sqlite.climb_at(local(2024, 7, 15))
    assert await on_sqlite.infos() == [(binh.person.id, "requests.asked_back_climbed")]
    assert await on_sqlite.letters("obstacle") == letters_before
    assert (await on_sqlite.obstacle(asked.id)).status is ObstacleStatus.ASKED_BACK
    assert (await on_sqlite.explain(asked)).status is ObstacleStatus.OPEN


@pytest.mark.parametrize("how", ["answer", "close"])
async def test_what_was_answered_or_closed_climbs_no_more(on_sqlite: Requests, how: str) -> None:
    raised = await on_sqlite.raise_()
    if how == "answer":
        await on_sqlite.answer(raised)
    else:
        await on_sqlite.close(raised)
    assert await on_sqlite.climb_at(local(2024, 7, 31)) == 0
