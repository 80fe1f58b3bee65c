"""Polling goes on: what it does when Telegram, the network, the token or the database fails, and how long it waits."""

import asyncio
from collections.abc import Callable

import pytest
from telegram import Bot
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.transport import AiohttpRequest
from bot.demo.telegram_server import Action, TelegramWorld
from bot.heartbeat import Heartbeats, Loop
from bot.ingress import Poller
from bot.storage.database import Database
from tests.channels.wire import SHORT, Canned, respond, serve_canned
from tests.ingress.polling_setting import AN, NOW, Script, Sleeps, ids, make_poller, refuse_to_write


async def run_until(done: asyncio.Event, poller: Poller) -> None:
    """Polls until ``done``; raises what ends the polling before."""
    polling = asyncio.create_task(poller.run())
    waiting = asyncio.create_task(done.wait())
    try:
        await asyncio.wait({polling, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if polling.done():
            polling.result()
    finally:
        polling.cancel()
        waiting.cancel()
        await asyncio.wait({polling, waiting})


# --- Telegram ---------------------------------------------------------------------------------------------


def refused(status: int) -> Callable[[TelegramWorld], object]:
    return lambda world: world.faults.refuse(status, method="getUpdates", times=2, retry_after=3)


def spoiled(action: Action) -> Callable[[TelegramWorld], object]:
    return lambda world: world.faults.happen(action, method="getUpdates", times=2, seconds=60)


@pytest.mark.parametrize(
    ("break_it", "pauses"),
    [
        (refused(409), [1, 2]),
        (refused(429), [3, 3]),
        (refused(500), [1, 2]),
        (refused(400), [1, 2]),
        (refused(401), [1, 2]),
        (spoiled(Action.HTML), [1, 2]),
        (spoiled(Action.STALL_AFTER), [1, 2]),
        (spoiled(Action.DROP_BEFORE), [1, 2]),
        (spoiled(Action.DROP_AFTER), [1, 2]),
        (spoiled(Action.GARBLE), [1, 2]),
    ],
    ids=["409", "429", "500", "400", "401", "html", "stall", "drop", "drop-after", "garble"],
)
async def test_it_comes_back_from_every_mishap(
    world: TelegramWorld,
    sqlite_database: Database,
    bot: Bot,
    sleeps: Sleeps,
    break_it: Callable[[TelegramWorld], object],
    pauses: list[int],
) -> None:
    break_it(world)
    world.phone(AN).say("một")
    stored_some = asyncio.Event()
    await run_until(stored_some, make_poller(sqlite_database, bot, sleeps, stored_some.set))
    assert sleeps.asked == pauses
    assert await ids(sqlite_database) == [500]


@pytest.mark.parametrize("body", ["[1,2]", "null", '{"ok":true}', '{"ok":true,"result":5}', "[" * 200_000])
async def test_an_answer_of_another_shape_is_one_that_cannot_be_read(
    sqlite_database: Database, body: str
) -> None:
    request = AiohttpRequest(SHORT)
    sleeps = Sleeps(enough=2)
    async with serve_canned(Canned(respond("200 OK", body))) as address:
        bot = Bot("1:x", base_url=f"{address}/bot", request=request, get_updates_request=request)
        await request.initialize()
        poller = make_poller(sqlite_database, bot, sleeps, lambda: None)
        await run_until(sleeps.were_enough, poller)
        await request.shutdown()
    assert sleeps.asked[:2] == [1, 2]
    assert poller.polled_at is None


async def test_it_waits_for_a_telegram_that_is_not_there_yet(sqlite_database: Database) -> None:
    # Nothing listens on port 9; the connection is refused for real.
    request = HTTPXRequest(httpx_kwargs={"trust_env": False})
    bot = Bot("1:x", base_url="http://127.0.0.1:9/bot", request=request, get_updates_request=request)
    await request.initialize()
    sleeps = Sleeps(enough=6)
    await run_until(sleeps.were_enough, make_poller(sqlite_database, bot, sleeps, lambda: None))
    await request.shutdown()
    assert sleeps.asked[:6] == [1, 2, 4, 8, 16, 30]


async def test_a_batch_that_cannot_be_confirmed_does_not_spin(database: Database, sleeps: Sleeps) -> None:
    script = Script(
        [{"message": {}}], [{"message": {}}], [{"message": {}}], InvalidToken(), KeyboardInterrupt()
    )
    with pytest.raises(KeyboardInterrupt):
        await make_poller(database, script, sleeps, lambda: None).run()
    assert sleeps.asked == [1, 2, 4, 8]


async def test_a_long_wait_that_telegram_asks_for_is_no_silence(sqlite_database: Database) -> None:
    script = Script(RetryAfter(100), KeyboardInterrupt())
    sleeps = Sleeps()
    beats = Heartbeats()
    poller = Poller(
        sqlite_database,
        script,  # type: ignore[arg-type] # only asked for updates
        clock=lambda: NOW,
        on_updates=lambda: None,
        sleep=sleeps,
        beats=beats,
    )
    with pytest.raises(KeyboardInterrupt):
        await poller.run()
    assert sleeps.asked == [30, 30, 30, 10]
    assert set(beats.ages()) == {Loop.POLLER}


# --- the token --------------------------------------------------------------------------------------------


async def test_a_token_that_stays_refused_ends_the_polling(
    world: TelegramWorld, sqlite_database: Database, bot: Bot, sleeps: Sleeps
) -> None:
    world.faults.refuse(401, method="getUpdates", times=None)
    with pytest.raises(InvalidToken):
        await make_poller(sqlite_database, bot, sleeps, lambda: None).run()
    assert sleeps.asked == [1, 2]


async def test_other_mishaps_between_do_not_count_against_the_token(
    sqlite_database: Database, sleeps: Sleeps
) -> None:
    script = Script(
        InvalidToken(),
        InvalidToken(),
        TelegramError("502"),
        InvalidToken(),
        [],
        InvalidToken(),
        KeyboardInterrupt(),
    )
    with pytest.raises(KeyboardInterrupt):
        await make_poller(sqlite_database, script, sleeps, lambda: None).run()


# --- the database -----------------------------------------------------------------------------------------


async def test_it_waits_for_a_database_that_is_away(
    world: TelegramWorld, sqlite_database: Database, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.phone(AN).say("một")
    sleeps = Recovery(monkeypatch)
    stored_some = asyncio.Event()
    await run_until(stored_some, make_poller(sqlite_database, bot, sleeps, stored_some.set))
    assert sleeps.asked == [1, 2]
    assert await ids(sqlite_database) == [500]


class Recovery(Sleeps):
    """The database refuses to write until the poller has waited twice."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self._patch = monkeypatch
        monkeypatch.setattr("bot.intake.add_updates", refuse_to_write)

    async def __call__(self, seconds: float) -> None:
        await super().__call__(seconds)
        if len(self.asked) == 2:
            self._patch.undo()
