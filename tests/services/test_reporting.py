from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from bot.domain.errors import (
    DomainError,
    NotFound,
    NotReporter,
    Outdated,
    ProofMissing,
    TransitionRefused,
    ValueRefused,
)
from bot.domain.people import Role
from bot.domain.report import Draft, ReportKind
from bot.domain.task import Status
from bot.storage.database import Database
from bot.storage.tables import events, evidence, reports
from tests.domain.ladder_setting import local
from tests.services.desk_setting import race
from tests.services.reporting_setting import DOCUMENT, Setting, found_setting


@pytest.fixture
async def setting(database: Database) -> Setting:
    return await found_setting(database)


@pytest.fixture
async def on_sqlite(sqlite_database: Database) -> Setting:
    """For the many cases of one rule: which database holds the rows makes no difference to it."""
    return await found_setting(sqlite_database)


async def test_progress_starts_the_task_and_leaves_a_trace(setting: Setting) -> None:
    changed = await setting.say(40)
    assert (changed.status, changed.percent, changed.last_report_at) == (
        Status.IN_PROGRESS,
        40,
        setting.desk.now,
    )
    kinds = await setting.desk.read(sa.select(events.c.kind, events.c.actor_id).order_by(events.c.id.desc()))
    assert kinds[0] == ("reported", setting.an.person.id)


async def test_reports_are_added_and_never_changed(setting: Setting) -> None:
    await setting.say(40)
    await setting.say(20)
    assert await setting.desk.read(sa.select(reports.c.percent).order_by(reports.c.id)) == [(40,), (20,)]
    assert (await setting.desk.row(setting.task))["percent"] == 20


async def test_a_result_waits_for_the_officer_with_its_evidence(setting: Setting) -> None:
    changed = await setting.submit()
    assert (changed.status, changed.submitted_at, changed.completed_on) == (
        Status.SUBMITTED,
        setting.desk.now,
        None,
    )
    assert await setting.desk.read(sa.select(evidence.c.number)) == [("58/KH-UBND",)]
    assert [person for person, _ in await setting.mail("review")] == [setting.chi.person.id]


@pytest.mark.parametrize(
    ("status", "kind", "wanted"),
    [
        (Status.NOT_STARTED, ReportKind.NOTE, Status.IN_PROGRESS),
        (Status.RETURNED, ReportKind.NOTE, Status.RETURNED),
        (Status.RETURNED, ReportKind.PROGRESS, Status.IN_PROGRESS),
        (Status.SUBMITTED, ReportKind.NOTE, Status.SUBMITTED),
        (Status.SUBMITTED, ReportKind.PROGRESS, Status.IN_PROGRESS),
        (Status.SUBMITTED, ReportKind.DONE, Status.SUBMITTED),
    ],
)
async def test_a_report_moves_the_status(
    on_sqlite: Setting, status: Status, kind: ReportKind, wanted: Status
) -> None:
    setting = on_sqlite
    await setting.desk.set(setting.task, status=status, submitted_at=setting.desk.now - timedelta(hours=1))
    draft = Draft(setting.task, kind, note="x", proofs=(DOCUMENT,) if kind is ReportKind.DONE else ())
    changed = await setting.record(draft)
    assert changed.status is wanted
    if wanted is Status.IN_PROGRESS:
        assert changed.submitted_at is None


@pytest.mark.parametrize(
    ("status", "error"),
    [(Status.DONE, TransitionRefused), (Status.CANCELLED, NotFound), (Status.TRANSFERRED, NotFound)],
)
async def test_what_is_over_takes_no_report(
    on_sqlite: Setting, status: Status, error: type[DomainError]
) -> None:
    await on_sqlite.desk.set(on_sqlite.task, status=status)
    for kind in ReportKind:
        draft = Draft(
            on_sqlite.task, kind, note="x", proofs=(DOCUMENT,), wanted_on=date(2024, 8, 2), category="hr"
        )
        with pytest.raises(error):
            await on_sqlite.record(draft)
    assert await on_sqlite.desk.read(sa.select(reports)) == []


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (Draft(0, ReportKind.PROGRESS, percent=100.01), ValueRefused),
        (Draft(0, ReportKind.PROGRESS, percent=-0.01), ValueRefused),
        (Draft(0, ReportKind.PROGRESS, percent=float("nan")), ValueRefused),
        (Draft(0, ReportKind.PROGRESS, value=-1), ValueRefused),
        (Draft(0, ReportKind.PROGRESS, value=float("nan")), ValueRefused),
        (Draft(0, ReportKind.PROGRESS, value=float("inf")), ValueRefused),
        (Draft(0, ReportKind.PROGRESS), ValueRefused),
        (Draft(0, ReportKind.DONE, note="xong"), ProofMissing),
    ],
)
def test_impossible_drafts_are_refused(draft: Draft, error: type[DomainError]) -> None:
    with pytest.raises(error):
        draft.checked()


async def test_an_impossible_draft_is_not_stored(setting: Setting) -> None:
    with pytest.raises(ValueRefused):
        await setting.say(101)
    with pytest.raises(ProofMissing):
        await setting.record(Draft(setting.task, ReportKind.DONE, note="xong"))
    assert await setting.desk.read(sa.select(reports)) == []


async def test_only_the_focal_point_of_the_agency_records(setting: Setting) -> None:
    before = await setting.desk.row(setting.task)
    for role, agency, error in (
        (Role.HEAD, "HDG", NotReporter),
        (Role.LEADER, "UBQGCDS", NotReporter),
        (Role.FOCAL_POINT, "BGG", NotFound),
    ):
        actor = await setting.desk.seat(agency, role, agency)
        with pytest.raises(error):
            await setting.record(Draft(setting.task, ReportKind.PROGRESS, percent=1), actor=actor)
    after = await setting.desk.row(setting.task)
    assert {k: v for k, v in after.items() if k not in {"planned_at", "next_at"}} == {
        k: v for k, v in before.items() if k not in {"planned_at", "next_at"}
    }


async def test_two_reports_at_once_are_both_kept(setting: Setting) -> None:
    changed, refused = await race(setting.say(10), setting.say(20))
    assert len(changed) + len(refused) == 2
    assert all(isinstance(error, Outdated) for error in refused)
    assert len(await setting.desk.read(sa.select(reports))) == len(changed)


async def test_a_report_leaves_the_plan_alone_while_the_ladder_goes_on(setting: Setting) -> None:
    await setting.desk.plan()
    before = await setting.desk.row(setting.task)
    setting.desk.now = local(2024, 7, 22, 8, 31)  # rungs came due that nobody has planned yet
    await setting.say(40)
    after = await setting.desk.row(setting.task)
    assert (after["planned_at"], after["next_at"]) == (before["planned_at"], before["next_at"])


async def test_handing_in_starts_the_officers_clock(setting: Setting) -> None:
    await setting.desk.plan()
    await setting.submit()
    assert (await setting.desk.row(setting.task))["next_at"] == local(2024, 7, 15, 8, 30)
