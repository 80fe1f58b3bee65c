"""The wire beneath the transport: connections that fail, proxies and odd servers, and no token in any error."""

import logging
import socket
import traceback
from datetime import timedelta

import pytest
from telegram.error import TelegramError

from bot.channels.transport import AiohttpRequest, Interrupted, Limits, NotSent
from bot.demo.telegram_server import DEFAULT_TOKEN, Action, TelegramWorld
from bot.messages import Outcome, OutcomeKind
from tests.channels.wire import (
    AN,
    HELLO,
    NOT_CONNECTED,
    SERVER_ERROR,
    SHORT,
    Canned,
    open_wire,
    respond,
    serve_canned,
)
from tests.ports import free_port

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


@pytest.mark.parametrize("body", ["[1,2]", "null", '{"ok":true}', '{"ok":false}', "<html>"])
async def test_nobody_knows_of_a_message_whose_answer_is_none(body: str) -> None:
    async with serve_canned(Canned(respond("200 OK", body))) as address, open_wire(address) as channel:
        outcome = await channel.send(AN, HELLO)
    assert outcome == Outcome(OutcomeKind.UNKNOWN, reason="TelegramError")


async def test_an_error_is_judged_by_its_number_whatever_comes_with_it() -> None:
    page = respond("502 Bad Gateway", "[1,2]")
    async with serve_canned(Canned(page)) as address, open_wire(address) as channel:
        assert await channel.send(AN, HELLO) == SERVER_ERROR


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


# --- the token --------------------------------------------------------------------------------------------


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
