"""Random stories of requests: what must hold after every single step."""

import random
from collections import Counter

import pytest
import sqlalchemy as sa

from bot.domain.people import Actor
from bot.domain.report import WISHES
from bot.domain.requests import (
    Extension,
    ExtensionStatus,
    Obstacle,
    ObstacleStatus,
    Turn,
    can_answer,
    can_decide,
)
from bot.domain.task import OPEN_STATUSES, Assignment
from bot.services.desks import Office, open_office
from bot.services.notices import facts_of, next_owed_at
from bot.storage.database import Database
from bot.storage.queues import outbox
from bot.storage.request_tables import obstacles as obstacle_table
from bot.storage.tables import assignments, reports
from tests.domain.figures_setting import RULES
from tests.services.request_story import NAMES, PATH, Cast, Story, found_cast

STORIES, STEPS = 30, 18


@pytest.fixture
async def cast(sqlite_database: Database) -> Cast:
    return await found_cast(sqlite_database)


Letters = dict[tuple[str, int, int], int | None]
"""Whom the last letter about a request at one desk went to: by kind, request and number of climbs."""


async def load_letters(story: Story) -> Letters:
    statement = sa.select(outbox.c.kind, outbox.c.data, outbox.c.person_id).order_by(outbox.c.id)
    rows = await story.uow.execute(statement.where(outbox.c.kind.in_(["extension", "obstacle"])))
    return {(kind, data[f"{kind}_id"], data["climbs"]): person for kind, data, person in rows.all()}


async def check(story: Story) -> None:
    assignment = await story.assignment()
    is_over = assignment.status not in OPEN_STATUSES
    office = await open_office(story.uow, now=story.now, rules=RULES)
    letters = await load_letters(story)
    found = await story.extensions()
    assert sum(each.is_open for each in found) <= 1
    for extension in found:
        check_extension(story, extension, office, letters, is_over=is_over)
    for obstacle in await story.obstacles():
        check_obstacle(story, obstacle, office, letters, is_over=is_over)
    await check_ladder(story, assignment)
    await check_reports(story, assignment)


def check_extension(
    story: Story, extension: Extension, office: Office, letters: Letters, *, is_over: bool
) -> None:
    if not extension.is_open:
        assert extension.clock_at is None
    elif not is_over and extension.status is ExtensionStatus.PROPOSED:
        check_clock(story, extension)
    elif not is_over:
        able = [actor for actor in story.present if can_decide(actor, extension, PATH)]
        check_clock(story, extension)
        check_desk(extension, office.decider_of(extension, PATH), able)
        able_ever = [actor for actor in story.cast.actors if can_decide(actor, extension, PATH)]
        check_letter(story, letters["extension", extension.id, extension.climbs], able, able_ever)


def check_obstacle(
    story: Story, obstacle: Obstacle, office: Office, letters: Letters, *, is_over: bool
) -> None:
    if obstacle.status is ObstacleStatus.ANSWERED:
        assert obstacle.clock_at is None
    elif not is_over:
        check_clock(story, obstacle)
    if obstacle.status is ObstacleStatus.OPEN and not is_over:
        able = [actor for actor in story.present if can_answer(actor, obstacle, PATH)]
        check_desk(obstacle, office.answerer_of(obstacle, PATH), able)
        able_ever = [actor for actor in story.cast.actors if can_answer(actor, obstacle, PATH)]
        check_letter(story, letters["obstacle", obstacle.id, obstacle.climbs], able, able_ever)


def check_desk(request: Extension | Obstacle, turn: Turn | None, able: list[Actor]) -> None:
    """Exactly one has it when anybody is there, and never who asked."""
    people = {actor.person.id for actor in able}
    assert request.person_id not in people
    assert (turn is None) == (not people)
    assert turn is None or turn.seat.appointment.person_id in people


def check_letter(story: Story, told: int | None, able: list[Actor], able_ever: list[Actor]) -> None:
    """The desk was told, nobody who may not decide it was; with nobody there it waits for whoever comes."""
    assert told is None or told in {actor.person.id for actor in able_ever}
    if story.told[-1] == "wait":
        assert told is not None or not able


def check_clock(story: Story, request: Extension | Obstacle) -> None:
    """It runs; once the bot has looked, into the future: what had run out has climbed."""
    assert request.clock_at is not None
    if story.told[-1] == "wait":
        assert request.clock_at > story.now


async def check_ladder(story: Story, assignment: Assignment) -> None:
    """As planned afresh, from the date that the decisions of this story left."""
    assert assignment.due_on == story.due_on
    columns = sa.select(assignments.c.planned_at, assignments.c.next_at)
    planned_at, next_at = (await story.uow.execute(columns.where(assignments.c.id == assignment.id))).one()
    assert next_at == next_owed_at(facts_of(assignment), RULES, after=planned_at)


async def check_reports(story: Story, assignment: Assignment) -> None:
    """The state is that of the reports which were not taken back."""
    said = reports.c.kind.not_in([kind.value for kind in WISHES]) | reports.c.percent.is_not(None)
    columns = sa.select(reports.c.at, reports.c.percent).where(reports.c.withdrawn_at.is_(None), said)
    kept = (await story.uow.execute(columns.order_by(reports.c.id))).all()
    percents = [percent for _, percent in kept if percent is not None]
    assert assignment.last_report_at == (kept[-1][0] if kept else None)
    assert assignment.percent == (percents[-1] if percents else None)
    closed = sa.select(obstacle_table.c.clock_at).where(obstacle_table.c.status == ObstacleStatus.CLOSED)
    assert {row[0] for row in (await story.uow.execute(closed)).all()} <= {None}


async def tell(cast: Cast, seed: int) -> Counter[str]:
    """One story, never committed; how often each step was taken, refused ones in brackets."""
    chance = random.Random(seed)  # noqa: S311 a story, no secret
    async with cast.database.begin() as uow:
        story = Story(cast, uow, chance)
        for name in chance.choices(NAMES, k=STEPS):
            await story.go_on(name)
            try:
                await check(story)
            except (AssertionError, KeyError) as error:
                error.add_note(f"story {seed}: {', '.join(story.told)}")
                raise
        climbed = sum(request.climbs > 0 for request in await story.extensions())
    return Counter(story.told) + Counter({"climbed": climbed})


async def test_somebody_else_always_has_the_request_and_no_clock_stands_still(cast: Cast) -> None:
    told: Counter[str] = Counter()
    for seed in range(STORIES):
        told += await tell(cast, seed)
    # The stories are worth something only while most of what can happen happens in them.
    rare = {name for name in {*NAMES, "climbed"} if told[name] < STORIES // 20}
    assert rare == set()
