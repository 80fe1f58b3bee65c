"""What size costs when nothing is due: the whole planner's tick, and ``/han`` of one person, at growing registers.

People keep their twenty tasks; a larger register has more agencies. Each size has a database of its own, so that every
round asks all of them.
"""

import asyncio
import json
import statistics
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial
from itertools import count

from sqlalchemy.engine import URL

from bot.app import App
from bot.ingress import parse_raw_update
from bot.storage.inbox import add_updates
from tests.bench.bots import open_bot
from tests.bench.databases import fill, many_database_urls
from tests.bench.rounds import Measure, alternate, scaled, seconds_of
from tests.bench.telegram import FIRST_CHAT, make_update, telegram_process

SIZES = {
    "1k": scaled(10**3, least=100),
    "10k": scaled(10**4, least=100),
    "100k": scaled(10**5, least=100),
    "1M": scaled(10**6, least=100),
}
PEOPLE = 5
"""They are the same few at every size: what is measured is the register."""
ROUNDS = 9
IN_A_ROUND = 5
_numbers = count(1)


def run() -> dict[str, float]:
    """Milliseconds by size, and the largest as a multiple of the smallest."""
    figures: dict[str, float] = {}
    with telegram_process() as address, many_database_urls(len(SIZES)) as urls:
        for kind, several in urls.items():
            taken = asyncio.run(_measure(several, address))
            figures |= {f"{name}_{kind}_ms": value for name, value in taken.items()}
            for what in ("tick", "han"):
                figures[f"{what}_1M_of_1k_{kind}"] = taken[f"{what}_1M"] / taken[f"{what}_1k"]
    return figures


async def _measure(urls: Sequence[URL], address: str) -> dict[str, float]:
    async with AsyncExitStack() as stack:
        contestants: dict[str, Measure] = {}
        for (name, size), url in zip(SIZES.items(), urls, strict=True):
            app = await stack.enter_async_context(open_bot(url, address))
            await fill(app.database, assignments=size, people=PEOPLE)
            contestants[f"tick_{name}"] = partial(_tick, app)
            contestants[f"han_{name}"] = partial(_ask, app)
        return await alternate(contestants, rounds=ROUNDS)


async def _tick(app: App) -> float:
    return 1000 * statistics.median([await seconds_of(app.plan) for _ in range(IN_A_ROUND)])


async def _ask(app: App) -> float:
    """From the inbox to the committed answer."""
    taken = []
    for _ in range(IN_A_ROUND):
        update = parse_raw_update(json.loads(make_update(next(_numbers), FIRST_CHAT, "/han")))
        assert update is not None
        async with app.database.begin() as uow:
            await add_updates(uow, [update], now=app.clock())
            await uow.commit()
        taken.append(await seconds_of(app.worker.drain))
    return 1000 * statistics.median(taken)
