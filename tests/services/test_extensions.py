"""Requests for more time: who may ask, who decides, what the decider reads."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from bot.domain.errors import (
    AlreadyDecided,
    DateImpossible,
    DateInPast,
    DateNotLater,
    DateRefused,
    DateTooFar,
    DomainError,
    NoDueDate,
    NotAllowed,
    NotFound,
    NotReporter,
    TransitionRefused,
    ValueRefused,
)
from bot.domain.people import Role
from bot.domain.report import Draft, ReportKind
from bot.domain.requests import ExtensionStatus
from bot.domain.rungs import Recipient
from bot.domain.task import Status
from bot.services import extensions
from bot.storage.request_tables import extensions as table
from bot.storage.tables import reports
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.desk_setting import race
from tests.services.extension_decisions import Decide, decisions, statuses
from tests.services.reporting_setting import DOCUMENT
from tests.services.request_setting import DUE, WANTED, Requests


async def test_a_request_lies_with_the_officer_for_two_working_days(office: Requests) -> None:
    asked = await office.ask()
    assert (asked.status, asked.decider, asked.climbs) == (ExtensionStatus.PENDING, Recipient.OFFICER, 0)
    assert (asked.old_due_on, asked.wanted_on, asked.reason) == (DUE, WANTED, "chờ thẩm định")
    assert asked.clock_at == local(2024, 7, 12, 8, 30)
    assert await office.letters("extension") == [office.chi.person.id]
    assert await office.due_on() == DUE


async def test_days_are_settled_when_it_is_asked(on_sqlite: Requests) -> None:
    draft = replace(on_sqlite.asking(), wanted_on=None, delta_days=5, is_delta_working=True)
    await on_sqlite.record(draft)
    assert await on_sqlite.desk.read(sa.select(table.c.wanted_on)) == [(date(2024, 7, 26),)]


async def test_a_new_request_replaces_the_open_one(office: Requests) -> None:
    first = await office.ask()
    office.desk.tick(hours=1)
    second = await office.ask(date(2024, 8, 9))
    replaced = await office.extension(first.id)
    assert (replaced.status, replaced.clock_at) == (ExtensionStatus.WITHDRAWN, None)
    assert second.status is ExtensionStatus.PENDING
    with pytest.raises(AlreadyDecided) as refusal:
        await office.grant(first)
    assert refusal.value.facts == {"by": "An", "at": "09:30 10/07"}


async def test_at_most_one_is_open_even_when_two_ask_at_once(office: Requests) -> None:
    deputy = await office.desk.seat("Đỗ", Role.FOCAL_POINT, "HDG")
    await race(office.record(office.asking()), office.record(office.asking(), actor=deputy))
    assert (await statuses(office)).count("pending") == 1


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (date(2024, 7, 9), DateInPast),
        (DUE, DateNotLater),
        (date(2024, 7, 18), DateNotLater),
        (date(2034, 1, 1), DateTooFar),
    ],
)
async def test_a_senseless_date_is_refused_and_nothing_is_stored(
    on_sqlite: Requests, wanted: date, error: type[DateRefused]
) -> None:
    with pytest.raises(error):
        await on_sqlite.ask(wanted)
    assert await on_sqlite.desk.read(sa.select(reports)) == []
    assert not issubclass(DateImpossible, error)


async def test_a_task_without_a_date_cannot_be_extended(on_sqlite: Requests) -> None:
    await on_sqlite.desk.set(on_sqlite.task, due_on=None)
    with pytest.raises(NoDueDate):
        await on_sqlite.ask()


@pytest.mark.parametrize("draft", [{"wanted_on": None}, {"note": ""}, {"note": "  "}])
async def test_a_request_needs_a_date_and_a_reason(on_sqlite: Requests, draft: dict[str, object]) -> None:
    with pytest.raises(ValueRefused):
        await on_sqlite.record(replace(on_sqlite.asking(), **draft))  # type: ignore[arg-type] # fields of a draft
    assert await statuses(on_sqlite) == []


@pytest.mark.parametrize(
    ("role", "agency", "error"),
    [
        (Role.HEAD, "HDG", NotReporter),
        (Role.OFFICER, "UBQGCDS", NotReporter),
        (Role.LEADER, "UBQGCDS", NotReporter),
        (Role.FOCAL_POINT, "BGG", NotFound),
        (Role.FOCAL_POINT, "SYT-HDG", NotFound),
        (Role.ADMIN, "CP", NotFound),
    ],
)
async def test_only_the_focal_point_asks(
    on_sqlite: Requests, role: Role, agency: str, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        await on_sqlite.ask(actor=await on_sqlite.desk.seat("Khác", role, agency))
    assert await statuses(on_sqlite) == []


@pytest.mark.parametrize(
    ("status", "error"),
    [(Status.DONE, TransitionRefused), (Status.CANCELLED, NotFound), (Status.TRANSFERRED, NotFound)],
)
async def test_what_is_over_is_not_extended(
    on_sqlite: Requests, status: Status, error: type[DomainError]
) -> None:
    await on_sqlite.desk.set(on_sqlite.task, status=status)
    with pytest.raises(error):
        await on_sqlite.ask()


async def test_the_officer_grants_the_first_one(office: Requests) -> None:
    granted = await office.grant(await office.ask())
    assert (granted.status, granted.granted_on, granted.decided_by) == (
        ExtensionStatus.GRANTED,
        WANTED,
        "Chi",
    )
    assert (granted.decided_at, granted.clock_at) == (office.desk.now, None)
    assert await office.due_on() == WANTED
    assert (await office.desk.row(office.task))["original_due_on"] == DUE
    assert await office.letters("extension_decided") == [office.an.person.id]
    assert (await office.history())[-1] == "extended"


@decisions
async def test_a_second_one_is_not_the_officers(on_sqlite: Requests, decide: Decide) -> None:
    await on_sqlite.grant(await on_sqlite.ask())
    second = await on_sqlite.ask(date(2024, 8, 5))
    assert second.decider is Recipient.LEADER
    assert (await on_sqlite.letters("extension"))[-1] == on_sqlite.dung.person.id
    with pytest.raises(NotAllowed):
        await decide(on_sqlite, second, on_sqlite.chi)
    assert (await on_sqlite.grant(second, on_sqlite.dung)).decided_by == "Dung"


async def test_a_refused_one_was_no_extension(on_sqlite: Requests) -> None:
    await on_sqlite.refuse(await on_sqlite.ask())
    assert (await on_sqlite.ask(date(2024, 8, 5))).decider is Recipient.OFFICER


@pytest.mark.parametrize(
    ("wanted", "who"), [(date(2024, 8, 16), Recipient.OFFICER), (date(2024, 8, 19), Recipient.LEADER)]
)
async def test_more_than_twenty_working_days_are_a_leaders(
    on_sqlite: Requests, wanted: date, who: Recipient
) -> None:
    assert (await on_sqlite.ask(wanted)).decider is who


async def test_days_in_all_count_from_the_original_date(on_sqlite: Requests) -> None:
    """Moved by an amendment meanwhile: sixteen days more are 26 from the date that was first agreed."""
    await on_sqlite.desk.set(on_sqlite.task, due_on=date(2024, 8, 2))
    assert (await on_sqlite.ask(date(2024, 8, 26))).decider is Recipient.LEADER
    assert (await on_sqlite.ask(date(2024, 8, 16))).decider is Recipient.OFFICER


@decisions
@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER])
async def test_the_asker_never_decides_the_own_request(
    on_sqlite: Requests, role: Role, decide: Decide
) -> None:
    both = await on_sqlite.desk.seat("Kiêm", Role.FOCAL_POINT, "HDG")
    async with on_sqlite.desk.work() as uow:
        await uow.execute(
            sa.text(
                "INSERT INTO appointments (person_id, agency_id, role, turn, portfolio, created_at) SELECT :person,"
                " id, :role, 0, '[]', '2024-07-01 00:00:00' FROM agencies WHERE code = 'UBQGCDS'"
            ),
            {"person": both.person.id, "role": role},
        )
    both = await on_sqlite.desk.actor(both.person.id)
    assert both.has_role(role)
    asked = await on_sqlite.ask(actor=both)
    with pytest.raises(NotAllowed):
        await decide(on_sqlite, asked, both)
    assert await on_sqlite.letters("extension") != [both.person.id]
    assert await on_sqlite.waiting(both) == []
    assert (await on_sqlite.extension(asked.id)).status is ExtensionStatus.PENDING


@decisions
@pytest.mark.parametrize(
    ("role", "agency", "error"),
    [
        (Role.FOCAL_POINT, "HDG", NotAllowed),
        (Role.HEAD, "HDG", NotAllowed),
        (Role.FOCAL_POINT, "BGG", NotFound),
        (Role.HEAD, "SYT-HDG", NotFound),
        (Role.OFFICER, "BYT", NotFound),
        (Role.LEADER, "BYT", NotFound),
        (Role.ADMIN, "CP", NotFound),
    ],
)
async def test_nobody_else_decides(
    on_sqlite: Requests, role: Role, agency: str, error: type[DomainError], decide: Decide
) -> None:
    asked = await on_sqlite.ask()
    other = await on_sqlite.desk.seat("Khác", role, agency)
    with pytest.raises(error):
        await decide(on_sqlite, asked, other)
    with pytest.raises(error):
        async with on_sqlite.desk.work() as uow:
            await extensions.open_request(uow, other, asked.id, now=on_sqlite.desk.now, rules=RULES)
    assert await on_sqlite.waiting(other) == []
    assert await statuses(on_sqlite) == ["pending"]


@decisions
async def test_what_does_not_exist_is_not_found(on_sqlite: Requests, decide: Decide) -> None:
    asked = await on_sqlite.ask()
    with pytest.raises(NotFound):
        await decide(on_sqlite, replace(asked, id=asked.id + 1), on_sqlite.chi)


async def test_a_leader_may_decide_what_is_an_officers(on_sqlite: Requests) -> None:
    assert (await on_sqlite.grant(await on_sqlite.ask(), on_sqlite.dung)).decided_by == "Dung"


async def test_while_the_officer_is_away_the_next_in_turn_gets_it(on_sqlite: Requests) -> None:
    hoa = await on_sqlite.desk.seat("Hoa", Role.OFFICER, "UBQGCDS")
    await on_sqlite.away(on_sqlite.chi, date(2024, 7, 10), date(2024, 7, 31))
    await on_sqlite.ask()
    assert await on_sqlite.letters("extension") == [hoa.person.id]


async def test_with_every_officer_away_it_begins_with_the_leader(on_sqlite: Requests) -> None:
    await on_sqlite.away(on_sqlite.chi, date(2024, 7, 10), date(2024, 7, 31))
    await on_sqlite.ask()
    assert await on_sqlite.letters("extension") == [on_sqlite.dung.person.id]


async def test_a_leaders_request_waits_while_every_leader_is_away(on_sqlite: Requests) -> None:
    await on_sqlite.away(on_sqlite.dung, date(2024, 7, 10), date(2024, 7, 31))
    asked = await on_sqlite.ask(date(2024, 9, 30))
    assert await on_sqlite.letters("extension") == [None]
    with pytest.raises(NotAllowed):
        await on_sqlite.grant(asked)


async def test_the_card_says_what_was_granted_before_and_when_the_ladder_would_remind(
    on_sqlite: Requests,
) -> None:
    await on_sqlite.grant(await on_sqlite.ask())
    await on_sqlite.refuse(await on_sqlite.ask(date(2024, 8, 7)), on_sqlite.dung)
    third = await on_sqlite.ask(date(2024, 8, 9))
    async with on_sqlite.desk.work() as uow:
        view = await extensions.open_request(
            uow, on_sqlite.dung, third.id, now=on_sqlite.desk.now, rules=RULES
        )
    assert [granted.granted_on for granted in view.granted_before] == [WANTED]
    assert view.reminded_on == date(2024, 7, 26)
    assert (await on_sqlite.grant(third, on_sqlite.dung)).status is ExtensionStatus.GRANTED
    next_at, _ = await on_sqlite.cursor()
    assert next_at is not None
    assert RULES.today(next_at) == view.reminded_on


async def test_what_waits_is_listed_oldest_first_for_those_it_lies_with(on_sqlite: Requests) -> None:
    second = await on_sqlite.desk.assign("NV-002", due_date="2024-07-25")
    first = await on_sqlite.ask()
    on_sqlite.desk.tick(hours=1)
    await on_sqlite.record(on_sqlite.asking(date(2024, 9, 30), task=second))
    await on_sqlite.record(Draft(on_sqlite.task, ReportKind.DONE, proofs=(DOCUMENT,)))
    assert await on_sqlite.waiting(on_sqlite.chi) == [("extension", first.id), ("result", on_sqlite.task)]
    assert await on_sqlite.waiting(on_sqlite.dung) == [("extension", first.id + 1)]
    await on_sqlite.climb_at(local(2024, 7, 12, 8, 30))
    assert ("extension", first.id) in await on_sqlite.waiting(on_sqlite.dung)
    await on_sqlite.desk.set(on_sqlite.task, status=Status.CANCELLED)
    assert await on_sqlite.waiting(on_sqlite.chi) == []
