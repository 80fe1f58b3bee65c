"""E-mails at the sender: whom, once the server is away nobody knocks, and no chat waits for them."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.domain.people import Actor, Person
from bot.domain.rungs import Recipient
from bot.messages import Outcome, OutcomeKind
from bot.plain_letter import PlainLetter
from bot.services.delivery import CLOSED, PACED, STOPPING
from bot.services.letters import Letter
from bot.storage.database import Database
from bot.storage.emailed import BY_EMAIL
from bot.storage.outbox import Mail, MailKind
from jobs.lanes import lanes_of
from jobs.post import AT_ONCE, Post
from tests.jobs.sending import AN, DELIVERED, RULES, START, PostOffice
from tests.texts.hostile_setting import assignment, notice

AWAY = Outcome(OutcomeKind.RETRY_AFTER, wait=timedelta(minutes=1), reason="away", whole_channel=True)


@dataclass(slots=True)
class PaperServer:
    outcome: Outcome = DELIVERED
    taken: list[tuple[str, PlainLetter]] = field(default_factory=list)
    is_ready: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.is_ready.set()

    async def send(self, address: str, letter: PlainLetter) -> Outcome:
        self.taken.append((address, letter))
        await self.is_ready.wait()
        return self.outcome


def letter(address: str = "an@hd.vn", number: int = 7) -> Letter:
    reader = Actor(Person(1, "An", telegram_id=AN, email=address, unreachable_at=START))
    mail = Mail(number, MailKind.NOTICE, {BY_EMAIL: True}, 1, AN, None, 0, "vi", START)
    return Letter(mail, reader, notice((assignment("<b>& Bcc: la@x.vn"),), Recipient.FOCAL_POINT))


def post_to(server: PaperServer, hands: list[float]) -> Post:
    return Post(server, lambda: RULES, lambda: START, lambda: "https://t.me/x", monotonic=lambda: hands[0])


async def test_hostile_titles_stay_words() -> None:
    server = PaperServer()
    assert await post_to(server, [0.0]).send(letter()) == DELIVERED
    [(address, plain)] = server.taken
    assert address == "an@hd.vn"
    assert "<b>&" in plain.text
    assert not {"&lt;", "&amp;", "</b>"} & set(plain.text.split())
    assert plain.reference == "7.20240716020000"


async def test_without_an_address_nobody_is_asked() -> None:
    server = PaperServer()
    outcome = await post_to(server, [0.0]).send(letter(""))
    assert (outcome.kind, outcome.reason, server.taken) == (OutcomeKind.REJECTED, "no_address", [])


async def test_a_server_that_is_away_is_left_alone_for_its_pause() -> None:
    server, hands = PaperServer(AWAY), [0.0]
    post = post_to(server, hands)
    await post.send(letter())
    hands[0] += 20
    outcome = await post.send(letter())
    assert (outcome.kind, outcome.wait, outcome.reason) == (AWAY.kind, timedelta(seconds=40), CLOSED)
    hands[0] += 40
    server.outcome = DELIVERED
    assert await post.send(letter()) == DELIVERED
    assert (len(server.taken), post.outcomes) == (2, {AWAY.kind: 1, DELIVERED.kind: 1})


async def test_more_than_two_do_not_queue_at_the_server() -> None:
    server = PaperServer()
    server.is_ready.clear()
    post = post_to(server, [0.0])
    sending = [asyncio.create_task(post.send(letter())) for _ in range(AT_ONCE)]
    await asyncio.sleep(0)
    outcome = await post.send(letter())
    assert (outcome.kind, outcome.reason, len(server.taken)) == (OutcomeKind.RETRY_AFTER, PACED, AT_ONCE)
    server.is_ready.set()
    assert await asyncio.gather(*sending) == [DELIVERED] * AT_ONCE


async def test_a_stop_leaves_the_email_for_the_next_start(sqlite_database: Database) -> None:
    server, office = PaperServer(), PostOffice(sqlite_database)
    office.sender.post = post_to(server, [0.0])
    office.sender._is_stopping = True  # noqa: SLF001 set for a moment by a stop that comes between two letters
    outcome = await office.sender._send(letter())  # noqa: SLF001 the rest of the lane is of no interest
    assert (outcome.kind, outcome.reason, server.taken) == (OutcomeKind.RETRY_AFTER, STOPPING, [])


def test_no_chat_waits_for_an_email() -> None:
    email = letter()
    reply = Letter(replace(email.mail, id=8, kind=MailKind.REPLY, data={}), email.reader)
    assert sorted(len(lane) for lane in lanes_of([email, reply]).values()) == [1, 1]
    assert AN in lanes_of([email, reply])
