import re

import pytest

from bot.actions import Action, Verb
from bot.domain.errors import NotAllowed, Outdated
from bot.domain.people import Language, Role
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
    picture, words = reply.messages
    assert first_line(picture) == first_line(words) == "Hiện nay: 1 nhiệm vụ quá hạn"
    assert picture.document is not None
    assert picture.document.is_photo
    assert words.document is None


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


@pytest.mark.parametrize(
    ("verb", "snapshot_id", "when"), [(Verb.SUMMARY, 0, "Hiện nay"), (Verb.DIGEST, 1, "Tuần 29")]
)
async def test_the_picture_comes_again_on_a_tap(
    country: Country, verb: Verb, snapshot_id: int, when: str
) -> None:
    person_id = await country.seat("HDG")
    await plan_digests(country.database.begin, now=SENT_AT, rules=RULES, digest_at=Weekly())
    handler = open_digest if verb is Verb.DIGEST else open_summary
    reply = await turn(country, handler, person_id, Action(verb, snapshot_id, 0, "chart"))
    (picture,) = reply.messages
    assert first_line(picture) == f"{when}: 1 nhiệm vụ quá hạn"
    assert picture.document is not None
    assert picture.document.is_photo
    assert reply.edit is None


async def test_a_group_gets_the_words_alone(country: Country) -> None:
    incoming = Incoming(IncomingKind.COMMAND, chat_id=-1, telegram_id=1, is_private=False)
    speaker = await country.actor(await country.seat("HDG"))
    async with country.database.begin() as uow:
        reply = await show_summary(Turn(uow, speaker, SENT_AT, Language.VI, incoming, RULES))
    assert [message.document for message in reply.messages] == [None]


@pytest.mark.parametrize("handler", [open_summary, open_digest])
async def test_somebody_elses_picture_does_not_open(country: Country, handler: Handler) -> None:
    await country.seat("HDG")
    await plan_digests(country.database.begin, now=SENT_AT, rules=RULES, digest_at=Weekly())
    speaker = await country.seat("BGG") if handler is open_digest else await country.seat("BGG", Role.ADMIN)
    with pytest.raises(NotAllowed):
        await turn(country, handler, speaker, Action(Verb.DIGEST, 1, 0, "chart"))


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
