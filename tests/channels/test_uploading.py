"""Files that we made: uploaded as they are, kept by Telegram under an id, and refused when they are too large."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from markupsafe import Markup
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels.telegram import TelegramChannel
from bot.demo.telegram_server import TelegramWorld
from bot.demo.telegram_server.in_process import InProcessTransport
from bot.messages import Document, Message, OutcomeKind

AN = 101


@pytest.fixture
def world() -> TelegramWorld:
    world = TelegramWorld(clock=lambda: datetime(2024, 7, 16, 2, tzinfo=UTC))
    world.add_user(AN, "An")
    world.phone(AN).say("/start")
    return world


@pytest.fixture
async def channel(world: TelegramWorld, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TelegramChannel]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    transport = InProcessTransport(world)
    request = HTTPXRequest(httpx_kwargs={"transport": transport})
    async with Bot(world.token, base_url="http://telegram/bot", request=request) as bot:
        yield TelegramChannel(bot)
    transport.close()


async def test_a_file_that_we_made_is_uploaded_once_and_sent_again_by_its_id(
    world: TelegramWorld, channel: TelegramChannel
) -> None:
    made = Message(Markup("Danh sách <b>A</b>"), document=Document("việc.xlsx", content=b"PK made"))
    first = await channel.send(AN, made)
    assert (first.kind, bool(first.file_id)) == (OutcomeKind.DELIVERED, True)
    again = await channel.send(AN, Message(Markup("b"), document=Document("x", first.file_id)))
    assert (again.kind, again.file_id) == (OutcomeKind.DELIVERED, "")
    media = [message.media for message in world.phone(AN).bot_messages]
    assert [m.name for m in media if m] == ["việc.xlsx", "việc.xlsx"]
    assert [m.file.content for m in media if m and m.file] == [b"PK made"] * 2
    assert world.phone(AN).bot_messages[0].text == "Danh sách A"


async def test_a_file_that_is_too_large_to_send_is_refused(
    world: TelegramWorld, channel: TelegramChannel
) -> None:
    made = Message(Markup("a"), document=Document("a.xlsx", content=bytes(50 * 1024 * 1024 + 1)))
    outcome = await channel.send(AN, made)
    assert outcome.kind is not OutcomeKind.DELIVERED
    assert outcome.file_id == ""
    assert world.phone(AN).bot_messages == []
