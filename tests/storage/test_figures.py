from datetime import timedelta

import pytest

from bot.domain.agencies import Scope
from bot.domain.census import reach_of
from bot.domain.counting import count_figures
from bot.domain.figures import Cells, Previous
from bot.domain.risk import Risk
from bot.services.census import EVERYTHING, count_cells, count_now, take_census
from bot.storage.bulk import insert_rows, insert_rows_for_ids
from bot.storage.database import Database
from bot.storage.figures import list_facts, list_scope_names
from bot.storage.request_tables import extensions, obstacles
from bot.storage.snapshots import Last, find_snapshot, list_last, save_snapshot
from bot.storage.tables import kpi_targets, reports, tasks
from tests.domain.figures_setting import MONDAY, RULES, figures_of
from tests.services.overview_setting import LONG_AGO, SENT_AT, Country, add_task, found_country


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
        found = await list_last(uow, [HDG, Scope(("/CP/NAN/",))], before=MONDAY)
        assert found == {
            HDG: Last(Previous(MONDAY - timedelta(weeks=1), Cells(), snapshot_id=2), SENT_AT, {})
        }
        assert await list_last(uow, [HDG], before=MONDAY - timedelta(weeks=3)) == {}


async def test_the_database_counts_as_the_rows_say(country: Country) -> None:
    """The census comes to what the definition makes of the rows, whatever stands in them."""
    statuses = ["not_started", "in_progress", "submitted", "returned", "done", "cancelled", "transferred"]
    async with country.database.begin() as uow:
        task_ids = [await add_task(uow, f"T{n}") for n in range(6)]
        # Of three tasks one has an indicator to reach, one to come down to, and one no target yet.
        aims = [(task_ids[0], 50.0, LONG_AGO), (task_ids[0], 90.0, SENT_AT), (task_ids[1], 5.0, LONG_AGO)]
        aims.append((task_ids[2], 1.0, SENT_AT + timedelta(days=1)))
        rows = [{"task_id": key, "target": value, "valid_from": at.date()} for key, value, at in aims]
        await insert_rows(uow, kpi_targets, rows)
        await uow.execute(tasks.update().where(tasks.c.id == task_ids[1]).values(kpi_baseline=120.0))
        await uow.commit()
    person_id = await country.seat("HDG")
    for n in range(126):
        due_on = None if n % 8 == 0 else MONDAY + timedelta(n % 37 - 8)
        row_id = await country.assign(
            ["HDG", "BGG", "STTTT-BGG"][n % 3],
            task_id=task_ids[n // 42],
            period="" if n < 3 else str(n),
            status=statuses[n % 7],
            assigned_on=MONDAY - timedelta(n % 23 - 1),
            due_on=due_on,
            original_due_on=due_on and due_on - timedelta(n % 2),
            completed_on=MONDAY if n % 7 == 4 and n % 4 else None,
            percent=None if n % 4 else float(n),
            last_report_at=SENT_AT - timedelta(days=n % 25, hours=n % 24) if n % 4 else None,
            value=None if n % 3 else float(n),
        )
        await _ask(country, row_id, person_id, n)
    await _stand_at_the_edges(country, task_ids[3:])
    async with country.database.begin() as uow:
        for scope in (Scope(("/CP/",)), HDG, Scope(("/CP/BGG/STTTT-BGG/", "/CP/HDG/"))):
            facts = await list_facts(uow, scope, as_of=MONDAY)
            names = await list_scope_names(uow, scope)
            told = count_figures(facts, as_of=MONDAY, rules=RULES, scope=names)
            assert await count_now(uow, scope, now=SENT_AT, rules=RULES) == told
            everything = await take_census(uow, EVERYTHING, now=SENT_AT, rules=RULES)
            assert everything.pick(scope) == told
            cells = {key: line.cells for key, line in told.agencies.items()}
            compared = await count_cells(uow, scope, now=SENT_AT, rules=RULES)
            assert {key: line.cells for key, line in compared.agencies.items()} == cells
    assert told.totals.total > 20
    assert {fact.aim for fact in facts} > {None}
    assert {reason.kind for item in told.at_risk for reason in item.reasons} == set(Risk)


async def _stand_at_the_edges(country: Country, task_ids: list[int]) -> None:
    """Only just close, and only just silent."""
    reach, long_ago = reach_of(RULES, MONDAY), MONDAY - timedelta(200)
    last_moment = reach.silent_before - timedelta(microseconds=1)
    edges = [
        (reach.close_until, long_ago, SENT_AT),
        (reach.silent_until, long_ago, last_moment),
        (reach.silent_until, reach.silent_on, None),
    ]
    for task_id, (due_on, assigned_on, heard_at) in zip(task_ids, edges, strict=True):
        await country.assign(
            "HDG", task_id=task_id, due_on=due_on, assigned_on=assigned_on, last_report_at=heard_at
        )


async def _ask(country: Country, assignment_id: int, person_id: int, n: int) -> None:
    """Obstacles that wait or do not, and dates granted not at all, once or twice."""
    whose = {"assignment_id": assignment_id, "person_id": person_id}
    async with country.database.begin() as uow:
        said = {**whose, "kind": "note", "at": SENT_AT, "note": ""}
        whose["report_id"] = (await insert_rows_for_ids(uow, reports, [said]))[0]
        raised = {**whose, "raised_at": SENT_AT, "category": "funding", "text": ""}
        asked = {**whose, "asked_at": LONG_AGO, "old_due_on": MONDAY, "wanted_on": MONDAY, "decider": "head"}
        if n % 5 == 0:
            await insert_rows(uow, obstacles, [{**raised, "status": "open"}])
        if n % 10 == 0:
            await insert_rows(uow, obstacles, [{**raised, "status": "answered", "answered_at": SENT_AT}])
        granted = {**asked, "status": "granted", "decided_at": SENT_AT}
        await insert_rows(uow, extensions, [granted] * (n % 3))
        await uow.commit()
