"""*Rút lại*: within ten minutes everything is as it was, or nothing is changed at all."""

from datetime import date

import pytest
import sqlalchemy as sa

from bot.domain.errors import AlreadyDecided, TooLate
from bot.domain.people import Role
from bot.domain.report import WISHES, Draft, ReportKind
from bot.domain.requests import ExtensionStatus, ObstacleStatus
from bot.domain.task import Status
from bot.services import letters, tasks
from bot.storage.outbox import MailKind
from bot.storage.reports import find_last_report
from bot.storage.tables import reports
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.desk_setting import race
from tests.services.reporting_setting import DOCUMENT
from tests.services.request_setting import Requests
from tests.services.withdrawal_setting import STATE, every_draft, state

# --- exactly what was -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ReportKind)
@pytest.mark.parametrize(
    "before",
    [
        {"status": Status.NOT_STARTED},
        {"status": Status.IN_PROGRESS, "percent": 12.5, "value": 3.0, "last_report_at": local(2024, 7, 9)},
        {"status": Status.RETURNED, "percent": 80.0},
        {
            "status": Status.SUBMITTED,
            "percent": 100.0,
            "submitted_at": local(2024, 7, 9, 16, 1),
            "last_report_at": local(2024, 7, 9, 16, 1),
        },
    ],
    ids=["new", "in progress", "returned", "submitted"],
)
async def test_everything_is_as_it_was(
    on_sqlite: Requests, kind: ReportKind, before: dict[str, object]
) -> None:
    await on_sqlite.desk.set(on_sqlite.task, **before)
    was = await state(on_sqlite)
    report_id = await on_sqlite.record(every_draft(on_sqlite)[kind])
    assert kind in WISHES or await state(on_sqlite) != was
    on_sqlite.desk.tick(minutes=9)
    (restored,) = await on_sqlite.take_back(report_id)
    assert await state(on_sqlite) == was
    assert (restored.status, restored.percent, restored.value) == (
        was["status"],
        was["percent"],
        was["value"],
    )
    next_at, afresh = await on_sqlite.cursor()
    assert next_at == afresh


async def test_the_report_stays_on_record_as_taken_back(office: Requests) -> None:
    report_id = await office.record(every_draft(office)[ReportKind.PROGRESS])
    office.desk.tick(minutes=1)
    await office.take_back(report_id)
    rows = await office.desk.read(sa.select(reports.c.percent, reports.c.withdrawn_at))
    assert rows == [(60, office.desk.now)]
    assert (await office.history())[-2:] == ["reported", "withdrawn"]
    async with office.desk.work() as uow:
        assert await find_last_report(uow, office.task) is None
        card = await tasks.open_card(uow, office.an, office.task, now=office.desk.now, rules=RULES)
    assert card.last_report is None


async def test_an_earlier_report_is_the_last_one_again(on_sqlite: Requests) -> None:
    await on_sqlite.record(Draft(on_sqlite.task, ReportKind.PROGRESS, percent=30))
    was = await state(on_sqlite)
    on_sqlite.desk.tick(hours=1)
    await on_sqlite.take_back(await on_sqlite.record(every_draft(on_sqlite)[ReportKind.DONE]))
    assert await state(on_sqlite) == was
    async with on_sqlite.desk.work() as uow:
        found = await find_last_report(uow, on_sqlite.task)
    assert found is not None
    assert found.percent == 30


async def test_several_of_one_tap_are_taken_back_together(office: Requests) -> None:
    second = await office.desk.assign("NV-002", due_date="2024-07-25")
    was, other = await state(office), await office.desk.row(second)
    report_id = await office.record_all(
        Draft(office.task, ReportKind.PROGRESS, percent=60),
        office.stuck(),
        office.asking(),
        Draft(second, ReportKind.DONE, proofs=(DOCUMENT,)),
    )
    restored = await office.take_back(report_id)
    assert {assignment.id for assignment in restored} == {office.task, second}
    assert await state(office) == was
    after = await office.desk.row(second)
    assert {name: after[name] for name in STATE} == {name: other[name] for name in STATE}
    assert (await office.extension(1)).status is ExtensionStatus.WITHDRAWN
    assert (await office.obstacle(1)).status is ObstacleStatus.CLOSED
    rows = await office.desk.read(sa.select(reports.c.withdrawn_at))
    assert rows == [(office.desk.now,)] * 4


async def test_any_report_of_the_tap_takes_all_of_it_back(on_sqlite: Requests) -> None:
    was = await state(on_sqlite)
    last = await on_sqlite.record_all(
        Draft(on_sqlite.task, ReportKind.PROGRESS, percent=60), on_sqlite.stuck()
    )
    await on_sqlite.take_back(last - 1)
    assert await state(on_sqlite) == was


async def test_what_another_said_between_two_taps_of_the_same_moment_is_not_lost(on_sqlite: Requests) -> None:
    deputy = await on_sqlite.desk.seat("Đỗ", Role.FOCAL_POINT, "HDG")
    percents = ((on_sqlite.an, 30), (deputy, 50), (on_sqlite.an, 60))
    for actor, percent in percents:
        draft = Draft(on_sqlite.task, ReportKind.PROGRESS, percent=percent)
        last = await on_sqlite.record(draft, actor=actor)
    with pytest.raises(TooLate):
        await on_sqlite.take_back(last)
    assert (await state(on_sqlite))["percent"] == 60


