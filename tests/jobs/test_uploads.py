"""Lists on their way: fetched with patience, never inside a transaction, checked once, taken up again when killed."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.domain.people import Role
from bot.messages import Attachment, FileRef, Outcome, OutcomeKind, Renderer
from bot.services import upload_work, uploads
from bot.services.attachments import Faults, load_contents
from bot.services.upload_work import FIRST_PAUSE, MAX_ATTEMPTS
from bot.storage import people
from bot.storage.database import Database
from bot.storage.queues import outbox
from bot.storage.tables import agencies, events, tasks
from bot.storage.upload_tables import uploads as table
from jobs.uploads import Registrar
from tests.domain.figures_setting import RULES
from tests.services.overview_setting import AGENCIES, Country, found_country

NOW = datetime(2024, 7, 16, 2, 0, tzinfo=UTC)
GOOD = b"code,title_vi,kind,lead,issued_date,due_date\nNV-900,Viec,one_off,HDG,2024-07-01,2024-08-30\n"
GONE = Outcome(OutcomeKind.UNKNOWN, reason="file_gone")
TOO_BIG = Outcome(OutcomeKind.REJECTED, reason="file_too_big")
AWAY = Outcome(OutcomeKind.RETRY_AFTER, wait=timedelta(minutes=2), reason="flood")


@dataclass
class Desk:
    country: Country
    data_dir: Path
    answers: dict[str, bytes | Outcome]
    asked: list[str] = field(default_factory=list)
    now: datetime = NOW
    officer_id: int = 0

    @property
    def registrar(self) -> Registrar:
        database = self.country.database
        return Registrar(database.begin, self.fetch, lambda: RULES, lambda: self.now, self.data_dir)

    async def fetch(self, file_id: str) -> bytes | Outcome:
        self.asked.append(file_id)
        # Would wait for ever if the job held SQLite's one writer while bytes travel.
        async with self.country.database.begin():
            return self.answers[file_id]

    async def take(self, file_id: str = "good") -> int:
        async with self.country.database.begin() as uow:
            actor = await people.find_actor_by_id(uow, self.officer_id)
            assert actor is not None
            file = FileRef(file_id, f"u-{file_id}", name="viec.csv")
            taken = await uploads.take(uow, actor, file, chat_id=7, caption="", now=self.now)
            await uow.commit()
        return taken

    async def apply(self, upload_id: int) -> None:
        async with self.country.database.begin() as uow:
            actor = await people.find_actor_by_id(uow, self.officer_id)
            assert actor is not None
            await uploads.apply(uow, actor, upload_id, 1, now=self.now, rules=RULES)
            await uow.commit()

    async def row(self, upload_id: int) -> dict[str, Any]:
        async with self.country.database.begin() as uow:
            return dict((await uow.execute(sa.select(table).where(table.c.id == upload_id))).mappings().one())

    async def told(self) -> list[str]:
        async with self.country.database.begin() as uow:
            rows = await uow.execute(sa.select(outbox.c.data).order_by(outbox.c.id))
            return [str(row[0].get("text", "")) for row in rows]

    async def count(self, counted: sa.Table, *where: sa.ColumnElement[bool]) -> int:
        async with self.country.database.begin() as uow:
            statement = sa.select(sa.func.count()).select_from(counted).where(*where)
            return int((await uow.execute(statement)).scalar_one())

    def kept(self) -> list[Path]:
        return [path for path in self.data_dir.rglob("*") if path.is_file()]


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Desk:
    country = await found_country(database)
    async with database.begin() as uow:
        # The import works paths out anew from the tree, which counting alone does not need.
        for code, (parent, _, _) in AGENCIES.items():
            if parent:
                above = sa.update(agencies).where(agencies.c.code == code)
                await uow.execute(above.values(parent_id=country.ids[parent]))
        await uow.commit()
    answers: dict[str, bytes | Outcome] = {"good": GOOD, "gone": GONE, "big": TOO_BIG, "away": AWAY}
    officer_id = await country.seat("UBQGCDS", Role.OFFICER)
    return Desk(country, tmp_path / "data", answers, officer_id=officer_id)


async def new_tasks(desk: Desk) -> int:
    return await desk.count(tasks, tasks.c.code == "NV-900")


async def test_it_is_checked_kept_and_previewed_but_not_written(desk: Desk) -> None:
    upload_id = await desk.take()
    await desk.registrar.work()
    row = await desk.row(upload_id)
    assert (row["status"], row["rev"], row["due_at"]) == ("ready", 1, NOW + uploads.LIFE)
    assert row["stored_as"] == f"uploads/{row['sha256'][:2]}/{row['sha256']}"
    assert [path.read_bytes() for path in desk.kept()] == [GOOD]
    assert "không có lỗi" in (await desk.told())[-1]
    assert await new_tasks(desk) == 0


async def test_the_tap_imports_the_same_bytes_without_asking_telegram_again(desk: Desk) -> None:
    upload_id = await desk.take()
    await desk.registrar.work()
    desk.answers["good"] = b"something else"
    await desk.apply(upload_id)
    await desk.registrar.work()
    assert desk.asked == ["good"]
    assert await new_tasks(desk) == 1
    assert await desk.registrar.work() == 0


async def test_killed_before_the_commit_it_is_imported_once_all_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_id = await desk.take()
    await desk.registrar.work()
    await desk.apply(upload_id)

    async def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Registrar, "_tell", die)
        with pytest.raises(KeyboardInterrupt):
            await desk.registrar.work()
    assert await new_tasks(desk) == 0
    await desk.registrar.work()
    assert (await desk.row(upload_id))["status"] == "applied"
    assert await desk.count(events, events.c.kind == "imported") == 1


async def test_telegram_being_away_is_nobodys_attempt(desk: Desk) -> None:
    upload_id = await desk.take("away")
    await desk.registrar.work()
    row = await desk.row(upload_id)
    assert (row["attempts"], row["due_at"]) == (0, NOW + AWAY.wait)


async def test_it_is_tried_again_ever_later_and_then_the_sender_is_told(desk: Desk) -> None:
    upload_id = await desk.take("gone")
    waits = []
    while (due_at := (await desk.row(upload_id))["due_at"]) is not None:
        waits.append(due_at - desk.now)
        desk.now = due_at
        await desk.registrar.work()
    assert len(desk.asked) == MAX_ATTEMPTS
    assert waits[1:] == [FIRST_PAUSE * (1 << n) for n in range(1, MAX_ATTEMPTS)]
    assert "Không đọc được tệp" in (await desk.told())[-1]


async def test_what_telegram_will_never_hand_out_is_told_at_once(desk: Desk) -> None:
    upload_id = await desk.take("big")
    await desk.registrar.work()
    assert (await desk.row(upload_id))["status"] == "lost"
    assert "Không đọc được tệp" in (await desk.told())[-1]


async def test_one_that_waits_does_not_hold_up_the_others(desk: Desk) -> None:
    await desk.take("away")
    upload_id = await desk.take("good")
    await desk.registrar.work()
    assert (await desk.row(upload_id))["status"] == "ready"


async def test_one_that_cannot_be_handled_does_not_hold_up_the_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = await desk.take("good"), await desk.take("good")
    check: Callable[..., Any] = upload_work.check

    async def fail(uow: object, upload: uploads.Upload, *rest: object, **named: object) -> object:
        if upload.id == broken:
            raise ValueError("a mistake of ours")
        return await check(uow, upload, *rest, **named)

    monkeypatch.setattr(upload_work, "check", fail)
    await desk.registrar.work()
    assert [(await desk.row(which))["status"] for which in (broken, sound)] == ["lost", "ready"]
    assert "upload_failed" in caplog.text


async def test_a_full_disk_counts_against_no_list(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    upload_id = await desk.take()
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse)
        with pytest.raises(OSError, match="No space"):
            await desk.registrar.work()
    assert ((await desk.row(upload_id))["status"], (await desk.row(upload_id))["attempts"]) == ("waiting", 0)
    await desk.registrar.work()
    assert (await desk.row(upload_id))["status"] == "ready"


async def test_bytes_that_were_taken_away_meanwhile_are_told(desk: Desk) -> None:
    upload_id = await desk.take()
    await desk.registrar.work()
    await desk.apply(upload_id)
    for path in desk.kept():
        path.unlink()
    await desk.registrar.work()
    assert (await desk.row(upload_id))["status"] == "lost"
    assert await new_tasks(desk) == 0


async def test_bytes_that_another_list_needs_stay(desk: Desk) -> None:
    first, second = await desk.take(), await desk.take()
    await desk.registrar.work()
    async with desk.country.database.begin() as uow:
        actor = await people.find_actor_by_id(uow, desk.officer_id)
        assert actor is not None
        await uploads.cancel(uow, actor, first, 1, now=desk.now)
        await uow.commit()
    await desk.registrar.work()
    assert (await desk.row(first))["stored_as"] == ""
    assert len(desk.kept()) == 1
    await desk.apply(second)
    await desk.registrar.work()
    assert await new_tasks(desk) == 1


async def test_its_faults_are_handed_out_to_its_sender_only(desk: Desk) -> None:
    desk.answers["good"] = GOOD.replace(b"HDG", b"XXX")
    upload_id = await desk.take()
    await desk.registrar.work()
    colleague = await desk.country.seat("UBQGCDS", Role.OFFICER)
    wanted = Attachment(Renderer.FAULTS, (upload_id, 1))
    async with desk.country.database.begin() as uow:
        readers = await people.find_actors(uow, {desk.officer_id, colleague})
        found = {
            person_id: await load_contents(uow, reader, wanted, now=NOW, rules=RULES)
            for person_id, reader in readers.items()
        }
    assert isinstance(found[desk.officer_id], Faults)
    assert found[colleague] is None


async def test_what_was_applied_keeps_its_bytes(desk: Desk) -> None:
    upload_id = await desk.take()
    await desk.registrar.work()
    await desk.apply(upload_id)
    await desk.registrar.work()
    desk.now += timedelta(days=400)
    await desk.registrar.work()
    assert len(desk.kept()) == 1


async def test_neither_names_nor_file_ids_reach_the_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    for file_id in ("good", "gone", "big"):
        await desk.take(file_id)
    await desk.registrar.work()
    ours = [record for record in caplog.records if record.name == "jobs.uploads"]
    assert [record.message for record in ours] == ["upload_checked", "upload_waits", "upload_lost"]
    assert not any("viec.csv" in str(vars(record)) or "'big'" in str(vars(record)) for record in ours)
