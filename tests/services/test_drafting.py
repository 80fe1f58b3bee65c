"""What the confirm card has to say about a draft; nothing is written by looking."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from bot.domain.errors import DateInPast, DateNotLater, DomainError, NotFound, NotReporter, TransitionRefused
from bot.domain.people import Actor, Role
from bot.domain.report import Draft, ReportKind
from bot.domain.rungs import Recipient
from bot.domain.task import Status
from bot.domain.views import DraftView
from bot.services import drafting
from bot.storage.queues import outbox
from bot.storage.request_tables import extensions, obstacles
from bot.storage.tables import events, reports
from tests.domain.figures_setting import RULES
from tests.services.request_setting import WANTED, Requests


@pytest.fixture
def office(on_sqlite: Requests) -> Requests:
    return on_sqlite


async def preview(office: Requests, draft: Draft, *, actor: Actor | None = None) -> DraftView:
    async with office.desk.work() as uow:
        return await drafting.preview(uow, actor or office.an, draft, now=office.desk.now, rules=RULES)


async def test_looking_writes_nothing(office: Requests) -> None:
    tables = (extensions, obstacles, reports, events, outbox)
    before = [await office.desk.read(sa.select(table)) for table in tables]
    for draft in (office.asking(), office.stuck("BYT"), Draft(office.task, ReportKind.PROGRESS, percent=5)):
        await preview(office, draft)
    assert [await office.desk.read(sa.select(table)) for table in tables] == before


# --- more time --------------------------------------------------------------------------------------------


async def test_a_date_says_who_would_decide(office: Requests) -> None:
    item = await preview(office, office.asking())
    assert (item.decider, item.granted_before, item.replaces) == (Recipient.OFFICER, 0, None)
    far = await preview(office, office.asking(date(2024, 9, 30)))
    assert far.decider is Recipient.LEADER


async def test_days_become_the_date_that_will_be_stored(office: Requests) -> None:
    draft = replace(office.asking(), wanted_on=None, delta_days=10, is_delta_working=True)
    item = await preview(office, draft)
    assert (item.draft.wanted_on, item.draft.delta_days, item.draft.is_delta_working) == (
        WANTED,
        None,
        False,
    )
    office.desk.tick(days=14)
    await office.record(item.draft)
    assert await office.desk.read(sa.select(extensions.c.wanted_on)) == [(WANTED,)]


async def test_the_request_that_it_would_replace_is_named(office: Requests) -> None:
    first = await office.ask()
    item = await preview(office, office.asking(date(2024, 8, 5)))
    assert item.replaces == first


async def test_after_a_grant_it_says_that_there_was_one(office: Requests) -> None:
    await office.grant(await office.ask())
    item = await preview(office, office.asking(date(2024, 8, 5)))
    assert (item.decider, item.granted_before, item.replaces) == (Recipient.LEADER, 1, None)


@pytest.mark.parametrize(
    ("wanted", "error"), [(date(2024, 7, 1), DateInPast), (date(2024, 7, 20), DateNotLater)]
)
async def test_a_senseless_date_is_refused_before_the_card(
    office: Requests, wanted: date, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        await preview(office, office.asking(wanted))


async def test_without_a_date_yet_it_is_shown_as_it_is(office: Requests) -> None:
    draft = replace(office.asking(), wanted_on=None)
    assert await preview(office, draft) == DraftView(draft, (await preview(office, draft)).assignment)


async def test_what_the_card_said_is_what_is_stored(office: Requests) -> None:
    for wanted in (date(2024, 7, 26), date(2024, 8, 16), date(2024, 8, 19), date(2024, 12, 31)):
        said = await preview(office, office.asking(wanted))
        asked = await office.ask(wanted)
        assert (asked.wanted_on, asked.decider, asked.reason) == (
            said.draft.wanted_on,
            said.decider,
            said.draft.note,
        )


# --- obstacles --------------------------------------------------------------------------------------------


async def test_an_agency_with_somebody_is_asked(office: Requests) -> None:
    await office.desk.seat("Minh", Role.FOCAL_POINT, "BYT")
    item = await preview(office, office.stuck("BYT"))
    assert item.asked_of is not None
    assert (item.asked_of.code, item.is_asked_of_bound, item.draft.asked_of) == ("BYT", True, "BYT")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER, Role.ADMIN])
async def test_where_nobody_could_answer_the_office_is_asked_and_the_card_says_so(
    office: Requests, role: Role
) -> None:
    await office.desk.seat("Minh", role, "BYT")
    item = await preview(office, office.stuck("BYT"))
    assert item.asked_of is not None
    assert (item.asked_of.code, item.is_asked_of_bound, item.draft.asked_of) == ("BYT", False, "")
    assert (await office.raise_("BYT")).holder_path == ""


async def test_who_is_away_cannot_be_asked_today(office: Requests) -> None:
    minh = await office.desk.seat("Minh", Role.HEAD, "BYT")
    assert (await preview(office, office.stuck("BYT"))).is_asked_of_bound
    await office.away(minh, date(2024, 7, 10), date(2024, 7, 10))
    assert not (await preview(office, office.stuck("BYT"))).is_asked_of_bound


async def test_an_unknown_agency_is_nobody(office: Requests) -> None:
    item = await preview(office, office.stuck("XYZ"))
    assert (item.asked_of, item.draft.asked_of) == (None, "")


# --- reports ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [ReportKind.PROGRESS, ReportKind.NOTE, ReportKind.DONE])
@pytest.mark.parametrize("status", [Status.IN_PROGRESS, Status.SUBMITTED])
async def test_only_progress_takes_back_a_result_under_review(
    office: Requests, kind: ReportKind, status: Status
) -> None:
    await office.desk.set(office.task, status=status)
    item = await preview(office, Draft(office.task, kind, note="x"))
    assert item.takes_back == (kind is ReportKind.PROGRESS and status is Status.SUBMITTED)


@pytest.mark.parametrize("kind", ReportKind)
@pytest.mark.parametrize(
    ("role", "agency", "error"),
    [
        (Role.HEAD, "HDG", NotReporter),
        (Role.OFFICER, "UBQGCDS", NotReporter),
        (Role.FOCAL_POINT, "BGG", NotFound),
        (Role.ADMIN, "CP", NotFound),
    ],
)
async def test_nobody_else_sees_what_a_draft_would_do(
    office: Requests, kind: ReportKind, role: Role, agency: str, error: type[DomainError]
) -> None:
    draft = replace(office.asking(), kind=kind, asked_of="BYT")
    with pytest.raises(error):
        await preview(office, draft, actor=await office.desk.seat("Khác", role, agency))


@pytest.mark.parametrize("kind", ReportKind)
async def test_a_finished_task_has_no_draft(office: Requests, kind: ReportKind) -> None:
    await office.desk.set(office.task, status=Status.DONE)
    with pytest.raises(TransitionRefused):
        await preview(office, replace(office.asking(), kind=kind))
