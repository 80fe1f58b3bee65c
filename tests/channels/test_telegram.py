"""What each mishap of Telegram's means for a message: PTB for real, the loopback with its faults behind it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from markupsafe import Markup
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.actions import Action as Press
from bot.actions import Verb
from bot.channels.telegram import TelegramChannel
from bot.demo.telegram_server import Action, FloodLimits, Group, TelegramWorld, WorldRules
from bot.demo.telegram_server.in_process import InProcessTransport
from bot.messages import Button, Message, Outcome, OutcomeKind
from tests.channels.wire import AN, HELLO

FIVE_SECONDS = timedelta(seconds=5)


@asynccontextmanager
async def open_channel(
    world: TelegramWorld, transport: httpx.AsyncBaseTransport
) -> AsyncIterator[TelegramChannel]:
    bot = Bot(
        world.token,
        base_url="http://telegram/bot",
        request=HTTPXRequest(httpx_kwargs={"transport": transport}),
    )
    # Not by `async with`: that asks for the bot's name, and some of these networks answer nothing.
    await bot.request.initialize()
    try:
        yield TelegramChannel(bot)
    finally:
        await bot.request.shutdown()


@pytest.fixture
async def channel(world: TelegramWorld) -> AsyncIterator[TelegramChannel]:
    transport = InProcessTransport(world)
    async with open_channel(world, transport) as channel:
        yield channel
    transport.close()


def texts(world: TelegramWorld) -> list[str]:
    return [message.text for message in world.phone(AN).bot_messages]


# --- it arrives -------------------------------------------------------------------------------------------


async def test_a_message_arrives_with_its_markup_and_buttons(
    world: TelegramWorld, channel: TelegramChannel
) -> None:
    seen = Button("Đã xem", Press(Verb.SEEN, 7))
    outcome = await channel.send(AN, Message(Markup("<b>NV-001</b>"), buttons=((seen,),)))
    message = world.phone(AN).last
    assert outcome == Outcome(OutcomeKind.DELIVERED, message_id=message.id)
    assert message.text == "NV-001"
    assert [(button.text, button.data) for button in message.list_buttons()] == [("Đã xem", "v1:seen:7:0")]


async def test_an_edit_rewrites_the_message(world: TelegramWorld, channel: TelegramChannel) -> None:
    sent = await channel.send(AN, HELLO)
    assert sent.message_id is not None
    outcome = await channel.edit(AN, sent.message_id, Message(Markup("Xong")))
    assert outcome == Outcome(OutcomeKind.DELIVERED, message_id=sent.message_id)
    assert texts(world) == ["Xong"]


async def test_an_edit_that_changes_nothing_is_a_success(channel: TelegramChannel) -> None:
    sent = await channel.send(AN, HELLO)
    assert sent.message_id is not None
    assert await channel.edit(AN, sent.message_id, HELLO) == sent


async def test_an_edit_whose_message_is_gone_is_sent_anew(
    world: TelegramWorld, channel: TelegramChannel
) -> None:
    outcome = await channel.edit(AN, 4711, HELLO)
    assert outcome == Outcome(OutcomeKind.DELIVERED, message_id=world.phone(AN).last.id)
    assert texts(world) == ["Chào An"]


async def test_refused_markup_is_sent_as_plain_words(world: TelegramWorld, channel: TelegramChannel) -> None:
    outcome = await channel.send(AN, Message(Markup("<b>Hạn</p> 1 &lt; 2\ndòng hai")))
    assert outcome == Outcome(OutcomeKind.DELIVERED, message_id=world.phone(AN).last.id)
    assert texts(world) == ["Hạn 1 < 2\ndòng hai"]


# --- certainly not, or nobody knows -----------------------------------------------------------------------


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


class Broken(httpx.AsyncBaseTransport):
    def __init__(self, error: httpx.TransportError) -> None:
        self._error = error

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise self._error


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("refused"),
        httpx.ConnectError("[Errno -2] Name or service not known"),
        httpx.ConnectTimeout(""),
        httpx.PoolTimeout(""),
        httpx.ProxyError("502 Bad Gateway"),
    ],
    ids=["refused", "dns", "connect-timeout", "pool", "proxy"],
)
async def test_without_a_connection_it_was_certainly_not_sent(
    world: TelegramWorld, error: httpx.TransportError
) -> None:
    async with open_channel(world, Broken(error)) as channel:
        assert await channel.send(AN, HELLO) == Outcome(
            OutcomeKind.RETRY_AFTER, wait=FIVE_SECONDS, reason="not_connected", whole_channel=True
        )


@pytest.mark.parametrize(
    "error",
    [httpx.ReadTimeout(""), httpx.WriteTimeout(""), httpx.ReadError(""), httpx.RemoteProtocolError("")],
)
async def test_nobody_knows_what_became_of_it_once_connected(
    world: TelegramWorld, error: httpx.TransportError
) -> None:
    async with open_channel(world, Broken(error)) as channel:
        assert (await channel.send(AN, HELLO)).kind is OutcomeKind.UNKNOWN


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_a_servers_error_means_not_sent_and_concerns_this_message(
    world: TelegramWorld, channel: TelegramChannel, status: int
) -> None:
    world.faults.refuse(status, method="sendMessage")
    assert await channel.send(AN, HELLO) == Outcome(
        OutcomeKind.RETRY_AFTER, wait=FIVE_SECONDS, reason="server_error"
    )
    assert texts(world) == []


async def test_a_gateway_page_means_not_sent(world: TelegramWorld, channel: TelegramChannel) -> None:
    world.faults.happen(Action.HTML, method="sendMessage")
    outcome = await channel.send(AN, HELLO)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.RETRY_AFTER, "server_error")


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token_stops_the_whole_channel(
    world: TelegramWorld, channel: TelegramChannel, status: int
) -> None:
    world.faults.refuse(status, method="sendMessage")
    assert await channel.send(AN, HELLO) == Outcome(
        OutcomeKind.RETRY_AFTER, wait=FIVE_SECONDS, reason="token", whole_channel=True
    )


async def test_a_flooded_chat_waits_as_long_as_telegram_says(
    world: TelegramWorld, channel: TelegramChannel
) -> None:
    world.faults.refuse(429, method="sendMessage", retry_after=17)
    assert await channel.send(AN, HELLO) == Outcome(
        OutcomeKind.RETRY_AFTER, wait=timedelta(seconds=17), reason="flood"
    )


async def test_the_flood_limit_itself_is_understood() -> None:
    rules = WorldRules(flood=FloodLimits(chat_burst=2))
    world = TelegramWorld(
        clock=lambda: datetime(2024, 7, 16, 2, tzinfo=UTC), rules=rules, monotonic=lambda: 0.0
    )
    world.add_user(AN, "An")
    world.phone(AN).say("/start")
    async with open_channel(world, InProcessTransport(world)) as channel:
        kinds = [(await channel.send(AN, HELLO)).kind for _ in range(3)]
    assert kinds == [OutcomeKind.DELIVERED, OutcomeKind.DELIVERED, OutcomeKind.RETRY_AFTER]


# --- never again ------------------------------------------------------------------------------------------


def block(world: TelegramWorld) -> int:
    world.phone(AN).block_bot()
    return AN


def leave_telegram(world: TelegramWorld) -> int:
    world.phone(AN).delete_account()
    return AN


def never_start(world: TelegramWorld) -> int:
    return world.add_user(102, "Bình").id


def not_exist(_world: TelegramWorld) -> int:
    return 999


def open_group(world: TelegramWorld) -> Group:
    group = world.add_group("Tổ giúp việc", [AN])
    group.add_bot(AN)
    return group


def kick_the_bot(world: TelegramWorld) -> int:
    group = open_group(world)
    group.kick_bot(AN)
    return group.id


@pytest.mark.parametrize("lose", [block, leave_telegram, never_start, kick_the_bot])
async def test_who_cannot_be_reached_is_unreachable(
    world: TelegramWorld, channel: TelegramChannel, lose: Callable[[TelegramWorld], int]
) -> None:
    assert await channel.send(lose(world), HELLO) == Outcome(OutcomeKind.UNREACHABLE, reason="forbidden")


async def test_a_chat_that_does_not_exist_is_unreachable(channel: TelegramChannel) -> None:
    assert await channel.send(999, HELLO) == Outcome(OutcomeKind.UNREACHABLE, reason="chat_gone")


@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: not enough rights to send text messages to the chat",
        "Bad Request: have no rights to send a message",
        "Bad Request: PEER_ID_INVALID",
        "Bad Request: need administrator rights in the channel chat",
    ],
)
async def test_a_chat_where_we_may_not_write_is_unreachable(
    world: TelegramWorld, channel: TelegramChannel, description: str
) -> None:
    world.faults.refuse(400, method="sendMessage", description=description)
    assert await channel.send(AN, HELLO) == Outcome(OutcomeKind.UNREACHABLE, reason="chat_gone")


async def test_a_message_that_is_refused_is_never_tried_again(channel: TelegramChannel) -> None:
    outcome = await channel.send(AN, Message(Markup("x") * 4097))
    assert outcome == Outcome(OutcomeKind.REJECTED, reason="bad_request")


async def test_a_group_that_moved_tells_its_new_address(
    world: TelegramWorld, channel: TelegramChannel
) -> None:
    group = open_group(world)
    new = group.migrate(AN)
    outcome = await channel.send(group.id, HELLO)
    assert outcome == Outcome(OutcomeKind.MOVED, reason="migrated", new_chat_id=new.id)


async def test_the_menu_is_set_in_the_persons_chat(world: TelegramWorld, channel: TelegramChannel) -> None:
    outcome = await channel.set_menu(AN, (("nhiemvu", "Nhiệm vụ"),))
    assert outcome.kind is OutcomeKind.DELIVERED
    assert [entry["command"] for entry in world.phone(AN).commands] == ["nhiemvu"]
