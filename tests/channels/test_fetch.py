"""Fetching a file somebody sent: its bytes, or an outcome that tells whether another try makes sense."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels.telegram import TelegramChannel
from bot.demo.telegram_server import Action, TelegramWorld
from bot.demo.telegram_server.files import MAX_DOWNLOAD
from bot.demo.telegram_server.in_process import InProcessTransport
from bot.messages import Outcome, OutcomeKind

AN = 101


@pytest.fixture
def world() -> TelegramWorld:
    world = TelegramWorld(clock=lambda: datetime(2024, 7, 16, 2, tzinfo=UTC))
    world.add_user(AN, "An")
    return world


@pytest.fixture
async def channel(world: TelegramWorld) -> AsyncIterator[TelegramChannel]:
    transport = InProcessTransport(world)
    bot = Bot(
        world.token,
        base_url="http://telegram/bot",
        base_file_url="http://telegram/file/bot",
        request=HTTPXRequest(httpx_kwargs={"transport": transport}),
    )
    async with bot:
        yield TelegramChannel(bot)
    transport.close()


def send_in(world: TelegramWorld, content: bytes) -> str:
    message = world.phone(AN).send_document("bao-cao.pdf", content)
    assert message.media is not None
    assert message.media.file is not None
    return message.media.file.file_id


async def test_it_brings_the_bytes(world: TelegramWorld, channel: TelegramChannel) -> None:
    assert await channel.fetch(send_in(world, b"%PDF-1.7 ...")) == b"%PDF-1.7 ..."


async def test_a_file_that_is_too_big_will_never_come(world: TelegramWorld, channel: TelegramChannel) -> None:
    answer = await channel.fetch(send_in(world, b"x" * (MAX_DOWNLOAD + 1)))
    assert answer == Outcome(OutcomeKind.REJECTED, reason="file_too_big")


async def test_an_unknown_file_may_come_later(channel: TelegramChannel) -> None:
    assert await channel.fetch("BQACAgUAAxkNOTHING") == Outcome(
        OutcomeKind.UNKNOWN, reason="file_unavailable"
    )


async def test_an_address_that_has_expired_is_not_taken_for_a_wrong_token(
    world: TelegramWorld, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_id = send_in(world, b"x")
    monkeypatch.setattr(world.files, "find_path", lambda _: None)
    assert await channel.fetch(file_id) == Outcome(OutcomeKind.UNKNOWN, reason="file_gone")


@pytest.mark.parametrize(
    ("status", "reason"), [(429, "flood"), (500, "server_error"), (401, "token"), (409, "token")]
)
async def test_telegram_being_away_is_waited_for(
    status: int, reason: str, *, world: TelegramWorld, channel: TelegramChannel
) -> None:
    file_id = send_in(world, b"x")
    world.faults.refuse(status, method="getFile", retry_after=3)
    answer = await channel.fetch(file_id)
    assert isinstance(answer, Outcome)
    assert (answer.kind, answer.reason) == (OutcomeKind.RETRY_AFTER, reason)


async def test_a_dropped_connection_is_counted_as_a_try(
    world: TelegramWorld, channel: TelegramChannel
) -> None:
    file_id = send_in(world, b"x")
    world.faults.happen(Action.DROP_BEFORE, method="getFile")
    answer = await channel.fetch(file_id)
    assert isinstance(answer, Outcome)
    assert answer.kind is OutcomeKind.UNKNOWN
