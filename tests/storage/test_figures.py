from datetime import timedelta

import pytest

from bot.domain.agencies import Scope
from bot.domain.counting import count_figures
from bot.storage.database import Database
from bot.storage.figures import list_facts
from bot.storage.snapshots import find_previous, find_snapshot, save_snapshot
from tests.domain.figures_setting import MONDAY, RULES, figures_of
from tests.services.overview_setting import SENT_AT, Country, add_task, found_country


@pytest.fixture
async def country(database: Database) -> Country:
    return await found_country(database)


HDG = Scope(("/CP/HDG/",))


async def test_the_first_snapshot_of_a_date_and_scope_stays(country: Country) -> None:
    first, second = figures_of([]), figures_of([], as_of=MONDAY + timedelta(1))
    async with country.database.begin() as uow:
        kept = await save_snapshot(uow, MONDAY, HDG, first, now=SENT_AT)
        assert await save_snapshot(uow, MONDAY, HDG, second, now=SENT_AT) == kept
        snapshot = await find_snapshot(uow, kept)
        assert snapshot is not None
        assert (snapshot.figures, snapshot.scope, snapshot.taken_at) == (first, HDG, SENT_AT)


async def test_the_previous_one_is_the_newest_before_of_the_same_scope(country: Country) -> None:
    async with country.database.begin() as uow:
        for scope, weeks in ((HDG, 3), (HDG, 1), (HDG, 0), (Scope(("/CP/BGG/",)), 1)):
            on = MONDAY - timedelta(weeks=weeks)
            await save_snapshot(uow, on, scope, figures_of([]), now=SENT_AT)
        found = await find_previous(uow, HDG, before=MONDAY)
        assert found is not None
        assert (found.reporting_on, found.scope) == (MONDAY - timedelta(weeks=1), HDG)
        assert await find_previous(uow, HDG, before=MONDAY - timedelta(weeks=3)) is None


async def test_the_statement_and_the_count_agree(country: Country) -> None:
    """The invariant on real rows: every visible, countable assignment of the scope is in one cell."""
    statuses = ["not_started", "in_progress", "submitted", "returned", "done", "cancelled", "transferred"]
    async with country.database.begin() as uow:
        task_ids = [await add_task(uow, f"T{n}") for n in range(3)]
        await uow.commit()
    for n, status in enumerate(statuses * 3):
        due_on = None if n % 5 == 0 else MONDAY + timedelta(n - 8)
        await country.assign(
            ["HDG", "BGG", "STTTT-BGG"][n % 3],
            task_id=task_ids[n // 7],
            period=str(n),
            status=status,
            due_on=due_on,
            completed_on=MONDAY if status == "done" else None,
        )
    async with country.database.begin() as uow:
        facts = await list_facts(uow, Scope(("/CP/",)), as_of=MONDAY)
    assert len(facts) == 21
    figures = count_figures(facts, as_of=MONDAY, rules=RULES)
    assert figures.totals.total == 15
    assert sum(line.cells.total for line in figures.agencies.values()) == 15
