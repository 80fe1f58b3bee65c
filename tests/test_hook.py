"""The door for Telegram's deliveries: who knocks wrongly gets nothing, and 200 means stored."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from starlette.applications import Starlette

from bot.hook import LARGEST_BODY, SECRET_HEADER, BadUpdate, Hook, Knock, StoreAway
from bot.serving import make_hook_route

URL, SECRET = "https://bot.example.vn/telegram/a1", "s3cret_-"
GOOD = {SECRET_HEADER: SECRET}


@dataclass
class Store:
    """Keeps what it is given, or fails as told."""

    kept: list[object] = field(default_factory=list)
    error: Exception | None = None

    async def __call__(self, update: object) -> None:
        if self.error is not None:
            raise self.error
        self.kept.append(update)


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def hook(store: Store) -> Hook:
    return Hook(URL, SECRET, store)


@asynccontextmanager
async def client_of(hook: Hook) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=Starlette(routes=[make_hook_route(hook)]))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        yield client


async def knock(hook: Hook, content: bytes, headers: dict[str, str] = GOOD) -> httpx.Response:
    async with client_of(hook) as client:
        return await client.post(hook.path, content=content, headers=headers)


async def test_what_telegram_brings_is_stored_and_confirmed_without_a_word(hook: Hook, store: Store) -> None:
    answer = await knock(hook, b'{"update_id": 7}')
    assert (answer.status_code, answer.content) == (200, b"")
    assert store.kept == [{"update_id": 7}]
    assert hook.knocks == {Knock.STORED: 1}


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: "s3cret_"}])
async def test_a_stranger_is_turned_away_without_a_word(
    hook: Hook, store: Store, headers: dict[str, str]
) -> None:
    answer = await knock(hook, b'{"update_id": 7}', headers)
    assert (answer.status_code, answer.content) == (403, b"")
    assert store.kept == []


async def test_the_secret_is_compared_in_constant_time(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return False

    monkeypatch.setattr("bot.hook.hmac.compare_digest", compare)
    assert (await knock(hook, b"{}")).status_code == 403
    assert compared == [(SECRET.encode(), SECRET.encode())]


async def test_a_stranger_s_body_is_not_even_read(hook: Hook) -> None:
    read: list[bytes] = []

    async def body() -> AsyncIterator[bytes]:
        read.append(b"x")
        yield b"x"

    sent: list[int] = []

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            sent.append(message["status"])  # type: ignore[arg-type] # ASGI says it is a number

    async def receive() -> dict[str, object]:
        read.append(b"x")
        return {"type": "http.request", "body": b"x", "more_body": True}

    scope = {"type": "http", "method": "POST", "path": hook.path, "headers": [], "query_string": b""}
    await make_hook_route(hook).app(scope, receive, send)  # type: ignore[arg-type] # ASGI as plain dicts
    assert (sent, read) == ([403], [])


async def test_too_much_is_refused_by_what_it_is_said_to_be(hook: Hook, store: Store) -> None:
    answer = await knock(hook, b"x" * (LARGEST_BODY + 1))
    assert (answer.status_code, store.kept) == (413, [])


async def test_too_much_is_refused_however_it_comes(hook: Hook, store: Store) -> None:
    async def drip() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_BODY // 65536 + 2):
            yield b"x" * 65536

    async with client_of(hook) as client:
        answer = await client.post(hook.path, content=drip(), headers=GOOD)
    assert (answer.status_code, store.kept) == (413, [])


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"1" * 5000])
async def test_what_is_no_json_is_bad_and_counted(hook: Hook, store: Store, body: bytes) -> None:
    assert (await knock(hook, body)).status_code == 400
    assert (store.kept, hook.knocks) == ([], {Knock.BAD: 1})


async def test_what_is_no_update_is_bad(hook: Hook, store: Store) -> None:
    store.error = BadUpdate()
    assert (await knock(hook, b"[]")).status_code == 400


async def test_while_it_cannot_be_stored_telegram_is_to_come_again_soon(hook: Hook, store: Store) -> None:
    store.error = StoreAway()
    answer = await knock(hook, b"{}")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


async def test_a_store_that_hangs_is_as_good_as_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.hook.STORE_WITHIN", 0)
    forever: Callable[[object], Awaitable[None]] = lambda _update: asyncio.Event().wait()  # type: ignore[assignment,return-value] # noqa: E731 it never returns
    assert (await knock(Hook(URL, SECRET, forever), b"{}")).status_code == 503


async def test_there_is_no_other_way_in(hook: Hook) -> None:
    async with client_of(hook) as client:
        assert (await client.get(hook.path, headers=GOOD)).status_code == 405
        assert (await client.post("/", headers=GOOD)).status_code == 404
