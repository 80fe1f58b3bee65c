"""Notices from the outbox to Telegram: claimed, worded, sent, marked, by the shipped sender with ``SEND_RATE=0``.

Beside it in the same run: the usual tick (ORM rows, PTB's default ``send_message``, a commit each) on the same
database, and bare aiohttp POSTs with nothing around them; aiogram's bare ``send_message`` too, where ``AIOGRAM_PYTHON``
names an interpreter that has it.
"""

import asyncio
import os
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.app import App
from bot.messages import OutcomeKind
from bot.storage.database import Database
from bot.storage.queues import notice_items, outbox
from bot.storage.tables import events
from tests.bench.bots import as_python_collects, open_bot
from tests.bench.databases import MORNING, PER_AGENCY, database_urls, fill
from tests.bench.rounds import alternate, scaled, seconds_of
from tests.bench.telegram import FIRST_CHAT, TOKEN, telegram_process

NOTICES = scaled(10_000, least=50)
USUAL = scaled(300, least=20)
"""Its speed does not depend on how many there are."""
POSTS = scaled(3_000, least=50)
_POSTS_AT_ONCE = 32
AIOGRAM_PYTHON = os.environ.get("AIOGRAM_PYTHON", "")
"""It cannot be installed beside the pydantic that this bot needs."""


def run() -> dict[str, float]:
    """Messages a second, and ours as a multiple of the usual tick's."""
    figures: dict[str, float] = {}
    with telegram_process() as address, database_urls() as urls:
        for kind, url in urls.items():
            taken = asyncio.run(_measure(url, address))
            figures |= {f"{name}_{kind}_per_s": value for name, value in taken.items()}
            figures[f"times_usual_{kind}"] = taken["ours"] / taken["usual_tick"]
            figures[f"of_bare_post_{kind}"] = taken["ours"] / taken["bare_post"]
            if "aiogram" in taken:
                figures[f"times_aiogram_{kind}"] = taken["ours"] / taken["aiogram"]
    return figures


async def _measure(url: URL, address: str) -> dict[str, float]:
    async with open_bot(url, address) as app:
        await fill(
            app.database,
            assignments=NOTICES * PER_AGENCY,
            people=NOTICES,
            due_after=timedelta(0),
            is_owed=False,
        )

        async def ours() -> float:
            await _queue(app.database)
            return NOTICES / await seconds_of(lambda: _send_all(app))

        async def usual() -> float:
            await _queue_as_usual(app.database)
            with as_python_collects():
                return USUAL / await seconds_of(lambda: _tick_as_usual(app.database, address))

        async def bare() -> float:
            async with aiohttp.ClientSession() as session:
                with as_python_collects():
                    return POSTS / await seconds_of(lambda: _post_all(session, address))

        async def aiogram() -> float:
            return await _send_by_aiogram(address)

        contestants = {"ours": ours, "usual_tick": usual, "bare_post": bare}
        async with _usual_table(app.database):
            return await alternate(
                contestants | ({"aiogram": aiogram} if AIOGRAM_PYTHON else {}), warm_up=False
            )


# --- ours -------------------------------------------------------------------------------------------------


async def _queue(database: Database) -> None:
    """One notice for each person: the due date's, about the first of their tasks."""
    async with database.begin() as uow:
        for table in (notice_items, outbox, events):
            await uow.execute(sa.delete(table))
        numbers = range(1, NOTICES + 1)
        given = {"kind": "notice", "priority": 2, "data": {}, "status": "queued"}
        times = {"not_before": MORNING, "created_at": MORNING}
        await uow.execute(sa.insert(outbox), [given | times | {"id": n, "person_id": n} for n in numbers])
        said = {"rung": "due-morning", "recipient": "focal_point", "condition": "always"}
        more = {"round": "bench", "planned_at": MORNING}
        rows = [
            said | more | {"person_id": n, "assignment_id": 1 + (n - 1) * PER_AGENCY, "outbox_id": n}
            for n in numbers
        ]
        await uow.execute(sa.insert(notice_items), rows)
        await uow.commit()


async def _send_all(app: App) -> None:
    """Until every row is marked."""
    before = app.sender.outcomes[OutcomeKind.DELIVERED]
    sending = asyncio.create_task(app.sender.run(app.mail_wake, tick_seconds=15))
    try:
        while not sending.done() and app.sender.outcomes[OutcomeKind.DELIVERED] - before < NOTICES:  # noqa: ASYNC110 only it tells
            await asyncio.sleep(0.005)
        left = sa.select(sa.func.count()).where(outbox.c.status != "sent")
        while not sending.done():
            async with app.database.begin() as uow:
                if not (await uow.execute(left)).scalar_one():
                    break
    finally:
        was_done = sending.done()
        sending.cancel()
        await asyncio.wait({sending})
    if was_done:
        sending.result()


# --- beside it --------------------------------------------------------------------------------------------


class Base(DeclarativeBase):
    pass


class Reminder(Base):
    """A due reminder as most bots keep it."""

    __tablename__ = "bench_reminders"
    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(sa.BigInteger)
    text: Mapped[str]
    due_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    sent_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))


@asynccontextmanager
async def _usual_table(database: Database) -> AsyncIterator[None]:
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def _queue_as_usual(database: Database) -> None:
    async with async_sessionmaker(database.engine)() as session:
        await session.execute(sa.delete(Reminder))
        session.add_all(
            Reminder(
                id=n + 1, chat_id=FIRST_CHAT + n, text=f"Nhiệm vụ NV-{n} đến hạn hôm nay", due_at=MORNING
            )
            for n in range(USUAL)
        )
        await session.commit()


async def _tick_as_usual(database: Database, address: str) -> None:
    sessions = async_sessionmaker(database.engine, expire_on_commit=False)
    bot = Bot(TOKEN, base_url=f"{address}/bot", request=HTTPXRequest(), get_updates_request=HTTPXRequest())
    async with bot, sessions() as session:
        due = sa.select(Reminder).where(Reminder.sent_at.is_(None), Reminder.due_at <= MORNING)
        for reminder in (await session.scalars(due)).all():
            await bot.send_message(reminder.chat_id, reminder.text)
            reminder.sent_at = MORNING
            await session.commit()


async def _post_all(session: aiohttp.ClientSession, address: str) -> None:
    numbers = iter(range(POSTS))

    async def post_some() -> None:
        for number in numbers:
            form = {"chat_id": FIRST_CHAT + number, "text": "Nhiệm vụ đến hạn hôm nay"}
            async with session.post(f"{address}/bot{TOKEN}/sendMessage", json=form) as answer:
                await answer.read()

    await asyncio.gather(*(post_some() for _ in range(_POSTS_AT_ONCE)))


async def _send_by_aiogram(address: str) -> float:
    script = str(Path(__file__).with_name("aiogram_sender.py"))
    numbers = (str(number) for number in (FIRST_CHAT, POSTS, _POSTS_AT_ONCE))
    process = await asyncio.create_subprocess_exec(
        AIOGRAM_PYTHON, script, address, TOKEN, *numbers, stdout=PIPE
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"aiogram's sender ended with {process.returncode}")
    return float(said)
