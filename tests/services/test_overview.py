from datetime import date, datetime, timedelta

import pytest

from bot.domain.agencies import Scope
from bot.domain.counting import count_figures
from bot.domain.errors import NotAllowed
from bot.domain.figures import Cells, Figures
from bot.domain.people import Role
from bot.services import overview
from bot.storage.database import Database
from bot.storage.figures import list_facts
from bot.storage.snapshots import find_previous, find_snapshot, save_snapshot
from bot.storage.tables import agencies, appointments, assignments, people, tasks
from tests.domain.figures_setting import MONDAY, RULES, figures_of
from tests.domain.ladder_setting import local
from tests.services.overview_setting import SENT_AT, Country, Weekly, add_task, found_country

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def country(database: Database) -> Country:
    return await found_country(database)


async def plan(
    country: Country, now: datetime = SENT_AT, *, limit: int = 20, weekly: Weekly | None = None
) -> int:
    async with country.database.begin() as uow:
        queued = await overview.plan_digests(
            uow, now=now, rules=RULES, digest_at=weekly or Weekly(), limit=limit
        )
        await uow.commit()
    return queued


async def summarise(country: Country, person_id: int, now: datetime = SENT_AT) -> Figures:
    actor = await country.actor(person_id)
    async with country.database.begin() as uow:
        return await overview.summarise(uow, actor, now=now, rules=RULES)


# --- figures now ------------------------------------------------------------------------------------------


async def test_a_head_sees_the_agency_and_what_lies_below_it(country: Country) -> None:
    for code in ("HDG", "BGG", "STTTT-BGG"):
        await country.assign(code)
    figures = await summarise(country, await country.seat("BGG"))
    assert {line.name_vi for line in figures.agencies.values()} == {"Bắc Giang", "Sở TT&TT Bắc Giang"}
    assert [name.name_vi for name in figures.scope] == ["Bắc Giang"]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER])
async def test_at_the_committee_the_whole_country_is_seen(country: Country, role: Role) -> None:
    for code in ("HDG", "BGG", "STTTT-BGG"):
        await country.assign(code)
    assert (await summarise(country, await country.seat("UBQGCDS", role))).totals.total == 3


async def test_a_focal_point_may_ask_for_the_own_agency(country: Country) -> None:
    await country.assign("HDG")
    await country.assign("BGG")
    assert (await summarise(country, await country.seat("HDG", Role.FOCAL_POINT))).totals.total == 1


async def test_being_focal_point_elsewhere_does_not_widen_what_a_head_sees(country: Country) -> None:
    await country.assign("HDG")
    await country.assign("BGG")
    person_id = await country.seat("HDG", Role.HEAD)
    await country.seat("BGG", Role.FOCAL_POINT, person_id=person_id)
    assert (await summarise(country, person_id)).totals.total == 1


async def test_an_administrator_has_no_figures(country: Country) -> None:
    with pytest.raises(NotAllowed):
        await summarise(country, await country.seat("CP", Role.ADMIN))


async def test_what_is_assigned_tomorrow_does_not_count_today(country: Country) -> None:
    await country.assign("HDG", assigned_on=MONDAY + timedelta(1))
    assert (await summarise(country, await country.seat("HDG"))).totals.total == 0


async def test_every_column_arrives_where_it_belongs(country: Country) -> None:
    await country.assign("HDG", due_on=MONDAY - timedelta(3), original_due_on=MONDAY - timedelta(9))
    await country.assign("BGG", status="done", completed_on=MONDAY, due_on=MONDAY - timedelta(1))
    await country.assign(
        "STTTT-BGG", due_on=date(2024, 7, 19), percent=10.0, last_report_at=local(2024, 7, 12), period="x"
    )
    figures = await summarise(country, await country.seat("CP", Role.LEADER))
    assert figures.totals == Cells(done_late=1, open_in_time=1, open_late=1)
    assert figures.extended == 1
    assert [(item.days_late, item.due_on) for item in figures.late] == [(3, MONDAY - timedelta(3))]
    (risk,) = figures.at_risk
    assert (risk.period, risk.reasons[0].numbers["percent"]) == ("x", 10)
    assert figures.tasks[risk.task_id].title_en == "Issue the plan"


