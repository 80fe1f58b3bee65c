"""Requests for more time: refused, offered another date, decided once; the ladder follows."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from bot.domain.errors import (
    AlreadyDecided,
    DateInPast,
    DateNotLater,
    DateRefused,
    DateTooFar,
    DomainError,
    NotFound,
    NotReporter,
    TransitionRefused,
    ValueRefused,
)
from bot.domain.people import Role
from bot.domain.report import Draft, ReportKind
from bot.domain.requests import Extension, ExtensionStatus
from bot.domain.rungs import Recipient
from bot.domain.task import Status
from bot.services import extensions
from bot.storage.database import Database
from bot.storage.tables import events
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.desk_setting import race
from tests.services.extension_decisions import Decide, decisions, statuses
from tests.services.reporting_setting import DOCUMENT
from tests.services.request_setting import DUE, WANTED, Requests


async def test_a_refusal_keeps_the_date_and_says_why(office: Requests) -> None:
    refused = await office.refuse(await office.ask())
    assert (refused.status, refused.remark, refused.clock_at) == (
        ExtensionStatus.REFUSED,
        "Giao ban 22/7",
        None,
    )
    assert await office.due_on() == DUE
    assert await office.letters("extension_decided") == [office.an.person.id]


@pytest.mark.parametrize("remark", ["", "  \n "])
async def test_a_refusal_needs_a_reason(on_sqlite: Requests, remark: str) -> None:
    asked = await on_sqlite.ask()
    with pytest.raises(ValueRefused):
        await on_sqlite.refuse(asked, remark=remark)
    assert await statuses(on_sqlite) == ["pending"]


async def test_an_offer_moves_nothing_until_it_is_taken(office: Requests) -> None:
    offered = await office.propose(await office.ask())
    assert (offered.status, offered.proposed_on) == (ExtensionStatus.PROPOSED, date(2024, 7, 26))
    assert await office.due_on() == DUE
    office.desk.tick(hours=5)
    taken = await office.take(offered)
    assert (taken.status, taken.granted_on) == (ExtensionStatus.GRANTED, date(2024, 7, 26))
    assert await office.due_on() == date(2024, 7, 26)


async def test_taking_an_offer_decides_nothing_whoever_offered_it_did(office: Requests) -> None:
    offered = await office.propose(await office.ask())
    office.desk.tick(hours=5)
    taken = await office.take(offered)
    assert (taken.decided_by, taken.decided_at) == ("Chi", offered.decided_at)


async def test_the_old_date_may_be_kept(office: Requests) -> None:
    offered = await office.propose(await office.ask())
    left = await office.take(offered, is_taken=False)
    assert (left.status, left.granted_on) == (ExtensionStatus.WITHDRAWN, None)
    assert await office.due_on() == DUE
    assert (await office.ask()).decider is Recipient.OFFICER


async def test_an_offer_is_answered_once(on_sqlite: Requests) -> None:
    offered = await on_sqlite.propose(await on_sqlite.ask())
    await on_sqlite.take(offered)
    for is_taken in (True, False):
        with pytest.raises(AlreadyDecided) as refusal:
            await on_sqlite.take(offered, is_taken=is_taken)
        assert refusal.value.facts == {"by": "Chi", "at": "08:30 10/07"}
    assert await on_sqlite.due_on() == date(2024, 7, 26)


async def test_what_was_not_offered_cannot_be_taken(on_sqlite: Requests) -> None:
    asked = await on_sqlite.ask()
    with pytest.raises(AlreadyDecided):
        await on_sqlite.take(asked)
    assert await on_sqlite.due_on() == DUE


@pytest.mark.parametrize(
    ("role", "agency", "error"),
    [
        (Role.HEAD, "HDG", NotReporter),
        (Role.OFFICER, "UBQGCDS", NotReporter),
        (Role.FOCAL_POINT, "BGG", NotFound),
        (Role.ADMIN, "CP", NotFound),
    ],
)
async def test_only_the_askers_side_answers_an_offer(
    on_sqlite: Requests, role: Role, agency: str, error: type[DomainError]
) -> None:
    offered = await on_sqlite.propose(await on_sqlite.ask())
    other = await on_sqlite.desk.seat("Khác", role, agency)
    for is_taken in (True, False):
        with pytest.raises(error):
            await on_sqlite.take(offered, other, is_taken=is_taken)


async def test_the_deputy_may_answer_it_and_the_asker_hears(on_sqlite: Requests) -> None:
    offered = await on_sqlite.propose(await on_sqlite.ask())
    deputy = await on_sqlite.desk.seat("Đỗ", Role.FOCAL_POINT, "HDG")
    await on_sqlite.take(offered, deputy)
    assert await on_sqlite.letters("extension_decided") == [on_sqlite.an.person.id] * 2


async def test_an_offer_that_is_over_by_now_is_refused(on_sqlite: Requests) -> None:
    offered = await on_sqlite.propose(await on_sqlite.ask())
    on_sqlite.desk.now = local(2024, 7, 29)
    with pytest.raises(DateInPast):
        await on_sqlite.take(offered)
    assert (await on_sqlite.take(offered, is_taken=False)).status is ExtensionStatus.WITHDRAWN


async def test_an_offer_for_a_finished_task_moves_no_date(on_sqlite: Requests) -> None:
    """Otherwise a task that was done late could be made one done in time."""
    offered = await on_sqlite.propose(await on_sqlite.ask())
    await on_sqlite.desk.set(on_sqlite.task, status=Status.DONE, completed_on=date(2024, 7, 25))
    with pytest.raises(TransitionRefused):
        await on_sqlite.take(offered)
    assert await on_sqlite.due_on() == DUE


@pytest.mark.parametrize(
    ("on", "error"),
    [(DUE, DateNotLater), (date(2024, 7, 1), DateInPast), (date(2034, 1, 1), DateTooFar)],
)
async def test_a_senseless_offer_is_refused(on_sqlite: Requests, on: date, error: type[DateRefused]) -> None:
    asked = await on_sqlite.ask()
    with pytest.raises(error):
        await on_sqlite.propose(asked, on=on)
    assert await statuses(on_sqlite) == ["pending"]


async def test_an_officer_may_not_offer_what_only_a_leader_may_grant(on_sqlite: Requests) -> None:
    asked = await on_sqlite.ask()
    with pytest.raises(DateTooFar):
        await on_sqlite.propose(asked, on=date(2024, 8, 19))
    assert (await on_sqlite.propose(asked, on_sqlite.dung, date(2024, 8, 19))).status is (
        ExtensionStatus.PROPOSED
    )


@decisions
async def test_a_decided_one_says_who_and_when(on_sqlite: Requests, decide: Decide) -> None:
    asked = await on_sqlite.ask()
    on_sqlite.desk.tick(hours=1)
    await on_sqlite.refuse(asked, on_sqlite.dung)
    on_sqlite.desk.tick(hours=1)
    with pytest.raises(AlreadyDecided) as refusal:
        await decide(on_sqlite, asked, on_sqlite.chi)
    assert refusal.value.facts == {"by": "Dung", "at": "09:30 10/07"}


async def press_together(
    database: Database, office: Requests, asked: Extension
) -> tuple[list[Extension], list[DomainError]]:
    """Twenty presses of both deciders at once, on connections of their own."""
    wide = Database(database.url, pool_size=20)
    together = replace(office, desk=replace(office.desk, database=wide))
    presses: list[Awaitable[Extension]] = []
    for number in range(20):
        actor = office.chi if number % 2 else office.dung
        decide = (together.grant, together.refuse, together.propose)[number % 3]
        presses.append(decide(asked, actor))
    try:
        return await race(*presses)
    finally:
        await wide.dispose()


async def test_of_twenty_presses_at_once_one_decides(on_postgres: Requests) -> None:
    office = on_postgres
    asked = await office.ask()
    decided, refused = await press_together(office.desk.database, office, asked)
    assert len(decided) == 1
    assert len(refused) == 19
    assert all(isinstance(error, AlreadyDecided) for error in refused)
    facts = {(error.facts["by"], error.facts["at"]) for error in refused}
    assert facts == {(decided[0].decided_by, "08:30 10/07")}
    assert await office.letters("extension_decided") == [office.an.person.id]
    assert len([kind for kind in await office.history() if kind.startswith("exten")]) == 1
    assert (await office.due_on() == WANTED) == (decided[0].status is ExtensionStatus.GRANTED)


async def test_of_twenty_answers_to_an_offer_one_counts(on_postgres: Requests) -> None:
    office = on_postgres
    deputy = await office.desk.seat("Đỗ", Role.FOCAL_POINT, "HDG")
    offered = await office.propose(await office.ask())
    wide = Database(office.desk.database.url, pool_size=20)
    together = replace(office, desk=replace(office.desk, database=wide))
    answers = [
        together.take(offered, deputy if number % 3 else office.an, is_taken=bool(number % 2))
        for number in range(20)
    ]
    taken, refused = await race(*answers)
    await wide.dispose()
    assert (len(taken), len(refused)) == (1, 19)
    assert all(isinstance(error, AlreadyDecided) for error in refused)
    assert {error.facts["by"] for error in refused} == {"Chi"}
    is_granted = taken[0].status is ExtensionStatus.GRANTED
    assert await office.due_on() == (date(2024, 7, 26) if is_granted else DUE)


async def test_a_decision_and_the_clock_do_not_wait_for_each_other(on_postgres: Requests) -> None:
    """Whoever decides holds the assignment first; the clock must not hold the request meanwhile."""
    office = on_postgres
    asked = await office.ask()
    now = local(2024, 7, 12, 8, 30)
    office.desk.now = now
    async with office.desk.work() as uow:
        await extensions.get_decidable(uow, office.chi, asked.id, now=now, rules=RULES)
        async with asyncio.timeout(20):  # a clock that waits for us would wait for ever
            assert await office.climb_at(now) == 0
        await extensions.grant(uow, office.chi, asked.id, now=now, rules=RULES)
    assert await office.climb_at(now) == 0
    assert (await office.extension(asked.id)).climbs == 0


async def test_a_grant_plans_the_ladder_afresh_in_the_same_transaction(office: Requests) -> None:
    asked = await office.ask()
    before, _ = await office.cursor()
    assert before == local(2024, 7, 12, 8, 30)
    office.desk.tick(hours=2)
    await office.grant(asked)
    next_at, afresh = await office.cursor()
    assert (next_at, afresh) == (local(2024, 7, 19, 8, 30), local(2024, 7, 19, 8, 30))
    assert (await office.desk.row(office.task))["planned_at"] == office.desk.now


async def test_taking_an_offer_plans_it_afresh_too(office: Requests) -> None:
    await office.take(await office.propose(await office.ask()))
    next_at, afresh = await office.cursor()
    assert next_at == afresh == local(2024, 7, 12, 8, 30)
    assert (await office.desk.row(office.task))["planned_at"] == office.desk.now


async def test_a_grant_that_fails_leaves_date_ladder_and_request(office: Requests) -> None:
    asked = await office.ask()
    before = await office.desk.row(office.task)

    async def grant_and_fail() -> None:
        async with office.desk.work() as uow:
            await extensions.grant(uow, office.chi, asked.id, now=office.desk.now, rules=RULES)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await grant_and_fail()
    assert await office.desk.row(office.task) == before
    assert await office.extension(asked.id) == asked


async def test_a_refusal_and_an_offer_leave_the_ladder_alone(on_sqlite: Requests) -> None:
    before = await on_sqlite.desk.row(on_sqlite.task)
    asked = await on_sqlite.ask()
    between = await on_sqlite.desk.row(on_sqlite.task)
    assert (between["planned_at"], between["next_at"]) == (before["planned_at"], before["next_at"])
    await on_sqlite.propose(asked)
    assert await on_sqlite.desk.row(on_sqlite.task) == between


async def test_an_overdue_task_that_is_extended_is_late_no_more(on_sqlite: Requests) -> None:
    on_sqlite.desk.now = local(2024, 7, 23)
    await on_sqlite.desk.plan()
    await on_sqlite.grant(await on_sqlite.ask())
    next_at, afresh = await on_sqlite.cursor()
    assert next_at == afresh == local(2024, 7, 26, 8, 30)


async def test_a_result_under_review_keeps_the_officers_clock(on_sqlite: Requests) -> None:
    asked = await on_sqlite.ask()
    await on_sqlite.record(Draft(on_sqlite.task, ReportKind.DONE, proofs=(DOCUMENT,)))
    on_sqlite.desk.tick(hours=1)
    await on_sqlite.grant(asked)
    next_at, afresh = await on_sqlite.cursor()
    assert next_at == afresh == local(2024, 7, 15, 8, 30)


async def test_a_date_that_was_moved_beyond_it_meanwhile_is_not_moved_back(on_sqlite: Requests) -> None:
    asked = await on_sqlite.ask()
    later = WANTED + timedelta(days=30)
    await on_sqlite.desk.set(on_sqlite.task, due_on=later)
    with pytest.raises(DateNotLater):
        await on_sqlite.grant(asked)
    assert await on_sqlite.due_on() == later


async def test_the_record_of_a_grant_names_the_date_that_it_moved(on_sqlite: Requests) -> None:
    """Not the one of the day of asking: figures of an earlier day are counted back from it."""
    asked = await on_sqlite.ask()
    between = DUE + timedelta(days=1)
    await on_sqlite.desk.set(on_sqlite.task, due_on=between)
    await on_sqlite.grant(asked)
    told = await on_sqlite.desk.read(sa.select(events.c.data).where(events.c.kind == "extended"))
    assert [row[0] for row in told] == [{"old_due_on": f"{between}", "due_on": f"{WANTED}"}]


@decisions
async def test_a_finished_task_is_not_decided_on(on_sqlite: Requests, decide: Decide) -> None:
    asked = await on_sqlite.ask()
    await on_sqlite.desk.set(on_sqlite.task, status=Status.DONE)
    with pytest.raises(TransitionRefused):
        await decide(on_sqlite, asked, on_sqlite.chi)
    assert await on_sqlite.due_on() == DUE
