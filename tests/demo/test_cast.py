"""The sample data and its past, through the real services."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.demo import cast, history
from bot.demo.cast import AN, CAST, CHI, SampleBroken, check_welcomed, import_sample, invite, join_world
from bot.demo.clock import START_AT
from bot.demo.history import Deed, plan_deeds, write_history
from bot.demo.run import make_settings
from bot.demo.telegram_server import DEFAULT_TOKEN, TelegramWorld
from bot.domain.figures import Figures
from bot.domain.people import Actor, Role, Seat
from bot.domain.task import Assignment, Status
from bot.ground import make_rules
from bot.services import UnitOfWork, directory, overview, tasks
from bot.storage import outbox, people
from bot.storage.database import Database, parse_database_url
from bot.storage.migrate import migrate

NOW = START_AT.astimezone(UTC)


RULES = make_rules(make_settings("http://127.0.0.1:1", DEFAULT_TOKEN, Path()))


@dataclass(frozen=True)
class Past:
    """What there is right after the past was written; made once, it takes a second."""

    count: int
    figures: Figures
    plans: list[Assignment]
    followed: list[Assignment]
    mails: dict[str, int]
    seats: list[Seat]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    database = Database(parse_database_url(f"sqlite:///{tmp_path_factory.mktemp('past') / 'bot.db'}"))
    await migrate(database)
    async with database.begin() as uow:
        await import_sample(uow, now=NOW)
        count = await write_history(uow, now=NOW, rules=RULES)
        officer = await find_officer(uow)
        found = Past(
            count,
            await overview.summarise(uow, officer, now=NOW, rules=RULES),
            await tasks.find_by_code(uow, officer, "NV-019", now=NOW, rules=RULES),
            await tasks.find_by_code(uow, officer, "NV-001", now=NOW, rules=RULES),
            await outbox.count_by_status(uow),
            await people.list_seats(uow),
        )
    await database.dispose()
    return found


async def find_officer(uow: UnitOfWork) -> Actor:
    invitation = await directory.invite(
        uow, agency_code=CHI.agency_code, role=Role.OFFICER, name=CHI.name, now=NOW
    )
    officer = await people.find_actor_by_id(uow, invitation.person_id)
    assert officer is not None
    return officer


async def list_deeds(uow: UnitOfWork) -> list[Deed]:
    await import_sample(uow, now=NOW)
    agencies = {agency.code: agency for agency in await people.list_agencies(uow)}
    asked = await tasks.find_by_code(uow, await find_officer(uow), "NV-019", now=NOW, rules=RULES)
    return plan_deeds([(item, agencies[item.agency_code]) for item in asked], RULES)


async def test_the_sample_is_imported_as_it_stands(sqlite_database: Database) -> None:
    async with sqlite_database.begin() as uow:
        assert await import_sample(uow, now=NOW) > 1000
        found = await tasks.find_by_code(uow, await find_officer(uow), "NV-001", now=NOW, rules=RULES)
    assert len(found) == 32


async def test_a_broken_sample_is_named(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cast, "_SAMPLE_FILES", ("tasks.csv",))
    async with sqlite_database.begin() as uow:
        with pytest.raises(SampleBroken, match=r"tasks\.csv"):
            await import_sample(uow, now=NOW)


def test_the_past_puts_figures_into_the_first_digest(past: Past) -> None:
    totals = past.figures.totals
    assert totals.done_on_time + totals.done_late == past.count
    assert totals.done_late == 10
    assert totals.open_late == 32


def test_the_agencies_that_are_followed_up_have_no_plan_yet(past: Past) -> None:
    still_open = {item.agency_code for item in past.plans if item.status is not Status.DONE}
    assert still_open == {item.agency_code for item in past.followed}
    assert AN.agency_code in still_open


def test_nothing_of_the_past_is_sent_any_more(past: Past) -> None:
    """Reviews without an officer stay queued without an address; once addressed, they have nothing left to say."""
    assert set(past.mails) <= {outbox.MailStatus.DROPPED, outbox.MailStatus.QUEUED}


def test_sample_people_cannot_be_written_to(past: Past) -> None:
    assert len(past.seats) > 60
    assert not any(seat.is_bound for seat in past.seats)


async def test_the_past_is_told_in_order(sqlite_database: Database) -> None:
    async with sqlite_database.begin() as uow:
        deeds = await list_deeds(uow)
    for deed in deeds:
        assert history.BEGIN_ON < deed.submitted_on < deed.approved_on < NOW.date()
        assert RULES.calendar.is_working_day(deed.submitted_on)
        assert RULES.calendar.is_working_day(deed.approved_on)
    assert any(deed.submitted_on > date(2024, 3, 29) for deed in deeds)


async def test_document_numbers_look_like_those_of_the_agency(sqlite_database: Database) -> None:
    async with sqlite_database.begin() as uow:
        numbers = {deed.agency.code: deed.number for deed in await list_deeds(uow)}
    assert numbers["HDG"].endswith("/KH-UBND")
    assert numbers["BTTTT"].endswith("/QĐ-BTTTT")


async def test_everybody_is_invited_to_the_right_seat(sqlite_database: Database) -> None:
    async with sqlite_database.begin() as uow:
        await import_sample(uow, now=NOW)
        await uow.commit()
    codes = await invite(sqlite_database, now=NOW)
    assert len(set(codes.values())) == len(CAST)
    async with sqlite_database.begin() as uow:
        seats = [seat.appointment for seat in await people.list_seats(uow)]
    found = {(seat.agency.code, seat.role, seat.order) for seat in seats}
    assert found == {
        ("HDG", Role.FOCAL_POINT, 1),
        ("HDG", Role.FOCAL_POINT, 2),
        ("HDG", Role.HEAD, 1),
        ("UBQGCDS", Role.OFFICER, 1),
        ("UBQGCDS", Role.LEADER, 1),
    }


def test_a_bot_that_does_not_welcome_is_noticed() -> None:
    world = TelegramWorld(clock=lambda: datetime(2024, 7, 10, tzinfo=UTC))
    join_world(world)
    with pytest.raises(SampleBroken, match=AN.name):
        check_welcomed(world)
