"""Wrong addresses, tokens and methods: what never reaches a chat."""

import pytest
from telegram import Bot
from telegram.error import InvalidToken, NetworkError

from bot.demo.telegram_server import DEFAULT_TOKEN, Phone, TelegramWorld
from bot.demo.telegram_server.in_process import InProcessTransport

from .conftest import AN


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/", 404, "Not Found"),
        ("/bot1:a", 404, "Not Found"),
        ("/botnonsense/getMe", 401, "Unauthorized: invalid token specified"),
        ("/bot0123:a/getMe", 401, "Unauthorized: invalid token specified"),
        (f"/bot1:{'a' * 80}/getMe", 401, "Unauthorized: invalid token specified"),
        ("/bot1:another/getMe", 401, "Unauthorized"),
        (f"/bot{DEFAULT_TOKEN}/getNonsense", 404, "Not Found: method not found"),
        (f"/file/bot{DEFAULT_TOKEN}/documents/none.pdf", 404, "Not Found"),
    ],
)
async def test_wrong_addresses_are_refused(
    path: str, status: int, description: str, *, transport: InProcessTransport
) -> None:
    async with transport.client() as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.json()) == (
        status,
        {"ok": False, "error_code": status, "description": description},
    )


async def test_an_unmodelled_method_is_loud(world: TelegramWorld, phone: Phone, bot: Bot) -> None:
    with pytest.raises(NetworkError, match="not modelled"):
        await bot.send_dice(AN)
    assert [made.method for made in world.journal.list_unmodelled()] == ["sendDice"]
    assert world.violations() == [
        "unmodelled: sendDice: Not Implemented: method senddice is not modelled by the loopback Bot API"
    ]


async def test_ptb_turns_401_into_invalid_token(world: TelegramWorld, bot: Bot) -> None:
    world.faults.refuse(401)
    with pytest.raises(InvalidToken):
        await bot.get_me()
