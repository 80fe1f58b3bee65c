"""Files that we made: uploaded as they are, kept by Telegram under an id, and refused when they are too large."""

from collections.abc import AsyncIterator

import pytest
from markupsafe import Markup
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels.telegram import TelegramChannel
from bot.demo.telegram_server import MediaKind, TelegramWorld
from bot.demo.telegram_server.in_process import InProcessTransport
from bot.messages import Document, Message, OutcomeKind
from tests.channels.wire import AN


@pytest.fixture
async def channel(world: TelegramWorld) -> AsyncIterator[TelegramChannel]:
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


async def test_a_picture_that_we_made_is_a_photo_with_its_caption_and_is_sent_again_by_its_id(
    world: TelegramWorld, channel: TelegramChannel
) -> None:
    content = b"\x89PNG\r\n\x1a\n" + bytes(8) + (1000).to_bytes(4, "big") + (1400).to_bytes(4, "big")
    made = Document("tong-hop.png", is_photo=True, content=content)
    first = await channel.send(AN, Message(Markup("<b>Tuần 29</b>"), document=made))
    assert (first.kind, bool(first.file_id)) == (OutcomeKind.DELIVERED, True)
    known = Document("tong-hop.png", first.file_id, is_photo=True)
    again = await channel.send(AN, Message(Markup("Tuần 29"), document=known))
    assert (again.kind, again.file_id) == (OutcomeKind.DELIVERED, "")
    sent = world.phone(AN).bot_messages
    assert [m.media.kind for m in sent if m.media] == [MediaKind.PHOTO, MediaKind.PHOTO]
    assert [m.media.file.content for m in sent if m.media and m.media.file] == [content, content]
    assert sent[0].html == "<b>Tuần 29</b>"


@pytest.mark.parametrize(
    "picture",
    [
        Document("a.png", is_photo=True, content=b"no picture"),
        Document("a.png", "AgACnever", is_photo=True),
    ],
)
async def test_a_picture_that_telegram_does_not_take_is_refused(
    world: TelegramWorld, channel: TelegramChannel, picture: Document
) -> None:
    outcome = await channel.send(AN, Message(Markup("a"), document=picture))
    assert outcome.kind is OutcomeKind.REJECTED
    assert world.phone(AN).bot_messages == []
