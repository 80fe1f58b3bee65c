"""Updates handled durably: from the inbox to {effects, replies, done}, committed, one after the other.

Half of them are words that get a confirm card, half the presses that store the report. Beside it in the same run: the
same statements with the same transactions through the same engine and nothing around them, and PTB's own
``process_update`` with no database at all. SQLite waits for the disk at each commit (``synchronous=FULL``).
"""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.app import App
from bot.ingress import parse_raw_update
from bot.storage.database import Database
from bot.storage.inbox import add_updates
from bot.storage.queues import outbox
from tests.bench.bots import open_bot
from tests.bench.databases import clear, database_urls, fill
from tests.bench.rounds import ROUNDS, alternate, scaled
from tests.bench.telegram import FIRST_CHAT, TOKEN, make_press, make_update, telegram_process

PEOPLE = scaled(100, least=10)
"""Each writes one report: two updates."""


@dataclass(slots=True)
class Tape:
    """Every statement of the worker's transactions, with where they begin and end; ``None`` ends one.

    Of several connections at once each is written down when it is committed: the loop knows no side by side.
    """

    entries: list[tuple[str, Any, bool] | None] = field(default_factory=list)
    is_on: bool = False
    _open: dict[int, list[tuple[str, Any, bool]]] = field(default_factory=dict)

    def listen(self, database: Database) -> None:
        engine = database.engine.sync_engine
        sa.event.listen(engine, "before_cursor_execute", self._on_statement)
        sa.event.listen(engine, "commit", self._on_end)
        sa.event.listen(engine, "rollback", self._on_end)

    def _on_statement(
        self,
        connection: sa.Connection,
        _cursor: object,
        statement: str,
        parameters: Any,  # noqa: ANN401 whatever the driver takes
        _context: object,
        many: bool,
    ) -> None:
        if self.is_on:
            self._open.setdefault(id(connection), []).append((statement, parameters, many))

    def _on_end(self, connection: sa.Connection) -> None:
        said = self._open.pop(id(connection), [])
        if self.is_on:
            self.entries += [*said, None]


def run() -> dict[str, float]:
    """Updates a second, statements an update, and the loop's speed as a multiple of ours."""
    figures: dict[str, float] = {}
    with telegram_process() as address, database_urls() as urls:
        for kind, url in urls.items():
            taken = asyncio.run(_measure(url, address))
            figures |= {
                f"{name}_{kind}_per_s": value for name, value in taken.items() if name != "statements"
            }
            figures[f"statements_an_update_{kind}"] = taken["statements"]
            figures[f"loop_times_ours_{kind}"] = taken["bare_loop"] / taken["updates"]
        figures["ptb_without_database_per_s"] = asyncio.run(_measure_library(address))
    return figures


async def _measure(url: URL, address: str) -> dict[str, float]:
    tape = Tape()
    async with open_bot(url, address) as app:
        tape.listen(app.database)

        async def ours() -> float:
            await _begin_anew(app.database)
            tape.entries = []
            seconds = await _work(app, tape, _words())
            return 2 * PEOPLE / (seconds + await _work(app, tape, await _presses(app)))

        async def bare_loop() -> float:
            await _begin_anew(app.database)
            return 2 * PEOPLE / await _replay(app.database, tape)

        figures = await alternate({"updates": ours, "bare_loop": bare_loop}, rounds=ROUNDS)
    statements = sum(entry is not None for entry in tape.entries) / (2 * PEOPLE)
    return figures | {"statements": statements}


async def _begin_anew(database: Database) -> None:
    await clear(database)
    await fill(database, assignments=PEOPLE * 20, people=PEOPLE)


def _words() -> list[str]:
    return [make_update(n + 1, FIRST_CHAT + n, f"NV-{1000 + 20 * (n % 50)} 60%") for n in range(PEOPLE)]


async def _presses(app: App) -> list[str]:
    """On the confirm cards, which are taken for sent."""
    async with app.database.begin() as uow:
        rows = (await uow.execute(sa.select(outbox.c.id, outbox.c.chat_id, outbox.c.data))).all()
        await uow.execute(sa.update(outbox).values(status="sent", message_id=outbox.c.id))
        await uow.commit()
    return [
        make_press(PEOPLE + 1 + number, chat, message, data["buttons"][0][0][1])
        for number, (message, chat, data) in enumerate(rows)
    ]


async def _work(app: App, tape: Tape, updates: list[str]) -> float:
    parsed = [update for raw in updates if (update := parse_raw_update(json.loads(raw))) is not None]
    assert len(parsed) == PEOPLE
    tape.is_on = True
    async with app.database.begin() as uow:
        await add_updates(uow, parsed, now=app.clock())
        await uow.commit()
    begin = time.perf_counter()
    assert await app.worker.work_off() == PEOPLE
    tape.is_on = False
    await app.worker.finish_answers()
    return time.perf_counter() - begin


async def _replay(database: Database, tape: Tape) -> float:
    """Only what was recorded; on SQLite behind the same lock of a single writer."""
    transactions: list[list[tuple[str, Any, bool]]] = [[]]
    for entry in tape.entries:
        if entry is None:
            transactions.append([])
        else:
            transactions[-1].append(entry)
    begin = time.perf_counter()
    for statements in filter(None, transactions):
        async with database.engine.begin() as connection:
            for statement, parameters, many in statements:
                given = list(parameters) if many else tuple(parameters)
                result = await connection.exec_driver_sql(statement, given)
                if result.returns_rows:
                    result.all()
    return time.perf_counter() - begin


async def _measure_library(address: str) -> float:
    async def nothing(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        return None

    builder = Application.builder().token(TOKEN).base_url(f"{address}/bot")
    application = builder.updater(None).job_queue(None).build()
    application.add_handler(MessageHandler(filters.ALL, nothing))
    rates = []
    async with application:
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            for raw in _words():
                await application.process_update(Update.de_json(json.loads(raw), application.bot))
            rates.append(PEOPLE / (time.perf_counter() - begin))
    return sorted(rates)[ROUNDS // 2]
