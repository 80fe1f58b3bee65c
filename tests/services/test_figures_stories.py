"""Random histories: what must hold of figures, whatever was reported, returned, extended, handed on or merged."""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.domain.counting import count_figures
from bot.domain.figures import AssignmentFacts, Figures
from bot.domain.held_up import HeldUp, count_unanswered
from bot.domain.people import Actor
from bot.domain.task import Cell, Status
from bot.services import overview
from bot.services.recounting import count_at
from bot.storage import reviews, snapshots
from bot.storage.database import Database
from bot.storage.figures import list_facts
from bot.storage.tables import agencies, assignments
from tests.domain.figures_setting import RULES
from tests.services.figures_story import History, World, found_world

STORIES, STEPS, FROZEN_EVERY = 12, 60, 12


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


async def check_scope(story: History, person: Actor) -> None:
    """No reader's figures contain an assignment outside the scope, nor miss one inside it."""
    actor = await story.present(person)
    figures = await overview.summarise(story.uow, actor, now=story.now, rules=RULES)
    held = sa.select(assignments.c.id, agencies.c.id, agencies.c.path, assignments.c.status)
    held = held.join_from(assignments, agencies, agencies.c.id == assignments.c.agency_id)
    rows = (await story.uow.execute(held)).all()
    mine = overview.reading_scope(actor).prefixes
    inside = {row[0]: row for row in rows if row[2].startswith(mine)}
    counted = [row for row in inside.values() if row[3] not in {Status.CANCELLED, Status.TRANSFERRED}]
    assert Counter(row[1] for row in counted) == {
        agency_id: line.cells.total for agency_id, line in figures.agencies.items()
    }
    for item in (*figures.late, *figures.at_risk):
        assert inside[item.assignment_id][1] == item.agency_id
    facts = await list_facts(story.uow, overview.reading_scope(actor), as_of=figures.as_of)
    check_cells(figures, facts)
    told = count_figures(facts, as_of=figures.as_of, rules=RULES, scope=figures.scope)
    assert plain(figures) == told, "counted by the database and row by row"


@dataclass(frozen=True)
class Frozen:
    """One scope's digest of one moment."""

    moment: datetime
    scope: Scope
    snapshot_id: int


async def freeze(story: History, actors: Iterable[Actor]) -> list[Frozen]:
    """As the Monday does it; the day names it, so each scope is frozen once a day."""
    found, on = [], RULES.today(story.now)
    for actor in actors:
        present = await story.present(actor)
        scope = overview.reading_scope(present)
        figures = await overview.summarise(story.uow, present, now=story.now, rules=RULES)
        check_cells(figures, await list_facts(story.uow, scope, as_of=on))
        snapshot_id = await snapshots.save_snapshot(story.uow, on, scope, figures, now=story.now)
        found.append(Frozen(story.now, scope, snapshot_id))
    return found


def plain(figures: Figures) -> Figures:
    """Without what it was compared with and what is recounted beside the cells."""
    return replace(figures, previous=None, reporting_on=None, held_up=HeldUp())


async def check_recount(story: History, frozen: Frozen) -> None:
    """The snapshot equals a recount from the append-only record as of that moment."""
    snapshot = await snapshots.find_snapshot(story.uow, frozen.snapshot_id)
    assert snapshot is not None
    if snapshot.taken_at != frozen.moment:
        return
    for is_full in (True, False):
        again = await count_at(story.uow, frozen.scope, frozen.moment, rules=RULES, is_full=is_full)
        assert plain(again) == plain(snapshot.figures), (is_full, story.told)
    if frozen.scope == Scope(("/CP/",)):
        await check_waiting(story, frozen, snapshot.figures)


async def check_waiting(story: History, frozen: Frozen, figures: Figures) -> None:
    """Of the whole country: what waits is found by who holds the task today, and mergers move it between scopes."""
    raised = await reviews.list_raised(story.uow, frozen.scope, until=frozen.moment)
    assert figures.held_up.obstacles == count_unanswered(raised, frozen.moment, RULES)
    asked = await reviews.list_asked(story.uow, frozen.scope, until=frozen.moment)
    surely = sum(one.is_waiting(frozen.moment) for one in asked)
    # A request keeps when its date was offered, not when the offer was taken: until then it waited as well.
    offered = sum(one.decided_at is not None and one.decided_at <= frozen.moment for one in asked)
    assert surely <= figures.held_up.extensions <= surely + offered


@pytest.mark.parametrize("seed", range(STORIES))
async def test_figures_hold_in_every_history(world: World, seed: int) -> None:
    async with world.database.begin() as uow:
        story = History(world, uow, random.Random(seed))  # noqa: S311 a story, not a secret
        readers = (world.dung, *world.heads.values(), *world.reporters.values())
        frozen: list[Frozen] = []
        for step in range(STEPS):
            await story.go_on()
            if step % FROZEN_EVERY == 0:
                frozen += await freeze(story, (world.dung, *world.heads.values()))
        for each in frozen:
            await check_recount(story, each)
        for actor in readers:
            await check_scope(story, actor)
        assert sum(not name.startswith("(") for name in story.told) > STEPS // 4
