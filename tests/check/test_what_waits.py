"""What waits in the database and reaches nobody: updates, letters, people, evidence."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.check import list_findings
from bot.domain.people import Role
from bot.findings import FindingId
from bot.storage.database import Database
from bot.storage.people import revoke_appointments
from bot.storage.queues import inbox, notice_items, outbox
from bot.storage.tables import evidence, people, reports
from tests.check.desk_setting import NOW, Desk
from tests.services.overview_setting import found_country

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
