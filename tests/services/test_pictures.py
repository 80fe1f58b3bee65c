"""What the leader's picture shows of a frozen digest, and of the figures now; whose right it is."""

from datetime import date, timedelta

import pytest

from bot.domain.errors import NotAllowed
from bot.domain.people import Role
from bot.domain.picture import Picture
from bot.services import overview, pictures
from bot.storage.database import Database
from bot.storage.outbox import Mail, MailKind
from bot.storage.tables import agencies, assignments
from tests.domain.figures_setting import MONDAY, RULES
from tests.services.overview_setting import SENT_AT, Country, found_country, plan

WEEK = timedelta(weeks=1)


@pytest.fixture
async def country(database: Database) -> Country:
    country = await found_country(database)
    await country.assign("HDG", due_on=MONDAY - timedelta(days=2))
    await country.assign("BGG")
    return country


async def frozen(country: Country, weeks: int) -> list[int]:
    """The digests of so many Mondays, each sent; their snapshots, oldest first."""
    for n in range(weeks):
        await plan(country, SENT_AT + n * WEEK)
    return [row["id"] for row in await country.snapshots()]


async def open_picture(country: Country, person_id: int, snapshot_id: int) -> Picture:
    actor = await country.actor(person_id)
    async with country.database.begin() as uow:
        return await pictures.open_picture(uow, actor, snapshot_id, RULES)


async def load(country: Country, kind: MailKind, person_id: int, snapshot_id: int = 1) -> object:
    mail = Mail(1, kind, {"snapshot_id": snapshot_id}, person_id, 7, None, 0, "vi", SENT_AT)
    reader = await country.actor(person_id)
    async with country.database.begin() as uow:
        return await pictures.load_figures(uow, mail, reader, RULES)


async def test_the_picture_goes_before_the_words(country: Country) -> None:
    person_id = await country.seat("HDG")
    assert await plan(country) == 1
    letters = await country.letters()
    assert [row["kind"] for row in letters] == ["picture", "digest"]
    assert {row["person_id"] for row in letters} == {person_id}
    assert letters[0]["data"] == letters[1]["data"]
    assert letters[0]["not_before"] == letters[1]["not_before"]


async def test_planned_again_there_is_still_one_of_each(country: Country) -> None:
    await country.seat("HDG")
    for _ in range(3):
        await plan(country)
    assert len(await country.letters()) == 2


async def test_one_that_waited_out_the_week_gives_way_to_the_next(country: Country) -> None:
    await country.seat("HDG")
    await frozen(country, 2)
    assert [row["status"] for row in await country.letters()] == ["dropped", "dropped", "queued", "queued"]


async def test_it_shows_the_weeks_before_it_and_itself(country: Country) -> None:
    person_id = await country.seat("HDG")
    ids = await frozen(country, 3)
    picture = await open_picture(country, person_id, ids[1])
    assert [point.on for point in picture.trend] == [MONDAY, MONDAY + WEEK]


async def test_no_more_than_eight_weeks_are_shown(country: Country) -> None:
    person_id = await country.seat("HDG")
    ids = await frozen(country, 10)
    trend = (await open_picture(country, person_id, ids[-1])).trend
    assert len(trend) == 8
    assert trend[-1].on == MONDAY + 9 * WEEK


async def test_opened_again_it_is_the_same_whatever_happened_since(country: Country) -> None:
    person_id = await country.seat("HDG")
    ids = await frozen(country, 2)
    before = await open_picture(country, person_id, ids[-1])
    await country.set(agencies, country.ids["HDG"], short_vi="Hải Phòng")
    await country.set(assignments, 1, status="done", completed_on=MONDAY)
    await plan(country, SENT_AT + 2 * WEEK)
    assert await open_picture(country, person_id, ids[-1]) == before
    assert before.rows[0].name_vi == "Hải Dương"


async def test_other_scopes_are_no_part_of_its_trend(country: Country) -> None:
    leader = await country.seat("UBQGCDS", Role.LEADER)
    await country.seat("HDG")
    await plan(country)
    for snapshot in await country.snapshots():
        assert len((await open_picture(country, leader, snapshot["id"])).trend) == 1


async def test_somebody_elses_picture_does_not_open(country: Country) -> None:
    await country.seat("HDG")
    (snapshot_id,) = await frozen(country, 1)
    with pytest.raises(NotAllowed):
        await open_picture(country, await country.seat("BGG"), snapshot_id)


@pytest.mark.parametrize("kind", [MailKind.PICTURE, MailKind.DIGEST])
async def test_who_lost_the_right_since_is_sent_neither(country: Country, kind: MailKind) -> None:
    reader = await country.seat("HDG")
    await plan(country)
    assert await load(country, kind, reader) is not None
    assert await load(country, kind, await country.seat("BGG")) is None


async def test_where_nothing_counts_any_more_the_words_go_alone(country: Country) -> None:
    await country.set(assignments, 1, status="cancelled")
    reader = await country.seat("HDG")
    await plan(country)
    assert await load(country, MailKind.PICTURE, reader) is None
    assert await load(country, MailKind.DIGEST, reader) is not None


async def test_now_it_shows_what_was_counted_now_and_the_frozen_weeks(country: Country) -> None:
    person_id = await country.seat("HDG")
    await plan(country)
    await country.assign("HDG", period="2")
    actor = await country.actor(person_id)
    async with country.database.begin() as uow:
        figures = await overview.summarise(uow, actor, now=SENT_AT + timedelta(days=2), rules=RULES)
        picture = await pictures.picture_now(uow, actor, figures, RULES)
    assert picture.reporting_on is None
    assert [point.on for point in picture.trend] == [MONDAY, date(2024, 7, 17)]
    assert (picture.totals.total, picture.trend[0].totals.total) == (2, 1)
    assert picture.change == picture.totals - picture.trend[0].totals
