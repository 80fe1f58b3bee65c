from datetime import date, datetime, timedelta

import pytest

from bot.domain.errors import NotAllowed
from bot.domain.figures import Cells, Figures
from bot.domain.people import Role
from bot.services import overview
from bot.storage.database import Database
from bot.storage.people import find_actor_by_id
from bot.storage.tables import agencies, appointments, assignments
from tests.domain.figures_setting import MONDAY, RULES
from tests.domain.ladder_setting import local
from tests.services.overview_setting import SENT_AT, Country, found_country, plan


@pytest.fixture
async def country(database: Database) -> Country:
    return await found_country(database)


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
        actor = await find_actor_by_id(uow, person_id)
        try:
            return await overview.open_snapshot(uow, actor, snapshot_id) if actor else None
        except NotAllowed:
            return None


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
