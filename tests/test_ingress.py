"""Polling: what Telegram hands over is stored first and confirmed afterwards, whatever goes wrong on the way."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.demo.telegram_server import Action, TelegramWorld
from bot.demo.telegram_server.in_process import InProcessTransport
from bot.heartbeat import Heartbeats, Loop
from bot.ingress import ALLOWED_UPDATES, Poller, parse_raw_update
from bot.storage.database import Database
from bot.storage.queues import inbox

NOW = datetime(2024, 7, 16, 2, tzinfo=UTC)
AN, BINH = 101, 102


class Sleeps:
    """Takes no time and keeps what it was asked for."""

    def __init__(self, *, enough: int = 0) -> None:
        self.asked: list[float] = []
        self.were_enough = asyncio.Event()
        self._enough = enough

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        if len(self.asked) == self._enough:
            self.were_enough.set()
        await asyncio.sleep(0)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> TelegramWorld:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    world = TelegramWorld(clock=lambda: NOW, first_update_id=500)
    world.add_user(AN, "An")
    world.add_user(BINH, "Bình")
    return world


@pytest.fixture
async def bot(world: TelegramWorld) -> AsyncIterator[Bot]:
    transport = InProcessTransport(world)
    request = HTTPXRequest(httpx_kwargs={"transport": transport})
    bot = Bot(world.token, base_url="http://telegram/bot", request=request, get_updates_request=request)
    async with bot:
        yield bot
    transport.close()


@pytest.fixture
def sleeps() -> Sleeps:
    return Sleeps()


@pytest.fixture
def wakes() -> list[int]:
    return []


@pytest.fixture
def poller(database: Database, bot: Bot, sleeps: Sleeps, wakes: list[int]) -> Poller:
    return make_poller(database, bot, sleeps, lambda: wakes.append(1))


def make_poller(database: Database, bot: Any, sleeps: Sleeps, on_updates: Callable[[], None]) -> Poller:  # noqa: ANN401 a Bot or a script
    return Poller(database, bot, clock=lambda: NOW, on_updates=on_updates, sleep=sleeps)


async def stored(database: Database) -> list[tuple[int, int, dict[str, Any]]]:
    """``(update_id, chat_key, payload)`` in the order of the inbox."""
    async with database.begin() as uow:
        rows = await uow.execute(
            sa.select(inbox.c.update_id, inbox.c.chat_key, inbox.c.payload).order_by(inbox.c.id)
        )
        return [(row[0], row[1], json.loads(row[2])) for row in rows]


async def ids(database: Database) -> list[int]:
    return [row[0] for row in await stored(database)]


def pending(world: TelegramWorld) -> list[int]:
    """What the server still holds: not confirmed."""
    return [update.id for update in world.queue.list_pending(now=NOW)]


# --- store, then confirm ----------------------------------------------------------------------------------


async def test_it_stores_at_once_and_confirms_with_the_next_call(
    world: TelegramWorld, database: Database, poller: Poller, wakes: list[int]
) -> None:
    world.phone(AN).say("một")
    world.phone(BINH).say("hai")
    assert await poller.fetch_once(wait_seconds=0) == 2
    assert [(update_id, chat) for update_id, chat, _ in await stored(database)] == [(500, AN), (501, BINH)]
    assert pending(world) == [500, 501]
    assert wakes == [1]
    assert await poller.fetch_once(wait_seconds=0) == 0
    assert pending(world) == []


async def test_what_could_not_be_committed_is_not_confirmed(
    world: TelegramWorld, database: Database, poller: Poller, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.phone(AN).say("một")
    with monkeypatch.context() as patch:
        patch.setattr("bot.intake.add_updates", refuse_to_write)
        with pytest.raises(sa.exc.OperationalError):
            await poller.fetch_once(wait_seconds=0)
    assert await poller.fetch_once(wait_seconds=0) == 1
    assert await ids(database) == [500]


async def refuse_to_write(*_given: object, **_named: object) -> None:
    raise sa.exc.OperationalError("INSERT", {}, Exception("disk is full"))


async def test_a_new_process_gets_again_what_was_not_confirmed_and_stores_it_once(
    world: TelegramWorld, database: Database, bot: Bot, sleeps: Sleeps
) -> None:
    world.phone(AN).say("một")
    for _ in range(2):
        await make_poller(database, bot, sleeps, lambda: None).fetch_once(wait_seconds=0)
    assert await ids(database) == [500]


async def test_updates_that_come_twice_or_in_disorder_are_stored_once_and_in_order(
    world: TelegramWorld, database: Database, poller: Poller
) -> None:
    for number in range(3):
        world.phone(AN).say(f"{number}")
    world.faults.happen(Action.REORDER)
    world.faults.happen(Action.DUPLICATE, nth=2)
    await poller.fetch_once(wait_seconds=0)
    world.phone(AN).say("3")
    await poller.fetch_once(wait_seconds=0)
    assert await ids(database) == [500, 501, 502, 503]


async def test_it_names_the_kinds_it_wants_in_every_call(world: TelegramWorld, poller: Poller) -> None:
    await poller.fetch_once(wait_seconds=0)
    await poller.fetch_once(wait_seconds=0)
    asked = [json.loads(call.params["allowed_updates"]) for call in world.journal.list_calls("getUpdates")]
    assert asked == [list(ALLOWED_UPDATES)] * 2


async def test_more_than_one_batch_is_fetched(
    world: TelegramWorld, database: Database, poller: Poller
) -> None:
    for number in range(150):
        world.phone(AN).say(f"{number}")
    assert [await poller.fetch_once(wait_seconds=0) for _ in range(3)] == [100, 50, 0]
    assert len(await ids(database)) == 150


# --- poison -----------------------------------------------------------------------------------------------


async def test_an_update_that_nobody_can_parse_is_stored_beside_the_others(
    world: TelegramWorld, database: Database, poller: Poller
) -> None:
    world.push_raw("message", {"poll": {"question": "?"}, "chat": 7})
    world.phone(AN).say("một")
    await poller.fetch_once(wait_seconds=0)
    assert [(row[0], row[1]) for row in await stored(database)] == [(500, 0), (501, AN)]


class Script:
    """A bot that answers ``getUpdates`` by a list."""

    def __init__(self, *answers: Any) -> None:  # noqa: ANN401 whatever a broken server may say
        self._answers = list(answers)
        self.offsets: list[int] = []

    async def do_api_request(self, _method: str, parameters: dict[str, Any], **_options: object) -> Any:  # noqa: ANN401
        self.offsets.append(parameters["offset"])
        answer = self._answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer


async def test_what_has_no_number_is_passed_over(database: Database, sleeps: Sleeps) -> None:
    script = Script([{"message": {}}, "x", None, {"update_id": 2**63}, {"update_id": 7, "message": {}}], [])
    poller = make_poller(database, script, sleeps, lambda: None)
    assert await poller.fetch_once(wait_seconds=0) == 1
    assert await ids(database) == [7]
    await poller.fetch_once(wait_seconds=0)
    assert script.offsets == [0, 8]


async def test_a_batch_that_cannot_be_confirmed_does_not_spin(database: Database, sleeps: Sleeps) -> None:
    script = Script(
        [{"message": {}}], [{"message": {}}], [{"message": {}}], InvalidToken(), KeyboardInterrupt()
    )
    with pytest.raises(KeyboardInterrupt):
        await make_poller(database, script, sleeps, lambda: None).run()
    assert sleeps.asked == [1, 2, 4, 8]


@pytest.mark.parametrize(
    "text", ["a\x00b", "\ud83d", "😀 đôn đốc", "x" * 1_000_000], ids=["nul", "surrogate", "emoji", "huge"]
)
async def test_any_text_is_stored_as_it_came(database: Database, sleeps: Sleeps, text: str) -> None:
    message = {"message_id": 1, "date": 0, "chat": {"id": AN, "type": "private"}, "text": text}
    script = Script([{"update_id": 1, "message": message}])
    await make_poller(database, script, sleeps, lambda: None).fetch_once(wait_seconds=0)
    assert (await stored(database))[0][2]["message"]["text"] == text


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
keys = st.sampled_from(["chat", "from", "message", "callback_query", "id", "text", "edited_message"])
updates = st.recursive(json_values, lambda inner: st.dictionaries(keys, inner, max_size=3), max_leaves=8)


@given(body=updates, update_id=st.integers() | st.none())
def test_no_update_can_stop_the_reading(body: object, update_id: int | None) -> None:
    update = body if isinstance(body, dict) else {"message": body}
    row = parse_raw_update({**update, "update_id": update_id})
    assert (row is not None) == (update_id is not None and abs(update_id) < 2**63)
    if row is not None:
        row.payload.encode("ascii")
        assert abs(row.chat_key) < 2**63


@pytest.mark.parametrize(
    ("update", "chat_key"),
    [
        ({"message": {"chat": {"id": -5}, "from": {"id": 7}}}, -5),
        ({"edited_message": {"chat": {"id": 7}}}, 7),
        ({"callback_query": {"from": {"id": 7}, "message": {"chat": {"id": 9}}}}, 9),
        ({"callback_query": {"from": {"id": 7}}}, 7),
        ({"my_chat_member": {"chat": {"id": 8}, "from": {"id": 7}}}, 8),
        ({"something_new": {"x": 1}}, 0),
        ({"message": {"chat": {"id": "7"}}}, 0),
    ],
)
def test_it_knows_whose_order_an_update_belongs_to(update: dict[str, Any], chat_key: int) -> None:
    row = parse_raw_update({"update_id": 1, **update})
    assert row is not None
    assert row.chat_key == chat_key


# --- it goes on -------------------------------------------------------------------------------------------


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


async def test_it_waits_for_a_telegram_that_is_not_there_yet(sqlite_database: Database) -> None:
    # Nothing listens on port 9; the connection is refused for real.
    request = HTTPXRequest(httpx_kwargs={"trust_env": False})
    bot = Bot("1:x", base_url="http://127.0.0.1:9/bot", request=request, get_updates_request=request)
    await request.initialize()
    sleeps = Sleeps(enough=6)
    await run_until(sleeps.were_enough, make_poller(sqlite_database, bot, sleeps, lambda: None))
    await request.shutdown()
    assert sleeps.asked[:6] == [1, 2, 4, 8, 16, 30]


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


async def test_it_remembers_when_telegram_last_answered(sqlite_database: Database, bot: Bot) -> None:
    moments = [7.0]
    poller = Poller(
        sqlite_database, bot, clock=lambda: NOW, on_updates=lambda: None, monotonic=lambda: moments[0]
    )
    assert poller.polled_at is None
    await poller.fetch_once(wait_seconds=0)
    assert poller.polled_at == 7.0
