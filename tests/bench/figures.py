"""Figures of the whole country, for one reader and for a thousand, and the presses that follow, on both databases.

100 agencies and 100,000 assignments; beside everything one bare ``GROUP BY`` of the same run. ``BENCH_SCALE`` makes it
smaller.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import URL

from bot.app import App
from bot.domain.agencies import Scope
from bot.domain.people import Actor, Language
from bot.ingress import parse_raw_update
from bot.services import UnitOfWork, league, pictures
from bot.services.census import EVERYTHING, count_now, take_census
from bot.storage.inbox import add_updates
from bot.storage.people import find_actor_by_id
from bot.storage.queues import inbox, outbox, snapshots
from bot.texts.picture import render_picture
from jobs.digest import plan_digests
from tests.bench.bots import open_bot
from tests.bench.country import LEADER, WHOLE, found_country, group_by
from tests.bench.databases import MORNING, database_urls
from tests.bench.rounds import ROUNDS, alternate, scaled
from tests.bench.telegram import FIRST_CHAT, make_press, telegram_process

ASSIGNMENTS, READERS = scaled(100_000, least=10_000), scaled(1000, least=50)
_WALK = ("agencies", "agencies.", "a.", "v1:card", "v1:hist", "v1:card", "a.", "agencies.")
"""From the digest to the groups, a group, an agency, a task, its history, and back."""


def run() -> dict[str, float]:
    """Milliseconds, and the same as multiples of the bare ``GROUP BY``."""
    figures: dict[str, float] = {}
    with telegram_process() as address, database_urls() as urls:
        for kind, url in urls.items():
            for name, value in asyncio.run(_measure(url, address)).items():
                figures[f"{name}_{kind}"] = value
    return figures


async def _measure(url: URL, address: str) -> dict[str, float]:
    async with open_bot(url, address) as app:
        async with app.database.begin() as uow:
            await found_country(uow, assignment_count=ASSIGNMENTS, readers=READERS)
            await uow.commit()
        await _analyze(app)
        bench = Bench(app)
        taken = await alternate(
            {
                "bare_group_by": lambda: bench.within(group_by),
                "figures": lambda: bench.within(bench.count_country),
                "figures_of_all_readers": lambda: bench.within(bench.count_readers),
                "own_rank": lambda: bench.within(bench.rank_one),
                "digest_run": bench.run_digests,
                "picture": lambda: bench.within(bench.draw),
                "drill_down": bench.walk,
            },
            rounds=ROUNDS,
        )
    base = taken["bare_group_by"]
    shown = {f"{name}_ms": 1000 * seconds for name, seconds in taken.items()}
    ratios = {f"{name}_times_group_by": seconds / base for name, seconds in taken.items()}
    return shown | {name: ratio for name, ratio in ratios.items() if not name.startswith("bare")}


async def _analyze(app: App) -> None:
    """As the upkeep of PostgreSQL does by itself after a while."""
    if not app.database.is_sqlite:
        async with app.database.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(sa.text("VACUUM ANALYZE"))


@dataclass(slots=True)
class Bench:
    app: App
    _updates: int = 1
    _scopes: list[Scope] = field(default_factory=list)

    async def within(self, work: Callable[[UnitOfWork], Awaitable[object]]) -> float:
        async with self.app.database.begin() as uow:
            begin = time.perf_counter()
            await work(uow)
            return time.perf_counter() - begin

    async def count_country(self, uow: UnitOfWork) -> None:
        """As ``/tonghop`` counts for a leader who sees everything."""
        await count_now(uow, WHOLE, now=MORNING, rules=self.app.rules)

    async def count_readers(self, uow: UnitOfWork) -> None:
        """Everybody's figures, once for each scope that is read, as the Monday makes them; nothing is stored."""
        if not self._scopes:
            scopes = [(await self._actor(uow, n + 1)).scope() for n in range(READERS)]
            self._scopes = list(dict.fromkeys(scopes))
        census = await take_census(uow, EVERYTHING, now=MORNING, rules=self.app.rules)
        for scope in self._scopes:
            census.pick(scope)

    async def rank_one(self, uow: UnitOfWork) -> None:
        actor = await self._actor(uow, 3)
        assert (await league.view_league(uow, actor, now=MORNING, rules=self.app.rules)).own is not None

    async def _actor(self, uow: UnitOfWork, person_id: int) -> Actor:
        actor = await find_actor_by_id(uow, person_id)
        assert actor is not None
        return actor

    async def run_digests(self) -> float:
        """Counted, frozen for each scope and queued for each reader, committed step by step."""
        await self._forget()
        begin = time.perf_counter()
        at = self.app.settings.digest_at
        queued = await plan_digests(self.app.database.begin, now=MORNING, rules=self.app.rules, digest_at=at)
        assert queued == READERS
        return time.perf_counter() - begin

    async def _forget(self) -> None:
        async with self.app.database.begin() as uow:
            for table in (outbox, inbox, snapshots):
                await uow.execute(sa.delete(table))
            await uow.commit()

    async def draw(self, uow: UnitOfWork) -> None:
        """The picture of the country's frozen digest, from the snapshot to the bytes."""
        actor, rules = await self._actor(uow, LEADER), self.app.rules
        picture = await pictures.open_picture(uow, actor, await self._digest_id(uow), rules)
        render_picture(picture, Language.VI)

    async def _digest_id(self, uow: UnitOfWork) -> int:
        which = sa.select(snapshots.c.id).where(snapshots.c.scope_key == WHOLE.key)
        return int((await uow.execute(which)).scalar_one())

    async def walk(self) -> float:
        """A press on the way down and back, from the update in the inbox to the committed answer; the usual one."""
        async with self.app.database.begin() as uow:
            data = f"v1:dig:{await self._digest_id(uow)}:0"
        taken = []
        for wanted in _WALK:
            taken.append(await self._press(data))
            data = await self._find_button(wanted)
        return statistics.median([*taken, await self._press(data)])

    async def _press(self, data: str) -> float:
        self._updates += 1
        update = parse_raw_update(json.loads(make_press(self._updates, FIRST_CHAT, 1, data)))
        assert update is not None
        async with self.app.database.begin() as uow:
            await add_updates(uow, [update], now=self.app.clock())
            await uow.commit()
        begin = time.perf_counter()
        assert await self.app.worker.drain() == 1
        return time.perf_counter() - begin

    async def _find_button(self, wanted: str) -> str:
        """On the message as the last press left it."""
        async with self.app.database.begin() as uow:
            newest = sa.select(outbox.c.data).order_by(outbox.c.id.desc()).limit(1)
            rows = (await uow.execute(newest)).scalar_one()["buttons"]
        found = [str(button[1]) for row in rows for button in row]
        matching = [d for d in found if d.startswith(wanted) or d.split(":", 4)[-1].startswith(wanted)]
        assert matching, (wanted, found)
        return matching[0]
