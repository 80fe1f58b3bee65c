"""*Rút lại* is refused once somebody acted on it, to anybody else, and without end."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import DomainError, NotFound, TooLate
from bot.domain.people import Role
from bot.domain.report import Draft, ReportKind
from bot.domain.task import Status
from tests.domain.ladder_setting import local
from tests.services.request_setting import Requests
from tests.services.withdrawal_setting import every_draft, state

Act = Callable[[Requests], Awaitable[object]]
DONE_SINCE: dict[str, tuple[ReportKind, Act]] = {
    "another report": (
        ReportKind.PROGRESS,
        lambda office: office.record(Draft(office.task, ReportKind.NOTE, note="y")),
    ),
    "granted": (ReportKind.EXTENSION, lambda office: _with_extension(office, "grant")),
    "refused": (ReportKind.EXTENSION, lambda office: _with_extension(office, "refuse")),
    "offered": (ReportKind.EXTENSION, lambda office: _with_extension(office, "propose")),
    "answered": (ReportKind.OBSTACLE, lambda office: _with_obstacle(office, "answer")),
    "asked back": (ReportKind.OBSTACLE, lambda office: _with_obstacle(office, "ask_back")),
    "closed": (ReportKind.OBSTACLE, lambda office: _with_obstacle(office, "close")),
}


async def _with_extension(office: Requests, how: str) -> None:
    asked = await office.extension(1)
    await {"grant": office.grant, "refuse": office.refuse, "propose": office.propose}[how](asked)


async def _with_obstacle(office: Requests, how: str) -> None:
    raised = await office.obstacle(1)
    if how == "close":
        await office.close(raised)
    else:
        await {"answer": office.answer, "ask_back": office.ask_back}[how](raised)


@pytest.mark.parametrize(("kind", "act"), DONE_SINCE.values(), ids=DONE_SINCE)
async def test_not_once_somebody_acted_on_it(on_sqlite: Requests, kind: ReportKind, act: Act) -> None:
    report_id = await on_sqlite.record(every_draft(on_sqlite)[kind])
    on_sqlite.desk.tick(minutes=1)
    await act(on_sqlite)
    before = await on_sqlite.desk.row(on_sqlite.task)
    with pytest.raises(TooLate):
        await on_sqlite.take_back(report_id)
    assert await on_sqlite.desk.row(on_sqlite.task) == before


async def test_not_once_a_result_was_decided(on_sqlite: Requests) -> None:
    report_id = await on_sqlite.record(every_draft(on_sqlite)[ReportKind.DONE])
    row = await on_sqlite.desk.row(on_sqlite.task)
    await on_sqlite.desk.set(on_sqlite.task, status=Status.DONE, rev=row["rev"] + 1)
    with pytest.raises(TooLate):
        await on_sqlite.take_back(report_id)
    assert (await state(on_sqlite))["status"] == Status.DONE


@pytest.mark.parametrize(
    ("role", "agency"),
    [
        (Role.FOCAL_POINT, "HDG"),
        (Role.HEAD, "HDG"),
        (Role.OFFICER, "UBQGCDS"),
        (Role.FOCAL_POINT, "BGG"),
        (Role.ADMIN, "CP"),
    ],
)
async def test_nobody_takes_back_what_another_said(on_sqlite: Requests, role: Role, agency: str) -> None:
    report_id = await on_sqlite.record(Draft(on_sqlite.task, ReportKind.PROGRESS, percent=60))
    other = await on_sqlite.desk.seat("Khác", role, agency)
    with pytest.raises(TooLate):
        await on_sqlite.take_back(report_id, actor=other)
    assert (await state(on_sqlite))["percent"] == 60


async def test_nor_what_was_said_in_an_office_that_one_holds_no_more(on_sqlite: Requests) -> None:
    report_id = await on_sqlite.record(Draft(on_sqlite.task, ReportKind.PROGRESS, percent=60))
    gone = replace(on_sqlite.an, appointments=())
    with pytest.raises(NotFound):
        await on_sqlite.take_back(report_id, actor=gone)


@pytest.mark.parametrize("report_id", [0, 2, 10**15])
async def test_a_report_that_does_not_exist_is_too_late(on_sqlite: Requests, report_id: int) -> None:
    await on_sqlite.record(Draft(on_sqlite.task, ReportKind.PROGRESS, percent=60))
    errors: list[type[DomainError]] = []
    try:
        await on_sqlite.take_back(report_id)
    except DomainError as error:
        errors.append(type(error))
    assert errors == [TooLate]


async def test_the_other_report_of_the_same_minute_stays(on_sqlite: Requests) -> None:
    first = await on_sqlite.record(Draft(on_sqlite.task, ReportKind.PROGRESS, percent=30))
    on_sqlite.desk.tick(seconds=20)
    second = await on_sqlite.record(Draft(on_sqlite.task, ReportKind.PROGRESS, percent=60))
    await on_sqlite.take_back(second)
    assert (await state(on_sqlite))["percent"] == 30
    with pytest.raises(TooLate):
        await on_sqlite.take_back(first)


# --- the ladder -------------------------------------------------------------------------------------------


async def test_the_reporters_ladder_runs_again(on_sqlite: Requests) -> None:
    report_id = await on_sqlite.record(every_draft(on_sqlite)[ReportKind.DONE])
    assert (await on_sqlite.cursor())[0] == local(2024, 7, 15, 8, 30)
    on_sqlite.desk.tick(minutes=3)
    await on_sqlite.take_back(report_id)
    next_at, afresh = await on_sqlite.cursor()
    assert next_at == afresh == local(2024, 7, 12, 8, 30)


async def test_the_officers_clock_runs_again_from_the_first_submission(on_sqlite: Requests) -> None:
    await on_sqlite.record(every_draft(on_sqlite)[ReportKind.DONE])
    submitted_at = on_sqlite.desk.now
    on_sqlite.desk.now = submitted_at + timedelta(hours=2)
    report_id = await on_sqlite.record(Draft(on_sqlite.task, ReportKind.PROGRESS, percent=90))
    await on_sqlite.take_back(report_id)
    assert (await state(on_sqlite))["submitted_at"] == submitted_at
    next_at, afresh = await on_sqlite.cursor()
    assert next_at == afresh == local(2024, 7, 15, 8, 30)
