"""`check` finds what is wrong, names it by a stable id, and changes nothing."""

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from bot.check import list_findings
from bot.check.bot_account import list_telegram_findings
from bot.check.database import list_calendar_findings
from bot.domain.calendar import LAST_DECIDED_YEAR, Override
from bot.domain.people import Role
from bot.findings import Finding, FindingId, find_hint, render_finding
from bot.opening.readiness import list_policy_problems
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.people import revoke_appointments
from bot.storage.queues import inbox, notice_items, outbox
from bot.storage.tables import evidence, people, reports
from tests.commands.office import TOKEN, Office
from tests.services.overview_setting import Country, found_country

NOW = datetime(2025, 7, 16, 2, 0, tzinfo=UTC)
"""A year whose next one is decided as well."""


class Desk:
    """One installation, looked at offline."""

    def __init__(self, country: Country, data_dir: Path) -> None:
        self.country = country
        url = country.database.url.render_as_string(hide_password=False)
        self.settings = make_settings(data_dir, database_url=url)

    async def look(self, **changes: object) -> dict[FindingId, Finding]:
        settings = self.settings.model_copy(update=changes)
        found = await list_findings(settings, now=NOW, is_offline=True)
        assert len(found) == len({(finding.id, finding.message) for finding in found})
        return {finding.id: finding for finding in found}

    async def add(self, table: sa.Table, **values: Any) -> int:  # noqa: ANN401 columns of the row
        async with self.country.database.begin() as uow:
            statement = sa.insert(table).values(**values).returning(table.c.id)
            row_id: int = (await uow.execute(statement)).scalar_one()
            await uow.commit()
        return row_id


def make_settings(data_dir: Path, **changes: object) -> Settings:
    values: dict[str, object] = {"bot_token": TOKEN, "data_dir": data_dir, "admin_telegram_ids": (1,)}
    return Settings(_env_file=None, **(values | changes))  # type: ignore[arg-type,call-arg] # pydantic checks them


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Desk:
    """All seats that matter are taken, and one agency has something to do."""
    country = await found_country(database)
    await country.assign("HDG")
    for code, role in (
        ("HDG", Role.FOCAL_POINT),
        ("UBQGCDS", Role.OFFICER),
        ("UBQGCDS", Role.LEADER),
    ):
        await country.seat(code, role)
    return Desk(country, tmp_path)


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


# --- what waits in it ---------------------------------------------------------------------------------------


async def test_updates_that_were_set_aside(desk: Desk) -> None:
    for number in (1, 2):
        await desk.add(
            inbox, update_id=number, chat_key=1, payload="{}", received_at=NOW, status="dead", attempts=4
        )
    assert "2 update(s)" in (await desk.look())[FindingId.DEAD_UPDATES].message


async def test_updates_that_nobody_works_off(desk: Desk) -> None:
    old = NOW - timedelta(minutes=42)
    await desk.add(inbox, update_id=1, chat_key=1, payload="{}", received_at=old, status="new")
    assert "42 minutes" in (await desk.look())[FindingId.OLDEST_UNREAD].message


async def test_updates_that_are_done_with_wait_for_nobody(desk: Desk) -> None:
    old = NOW - timedelta(days=1)
    for number, status in enumerate(("done", "dead")):
        await desk.add(inbox, update_id=number, chat_key=1, payload="{}", received_at=old, status=status)
    assert FindingId.OLDEST_UNREAD not in await desk.look()


async def mail(desk: Desk, *, status: str, at: datetime, error: str = "") -> None:
    await desk.add(
        outbox, kind="reply", priority=0, data={}, status=status, not_before=at, created_at=at, error=error
    )


async def test_letters_that_failed_by_reason(desk: Desk) -> None:
    for error in ("forbidden", "bad_request", "forbidden"):
        await mail(desk, status="failed", at=NOW - timedelta(days=6), error=error)
    message = (await desk.look())[FindingId.FAILED_LETTERS].message
    assert message == "3 letter(s) failed in the last 7 days: forbidden 2, bad_request 1"


async def test_old_failures_are_past(desk: Desk) -> None:
    await mail(desk, status="failed", at=NOW - timedelta(days=8), error="forbidden")
    assert FindingId.FAILED_LETTERS not in await desk.look()


@pytest.mark.parametrize(
    ("minutes", "is_told"),
    [(11, True), (9, False), (-600, False)],
    ids=["late", "just now", "held for the morning"],
)
async def test_the_oldest_letter_that_could_have_gone(minutes: int, *, is_told: bool, desk: Desk) -> None:
    await mail(desk, status="queued", at=NOW - timedelta(minutes=minutes))
    assert (FindingId.OLDEST_UNSENT in await desk.look()) is is_told


async def lose(desk: Desk, person_id: int) -> None:
    await desk.country.set(people, person_id, unreachable_at=NOW)


async def test_people_nobody_can_reach(desk: Desk) -> None:
    await lose(desk, await desk.country.seat("BGG"))
    assert "1 linked people" in (await desk.look())[FindingId.UNREACHABLE_PEOPLE].message