async def test_all_of_it_or_nothing(on_sqlite: Requests) -> None:
    """Of two tasks of one tap somebody has reported on the second: the first stays as it is, too."""
    second = await on_sqlite.desk.assign("NV-002", due_date="2024-07-25")
    report_id = await on_sqlite.record_all(
        Draft(on_sqlite.task, ReportKind.PROGRESS, percent=60),
        Draft(second, ReportKind.PROGRESS, percent=70),
    )
    on_sqlite.desk.tick(minutes=1)
    await on_sqlite.record(Draft(second, ReportKind.PROGRESS, percent=75))
    with pytest.raises(TooLate):
        await on_sqlite.take_back(report_id)
    assert (await state(on_sqlite))["percent"] == 60
    assert await on_sqlite.desk.read(sa.select(reports.c.withdrawn_at)) == [(None,)] * 3


# --- requests ---------------------------------------------------------------------------------------------


async def test_a_request_that_was_taken_back_is_not_decided(office: Requests) -> None:
    report_id = await office.record(office.asking())
    office.desk.tick(minutes=5)
    await office.take_back(report_id)
    asked = await office.extension(1)
    assert (asked.status, asked.clock_at, asked.decided_by) == (ExtensionStatus.WITHDRAWN, None, "An")
    with pytest.raises(AlreadyDecided) as refusal:
        await office.grant(asked)
    assert refusal.value.facts == {"by": "An", "at": "08:35 10/07"}
    assert await office.climb_at(local(2024, 7, 31)) == 0


async def test_an_obstacle_that_was_taken_back_is_closed(on_sqlite: Requests) -> None:
    report_id = await on_sqlite.record(on_sqlite.stuck())
    await on_sqlite.take_back(report_id)
    closed = await on_sqlite.obstacle(1)
    assert (closed.status, closed.clock_at) == (ObstacleStatus.CLOSED, None)
    with pytest.raises(AlreadyDecided):
        await on_sqlite.answer(closed)


@pytest.mark.parametrize("kind", [MailKind.EXTENSION, MailKind.OBSTACLE, MailKind.REVIEW])
async def test_a_letter_about_it_that_was_not_sent_yet_says_nothing(
    on_sqlite: Requests, kind: MailKind
) -> None:
    draft = {
        MailKind.EXTENSION: ReportKind.EXTENSION,
        MailKind.OBSTACLE: ReportKind.OBSTACLE,
        MailKind.REVIEW: ReportKind.DONE,
    }[kind]
    await on_sqlite.take_back(await on_sqlite.record(every_draft(on_sqlite)[draft]))
    async with on_sqlite.desk.work() as uow:
        claimed = await letters.claim(uow, now=on_sqlite.desk.now, rules=RULES)
    (letter,) = [letter for letter in claimed if letter.mail.kind is kind]
    assert not letters.has_words(letter)


@pytest.mark.parametrize("is_offered", [False, True])
async def test_the_request_that_it_replaced_is_open_again(on_sqlite: Requests, is_offered: bool) -> None:
    first = await on_sqlite.ask()
    on_sqlite.desk.tick(hours=1)
    if is_offered:
        first = await on_sqlite.propose(first)
    on_sqlite.desk.tick(hours=1)
    report_id = await on_sqlite.record(on_sqlite.asking(date(2024, 8, 9)))
    assert (await on_sqlite.extension(first.id)).status is ExtensionStatus.WITHDRAWN
    await on_sqlite.take_back(report_id)
    assert await on_sqlite.extension(first.id) == first
    decided = await (on_sqlite.take(first) if is_offered else on_sqlite.grant(first))
    assert decided.status is ExtensionStatus.GRANTED


async def test_two_requests_of_one_tap_are_taken_back_together(on_sqlite: Requests) -> None:
    report_id = await on_sqlite.record_all(on_sqlite.asking(), on_sqlite.asking(date(2024, 8, 9)))
    await on_sqlite.take_back(report_id)
    assert [(await on_sqlite.extension(number)).status for number in (1, 2)] == [
        ExtensionStatus.WITHDRAWN
    ] * 2


# --- too late ---------------------------------------------------------------------------------------------


async def test_ten_minutes_and_no_more(office: Requests) -> None:
    report_id = await office.record(Draft(office.task, ReportKind.PROGRESS, percent=60))
    office.desk.tick(minutes=10, seconds=1)
    with pytest.raises(TooLate):
        await office.take_back(report_id)
    office.desk.tick(seconds=-1)
    await office.take_back(report_id)
    assert (await state(office))["percent"] is None


async def test_not_twice(office: Requests) -> None:
    report_id = await office.record(Draft(office.task, ReportKind.PROGRESS, percent=60))
    await office.take_back(report_id)
    with pytest.raises(TooLate):
        await office.take_back(report_id)


async def test_of_two_presses_at_once_one_takes_it_back(office: Requests) -> None:
    report_id = await office.record(Draft(office.task, ReportKind.PROGRESS, percent=60))
    taken, refused = await race(office.take_back(report_id), office.take_back(report_id))
    assert (len(taken), len(refused)) == (1, 1)
    assert isinstance(refused[0], TooLate)
    assert (await office.history()).count("withdrawn") == 1
