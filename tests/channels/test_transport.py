"""The transport on real sockets: a message arrives, and what each mishap behind the wire says about it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from markupsafe import Markup
from pydantic import SecretStr
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram import TelegramChannel
from bot.channels.transport import AiohttpRequest
from bot.demo.telegram_server import DEFAULT_TOKEN, Action, TelegramWorld
from bot.messages import Document, Message, Outcome, OutcomeKind
from bot.settings import Settings
from bot.telegram_bot import make_bot
from tests.channels.wire import AN, HELLO, SERVER_ERROR, SHORT, Canned, open_wire, respond, serve_canned


@pytest.fixture
async def channel(address: str) -> AsyncIterator[TelegramChannel]:
    async with open_wire(address) as channel:
        yield channel


def texts(world: TelegramWorld) -> list[str]:
    return [message.text for message in world.phone(AN).bot_messages]


# --- it arrives -------------------------------------------------------------------------------------------


async def test_a_message_arrives(world: TelegramWorld, channel: TelegramChannel) -> None:
    outcome = await channel.send(AN, Message(Markup("Đôn đốc 📌 &amp; <b>nhắc</b>")))
    assert outcome == Outcome(OutcomeKind.DELIVERED, message_id=world.phone(AN).last.id)
    assert texts(world) == ["Đôn đốc 📌 & nhắc"]


async def test_a_file_arrives_under_its_name_and_can_be_fetched_again(
    world: TelegramWorld, channel: TelegramChannel
) -> None:
    content = bytes(range(256)) * 4096
    made = Message(Markup("Tệp"), document=Document('việc "A".xlsx', content=content))
    sent = await channel.send(AN, made)
    media = world.phone(AN).last.media
    assert sent.kind is OutcomeKind.DELIVERED
    assert media is not None
    assert media.name == 'việc "A".xlsx'
    assert await channel.fetch(sent.file_id) == content


async def test_a_connection_is_used_again() -> None:
    answer = '{"ok":true,"result":{"message_id":7}}'
    kept = respond("200 OK", answer).replace(b"Connection: close\r\n", b"")
    canned = Canned(kept)
    async with serve_canned(canned) as address, open_wire(address) as channel:
        outcomes = [await channel.send(AN, HELLO) for _ in range(3)]
    assert {outcome.message_id for outcome in outcomes} == {7}
    assert (len(canned.asked), canned.connections) == (3, 1)


async def test_no_more_connections_are_open_than_allowed() -> None:
    canned = Canned(None)
    async with serve_canned(canned) as address, open_wire(address) as channel:
        outcomes = await asyncio.gather(*(channel.send(AN, HELLO) for _ in range(5)))
    # Two places: who got none in time was certainly not sent.
    kinds = [outcome.kind for outcome in outcomes]
    assert kinds.count(OutcomeKind.UNKNOWN) == canned.connections == SHORT.connections
    assert kinds.count(OutcomeKind.RETRY_AFTER) == 3


# --- every mishap that the loopback can act out -----------------------------------------------------------


@pytest.mark.parametrize("action", [Action.STALL_AFTER, Action.DROP_AFTER, Action.GARBLE])
async def test_nobody_knows_of_a_message_that_was_sent_without_an_answer(
    world: TelegramWorld, channel: TelegramChannel, action: Action
) -> None:
    world.faults.happen(action, method="sendMessage", seconds=60)
    assert (await channel.send(AN, HELLO)).kind is OutcomeKind.UNKNOWN
    assert texts(world) == ["Chào An"]


@pytest.mark.parametrize("action", [Action.STALL_BEFORE, Action.DROP_BEFORE])
async def test_nobody_knows_of_a_message_that_was_lost_on_the_way(
    world: TelegramWorld, channel: TelegramChannel, action: Action
) -> None:
    world.faults.happen(action, method="sendMessage", seconds=60)
    assert (await channel.send(AN, HELLO)).kind is OutcomeKind.UNKNOWN
    assert texts(world) == []


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, Outcome(OutcomeKind.REJECTED, reason="bad_request")),
        (403, Outcome(OutcomeKind.UNREACHABLE, reason="forbidden")),
        (429, Outcome(OutcomeKind.RETRY_AFTER, wait=timedelta(seconds=17), reason="flood")),
        (500, SERVER_ERROR),
        (502, SERVER_ERROR),
        (504, SERVER_ERROR),
    ],
)
async def test_a_refusal_says_what_it_says(
    world: TelegramWorld, channel: TelegramChannel, status: int, outcome: Outcome
) -> None:
    world.faults.refuse(status, method="sendMessage", retry_after=17)
    assert await channel.send(AN, HELLO) == outcome
    assert texts(world) == []


@pytest.mark.parametrize("status", [401, 404, 409])
async def test_a_refused_token_or_a_second_bot_stops_the_whole_channel(
    world: TelegramWorld, channel: TelegramChannel, status: int
) -> None:
    world.faults.refuse(status, method="sendMessage")
    outcome = await channel.send(AN, HELLO)
    assert (outcome.kind, outcome.reason, outcome.whole_channel) == (OutcomeKind.RETRY_AFTER, "token", True)


async def test_a_gateways_page_means_not_sent(world: TelegramWorld, channel: TelegramChannel) -> None:
    world.faults.happen(Action.HTML, method="sendMessage")
    assert await channel.send(AN, HELLO) == SERVER_ERROR


async def test_after_every_mishap_the_next_message_goes(
    world: TelegramWorld, channel: TelegramChannel
) -> None:
    actions = [Action.DROP_AFTER, Action.STALL_AFTER, Action.HTML, Action.GARBLE, Action.DROP_BEFORE]
    for action in actions:
        world.faults.happen(action, method="sendMessage", seconds=60)
        await channel.send(AN, HELLO)
        assert (await channel.send(AN, HELLO)).kind is OutcomeKind.DELIVERED, action


# --- opening and closing ----------------------------------------------------------------------------------


async def test_it_can_be_opened_twice_and_again_after_closing(address: str, world: TelegramWorld) -> None:
    request = AiohttpRequest(SHORT)
    bot = Bot(world.token, base_url=f"{address}/bot", request=request)
    await request.shutdown()
    for _ in range(2):
        await request.initialize()
        await request.initialize()
        assert (await bot.send_message(AN, "x")).text == "x"
        await request.shutdown()
    with pytest.raises(TelegramError):
        await bot.send_message(AN, "x")


def test_the_bot_uses_it_with_time_for_a_late_answer() -> None:
    token = SecretStr(DEFAULT_TOKEN)
    bot = make_bot(Settings(_env_file=None, bot_token=token))  # type: ignore[call-arg] # pydantic-settings' own
    assert isinstance(bot.request, AiohttpRequest)
    assert bot.request.read_timeout == 40