async def test_agencies_with_work_but_without_a_focal_point(desk: Desk) -> None:
    await desk.country.assign("BGG")
    await desk.country.seat("BGG", Role.HEAD)
    await desk.country.seat("BGG", Role.FOCAL_POINT, telegram_id=None)
    message = (await desk.look())[FindingId.AGENCIES_WITHOUT_FOCAL_POINT].message
    assert message.startswith("1 agencies")
    assert message.endswith(": BGG")


async def test_a_focal_point_who_is_lost_leaves_the_agency_without_one(desk: Desk) -> None:
    await desk.country.assign("BGG")
    await lose(desk, await desk.country.seat("BGG", Role.FOCAL_POINT))
    assert FindingId.AGENCIES_WITHOUT_FOCAL_POINT in await desk.look()


async def test_a_focal_point_who_was_dismissed_counts_no_more(desk: Desk) -> None:
    await desk.country.assign("BGG")
    person_id = await desk.country.seat("BGG", Role.FOCAL_POINT)
    async with desk.country.database.begin() as uow:
        await revoke_appointments(uow, person_id, now=NOW)
        await uow.commit()
    found = await desk.look()
    assert FindingId.AGENCIES_WITHOUT_FOCAL_POINT in found
    assert found[FindingId.ABOUT_PEOPLE].message.startswith("3 people")


async def remind(desk: Desk, person_id: int, *, recipient: str, outcome: str, at: datetime = NOW) -> None:
    await desk.add(
        notice_items,
        person_id=person_id,
        assignment_id=1,
        rung="after-5",
        recipient=recipient,
        condition="always",
        round="due 2025-07-09",
        planned_at=at,
        outcome=outcome,
    )


async def test_reminders_that_reached_nobody(desk: Desk) -> None:
    first, second = [await desk.country.seat("BGG") for _ in range(2)]
    for person_id in (first, second):
        await remind(desk, person_id, recipient="leader", outcome="undelivered")
    await remind(desk, first, recipient="head", outcome="undelivered", at=NOW - timedelta(days=31))
    message = (await desk.look())[FindingId.NOTICES_TO_NOBODY].message
    assert message == "1 reminder(s) of the last 30 days reached nobody: leader 1"


@pytest.mark.parametrize("outcome", ["", "sent", "dropped"])
async def test_reminders_that_somebody_else_got_are_none_of_them(desk: Desk, outcome: str) -> None:
    first, second = [await desk.country.seat("BGG") for _ in range(2)]
    await remind(desk, first, recipient="leader", outcome="undelivered")
    await remind(desk, second, recipient="leader", outcome=outcome)
    assert FindingId.NOTICES_TO_NOBODY not in await desk.look()


async def test_an_agency_whose_work_is_done_needs_nobody(desk: Desk) -> None:
    await desk.country.assign("BGG", status="done")
    assert FindingId.AGENCIES_WITHOUT_FOCAL_POINT not in await desk.look()


async def test_nobody_decides(database: Database, tmp_path: Path) -> None:
    desk = Desk(await found_country(database), tmp_path)
    found = await list_findings(desk.settings, now=NOW, is_offline=True)
    vacant = [finding.message for finding in found if finding.id is FindingId.ROLE_VACANT]
    assert vacant == ["no officer can be reached", "no leader can be reached"]


@pytest.fixture
async def report_id(desk: Desk) -> int:
    assignment_id, person_id = await desk.country.assign("BGG", status="done"), await desk.country.seat("BGG")
    at = NOW - timedelta(hours=2)
    return await desk.add(reports, assignment_id=assignment_id, person_id=person_id, at=at, kind="done")


async def test_evidence_that_was_given_up(desk: Desk, report_id: int) -> None:
    await desk.add(evidence, report_id=report_id, kind="file", file_id="x", fetch_attempts=20)
    found = await desk.look()
    assert FindingId.EVIDENCE_LOST in found
    assert FindingId.EVIDENCE_WAITING not in found


async def test_evidence_that_is_still_to_be_fetched(desk: Desk, report_id: int) -> None:
    later = NOW + timedelta(hours=5)
    await desk.add(evidence, report_id=report_id, kind="file", file_id="x", fetch_at=later)
    found = await desk.look()
    assert FindingId.EVIDENCE_WAITING in found
    assert FindingId.EVIDENCE_LOST not in found


async def test_evidence_that_is_stored_or_is_no_file_is_fine(desk: Desk, report_id: int) -> None:
    await desk.add(evidence, report_id=report_id, kind="file", file_id="x", stored_as="evidence/ab/abc")
    await desk.add(evidence, report_id=report_id, kind="link", url="https://x")
    found = await desk.look()
    assert {FindingId.EVIDENCE_WAITING, FindingId.EVIDENCE_LOST}.isdisjoint(found)


# --- the calendar -------------------------------------------------------------------------------------------


def test_a_year_that_is_only_estimated_is_told() -> None:
    (finding,) = list_calendar_findings([], LAST_DECIDED_YEAR)
    assert str(LAST_DECIDED_YEAR + 1) in finding.message
    assert list_calendar_findings([], LAST_DECIDED_YEAR - 1) == []
    assert len(list_calendar_findings([], LAST_DECIDED_YEAR + 1)) == 2


