"""Another date is offered for the one asked for: who may offer which, who answers, what then stands."""

from datetime import date

import pytest

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
)
from bot.domain.people import Role
from bot.domain.requests import ExtensionStatus
from bot.domain.rungs import Recipient
from bot.domain.task import Status
from tests.domain.ladder_setting import local
from tests.services.extension_decisions import statuses
from tests.services.request_setting import DUE, Requests

# --- the offer --------------------------------------------------------------------------------------------


async def test_an_offer_moves_nothing_until_it_is_taken(office: Requests) -> None:
    offered = await office.propose(await office.ask())
    assert (offered.status, offered.proposed_on) == (ExtensionStatus.PROPOSED, date(2024, 7, 26))
    assert await office.due_on() == DUE
    office.desk.tick(hours=5)
    taken = await office.take(offered)
    assert (taken.status, taken.granted_on) == (ExtensionStatus.GRANTED, date(2024, 7, 26))
    assert await office.due_on() == date(2024, 7, 26)


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


# --- the answer -------------------------------------------------------------------------------------------


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
