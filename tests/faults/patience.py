"""People in a storm: whoever hears nothing asks again, and confirms once."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

import sqlalchemy as sa

from bot.demo.telegram_server import Message, TelegramWorld
from bot.domain.people import Role
from bot.storage.database import Database
from bot.storage.tables import people, reports
from tests.faults.people import TASK, Eyes, Official, find_card, link

PATIENCE = 4.0
"""Seconds until somebody asks again."""
OFFICER = Official("UBQGCDS", 799_999_999)


async def add_officer(database: Database, world: TelegramWorld, *, now: datetime) -> int:
    world.add_user(OFFICER.account, OFFICER.agency, language_code="vi")
    world.phone(OFFICER.account).chat.is_started = True
    await link(database, OFFICER, now=now, role=Role.OFFICER)
    return OFFICER.account


async def is_reported(database: Database, account: int, percent: int) -> bool:
    statement = (
        sa.select(reports.c.id)
        .join(people, people.c.id == reports.c.person_id)
        .where(people.c.telegram_id == account, reports.c.percent == percent)
    )
    async with database.begin() as uow:
        return (await uow.execute(statement)).first() is not None


async def report_patiently(
    world: TelegramWorld,
    eyes: Eyes,
    account: int,
    percent: int,
    is_stored: Callable[[], Awaitable[bool]],
) -> None:
    """Like ``report``, but a word may be lost on its way back, and the phone may not be there for a while."""
    phone = world.phone(account)
    while not await is_stored():
        known = len(phone.bot_messages)
        # Who has blocked the bot or left says nothing.
        with suppress(ValueError):
            phone.say(f"{TASK} {percent}%")
        card = await _wait(eyes.until(account, lambda: find_card(phone, known, percent)))  # noqa: B023 awaited here
        # An earlier press comes before these words in the chat, so by now it was handled.
        if card is None or await is_stored():
            continue
        with suppress(LookupError):
            phone.press(card.id, "Ghi nhận")
        await _wait(eyes.until(account, lambda: card if "Đã ghi nhận" in card.text else None))  # noqa: B023 as above


async def _wait(seen: Awaitable[Message]) -> Message | None:
    try:
        async with asyncio.timeout(PATIENCE):
            return await seen
    except TimeoutError:
        return None