def test_a_year_whose_days_the_office_entered_is_decided() -> None:
    entered = Override(date(LAST_DECIDED_YEAR + 1, 2, 5), works=False)
    assert list_calendar_findings([entered], LAST_DECIDED_YEAR) == []


# --- Telegram -----------------------------------------------------------------------------------------------

Answer = Callable[[httpx.Request], httpx.Response]
AT_NOW = {"date": "Wed, 16 Jul 2025 02:00:00 GMT"}


async def ask(tmp_path: Path, answer: Answer, **changes: object) -> list[Finding]:
    transport = httpx.MockTransport(answer)
    found = await list_telegram_findings(make_settings(tmp_path, **changes), now=NOW, transport=transport)
    assert TOKEN not in " ".join(map(render_finding, found))
    return found


def known(request: httpx.Request, **headers: str) -> httpx.Response:
    assert request.url.path == f"/bot{TOKEN}/getMe"
    return httpx.Response(
        200, json={"ok": True, "result": {"id": 1, "username": "don_doc_bot"}}, headers=AT_NOW | headers
    )


async def test_the_bots_name_is_told(tmp_path: Path) -> None:
    (finding,) = await ask(tmp_path, known, bot_username="@Don_Doc_Bot")
    assert finding == Finding(FindingId.ABOUT_TELEGRAM, "the bot is @don_doc_bot")


async def test_a_name_that_is_not_the_bots_is_told(tmp_path: Path) -> None:
    (finding,) = await ask(tmp_path, known, bot_username="other_bot")
    assert (finding.id, finding.name) == (FindingId.SETTING_INVALID, "BOT_USERNAME")


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token(status: int, tmp_path: Path) -> None:
    (finding,) = await ask(tmp_path, lambda _: httpx.Response(status, json={"ok": False}))
    assert (finding.id, finding.name) == (FindingId.TOKEN_REFUSED, "BOT_TOKEN")


def refuse_connection(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError(f"cannot connect to {request.url}", request=request)


@pytest.mark.parametrize(
    "answer",
    [
        refuse_connection,
        lambda _: httpx.Response(502, text="<html>"),
        lambda _: httpx.Response(200, text="<html>captive portal</html>"),
        lambda _: httpx.Response(200, json=["nonsense"]),
        lambda _: httpx.Response(200, json={"ok": True}, headers={"date": "yesterday"}),
    ],
)
async def test_telegram_out_of_reach(answer: Answer, tmp_path: Path) -> None:
    (finding,) = await ask(tmp_path, answer)
    assert finding.id is FindingId.TELEGRAM_UNREACHABLE


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Wed, 16 Jul 2025 01:59:00 GMT", "60 s ahead of"),
        ("Wed, 16 Jul 2025 02:01:00 GMT", "60 s behind"),
    ],
)
async def test_a_clock_that_is_wrong(said: str, words: str, tmp_path: Path) -> None:
    found = await ask(tmp_path, lambda request: known(request, date=said))
    assert words in found[-1].message
    assert found[-1].id is FindingId.CLOCK_WRONG


async def test_a_proxy_that_makes_no_sense_is_told_without_its_password(tmp_path: Path) -> None:
    found = await list_telegram_findings(
        make_settings(tmp_path, telegram_proxy="http://u:hush@h:port"), now=NOW, transport=None
    )
    assert [finding.id for finding in found] == [FindingId.TELEGRAM_UNREACHABLE]
    assert "hush" not in render_finding(found[0])


# --- the command --------------------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.chdir(tmp_path)
    return Office(tmp_path, capsys, monkeypatch, {"BOT_TOKEN": TOKEN})


def test_errors_end_with_1_warnings_with_0(office: Office) -> None:
    result = office.do("check", "--offline")
    assert (result.code, result.err) == (1, "")
    assert result.out.splitlines()[-1] == "1 error(s), 0 warning(s)"
    office.ok("migrate")
    result = office.do("check", "--offline")
    assert result.code == 0
    assert "W106: no officer can be reached" in result.out


def test_bad_settings_are_findings_as_well(office: Office) -> None:
    office.settings["SEND_RATE"] = "fast"
    result = office.do("check", "--offline")
    assert (result.code, result.err) == (1, "")
    assert "E001 SEND_RATE: " in result.out


# --- the ids ------------------------------------------------------------------------------------------------


def test_everything_that_can_be_mended_has_a_hint() -> None:
    informative = {finding_id for finding_id in FindingId if not find_hint(Finding(finding_id, ""))}
    assert all(finding_id.startswith("I") for finding_id in informative)


def test_a_finding_is_one_line() -> None:
    line = render_finding(Finding(FindingId.FOLDER_NOT_WRITABLE, "cannot\nbe written", "DATA_DIR"))
    assert line.startswith("E012 DATA_DIR: cannot be written (hint: ")
    assert "\n" not in line


def test_the_manual_explains_every_id() -> None:
    manual = (Path(__file__).parents[1] / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [finding_id for finding_id in FindingId if f"| {finding_id} |" not in manual] == []