async def test_figures_now_are_compared_with_the_newest_frozen_ones(country: Country) -> None:
    person_id = await country.seat("HDG")
    await country.assign("HDG")
    await plan(country)
    await country.assign("HDG", period="2", due_on=MONDAY, original_due_on=MONDAY)
    figures = await summarise(country, person_id, SENT_AT + timedelta(days=1))
    assert figures.previous is not None
    assert (figures.previous.reporting_on, figures.previous.snapshot_id) == (MONDAY, 1)
    assert figures.change == Cells(open_late=1)
    assert figures.reporting_on is None


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


# --- frozen, and whose right it is ------------------------------------------------------------------------


async def frozen_digest(country: Country, code: str, role: Role = Role.HEAD) -> tuple[int, int]:
    """A reader at the agency and the snapshot they were sent."""
    await country.assign("HDG")
    await country.assign("BGG")
    person_id = await country.seat(code, role)
    await plan(country)
    return person_id, (await country.digests())[-1]["data"]["snapshot_id"]


async def load(country: Country, snapshot_id: int, person_id: int) -> overview.DigestView | None:
    async with country.database.begin() as uow:
        return await overview.load_digest(uow, snapshot_id, person_id)


async def test_a_frozen_digest_stays_as_sent_whatever_happens_later(country: Country) -> None:
    person_id, snapshot_id = await frozen_digest(country, "HDG")
    sent = await load(country, snapshot_id, person_id)
    await country.set(agencies, country.ids["HDG"], short_vi="Hải Phòng")
    await country.set(assignments, 1, status="done", completed_on=MONDAY)
    await country.assign("HDG", period="2")
    later = await load(country, snapshot_id, person_id)
    assert later == sent
    assert later is not None
    assert [line.name_vi for line in later.figures.agencies.values()] == ["Hải Dương"]


async def test_a_wider_scope_may_read_a_narrower_digest(country: Country) -> None:
    _, snapshot_id = await frozen_digest(country, "HDG")
    assert await load(country, snapshot_id, await country.seat("UBQGCDS", Role.OFFICER)) is not None


@pytest.mark.parametrize(
    ("code", "role"), [("BGG", Role.HEAD), ("HDG", Role.FOCAL_POINT), ("HDG", Role.ADMIN)]
)
async def test_another_scope_or_role_may_not_read_it(country: Country, code: str, role: Role) -> None:
    _, snapshot_id = await frozen_digest(country, "HDG")
    reader = await country.seat(code, role)
    assert await load(country, snapshot_id, reader) is None
    actor = await country.actor(reader)
    async with country.database.begin() as uow:
        with pytest.raises(NotAllowed):
            await overview.open_snapshot(uow, actor, snapshot_id)


async def test_a_narrower_scope_may_not_read_a_wider_digest(country: Country) -> None:
    _, snapshot_id = await frozen_digest(country, "UBQGCDS", Role.LEADER)
    assert await load(country, snapshot_id, await country.seat("HDG")) is None


async def test_a_right_that_ended_ends_the_digest_too(country: Country) -> None:
    person_id, snapshot_id = await frozen_digest(country, "HDG")
    await country.set(appointments, 1, revoked_at=SENT_AT)
    assert await load(country, snapshot_id, person_id) is None


@pytest.mark.parametrize("what", ["snapshot", "person"])
async def test_what_does_not_exist_is_refused_like_what_is_forbidden(country: Country, what: str) -> None:
    person_id, snapshot_id = await frozen_digest(country, "HDG")
    if what == "snapshot":
        assert await load(country, snapshot_id + 99, person_id) is None
    else:
        assert await load(country, snapshot_id, person_id + 99) is None


# --- storage ----------------------------------------------------------------------------------------------

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
