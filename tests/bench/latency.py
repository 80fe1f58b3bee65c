"""How long somebody waits for the answer while twenty people a second write: the whole bot, all loops running.

Beside it a bare echo bot of python-telegram-bot with nothing durable, polling the same Telegram.
"""

import asyncio
import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.engine import URL
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from tests.bench.bots import open_bot
from tests.bench.databases import database_urls, fill
from tests.bench.rounds import ROUNDS, scaled
from tests.bench.telegram import TOKEN, ask, telegram_process

RATE = 20
WRITTEN = scaled(200, least=20)
PEOPLE = 50


def run() -> dict[str, float]:
    """Milliseconds from the message to its answer, and ours as multiples of the echo's."""
    figures: dict[str, float] = {}
    with telegram_process() as address, database_urls() as urls:
        contestants: dict[str, URL | None] = {"echo": None, **urls}
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in contestants}
        for number in range(ROUNDS):
            for name in list(contestants)[:: -1 if number % 2 else 1]:
                taken[name].append(asyncio.run(_measure(contestants[name], address)))
        for name, pairs in taken.items():
            figures[f"p50_{name}_ms"] = statistics.median(pair[0] for pair in pairs)
            figures[f"p99_{name}_ms"] = statistics.median(pair[1] for pair in pairs)
        for kind in urls:
            for part in ("p50", "p99"):
                figures[f"{part}_times_echo_{kind}"] = (
                    figures[f"{part}_{kind}_ms"] / figures[f"{part}_echo_ms"]
                )
    return figures


async def _measure(url: URL | None, address: str) -> tuple[float, float]:
    """Ten seconds, two hundred answers; without a database the echo bot's."""
    return await (_measure_echo(address) if url is None else _measure_ours(url, address))


async def _measure_ours(url: URL, address: str) -> tuple[float, float]:
    async with open_bot(url, address) as app:
        await fill(app.database, assignments=PEOPLE * 20, people=PEOPLE)
        running = asyncio.create_task(app.run())
        try:
            return await _talk(address)
        finally:
            running.cancel()
            await asyncio.wait({running})


async def _measure_echo(address: str) -> tuple[float, float]:
    async with _open_echo(address):
        return await _talk(address)


@asynccontextmanager
async def _open_echo(address: str) -> AsyncIterator[None]:
    async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is not None and update.message.text is not None:
            await update.message.reply_text(update.message.text)

    application = Application.builder().token(TOKEN).base_url(f"{address}/bot").job_queue(None).build()
    application.add_handler(MessageHandler(filters.ALL, echo))
    async with application:
        assert application.updater is not None
        await application.updater.start_polling()
        await application.start()
        try:
            yield
        finally:
            await application.updater.stop()
            await application.stop()


async def _talk(address: str) -> tuple[float, float]:
    """Median and 99th percentile of the answers' delays; a few messages before that warm everything up."""
    await asyncio.to_thread(ask, address, "benchReset")
    for count in (RATE, WRITTEN):
        await asyncio.to_thread(ask, address, "benchStart", count=count, rate=RATE, text="/han", chats=PEOPLE)
        await asyncio.sleep(count / RATE)
        for _ in range(100):
            delays = (await asyncio.to_thread(ask, address, "benchLook"))["delays"]
            if len(delays) >= count:
                break
            await asyncio.sleep(0.1)
    assert len(delays) == WRITTEN, len(delays)
    delays.sort()
    return 1000 * statistics.median(delays), 1000 * delays[min(len(delays) - 1, int(0.99 * len(delays)))]
