"""Evidence is fetched after the commit, stored whole, tried again with patience, and never by the sender's name."""

import hashlib
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.messages import Outcome, OutcomeKind
from bot.services import evidence as service
from bot.storage.database import Database
from bot.storage.tables import evidence, reports
from jobs.evidence import Collector
from tests.services.overview_setting import Country, found_country

NOW = datetime(2024, 7, 16, 2, 0, tzinfo=UTC)
GONE = Outcome(OutcomeKind.UNKNOWN, reason="file_gone")
TOO_BIG = Outcome(OutcomeKind.REJECTED, reason="file_too_big")
AWAY = Outcome(OutcomeKind.RETRY_AFTER, wait=timedelta(seconds=5), reason="not_connected", whole_channel=True)


class Telegram:
    """Answers by file id; ``asked`` is what it was asked for, in order."""

    def __init__(self, database: Database, **answers: bytes | Outcome) -> None:
        self.database = database
        self.answers = answers
        self.asked: list[str] = []

    async def fetch(self, file_id: str) -> bytes | Outcome:
        self.asked.append(file_id)
        # Would wait for ever if the job held SQLite's one writer while bytes travel.
        async with self.database.begin():
            return self.answers[file_id]


class Desk:
    def __init__(self, country: Country, telegram: Telegram, data_dir: Path) -> None:
        self.country = country
        self.telegram = telegram
        self.data_dir = data_dir
        self.now = NOW
        self.collector = Collector(country.database.begin, telegram.fetch, lambda: self.now, data_dir)

    async def send_in(self, *file_ids: str) -> list[int]:
        """A report with these files; returns the ids of the pieces of evidence."""
        assignment_id = await self.country.assign("HDG")
        person_id = await self.country.seat("HDG")
        async with self.country.database.begin() as uow:
            report = sa.insert(reports).values(
                assignment_id=assignment_id, person_id=person_id, at=NOW, kind="done"
            )
            report_id = (await uow.execute(report.returning(reports.c.id))).scalar_one()
            ids = []
            for file_id in file_ids:
                row = sa.insert(evidence).values(
                    report_id=report_id,
                    kind="file",
                    file_id=file_id,
                    file_name="../../etc/passwd",
                    fetch_at=NOW,
                )
                ids.append((await uow.execute(row.returning(evidence.c.id))).scalar_one())
            await uow.commit()
        return ids

    async def row(self, evidence_id: int) -> dict[str, Any]:
        async with self.country.database.begin() as uow:
            statement = sa.select(evidence).where(evidence.c.id == evidence_id)
            return dict((await uow.execute(statement)).mappings().one())

    def list_files(self) -> Sequence[Path]:
        return sorted(path for path in self.data_dir.rglob("*") if path.is_file())


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Desk:
    telegram = Telegram(database, a=b"ke hoach", b=b"", gone=GONE, big=TOO_BIG, away=AWAY)
    return Desk(await found_country(database), telegram, tmp_path / "data")


async def test_a_file_is_kept_under_the_name_of_its_content(desk: Desk) -> None:
    (evidence_id,) = await desk.send_in("a")
    assert await desk.collector.collect() == 1
    sha256 = hashlib.sha256(b"ke hoach").hexdigest()
    row = await desk.row(evidence_id)
    assert (row["sha256"], row["size"], row["fetch_at"]) == (sha256, 8, None)
    assert row["stored_as"] == f"evidence/{sha256[:2]}/{sha256}"
    assert desk.list_files() == [desk.data_dir / row["stored_as"]]
    assert (desk.data_dir / row["stored_as"]).read_bytes() == b"ke hoach"


async def test_an_empty_file_is_kept_too(desk: Desk) -> None:
    (evidence_id,) = await desk.send_in("b")
    await desk.collector.collect()
    row = await desk.row(evidence_id)
    assert row["size"] == 0
    assert (desk.data_dir / row["stored_as"]).exists()


async def test_what_is_stored_is_not_fetched_again(desk: Desk) -> None:
    await desk.send_in("a")
    await desk.collector.collect()
    assert await desk.collector.collect() == 0
    assert desk.telegram.asked == ["a"]


async def test_the_same_file_sent_twice_lies_there_once(desk: Desk) -> None:
    await desk.send_in("a", "a")
    assert await desk.collector.collect() == 2
    assert len(desk.list_files()) == 1


