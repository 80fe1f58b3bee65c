"""Random histories: what must hold of figures, whatever was reported, returned, extended, handed on or stopped."""

import random
from dataclasses import replace
from datetime import datetime

import pytest

from bot.domain.agencies import Scope
from bot.domain.figures import AssignmentFacts, Figures
from bot.domain.held_up import HeldUp, count_unanswered
from bot.domain.people import Actor
from bot.domain.task import Cell, Status
from bot.services import overview
from bot.services.recounting import count_at, list_facts_at
from bot.storage import figures as counted
from bot.storage import reviews, snapshots
from bot.storage.database import Database
from tests.domain.figures_setting import RULES
from tests.services.figures_story import History, World, found_world

STORIES, STEPS, FROZEN_EVERY = 12, 60, 12
COUNTRY = Scope(("/CP/",))


@pytest.fixture
async def world(sqlite_database: Database) -> World:
    return await found_world(sqlite_database)


def check_cells(figures: Figures, facts: list[AssignmentFacts]) -> None:
    """The four cells always sum to the assignments with dates."""
    alive = [fact for fact in facts if fact.status not in {Status.CANCELLED, Status.TRANSFERRED}]
    four = sum(figures.totals.count(cell) for cell in Cell if cell is not Cell.NO_DATE)
    assert four == sum(fact.due_on is not None for fact in alive)
    assert figures.totals.no_date == sum(fact.due_on is None for fact in alive)
    assert figures.totals.total == sum(line.cells.total for line in figures.agencies.values())


async def check_scope(story: History, actor: Actor) -> None:
    """No reader's figures contain an assignment outside the scope."""
    figures = await overview.summarise(story.uow, actor, now=story.now, rules=RULES)
    facts = await counted.list_facts(story.uow, COUNTRY, as_of=RULES.today(story.now))
    paths = {one.id: one for one in facts}
    mine = overview.reading_scope(actor)
    inside = {fact.id for fact in await counted.list_facts(story.uow, mine, as_of=figures.as_of)}
    allowed = {fact.agency_id for fact in facts if fact.id in inside}
    assert set(figures.agencies) <= allowed
    for item in (*figures.late, *figures.at_risk):
        assert item.assignment_id in inside
        assert paths[item.assignment_id].agency_id in allowed
    visible = [fact for fact in facts if fact.id in inside]
    check_cells(figures, visible)
    assert allowed.isdisjoint(fact.agency_id for fact in facts if fact.id not in inside)


async def freeze(story: History) -> tuple[datetime, int]:
    """As the Monday does it; the day names it, so each may be frozen once."""
    figures = await overview.summarise(story.uow, story.world.dung, now=story.now, rules=RULES)
    facts = await counted.list_facts(story.uow, COUNTRY, as_of=RULES.today(story.now))
    check_cells(figures, facts)
    on = RULES.today(story.now)
    return story.now, await snapshots.save_snapshot(story.uow, on, COUNTRY, figures, now=story.now)


def plain(figures: Figures) -> Figures:
    """Without what it was compared with and what is recounted beside the cells."""
    return replace(figures, previous=None, reporting_on=None, held_up=HeldUp())


async def check_recount(story: History, moment: datetime, snapshot_id: int) -> None:
    """The snapshot equals a recount from the append-only record as of that moment."""
    snapshot = await snapshots.find_snapshot(story.uow, snapshot_id)
    assert snapshot is not None
    if snapshot.taken_at != moment:
        return
    for is_full in (True, False):
        again = await count_at(story.uow, COUNTRY, moment, rules=RULES, is_full=is_full)
        assert plain(again) == plain(snapshot.figures), (is_full, story.told)
    facts = await list_facts_at(story.uow, COUNTRY, moment, rules=RULES)
    check_cells(snapshot.figures, facts)
    raised = await reviews.list_raised(story.uow, COUNTRY, until=moment)
    assert snapshot.figures.held_up.obstacles == count_unanswered(raised, moment, RULES)
    asked = await reviews.list_asked(story.uow, COUNTRY, until=moment)
    assert snapshot.figures.held_up.extensions == sum(one.is_waiting(moment) for one in asked)


@pytest.mark.parametrize("seed", range(STORIES))
async def test_figures_hold_in_every_history(world: World, seed: int) -> None:
    async with world.database.begin() as uow:
        story = History(world, uow, random.Random(seed))  # noqa: S311 a story, not a secret
        frozen = []
        for step in range(STEPS):
            await story.go_on()
            if step % FROZEN_EVERY == 0:
                frozen.append(await freeze(story))
        for moment, snapshot_id in frozen:
            await check_recount(story, moment, snapshot_id)
        for actor in (story.world.dung, *world.heads.values(), *world.reporters.values()):
            await check_scope(story, actor)
        assert sum(not name.startswith("(") for name in story.told) > STEPS // 4
