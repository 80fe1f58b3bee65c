"""`check` finds what is wrong, names it by a stable id, and changes nothing: settings, folder, database."""

import asyncio
import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.check import list_findings
from bot.findings import FindingId
from bot.opening.readiness import list_policy_problems
from tests.check.desk_setting import NOW, Desk, make_settings


async def test_all_is_well(desk: Desk) -> None:
    found = await desk.look()
    assert {finding_id for finding_id in found if not finding_id.startswith("I")} == set()
    assert found[FindingId.ABOUT_PEOPLE].message == "3 people hold an office, 3 of them are linked"
    assert "2025-07-16 09:00 (UTC+0700)" in found[FindingId.ABOUT_CLOCK].message


# --- settings, policy, folder -------------------------------------------------------------------------------


async def test_settings_that_the_bot_cannot_run_with(desk: Desk) -> None:
    found = await desk.look(bot_token=type(desk.settings.bot_token)(""), webhook_url="https://x")
    assert {FindingId.TOKEN_MISSING, FindingId.WEBHOOK_UNUSABLE} <= set(found)


async def test_settings_without_effect_are_told(desk: Desk) -> None:
    found = await desk.look(smtp_from="a@b.vn")
    assert found[FindingId.SETTING_WITHOUT_EFFECT].name == "SMTP_FROM"


async def test_it_tells_when_no_operator_is_alarmed(desk: Desk) -> None:
    assert FindingId.NOBODY_ALARMED in await desk.look(admin_telegram_ids=())


async def test_a_folder_that_cannot_be_written(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("")
    found = await desk.look(data_dir=tmp_path / "occupied" / "var")
    assert found[FindingId.FOLDER_NOT_WRITABLE].name == "DATA_DIR"


async def test_a_folder_that_is_not_there_yet_is_fine_and_is_not_made(desk: Desk, tmp_path: Path) -> None:
    found = await desk.look(data_dir=tmp_path / "later" / "var")
    assert FindingId.FOLDER_NOT_WRITABLE not in found
    assert not (tmp_path / "later").exists()


def test_the_ladder_that_comes_with_the_program_is_sound() -> None:
    assert list_policy_problems() == []


def test_every_fault_of_a_ladder_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("silence_days = 0\nfresh_report_days = -1\n")
    monkeypatch.setattr("bot.ground.files", lambda _: tmp_path)
    assert len(list_policy_problems()) >= 2


# --- the database -------------------------------------------------------------------------------------------


async def test_a_database_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    found = await list_findings(make_settings(tmp_path), now=NOW, is_offline=True)
    assert FindingId.NOT_MIGRATED in {finding.id for finding in found}
    assert await asyncio.to_thread(os.listdir, tmp_path) == []


async def test_a_database_that_does_not_answer(desk: Desk) -> None:
    address = type(desk.settings.database_url)("postgresql://u:hush@127.0.0.1:1/n")
    found = await desk.look(database_url=address)
    assert found[FindingId.DATABASE_UNREACHABLE].name == "DATABASE_URL"
    assert "hush" not in str(found)


@pytest.mark.parametrize(
    ("revision", "wanted"), [("", FindingId.NOT_MIGRATED), ("9999", FindingId.DATABASE_NEWER)]
)
async def test_a_schema_of_another_version(revision: str, wanted: FindingId, desk: Desk) -> None:
    async with desk.country.database.begin() as uow:
        change = "UPDATE alembic_version SET version_num = :r" if revision else "DELETE FROM alembic_version"
        await uow.execute(sa.text(change), {"r": revision} if revision else {})
        await uow.commit()
    assert wanted in await desk.look()
