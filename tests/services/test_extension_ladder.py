"""What a decision about more time does to the date, its record and the ladder; a failed one does nothing."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.domain.errors import DateNotLater
from bot.domain.report import Draft, ReportKind
from bot.services import extensions
from bot.storage.tables import events
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.reporting_setting import DOCUMENT
from tests.services.request_setting import DUE, WANTED, Requests

# --- the ladder -------------------------------------------------------------------------------------------


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


# --- the date ---------------------------------------------------------------------------------------------


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
