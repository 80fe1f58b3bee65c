"""The shipped transport on real sockets, servers that do one thing only, and a message with what may become of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from markupsafe import Markup
from telegram import Bot

from bot.channels.telegram import TelegramChannel
from bot.channels.transport import AiohttpRequest, Limits
from bot.demo.telegram_server import DEFAULT_TOKEN
from bot.messages import Message, Outcome, OutcomeKind

AN = 101
HELLO = Message(Markup("Chào <b>An</b>"))
NOT_CONNECTED = Outcome(
    OutcomeKind.RETRY_AFTER, wait=timedelta(seconds=5), reason="not_connected", whole_channel=True
)
SERVER_ERROR = Outcome(OutcomeKind.RETRY_AFTER, wait=timedelta(seconds=5), reason="server_error")
SHORT = Limits(connections=2, pool=0.1, connect=0.1, write=0.1, read=0.2)


@asynccontextmanager
async def open_wire(
    address: str, limits: Limits = SHORT, *, proxy: str = ""
) -> AsyncIterator[TelegramChannel]:
    """A channel to the Bot API at ``address`` through our transport."""
    bot = Bot(
        DEFAULT_TOKEN,
        base_url=f"{address}/bot",
        base_file_url=f"{address}/file/bot",
        request=AiohttpRequest(limits, proxy=proxy),
    )
    # Not by `async with`: that asks for the bot's name, and some of these servers answer nothing.
    await bot.request.initialize()
    try:
        yield TelegramChannel(bot)
    finally:
        await bot.request.shutdown()


@dataclass(slots=True)
class Canned:
    """Answers every request with the same bytes; None: takes it and never answers."""

    answer: bytes | None
    asked: list[bytes] = field(default_factory=list)
    connections: int = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.asked.append(head)
                if self.answer is not None:
                    writer.write(self.answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serve_canned(canned: Canned) -> AsyncIterator[str]:
    server = await asyncio.start_server(canned.talk, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await server.wait_closed()


def respond(status: str, body: str, *headers: str) -> bytes:
    """The bytes of a whole answer that ends its connection."""
    raw = body.encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(raw)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + raw
