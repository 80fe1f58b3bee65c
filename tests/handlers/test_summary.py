import re

import pytest

from bot.actions import Action, Verb
from bot.domain.errors import NotAllowed, Outdated
from bot.domain.people import Language
from bot.messages import Incoming, IncomingKind, Message, Reply
from bot.storage.database import Database
from handlers.summary import open_digest, open_summary, show_summary
from handlers.turn import Handler, Turn
from jobs.digest import plan_digests
from tests.domain.figures_setting import MONDAY, RULES
from tests.services.overview_setting import SENT_AT, Country, Weekly, found_country


@pytest.fixture
async def country(database: Database) -> Country:
    country = await found_country(database)
    await country.assign("HDG", due_on=MONDAY.replace(day=5))
    await country.assign("BGG")
    return country


async def turn(country: Country, handler: Handler, person_id: int, action: Action | None = None) -> Reply:
    kind = IncomingKind.PRESS if action else IncomingKind.COMMAND
    incoming = Incoming(kind, chat_id=1, telegram_id=1, action=action, message_id=5)
    speaker = await country.actor(person_id)
    async with country.database.begin() as uow:
        return await handler(Turn(uow, speaker, SENT_AT, Language.VI, incoming, RULES))


def first_line(message: Message | None) -> str:
    assert message is not None
    return re.sub(r"<[^>]*>", "", str(message.text)).split("\n")[0]


async def test_the_command_answers_with_the_figures_now(country: Country) -> None:
    reply = await turn(country, show_summary, await country.seat("HDG"))
    assert first_line(reply.messages[0]) == "Hiện nay: 1 nhiệm vụ quá hạn"


async def test_a_press_rewrites_the_message(country: Country) -> None:
    reply = await turn(
        country, open_summary, await country.seat("HDG"), Action(Verb.SUMMARY, argument="late")
    )
    assert reply.messages == ()
    assert first_line(reply.edit) == "Nhiệm vụ quá hạn (1)"


async def test_a_frozen_digest_opens_its_views(country: Country) -> None:
    person_id = await country.seat("HDG")
    await plan_digests(country.database.begin, now=SENT_AT, rules=RULES, digest_at=Weekly())
    await country.assign("HDG", period="2", due_on=MONDAY.replace(day=5))
    reply = await turn(country, open_digest, person_id, Action(Verb.DIGEST, 1, 0, "home"))
    assert first_line(reply.edit) == "Tuần 29: 1 nhiệm vụ quá hạn"


async def test_somebody_elses_digest_does_not_open(country: Country) -> None:
    await country.seat("HDG")
    await plan_digests(country.database.begin, now=SENT_AT, rules=RULES, digest_at=Weekly())
    with pytest.raises(NotAllowed):
        await turn(country, open_digest, await country.seat("BGG"), Action(Verb.DIGEST, 1, 0, "home"))


async def test_an_agency_outside_the_scope_shows_nothing(country: Country) -> None:
    wanted = Action(Verb.SUMMARY, argument=f"a.{country.ids['BGG']}")
    reply = await turn(country, open_summary, await country.seat("HDG"), wanted)
    assert first_line(reply.edit) == "Không có nhiệm vụ nào."


@pytest.mark.parametrize("handler", [open_summary, open_digest])
async def test_a_forged_view_is_refused(country: Country, handler: Handler) -> None:
    with pytest.raises(Outdated):
        await turn(country, handler, await country.seat("HDG"), Action(Verb.SUMMARY, 0, 0, "a.b.c"))
