"""The sample data of the demo, taken in as it is."""

from datetime import UTC, date, datetime

import sqlalchemy as sa

from bot.services.exchange import Action, FileKind
from bot.storage.database import Database
from bot.storage.register import load_successions
from bot.storage.tables import agencies, agency_successions, assignments, events, tasks
from jobs.occurrences import plan_occurrences
from jobs.successions import carry_out_successions
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.exchange_setting import count, fetch, list_due_dates, list_leads, sample, take_in

ALL_2024 = ("tasks.csv", "groups.csv", "agencies.csv")


async def test_the_sample_is_complete_whatever_the_order_of_its_files(database: Database) -> None:
    result = await take_in(database, *sample(*ALL_2024))
    assert result.problems == ()
    assert await count(database, agencies) == 100
    assert await count(database, tasks) == 38
    assert len(await list_leads(database, "NV-001")) == 32


async def test_a_task_for_everybody_reaches_every_ministry_agency_and_province(database: Database) -> None:
    await take_in(database, *sample(*ALL_2024, "agencies_2025.csv"))
    levels = ("ministry", "ministerial_level", "gov_agency", "province")
    on = date(2023, 12, 28)
    existing = await fetch(
        database,
        sa.select(agencies.c.code)
        .where(
            agencies.c.level.in_(levels),
            sa.or_(agencies.c.valid_from.is_(None), agencies.c.valid_from <= on),
            sa.or_(agencies.c.valid_to.is_(None), agencies.c.valid_to >= on),
        )
        .order_by(agencies.c.code),
    )
    assert len(existing) == 93
    assert await list_leads(database, "NV-019") == [row[0] for row in existing]


async def test_the_tree_hangs_together(database: Database) -> None:
    await take_in(database, *sample("agencies.csv"))
    paths = dict(await fetch(database, sa.select(agencies.c.code, agencies.c.path)))
    assert paths["BCDCDS-HDG"] == "/CP/HDG/BCDCDS-HDG/"
    assert paths["CP"] == "/CP/"


async def test_a_quarter_ends_on_its_last_working_day(database: Database) -> None:
    await take_in(database, *sample(*ALL_2024))
    assert set((await list_due_dates(database, "NV-018")).values()) == {date(2024, 3, 29)}


async def test_a_second_run_changes_nothing(database: Database) -> None:
    await take_in(database, *sample(*ALL_2024, "agencies_2025.csv", "agency_succession.csv"))
    before = [await count(database, table) for table in (tasks, assignments, events)]
    again = await take_in(
        database,
        *sample(*ALL_2024, "agencies_2025.csv", "agency_succession.csv"),
        now=datetime(2025, 8, 1, tzinfo=UTC),
    )
    assert (again.changes, again.new_assignments, again.moved_assignments) == ((), 0, 0)
    assert [await count(database, table) for table in (tasks, assignments, events)] == before


async def test_the_agencies_of_2025_come_on_top_and_blank_nothing(database: Database) -> None:
    await take_in(database, *sample("agencies.csv"))
    result = await take_in(database, *sample("agencies_2025.csv"))
    assert result.problems == ()
    assert result.count(FileKind.AGENCIES, Action.ADDED) == 27
    assert {change.name for amended in result.amendments for change in amended.fields} == {"notes"}
    kept = await fetch(database, sa.select(agencies.c.doc_symbol).where(agencies.c.code == "BCA"))
    assert kept == [("BCA",)]


async def test_successions_are_kept_for_the_day_they_take_effect(database: Database) -> None:
    await take_in(database, *sample("agency_succession.csv", "agencies_2025.csv", "agencies.csv"))
    assert await count(database, agency_successions) == 67
    codes = dict(await fetch(database, sa.select(agencies.c.id, agencies.c.code)))
    async with database.begin() as uow:
        stored = await load_successions(uow, codes)
    followers = {key.successor for key in stored.rows if key.predecessor == "BTTTT"}
    assert followers == {"BKHCN", "BVHTTDL", "BCA"}


async def test_a_list_that_names_unknown_agencies_changes_nothing(database: Database) -> None:
    result = await take_in(database, *sample("agency_succession.csv", "agencies.csv"))
    assert {problem.facts["value"] for problem in result.problems} >= {"BCDCP57", "BNNMT"}
    assert await count(database, agencies) == 0


ALL_2025 = (*ALL_2024, "agencies_2025.csv", "agency_succession.csv")


async def test_after_the_reform_was_carried_out_a_repeated_import_changes_nothing(database: Database) -> None:
    await take_in(database, *sample(*ALL_2025))
    for day in (date(2025, 1, 1), date(2025, 3, 1), date(2025, 3, 13), date(2025, 7, 1)):
        now = local(day.year, day.month, day.day, 0, 1)
        await carry_out_successions(database.begin, rules=RULES, now=now)
        await plan_occurrences(database.begin, rules=RULES, now=now)
    again = await take_in(database, *sample(*ALL_2025), now=local(2025, 8, 1))
    assert (again.problems, again.changes, again.new_assignments) == ((), (), 0)
    provinces = sa.select(agencies.c.code).where(agencies.c.level == "province")
    held = provinces.join(assignments, assignments.c.agency_id == agencies.c.id)
    held = held.join(tasks, tasks.c.id == assignments.c.task_id)
    leads = await fetch(database, held.where(tasks.c.code == "NV-019", assignments.c.status == "not_started"))
    assert len(leads) == len(set(leads)) == 34
