"""Updates worked off by one process and by two that share an inbox on PostgreSQL, on the same machine as the server.

As a script it is one of these processes: it opens the bot, says so, and works the inbox off when a line comes.
"""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from subprocess import PIPE, Popen

from sqlalchemy.engine import URL

from bot.app import open_app
from bot.assembly import build_app
from bot.clock import system_clock
from bot.ingress import parse_raw_update
from bot.storage.database import parse_database_url
from bot.storage.inbox import add_updates
from tests.bench.bots import make_settings
from tests.bench.databases import database_urls, fill, morning_clock, open_database
from tests.bench.rounds import ROUNDS, alternate, scaled
from tests.bench.telegram import FIRST_CHAT, make_update, telegram_process

PEOPLE = scaled(400, least=40)
"""Each writes once."""


def run() -> dict[str, float]:
    """Updates a second with one process and with two, and the second as a multiple of the first."""
    with telegram_process() as address, database_urls() as urls:
        if "postgresql" not in urls:
            return {}
        rates = asyncio.run(_measure(urls["postgresql"], address))
    return {
        **{f"{name}_per_s": rate for name, rate in rates.items()},
        "two_times_one": rates["two"] / rates["one"],
    }


async def _measure(url: URL, address: str) -> dict[str, float]:
    async def one() -> float:
        return await _work_off(url, address, 1)

    async def two() -> float:
        return await _work_off(url, address, 2)

    return await alternate({"one": one, "two": two}, rounds=ROUNDS, warm_up=False)


async def _work_off(url: URL, address: str, processes: int) -> float:
    await _queue(url)
    return await asyncio.to_thread(_race, url, address, processes)


def _race(url: URL, address: str, processes: int) -> float:
    command = [
        sys.executable,
        "-m",
        "tests.bench.scaling",
        url.render_as_string(hide_password=False),
        address,
    ]
    with ExitStack() as stack:
        workers = [
            stack.enter_context(Popen(command, stdin=PIPE, stdout=PIPE, text=True))  # noqa: S603 our own
            for _ in range(processes)
        ]
        _hear_all(workers)
        begin = time.perf_counter()
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("go\n")
            worker.stdin.flush()
        counts = [int(line) for line in _hear_all(workers)]
        seconds = time.perf_counter() - begin
    assert sum(counts) == PEOPLE, counts
    return PEOPLE / seconds


def _hear_all(workers: Sequence[Popen[str]]) -> list[str]:
    """One line of each."""
    return [worker.stdout.readline() for worker in workers if worker.stdout is not None]


async def _queue(url: URL) -> None:
    words = [make_update(n + 1, FIRST_CHAT + n, f"NV-{1000 + 20 * (n % 50)} 60%") for n in range(PEOPLE)]
    async with open_database(url) as database:
        await fill(database, assignments=PEOPLE * 20, people=PEOPLE)
        parsed = [update for raw in words if (update := parse_raw_update(json.loads(raw))) is not None]
        async with database.begin() as uow:
            await add_updates(uow, parsed, now=system_clock())
            await uow.commit()


async def _be_a_worker(url: URL, address: str) -> None:
    app = build_app(make_settings(url, address), clock=morning_clock())
    async with open_app(app):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.readline)
        count = 0
        while taken := await app.worker.work_off():
            count += taken
        sys.stdout.write(f"{count}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_be_a_worker(parse_database_url(sys.argv[1]), sys.argv[2]))
