"""`digest`: the digests of a date as they were or would be sent, and sent on request, once."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa

from bot.domain.people import Role
from bot.storage.database import Database, parse_database_url
from bot.storage.tables import assignments, events
from tests.commands.office import Office
from tests.domain.ladder_setting import local
from tests.services.overview_setting import Country, found_country

T = TypeVar("T")
MONDAY = "2024-07-15"


def work(office: Office, step: Callable[[Country], Coroutine[Any, Any, T]], **ids: int) -> T:
    """One step on the office's database, outside any loop."""

    async def run() -> T:
        database = Database(parse_database_url(office.settings["DATABASE_URL"]))
        country = Country(database, ids, ids.get("task", 0)) if ids else await found_country(database)
        try:
            return await step(country)
        finally:
            await database.dispose()

    return asyncio.run(run())


@pytest.fixture
def ids(settled: Office) -> dict[str, int]:
    """Two provinces with a late and a running task; a linked leader above, a head who is not linked."""

    async def appoint(country: Country) -> dict[str, int]:
        await country.assign("HDG", due_on=datetime(2024, 7, 10, tzinfo=UTC).date())
        await country.assign("BGG")
        await country.seat("UBQGCDS", Role.LEADER)
        await country.seat("HDG", Role.HEAD, telegram_id=None)
        return {**country.ids, "task": country.task_id}

    return work(settled, appoint)


def list_sent(office: Office, ids: dict[str, int]) -> list[tuple[int, int]]:
    """(person, snapshot) of the digests that are still to go."""

    async def read(country: Country) -> list[tuple[int, int]]:
        rows = [row for row in await country.digests() if row["status"] == "queued"]
        return [(row["person_id"], row["data"]["snapshot_id"]) for row in rows]

    return work(office, read, **ids)


def count_snapshots(office: Office, ids: dict[str, int]) -> int:
    async def read(country: Country) -> int:
        return len(await country.snapshots())

    return work(office, read, **ids)


def test_every_scope_is_printed_whether_or_not_its_reader_is_linked(
    settled: Office, ids: dict[str, int]
) -> None:
    out = settled.ok("digest", "--at", MONDAY)
    assert "== /CP/ (1 reader(s), 1 reachable; counted as of 2024-07-15)" in out
    assert "== /CP/HDG/ (1 reader(s), 0 reachable; counted as of 2024-07-15)" in out
    assert out.splitlines()[-1] == "reporting date 2024-07-15: 2 digest(s)"
    assert "<b>" not in out
    assert count_snapshots(settled, ids) == 0


def test_a_date_that_is_past_is_counted_and_frozen_from_the_record(
    settled: Office, ids: dict[str, int]
) -> None:
    """What was late on that Monday is done now."""

    async def finish(country: Country) -> None:
        which = await country.assign("HDG", period="2024-06", status="done", due_on=date(2024, 7, 12))
        await country.set(assignments, which, completed_on=date(2024, 7, 22))
        told = (("assigned", 8), ("submitted", 22), ("approved", 23))
        async with country.database.begin() as uow:
            for kind, day in told:
                row = {"kind": kind, "assignment_id": which, "data": {}, "at": local(2024, 7, day)}
                await uow.execute(sa.insert(events).values(**row))
            await uow.commit()

    work(settled, finish, **ids)
    out = settled.ok("digest", "--at", MONDAY, "--send")
    assert "Tuần 29: 2 nhiệm vụ quá hạn" in out
    assert "counted again from the record" in out
    (frozen,) = work(settled, Country.snapshots, **ids)
    assert frozen["figures"]["totals"]["open_late"] == 2
    assert frozen["taken_at"] < local(2024, 7, 16), "what changed since is told from that day on"
    again = settled.ok("digest", "--at", MONDAY)
    assert "Tuần 29: 2 nhiệm vụ quá hạn" in again.split("== ")[1]


def test_a_day_between_two_reporting_dates_means_the_earlier_one(
    settled: Office, ids: dict[str, int]
) -> None:
    del ids
    assert "reporting date 2024-07-15:" in settled.ok("digest", "--at", "2024-07-19")


def test_it_speaks_english_on_request(settled: Office, ids: dict[str, int]) -> None:
    del ids
    vietnamese, english = (
        settled.ok("digest", "--at", MONDAY, "--language", language) for language in ("vi", "en")
    )
    assert vietnamese != english
    assert "Nhiệm vụ" not in english


def test_send_freezes_and_queues_for_those_who_can_be_reached(settled: Office, ids: dict[str, int]) -> None:
    assert "queued for 1 reader(s)" in settled.ok("digest", "--at", MONDAY, "--send")
    assert len(list_sent(settled, ids)) == 1
    assert count_snapshots(settled, ids) == 1


def test_sent_twice_it_reaches_nobody_twice(settled: Office, ids: dict[str, int]) -> None:
    settled.ok("digest", "--at", MONDAY, "--send")
    out = settled.ok("digest", "--at", MONDAY, "--send")
    assert "queued for 0 reader(s)" in out
    assert "as frozen" in out
    assert len(list_sent(settled, ids)) == 1


def test_a_frozen_digest_does_not_change_any_more(settled: Office, ids: dict[str, int]) -> None:
    settled.ok("digest", "--at", MONDAY, "--send")
    before = settled.ok("digest", "--at", MONDAY)

    async def assign_more(country: Country) -> None:
        await country.assign("BGG", period="2024-08", due_on=datetime(2024, 7, 1, tzinfo=UTC).date())

    work(settled, assign_more, **ids)
    country_before, country_after = (
        out.split("== ")[1] for out in (before, settled.ok("digest", "--at", MONDAY))
    )
    assert country_after == country_before


def test_without_readers_there_is_nothing(settled: Office) -> None:
    work(settled, lambda country: country.assign("HDG"))
    assert "0 digest(s)" in settled.ok("digest")


def test_a_wrong_date_is_refused(office: Office) -> None:
    result = office.do("digest", "--at", "15/07/2024")
    assert result.code == 2
    assert "2024-07-15" in result.err


@pytest.mark.parametrize("more", [(), ("--send",)])
def test_a_date_still_to_come_is_refused(settled: Office, ids: dict[str, int], more: tuple[str, ...]) -> None:
    result = settled.do("digest", "--at", "2999-07-15", *more)
    assert result.code == 2
    assert result.err.startswith("E053: ")
    assert "still to come" in result.err
    assert list_sent(settled, ids) == []