async def test_more_than_a_batch_is_fetched_in_one_run(desk: Desk) -> None:
    await desk.send_in(*["a"] * (service.BATCH + 3))
    assert await desk.collector.collect() == service.BATCH + 3


async def test_a_failure_is_tried_again_after_a_minute_and_then_ever_later(desk: Desk) -> None:
    (evidence_id,) = await desk.send_in("gone")
    for pause in (1, 2, 4, 8):
        await desk.collector.collect()
        row = await desk.row(evidence_id)
        assert row["fetch_at"] == desk.now + timedelta(minutes=pause)
        desk.now = row["fetch_at"]


async def test_nothing_is_tried_before_its_time(desk: Desk) -> None:
    await desk.send_in("gone")
    await desk.collector.collect()
    desk.now += timedelta(seconds=59)
    await desk.collector.collect()
    assert desk.telegram.asked == ["gone"]


async def test_one_failure_does_not_hold_up_the_others(desk: Desk) -> None:
    await desk.send_in("gone", "a")
    assert await desk.collector.collect() == 1


async def test_it_gives_up_after_about_three_days(desk: Desk) -> None:
    (evidence_id,) = await desk.send_in("gone")
    while (await desk.row(evidence_id))["fetch_at"] is not None:
        desk.now = (await desk.row(evidence_id))["fetch_at"]
        await desk.collector.collect()
    assert len(desk.telegram.asked) == service.MAX_ATTEMPTS
    assert timedelta(days=2) < desk.now - NOW < timedelta(days=4)
    assert (await desk.row(evidence_id))["stored_as"] == ""


async def test_what_telegram_will_never_hand_out_is_given_up_at_once(desk: Desk) -> None:
    (evidence_id,) = await desk.send_in("big")
    await desk.collector.collect()
    row = await desk.row(evidence_id)
    assert (row["fetch_at"], row["fetch_attempts"]) == (None, 1)


async def test_telegram_being_away_is_nobodys_attempt(desk: Desk) -> None:
    waiting, after = await desk.send_in("away", "a")
    assert await desk.collector.collect() == 0
    assert desk.telegram.asked == ["away"]
    row = await desk.row(waiting)
    assert (row["fetch_attempts"], row["fetch_at"]) == (0, NOW + service.FIRST_PAUSE)
    assert (await desk.row(after))["fetch_at"] == NOW


async def test_telegrams_own_longer_wait_is_kept(desk: Desk) -> None:
    wait = timedelta(minutes=7)
    desk.telegram.answers["a"] = Outcome(OutcomeKind.RETRY_AFTER, wait=wait, reason="flood")
    (evidence_id,) = await desk.send_in("a")
    await desk.collector.collect()
    assert (await desk.row(evidence_id))["fetch_at"] == NOW + wait


async def test_killed_before_it_was_noted_it_is_fetched_again_to_the_same_place(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (evidence_id,) = await desk.send_in("a")

    async def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(service, "note_stored", die)
        with pytest.raises(KeyboardInterrupt):
            await desk.collector.collect()
    assert (await desk.row(evidence_id))["fetch_at"] == NOW
    await desk.collector.collect()
    assert desk.list_files() == [desk.data_dir / (await desk.row(evidence_id))["stored_as"]]


async def test_a_full_disk_counts_against_no_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (evidence_id,) = await desk.send_in("a")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse)
        with pytest.raises(OSError, match="No space"):
            await desk.collector.collect()
    row = await desk.row(evidence_id)
    assert (row["fetch_at"], row["fetch_attempts"], row["stored_as"]) == (NOW, 0, "")
    assert await desk.collector.collect() == 1
    assert len(desk.list_files()) == 1


async def test_neither_names_nor_file_ids_reach_the_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    desk.telegram.answers["AgAD-secret"] = b"x"
    desk.telegram.answers["AgAD-gone"] = GONE
    await desk.send_in("AgAD-secret", "AgAD-gone")
    await desk.collector.collect()
    assert [record.message for record in caplog.records] == ["evidence_stored", "evidence_waits"]
    assert not any("AgAD" in str(vars(record)) or "passwd" in str(vars(record)) for record in caplog.records)
