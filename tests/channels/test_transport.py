"""The transport on real sockets: what each mishap of the wire says about a message, and that no token leaks by it."""

import asyncio
import logging
import socket
import traceback
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from markupsafe import Markup
from pydantic import SecretStr
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram import TelegramChannel
from bot.channels.transport import AiohttpRequest, Interrupted, Limits, NotSent
from bot.demo.telegram_server import DEFAULT_TOKEN, Action, TelegramWorld, serve
from bot.messages import Document, Message, Outcome, OutcomeKind
from bot.settings import Settings
from bot.telegram_bot import make_bot
from tests.channels.wire import SHORT, Canned, open_wire, respond, serve_canned

AN = 101
HELLO = Message(Markup("Chào <b>An</b>"))
NOT_CONNECTED = Outcome(
    OutcomeKind.RETRY_AFTER, wait=timedelta(seconds=5), reason="not_connected", whole_channel=True
)
SERVER_ERROR = Outcome(OutcomeKind.RETRY_AFTER, wait=timedelta(seconds=5), reason="server_error")


@pytest.fixture(autouse=True)
def _as_the_bot_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def world() -> TelegramWorld:
    world = TelegramWorld(clock=lambda: datetime(2024, 7, 16, 2, tzinfo=UTC))
    world.add_user(AN, "An")
    world.phone(AN).say("/start")
    return world


@pytest.fixture
async def address(world: TelegramWorld) -> AsyncIterator[str]:
    async with serve(world) as address:
        yield address


@pytest.fixture
async def channel(address: str) -> AsyncIterator[TelegramChannel]:
    async with open_wire(address) as channel:
        yield channel


def texts(world: TelegramWorld) -> list[str]:
    return [message.text for message in world.phone(AN).bot_messages]


def free_port() -> int:
    """Where nobody listens."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        port: int = holder.getsockname()[1]
        return port


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


# --- the wire itself --------------------------------------------------------------------------------------


async def test_where_nobody_listens_it_was_certainly_not_sent() -> None:
    async with open_wire(f"http://127.0.0.1:{free_port()}") as channel:
        assert await channel.send(AN, HELLO) == NOT_CONNECTED


async def test_without_the_name_it_was_certainly_not_sent() -> None:
    async with open_wire("http://telegram.invalid", Limits()) as channel:
        assert await channel.send(AN, HELLO) == NOT_CONNECTED


async def test_without_a_handshake_it_was_certainly_not_sent(address: str) -> None:
    async with open_wire(address.replace("http:", "https:"), Limits()) as channel:
        assert await channel.send(AN, HELLO) == NOT_CONNECTED


async def test_a_server_that_takes_no_connection_was_certainly_not_told() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        queue = [socket.socket() for _ in range(4)]
        for waiting in queue:
            waiting.setblocking(False)
            waiting.connect_ex(deaf.getsockname())
        async with open_wire(f"http://127.0.0.1:{deaf.getsockname()[1]}") as channel:
            assert await channel.send(AN, HELLO) == NOT_CONNECTED
        for waiting in queue:
            waiting.close()


async def test_a_flood_answer_without_json_is_waited_for_as_long_as_its_header_says() -> None:
    page = respond("429 Too Many Requests", "<html>slow down</html>", "Retry-After: 9")
    async with serve_canned(Canned(page)) as address, open_wire(address) as channel:
        outcome = await channel.send(AN, HELLO)
    assert outcome == Outcome(OutcomeKind.RETRY_AFTER, wait=timedelta(seconds=9), reason="flood")


async def test_a_redirect_is_not_followed() -> None:
    canned = Canned(respond("302 Found", "", "Location: http://127.0.0.1:1/"))
    async with serve_canned(canned) as address, open_wire(address) as channel:
        outcome = await channel.send(AN, HELLO)
    assert len(canned.asked) == 1
    assert outcome == SERVER_ERROR


# --- through a proxy --------------------------------------------------------------------------------------


async def test_a_proxy_is_used_and_may_want_a_password() -> None:
    canned = Canned(respond("200 OK", '{"ok":true,"result":{"message_id":7}}'))
    async with serve_canned(canned) as proxy:
        with_password = proxy.replace("http://", "http://me:secret@")
        async with open_wire("http://telegram.invalid", Limits(), proxy=with_password) as channel:
            assert (await channel.send(AN, HELLO)).message_id == 7
    assert canned.asked[0].startswith(b"POST http://telegram.invalid/bot")
    assert b"Proxy-Authorization: Basic bWU6c2VjcmV0" in canned.asked[0]


async def test_the_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    canned = Canned(respond("200 OK", '{"ok":true,"result":{"message_id":7}}'))
    async with serve_canned(canned) as proxy:
        monkeypatch.setenv("http_proxy", proxy)
        async with open_wire("http://by-environment.invalid", Limits()) as channel:
            assert (await channel.send(AN, HELLO)).message_id == 7


async def test_a_proxy_that_is_away_means_not_sent() -> None:
    proxy = f"http://127.0.0.1:{free_port()}"
    async with open_wire("http://telegram.invalid", Limits(), proxy=proxy) as channel:
        assert await channel.send(AN, HELLO) == NOT_CONNECTED


async def test_a_proxy_that_opens_no_tunnel_means_not_sent() -> None:
    canned = Canned(respond("403 Forbidden", ""))
    async with (
        serve_canned(canned) as proxy,
        open_wire("https://telegram.invalid", Limits(), proxy=proxy) as channel,
    ):
        assert await channel.send(AN, HELLO) == NOT_CONNECTED
    assert canned.asked[0].startswith(b"CONNECT telegram.invalid:443")


# --- secrets, opening and closing -------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["refused", "name", "tls", "stalled", "dropped", "proxy"])
async def test_no_error_and_no_log_says_the_token(
    place: str, world: TelegramWorld, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    action = {"stalled": Action.STALL_AFTER, "dropped": Action.DROP_AFTER}.get(place)
    if action is not None:
        world.faults.happen(action, seconds=60)
    nowhere = f"http://127.0.0.1:{free_port()}"
    targets = {"refused": nowhere, "name": "http://telegram.invalid", "tls": address.replace("http", "https")}
    request = AiohttpRequest(SHORT, proxy=nowhere if place == "proxy" else "")
    await request.initialize()
    try:
        with pytest.raises(TelegramError) as caught:
            await request.post(f"{targets.get(place, address)}/bot{DEFAULT_TOKEN}/getMe")
    finally:
        await request.shutdown()
    error = caught.value
    assert isinstance(error.__cause__, NotSent | Interrupted)
    assert error.__cause__.__context__ is None
    secret = DEFAULT_TOKEN.partition(":")[2]
    assert secret not in "".join(traceback.format_exception(error)) + repr(error) + caplog.text


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
