"""The server on a real port: bound before it is named, cut connections, stalls, and a quick end."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from telegram import Bot
from telegram.error import NetworkError, TimedOut

from bot.demo.telegram_server import Action, Phone, TelegramWorld, serve
from bot.demo.telegram_server.server import _AbortableProtocol  # the nagle test looks at live connections

from .conftest import AN


@pytest.fixture
async def address(world: TelegramWorld) -> AsyncIterator[str]:
    async with serve(world) as url:
        yield url


@pytest.fixture
async def port_bot(world: TelegramWorld, address: str) -> AsyncIterator[Bot]:
    async with Bot(world.token, base_url=f"{address}/bot", base_file_url=f"{address}/file/bot") as bot:
        yield bot


@pytest.fixture(autouse=True)
def silence(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A scripted mishap must not look like an error of the server."""
    caplog.set_level(logging.WARNING)
    yield
    assert [record.message for record in caplog.records if record.name.startswith("uvicorn")] == []


async def test_ptb_talks_to_it_unchanged(phone: Phone, port_bot: Bot) -> None:
    phone.say("Chào")
    (update,) = await port_bot.get_updates(timeout=5)
    await port_bot.send_document(AN, b"x" * 300_000, filename="to.bin")
    assert update.message is not None
    assert phone.last.media is not None
    file = await port_bot.get_file(phone.last.media.file.file_id) if phone.last.media.file else None
    assert file is not None
    assert len(await file.download_as_bytearray()) == 300_000


@pytest.mark.parametrize(("action", "sent"), [(Action.DROP_BEFORE, []), (Action.DROP_AFTER, ["x"])])
async def test_a_dropped_connection_is_really_cut(
    action: Action, sent: list[str], *, world: TelegramWorld, phone: Phone, port_bot: Bot
) -> None:
    world.faults.happen(action, method="sendMessage")
    with pytest.raises(NetworkError) as caught:
        await port_bot.send_message(AN, "x")
    assert isinstance(caught.value.__cause__, httpx.RemoteProtocolError | httpx.ReadError)
    assert [message.text for message in phone.bot_messages] == sent
    await port_bot.send_message(AN, "y")


async def test_a_stalled_answer_times_out(world: TelegramWorld, phone: Phone, port_bot: Bot) -> None:
    world.faults.happen(Action.STALL_AFTER, seconds=60)
    with pytest.raises(TimedOut):
        await port_bot.send_message(AN, "x", read_timeout=0.05)
    assert phone.last.text == "x"


async def test_it_ends_quickly_while_a_poll_waits(world: TelegramWorld) -> None:
    async with httpx.AsyncClient() as client:
        async with serve(world) as url:
            waiting = asyncio.create_task(client.get(f"{url}/bot{world.token}/getUpdates?timeout=50"))
            while not world.queue.is_watched:  # noqa: ASYNC110  the request has to cross a socket first
                await asyncio.sleep(0.001)
        answer = await asyncio.wait_for(waiting, 5)
    assert (answer.status_code, answer.json()["description"]) == (500, "Internal Server Error: restart")


async def test_a_killed_client_leaves_no_poll_behind(world: TelegramWorld, address: str) -> None:
    host, _, port = address.removeprefix("http://").partition(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET /bot{world.token}/getUpdates?timeout=50 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    for is_waiting in (True, False):
        while world.queue.is_watched is not is_waiting:  # noqa: ASYNC110  the socket decides when
            await asyncio.sleep(0.001)
        writer.close()
    assert world.journal.calls == []


async def test_the_port_can_be_chosen_and_is_free_again(world: TelegramWorld) -> None:
    async with serve(world) as url:
        port = int(url.rpartition(":")[2])
    async with serve(world, port=port) as again, httpx.AsyncClient() as client:
        assert again == url
        assert (await client.get(f"{again}/bot{world.token}/getMe")).status_code == 200


async def test_small_answers_are_not_held_back(
    world: TelegramWorld, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    plain = _AbortableProtocol.connection_made

    def watched(self: _AbortableProtocol, transport: asyncio.Transport) -> None:
        plain(self, transport)
        connection: socket.socket = transport.get_extra_info("socket")
        seen.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    monkeypatch.setattr(_AbortableProtocol, "connection_made", watched)
    async with httpx.AsyncClient() as client:
        await client.get(f"{address}/bot{world.token}/getMe")
    assert [bool(option) for option in seen] == [True]
