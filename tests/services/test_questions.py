"""Questions counted on both databases: periods, agencies that lack something, names, the list shown last."""

from datetime import date, timedelta

import pytest
from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.asking import AskKind, AskLevel, Period, Query, parse_query
from bot.domain.errors import NotFound
from bot.domain.people import Actor, Role
from bot.messages import Button, Message, Reply
from bot.services import mail, naming, questions
from bot.storage.database import Database
from tests.domain.figures_setting import RULES
from tests.services.overview_setting import SENT_AT, Country, found_country

CHAT = 4711


@pytest.fixture
async def country(database: Database) -> Country:
    return await found_country(database)


@pytest.fixture
async def leader(country: Country) -> Actor:
    return await country.actor(await country.seat("UBQGCDS", Role.LEADER))


@pytest.mark.parametrize("kind", AskKind)
def test_a_question_survives_its_button(kind: AskKind) -> None:
    period = Period(date(2024, 7, 15), date(2024, 12, 31))
    query = Query(kind, period, AskLevel.MINISTRY, 123_456, 123_456)
    assert parse_query(query.argument) == query
    back = Action(Verb.ASKED, 12, argument=Query(kind, period, AskLevel.PROVINCE, 12_345).argument)
    assert Action.parse(Action(Verb.CARD, 123_456, argument=back.as_argument()).encode()) is not None


@pytest.mark.parametrize(
    "argument", ["", "x", "d2024", "d20240230-20240301", "na", "d20240101-20240102x", "na1t2p"]
)
def test_what_we_did_not_write_is_no_question(argument: str) -> None:
    assert parse_query(argument) is None


async def test_a_period_holds_both_its_ends(country: Country, leader: Actor) -> None:
    for code, due in (
        ("HDG", date(2024, 7, 15)),
        ("BGG", date(2024, 7, 21)),
        ("STTTT-BGG", date(2024, 7, 22)),
    ):
        await country.assign(code, due_on=due)
    query = Query(AskKind.DUE, Period(date(2024, 7, 15), date(2024, 7, 21)))
    async with country.database.begin() as uow:
        page = await questions.list_tasks(uow, leader, query, page=0, now=SENT_AT, rules=RULES)
        tasks = await questions.list_by_task(uow, leader, query, now=SENT_AT, rules=RULES)
        after = await questions.find_following(uow, leader, query, now=SENT_AT, rules=RULES)
    assert [a.agency_code for a in page.items] == ["HDG", "BGG"]
    assert [(task.count, task.first_due_on) for task in tasks.items] == [(2, date(2024, 7, 15))]
    assert after is not None
    assert after.agency_code == "STTTT-BGG"


async def test_agencies_that_lack_something_are_counted_among_those_concerned(
    country: Country, leader: Actor
) -> None:
    await country.assign("HDG", status="done", completed_on=date(2024, 7, 9))
    silent = await country.assign("BGG", due_on=date(2024, 7, 1))
    await country.assign("STTTT-BGG", last_report_at=SENT_AT)
    found = {}
    for kind in (AskKind.LATE, AskKind.UNDONE, AskKind.SILENT):
        query = Query(kind, level=AskLevel.PROVINCE, task_id=country.task_id)
        async with country.database.begin() as uow:
            answer = await questions.list_agencies(uow, leader, query, page=0, now=SENT_AT, rules=RULES)
        found[kind] = (answer.total, answer.among, [item.assignment_id for item in answer.items], answer.code)
    assert set(map(str, found.values())) == {str((1, 2, [silent], "NV-019"))}


async def test_pages_of_agencies_go_on_where_the_last_one_ended(country: Country, leader: Actor) -> None:
    for day in range(20):
        await country.assign("HDG", period=f"{day}", due_on=date(2024, 7, 20) + timedelta(days=day))
    query = Query(AskKind.UNDONE, agency_id=country.ids["HDG"])
    async with country.database.begin() as uow:
        pages = [
            await questions.list_tasks(uow, leader, query, page=number, now=SENT_AT, rules=RULES)
            for number in (0, 1, 99)
        ]
    ids = [[a.id for a in page.items] for page in pages]
    assert [len(page) for page in ids] == [6, 6, 2]
    assert not set(ids[0]) & set(ids[1])


async def test_an_agency_outside_the_scope_is_not_found(country: Country) -> None:
    await country.assign("HDG")
    head = await country.actor(await country.seat("BGG"))
    query = Query(AskKind.LATE, agency_id=country.ids["HDG"])
    async with country.database.begin() as uow:
        with pytest.raises(NotFound):
            await questions.list_tasks(uow, head, query, page=0, now=SENT_AT, rules=RULES)
        with pytest.raises(NotFound):
            await questions.summarise_agency(uow, head, country.ids["HDG"], now=SENT_AT, rules=RULES)


async def test_an_agencys_figures_are_those_of_its_subtree(country: Country, leader: Actor) -> None:
    for code in ("HDG", "BGG", "STTTT-BGG"):
        await country.assign(code, due_on=date(2024, 7, 1))
    async with country.database.begin() as uow:
        state = await questions.summarise_agency(uow, leader, country.ids["BGG"], now=SENT_AT, rules=RULES)
    assert state.agency.short_vi == "Bắc Giang"
    assert state.figures.totals.open_late == 2


async def test_titles_are_those_of_the_scope(country: Country) -> None:
    focal = await country.actor(await country.seat("HDG", Role.FOCAL_POINT))
    async with country.database.begin() as uow:
        assert await questions.list_open_titles(uow, focal, now=SENT_AT, rules=RULES) == []
    done = await country.assign("HDG")
    async with country.database.begin() as uow:
        opened = await questions.list_open_titles(uow, focal, now=SENT_AT, rules=RULES)
    assert opened == [("NV-019", "Ban hành Kế hoạch chuyển đổi số", "Issue the plan")]
    async with country.database.begin() as uow:
        visible = await questions.list_visible_titles(uow, focal, now=SENT_AT, rules=RULES)
    assert visible == opened
    assert done


async def test_the_list_shown_last_is_read_from_its_buttons(country: Country, leader: Actor) -> None:
    def listing(*ids: int) -> Message:
        return Message(Markup("a list"), tuple((Button(f"{i}", Action(Verb.CARD, i)),) for i in ids))

    card = Message(Markup("a card"), ((Button("x", Action(Verb.REPORT, 9)),),), about=9)
    async with country.database.begin() as uow:
        for message in (listing(5, 3), listing(8, 2, 8), card, Message(Markup("words"))):
            await mail.queue_reply(
                uow,
                Reply(messages=(message,)),
                chat_id=CHAT,
                person_id=leader.person.id,
                pressed_message_id=None,
                now=SENT_AT,
            )
        shown = await naming.list_shown(uow, leader, chat_id=CHAT, reply_to_message_id=None)
        elsewhere = await naming.list_shown(uow, leader, chat_id=CHAT + 1, reply_to_message_id=None)
    assert shown == [8, 2]
    assert elsewhere == []
