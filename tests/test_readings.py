"""What the operator's pages show: every loop and duty, the queues, and an outage as an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.domain.people import Role
from bot.heartbeat import Heartbeats, Loop
from bot.messages import OutcomeKind
from bot.readings import LOOP_PATIENCE, POLL_PATIENCE, Readings
from bot.services import directory
from bot.storage.database import Database, parse_database_url
from bot.storage.queues import inbox, outbox
from tests.services.desk_setting import found_desk
from tests.test_heartbeat import Monotonic

NOW = datetime(2024, 7, 16, 2, tzinfo=UTC)
RUNNING = (Loop.POLLER, Loop.WORKER, Loop.SENDER, Loop.TIMETABLE)


@dataclass
class Panel:
    database: Database
    time: Monotonic = field(default_factory=Monotonic)
    ended: dict[str, float] = field(default_factory=dict)
    polled_at: float | None = None
    now: datetime = NOW
    emails: dict[OutcomeKind, int] | None = None

    def __post_init__(self) -> None:
        self.beats = Heartbeats(monotonic=self.time)
        self.running_since: float | None = self.time.now
        self.ended["plan"] = self.time.now
        for loop in RUNNING:
            self.beats.beat(loop)
        self.readings = Readings(
            self.database,
            lambda: self.now,
            self.beats,
            duty_patience={"plan": 300.0},
            duties_ended=lambda: self.ended,
            duty_lags=lambda: {"plan": 0.25},
            polled_at=lambda: self.polled_at,
            sends=lambda: {OutcomeKind.DELIVERED: 7},
            emails=lambda: self.emails,
            monotonic=self.time,
            running_since=lambda: self.running_since,
        )

    async def figures(self) -> Mapping[str, float]:
        lines = (await self.readings.render_figures()).splitlines()
        pairs = [line.rpartition(" ") for line in lines if not line.startswith("#")]
        return {name: float(value) for name, _, value in pairs}

    async def put(self, table: sa.Table, **values: object) -> None:
        async with self.database.begin() as uow:
            await uow.execute(sa.insert(table).values(**values))
            await uow.commit()


@pytest.fixture
def panel(database: Database) -> Panel:
    return Panel(database)


@pytest.fixture
def on_sqlite(sqlite_database: Database) -> Panel:
    return Panel(sqlite_database)


@pytest.fixture
def without_database() -> Panel:
    return Panel(Database(parse_database_url("postgresql://u:p@127.0.0.1:1/n")))


# --- alive ------------------------------------------------------------------------------------------------


def test_all_loops_and_duties_are_watched(on_sqlite: Panel) -> None:
    health = on_sqlite.readings.find_health()
    assert health.is_live
    assert set(health.ages) == {*Loop, "plan"}


@pytest.mark.parametrize("loop", RUNNING)
def test_a_loop_that_gives_no_sign_is_named(on_sqlite: Panel, loop: Loop) -> None:
    on_sqlite.time.now += LOOP_PATIENCE + 1
    for other in RUNNING:
        if other is not loop:
            on_sqlite.beats.beat(other)
    assert on_sqlite.readings.find_health().silent == (loop,)


def test_letters_that_stand_still_are_named_and_none_are_no_stall(on_sqlite: Panel) -> None:
    on_sqlite.beats.beat(Loop.LETTERS)
    on_sqlite.time.now += LOOP_PATIENCE + 1
    for loop in RUNNING:
        on_sqlite.beats.beat(loop)
    assert on_sqlite.readings.find_health().silent == (Loop.LETTERS,)
    on_sqlite.beats.rest(Loop.LETTERS)
    assert on_sqlite.readings.find_health().is_live


def test_a_duty_that_does_not_end_well_is_named(on_sqlite: Panel) -> None:
    on_sqlite.time.now += 301
    for loop in RUNNING:
        on_sqlite.beats.beat(loop)
    assert on_sqlite.readings.find_health().silent == ("plan",)


def test_before_the_loops_begin_nobody_is_late_but_who_has_begun_and_stands_still(on_sqlite: Panel) -> None:
    on_sqlite.ended.clear()
    on_sqlite.running_since = None
    for loop in RUNNING:
        on_sqlite.beats.rest(loop)
    on_sqlite.time.now += 10_000
    on_sqlite.beats.beat(Loop.POLLER)
    assert on_sqlite.readings.find_health().is_live
    on_sqlite.time.now += LOOP_PATIENCE + 1
    assert on_sqlite.readings.find_health().silent == (Loop.POLLER,)


# --- ready ------------------------------------------------------------------------------------------------


async def test_it_is_ready_when_database_and_telegram_answer(panel: Panel) -> None:
    panel.polled_at = panel.time.now
    assert (await panel.readings.find_readiness()).is_ready


@pytest.mark.parametrize("age", [None, POLL_PATIENCE + 1])
async def test_it_is_not_ready_while_telegram_is_away(on_sqlite: Panel, age: float | None) -> None:
    on_sqlite.polled_at = None if age is None else on_sqlite.time.now - age
    found = await on_sqlite.readings.find_readiness()
    assert found.checks == {"database": True, "migrated": True, "telegram": False}


async def test_before_the_loops_begin_telegram_counts_whoever_hears_it(on_sqlite: Panel) -> None:
    on_sqlite.readings.has_role = lambda _role: False
    assert (await on_sqlite.readings.find_readiness()).is_ready
    on_sqlite.running_since = None
    assert not (await on_sqlite.readings.find_readiness()).is_ready


async def test_it_is_not_ready_on_another_schema(panel: Panel) -> None:
    panel.polled_at = panel.time.now
    async with panel.database.begin() as uow:
        await uow.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
        await uow.commit()
    found = await panel.readings.find_readiness()
    assert found.checks == {"database": True, "migrated": False, "telegram": True}


async def test_a_database_that_is_away_is_an_answer(without_database: Panel) -> None:
    found = await without_database.readings.find_readiness()
    assert (found.checks["database"], found.checks["migrated"]) == (False, False)
    figures = await without_database.figures()
    assert figures["dondoc_database_up"] == 0
    assert figures['dondoc_sends_total{outcome="delivered"}'] == 7
    assert not any("emails" in name for name in figures)
    without_database.emails = {OutcomeKind.REJECTED: 2}
    assert (await without_database.figures())['dondoc_emails_total{outcome="rejected"}'] == 2
    assert not any("rows" in name for name in figures)


# --- figures ----------------------------------------------------------------------------------------------


async def test_queues_are_counted_by_status(panel: Panel) -> None:
    for number, status in enumerate(("new", "new", "dead", "done")):
        at = NOW - timedelta(minutes=number)
        await panel.put(inbox, update_id=number, chat_key=1, payload="", received_at=at, status=status)
    for status in ("queued", "sending", "sending", "failed", "sent"):
        await put_letter(panel, status, waits_since=NOW - timedelta(seconds=40))
    figures = await panel.figures()
    assert {name: value for name, value in figures.items() if "rows" in name} == {
        'dondoc_inbox_rows{status="dead"}': 1,
        'dondoc_inbox_rows{status="new"}': 2,
        'dondoc_outbox_rows{status="failed"}': 1,
        'dondoc_outbox_rows{status="queued"}': 1,
        'dondoc_outbox_rows{status="sending"}': 2,
    }
    assert figures["dondoc_inbox_oldest_seconds"] == 60
    assert figures["dondoc_outbox_oldest_seconds"] == 40


async def put_letter(panel: Panel, status: str, *, waits_since: datetime) -> None:
    await panel.put(
        outbox,
        kind="reply",
        chat_id=5,
        priority=0,
        data={},
        status=status,
        not_before=waits_since,
        created_at=NOW,
    )


async def test_a_letter_that_waits_for_its_time_is_not_old(on_sqlite: Panel) -> None:
    await put_letter(on_sqlite, "queued", waits_since=NOW + timedelta(hours=9))
    assert (await on_sqlite.figures())["dondoc_outbox_oldest_seconds"] == 0


async def test_what_is_counted_row_by_row_is_counted_once_a_minute(on_sqlite: Panel) -> None:
    await on_sqlite.figures()
    await put_letter(on_sqlite, "failed", waits_since=NOW)
    name = 'dondoc_outbox_rows{status="failed"}'
    assert (await on_sqlite.figures())[name] == 0
    on_sqlite.time.now += 61
    assert (await on_sqlite.figures())[name] == 1


async def test_ages_lags_and_sends_are_told(on_sqlite: Panel) -> None:
    on_sqlite.polled_at = on_sqlite.time.now
    on_sqlite.time.now += 12.5
    figures = await on_sqlite.figures()
    assert figures["dondoc_poll_age_seconds"] == 12.5
    assert figures['dondoc_loop_age_seconds{loop="worker"}'] == 12.5
    assert figures['dondoc_duty_age_seconds{duty="plan"}'] == 12.5
    assert figures['dondoc_tick_lag_seconds{duty="plan"}'] == 0.25
    sends = {name: value for name, value in figures.items() if "sends" in name}
    assert len(sends) == len(OutcomeKind)
    assert sum(sends.values()) == 7


async def test_people_out_of_reach_are_counted(on_sqlite: Panel) -> None:
    desk = await found_desk(on_sqlite.database)
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    await desk.seat("Bình", Role.HEAD, "HDG")
    async with desk.work() as uow:
        await directory.lose(uow, an.person.telegram_id or 0, now=NOW)
    assert (await on_sqlite.figures())["dondoc_people_unreachable"] == 1
