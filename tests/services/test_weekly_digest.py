from datetime import timedelta

import pytest

from bot.domain.people import Role
from bot.services import overview
from bot.storage.database import Database
from bot.storage.tables import appointments, people, tasks
from tests.domain.figures_setting import MONDAY, RULES
from tests.domain.ladder_setting import local
from tests.services.overview_setting import SENT_AT, Country, Weekly, found_country, plan


@pytest.fixture
async def country(database: Database) -> Country:
    return await found_country(database)


# --- the weekly digest ------------------------------------------------------------------------------------


async def test_every_leader_and_head_gets_one_on_monday_morning(country: Country) -> None:
    await country.assign("HDG")
    leader = await country.seat("UBQGCDS", Role.LEADER)
    head = await country.seat("HDG", Role.HEAD)
    assert await plan(country, SENT_AT - timedelta(minutes=1), weekly=Weekly()) == 2  # last week's
    assert await plan(country) == 2
    rows = [row for row in await country.digests() if row["dedupe_key"].startswith(f"digest:{MONDAY}:")]
    assert {row["person_id"] for row in rows} == {leader, head}
    assert {row["not_before"] for row in rows} == {SENT_AT}
    assert {row["priority"] for row in rows} == {3}


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.OFFICER, Role.ADMIN])
async def test_nobody_else_gets_one(country: Country, role: Role) -> None:
    await country.assign("HDG")
    await country.seat("HDG", role)
    assert await plan(country) == 0


async def test_repeating_it_changes_nothing(country: Country) -> None:
    await country.assign("HDG")
    await country.seat("HDG")
    assert await plan(country) == 1
    before = (await country.digests(), await country.snapshots())
    for minutes in (0, 1, 60 * 24 * 6):
        assert await plan(country, SENT_AT + timedelta(minutes=minutes)) == 0
    assert (await country.digests(), await country.snapshots()) == before


async def test_it_goes_on_where_it_was_killed(country: Country) -> None:
    for code in ("HDG", "BGG", "STTTT-BGG"):
        await country.assign(code)
        await country.seat(code)
    assert await plan(country, limit=2) == 2
    async with country.database.begin() as uow:
        assert await overview.plan_digests(uow, now=SENT_AT, rules=RULES, digest_at=Weekly()) == 1
        # not committed: the process dies here
    assert await plan(country) == 1
    assert len(await country.digests()) == len(await country.snapshots()) == 3


async def test_readers_of_the_same_scope_share_one_snapshot(country: Country) -> None:
    await country.assign("HDG")
    await country.seat("HDG")
    await country.seat("HDG")
    await country.seat("HDG", Role.LEADER)
    assert await plan(country) == 3
    (snapshot,) = await country.snapshots()
    assert {row["data"]["snapshot_id"] for row in await country.digests()} == {snapshot["id"]}
    assert (snapshot["reporting_on"], snapshot["scope_key"]) == (MONDAY, "/CP/HDG/")


async def test_several_appointments_of_one_person_make_one_digest_of_their_union(country: Country) -> None:
    await country.assign("HDG")
    await country.assign("BGG")
    person_id = await country.seat("HDG")
    await country.seat("STTTT-BGG", person_id=person_id)
    await country.seat("BGG", person_id=person_id)
    assert await plan(country) == 1
    (snapshot,) = await country.snapshots()
    assert snapshot["scope_key"] == "/CP/BGG/|/CP/HDG/"
    assert snapshot["figures"]["totals"]["open_in_time"] == 2


async def test_a_monday_off_moves_it_to_the_next_working_day(country: Country) -> None:
    await country.assign("HDG")
    await country.seat("HDG")
    await plan(country, local(2024, 8, 26, 7, 30))
    assert await plan(country, local(2024, 9, 3, 12)) == 0  # National Day
    assert await plan(country, local(2024, 9, 4, 7, 30)) == 1
    assert (await country.digests())[-1]["dedupe_key"].startswith("digest:2024-09-02:")


async def test_after_an_outage_it_still_comes_in_office_hours_and_says_the_day_it_was_counted(
    country: Country,
) -> None:
    await country.assign("HDG")
    await country.seat("HDG")
    assert await plan(country, local(2024, 7, 18, 22)) == 1
    assert (await country.digests())[0]["not_before"] == local(2024, 7, 19, 7, 0)
    assert (await country.snapshots())[0]["figures"]["as_of"] == "2024-07-18"


async def test_one_that_waited_out_the_week_gives_way_to_the_next(country: Country) -> None:
    await country.assign("HDG")
    await country.seat("HDG")
    await plan(country)
    assert await plan(country, SENT_AT + timedelta(weeks=1)) == 1
    assert [row["status"] for row in await country.digests()] == ["dropped", "queued"]


# --- who does not get it ----------------------------------------------------------------------------------


async def test_where_nothing_was_ever_assigned_nothing_is_sent(country: Country) -> None:
    await country.assign("HDG")
    await country.seat("BGG")
    assert await plan(country) == 0
    assert await country.snapshots() == []


async def test_where_everything_is_finished_it_still_comes(country: Country) -> None:
    await country.assign("HDG", status="cancelled")
    await country.seat("HDG")
    assert await plan(country) == 1


async def test_a_revoked_or_unlinked_or_unreachable_reader_gets_none(country: Country) -> None:
    await country.assign("HDG")
    revoked = await country.seat("HDG")
    await country.set(appointments, 1, revoked_at=SENT_AT)
    unlinked = await country.seat("HDG", telegram_id=None)
    unreachable = await country.seat("HDG")
    await country.set(people, unreachable, unreachable_at=SENT_AT)
    assert await plan(country) == 0
    await country.set(people, unreachable, unreachable_at=None)
    assert await plan(country, SENT_AT + timedelta(days=4)) == 1
    assert (await country.digests())[0]["person_id"] not in {revoked, unlinked}


async def test_who_joins_within_two_days_gets_the_figures_that_the_others_got(country: Country) -> None:
    await country.assign("HDG")
    await country.seat("HDG")
    await plan(country)
    await country.assign("HDG", period="2")
    await country.seat("HDG", since=SENT_AT + timedelta(hours=1))
    assert await plan(country, SENT_AT + timedelta(days=1)) == 1
    assert len(await country.snapshots()) == 1


@pytest.mark.parametrize("fact", ["linked", "appointed"])
async def test_who_joins_later_waits_for_the_next_one(country: Country, fact: str) -> None:
    await country.assign("HDG")
    joined_at = SENT_AT + timedelta(days=2, minutes=1)
    person_id = await country.seat("HDG")
    if fact == "linked":
        await country.set(people, person_id, linked_at=joined_at)
    else:
        await country.set(appointments, 1, created_at=joined_at)
    assert await plan(country, joined_at) == 0
    assert await plan(country, SENT_AT + timedelta(weeks=1)) == 1


async def test_a_new_installation_does_not_look_back_beyond_its_first_task(country: Country) -> None:
    await country.set(tasks, country.task_id, created_at=SENT_AT + timedelta(hours=1))
    await country.assign("HDG")
    await country.seat("HDG")
    assert await plan(country, SENT_AT + timedelta(hours=2)) == 0
    assert await plan(country, SENT_AT + timedelta(weeks=1)) == 1


async def test_an_empty_installation_sends_nothing(database: Database) -> None:
    async with database.begin() as uow:
        assert await overview.plan_digests(uow, now=SENT_AT, rules=RULES, digest_at=Weekly()) == 0
