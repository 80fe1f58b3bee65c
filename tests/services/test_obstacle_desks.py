"""Obstacles: passed on to another agency; who may do what with them."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.domain.errors import (
    DomainError,
    NotAllowed,
    NotFound,
    NotReporter,
)
from bot.domain.people import Actor, Role
from bot.domain.requests import Obstacle, ObstacleStatus
from bot.services import obstacles, tasks
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.obstacle_steps import Step, own_steps, steps
from tests.services.request_setting import Requests


async def test_passed_on_another_agencys_focal_points_hold_it(office: Requests) -> None:
    minh = await office.desk.seat("Minh", Role.FOCAL_POINT, "BYT")
    raised = await office.raise_()
    office.desk.tick(hours=4)
    passed = await office.pass_on(raised)
    assert (passed.holder_path, passed.status, passed.climbs) == ("/CP/BYT/", ObstacleStatus.OPEN, 0)
    assert passed.clock_at == local(2024, 7, 15, 12, 30)
    assert await office.letters("obstacle") == [office.chi.person.id, minh.person.id]
    assert await office.waiting(minh) == [("obstacle", raised.id)]
    assert await office.waiting(office.chi) == []


async def test_it_may_be_passed_on_again_and_back(on_sqlite: Requests, minh: Actor) -> None:
    giang = await on_sqlite.desk.seat("Giang", Role.FOCAL_POINT, "BGG")
    raised = await on_sqlite.pass_on(await on_sqlite.raise_())
    again = await on_sqlite.pass_on(raised, to="BGG")
    assert await on_sqlite.letters("obstacle") == [
        on_sqlite.chi.person.id,
        minh.person.id,
        giang.person.id,
    ]
    with pytest.raises(NotFound):
        await on_sqlite.answer(again, minh)
    back = await on_sqlite.pass_on(again, to="BYT")
    assert (await on_sqlite.letters("obstacle"))[-1] == minh.person.id
    assert (await on_sqlite.answer(back, minh)).answered_by == "Minh"


@pytest.mark.parametrize("code", ["BYT", "XYZ", ""])
async def test_it_is_not_passed_to_where_nobody_is(on_sqlite: Requests, code: str) -> None:
    raised = await on_sqlite.raise_()
    with pytest.raises(NotFound):
        await on_sqlite.pass_on(raised, to=code)
    assert await on_sqlite.obstacle(raised.id) == raised


async def test_an_agency_with_nobody_is_named_so(on_sqlite: Requests, minh: Actor) -> None:
    found = []
    for code in ("BYT", "BGG", "XYZ"):
        async with on_sqlite.desk.work() as uow:
            found.append(await obstacles.find_unbound(uow, code, now=on_sqlite.desk.now, rules=RULES))
    assert [agency.code if agency else None for agency in found] == [None, "BGG", None]
    assert minh.person.id


async def test_the_holder_may_not_pass_it_on(on_sqlite: Requests, minh: Actor) -> None:
    await on_sqlite.desk.seat("Giang", Role.FOCAL_POINT, "BGG")
    passed = await on_sqlite.pass_on(await on_sqlite.raise_())
    with pytest.raises(NotAllowed):
        await on_sqlite.pass_on(passed, minh, to="BGG")


async def test_answered_late_after_it_climbed_to_the_holders_head(office: Requests) -> None:
    minh = await office.desk.seat("Minh", Role.FOCAL_POINT, "BYT")
    head = await office.desk.seat("Nga", Role.HEAD, "BYT")
    passed = await office.pass_on(await office.raise_())
    assert await office.climb_at(local(2024, 7, 15, 8, 30)) == 1
    assert (await office.letters("obstacle"))[-2:] == [minh.person.id, head.person.id]
    assert await office.infos() == [(office.an.person.id, "requests.obstacle_climbed_head")]
    assert await office.waiting(head) == [("obstacle", passed.id)]
    office.desk.now = local(2024, 7, 16, 16, 0)
    asked = await office.ask_back(passed, head)
    explained = await office.explain(asked)
    assert (explained.climbs, explained.holder_path) == (0, "/CP/BYT/")
    assert (await office.letters("obstacle"))[-1] == minh.person.id
    answered = await office.answer(explained, minh)
    assert answered.answered_by == "Minh"
    await office.close(answered)
    assert (await office.obstacle(passed.id)).status is ObstacleStatus.CLOSED
    kinds = [kind for kind in await office.history() if kind.startswith(("obstacle", "climbed", "asked"))]
    assert kinds == [
        "asked_help",
        "obstacle_passed",
        "climbed",
        "obstacle_asked_back",
        "obstacle_explained",
        "obstacle_answered",
        "obstacle_closed",
    ]


async def test_what_climbed_past_the_holder_is_on_the_officers_list_again(
    on_sqlite: Requests, minh: Actor
) -> None:
    passed = await on_sqlite.pass_on(await on_sqlite.raise_())
    assert await on_sqlite.waiting(on_sqlite.chi) == []
    await on_sqlite.climb_at(local(2024, 7, 15, 8, 30))
    assert (await on_sqlite.letters("obstacle"))[-1] == on_sqlite.chi.person.id
    assert await on_sqlite.waiting(on_sqlite.chi) == [("obstacle", passed.id)]
    assert await on_sqlite.waiting(minh) == [("obstacle", passed.id)]


@steps
@pytest.mark.parametrize(
    ("role", "agency"),
    [
        (Role.HEAD, "HDG"),
        (Role.FOCAL_POINT, "HDG"),
        (Role.FOCAL_POINT, "BGG"),
        (Role.HEAD, "BGG"),
        (Role.FOCAL_POINT, "SYT-HDG"),
        (Role.OFFICER, "BYT"),
        (Role.ADMIN, "CP"),
    ],
)
async def test_nobody_else_answers(on_sqlite: Requests, role: Role, agency: str, step: Step) -> None:
    await on_sqlite.desk.seat("Minh", Role.FOCAL_POINT, "BYT")
    raised = await on_sqlite.raise_("BYT")
    other = await on_sqlite.desk.seat("Khác", role, agency)
    with pytest.raises(NotFound):
        await step(on_sqlite, raised, other)
    with pytest.raises(NotFound):
        async with on_sqlite.desk.work() as uow:
            await obstacles.open_obstacle(uow, other, raised.id, now=on_sqlite.desk.now, rules=RULES)
    assert await on_sqlite.waiting(other) == []
    assert await on_sqlite.obstacle(raised.id) == raised


@steps
async def test_the_reporter_never_answers_the_own_one(on_sqlite: Requests, step: Step) -> None:
    await on_sqlite.desk.seat("Minh", Role.FOCAL_POINT, "BYT")
    raised = await on_sqlite.raise_("BYT")
    with pytest.raises(NotFound):
        await step(on_sqlite, raised, on_sqlite.an)


@steps
async def test_one_that_does_not_exist_is_not_found(on_sqlite: Requests, step: Step) -> None:
    raised = await on_sqlite.raise_()
    with pytest.raises(NotFound):
        await step(on_sqlite, replace(raised, id=raised.id + 1), on_sqlite.chi)


@own_steps
@pytest.mark.parametrize(
    ("role", "agency", "error"),
    [
        (Role.HEAD, "HDG", NotReporter),
        (Role.OFFICER, "UBQGCDS", NotReporter),
        (Role.LEADER, "UBQGCDS", NotReporter),
        (Role.FOCAL_POINT, "BGG", NotFound),
        (Role.FOCAL_POINT, "BYT", NotFound),
        (Role.ADMIN, "CP", NotFound),
    ],
)
async def test_only_the_reporters_side_explains_and_closes(
    on_sqlite: Requests,
    role: Role,
    agency: str,
    error: type[DomainError],
    step: Callable[[Requests, Obstacle, Actor], Awaitable[object]],
) -> None:
    raised = await on_sqlite.raise_()
    if agency == "BYT":
        await on_sqlite.desk.seat("Minh", Role.HEAD, "BYT")
        await on_sqlite.pass_on(raised)
    asked = await on_sqlite.ask_back(raised)
    with pytest.raises(error):
        await step(on_sqlite, asked, await on_sqlite.desk.seat("Khác", role, agency))
    assert await on_sqlite.obstacle(raised.id) == asked


async def test_the_holder_reads_the_obstacle_and_not_the_task(on_sqlite: Requests, minh: Actor) -> None:
    passed = await on_sqlite.pass_on(await on_sqlite.raise_())
    async with on_sqlite.desk.work() as uow:
        view = await obstacles.open_obstacle(uow, minh, passed.id, now=on_sqlite.desk.now, rules=RULES)
        assert not view.can_open_card
        assert view.obstacle.text == "Thiếu kinh phí"
        with pytest.raises(NotFound):
            await tasks.open_card(uow, minh, on_sqlite.task, now=on_sqlite.desk.now, rules=RULES)
        with pytest.raises(NotFound):
            await tasks.open_history(uow, minh, on_sqlite.task, page=0, now=on_sqlite.desk.now, rules=RULES)
        officers = await obstacles.open_obstacle(
            uow, on_sqlite.chi, passed.id, now=on_sqlite.desk.now, rules=RULES
        )
        assert officers.can_open_card


async def test_once_passed_on_the_former_holder_reads_nothing(on_sqlite: Requests, minh: Actor) -> None:
    await on_sqlite.desk.seat("Giang", Role.FOCAL_POINT, "BGG")
    raised = await on_sqlite.raise_("BYT")
    await on_sqlite.pass_on(raised, to="BGG")
    async with on_sqlite.desk.work() as uow:
        with pytest.raises(NotFound):
            await obstacles.open_obstacle(uow, minh, raised.id, now=on_sqlite.desk.now, rules=RULES)
    assert await on_sqlite.waiting(minh) == []
