"""Webhook deliveries: lanes in order, lanes beside each other, retries as the real server paces them.

Needs httpx, like `in_process`. Waiting uses the real clock; what has expired depends on the world's clock.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta

import httpx

from .calls import Call, to_param
from .dispatch import METHODS
from .errors import ApiError
from .state import WorldState
from .updates import QueuedUpdate

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the name of a header
_NOT_BY_ANSWER = ("setwebhook", "deletewebhook", "close", "logout")
_GONE_FOR = timedelta(hours=23)
_MAX_RETRY_AFTER = 3600.0
_ANSWER_WITHIN = 60.0

Sleep = Callable[[float], Awaitable[None]]


class _Pump:
    def __init__(
        self, world: WorldState, client: httpx.AsyncClient, sleep: Sleep, longest_pause: float
    ) -> None:
        self._longest_pause = longest_pause
        self._world = world
        self._client = client
        self._sleep = sleep
        self._more = asyncio.Event()
        self._slots = asyncio.Semaphore(world.webhook.max_connections)
        self._gone_since: datetime | None = None

    async def run(self) -> None:
        self._world.queue.on_push(self._more.set)
        busy: dict[str, asyncio.Task[None]] = {}
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    for lane in dict.fromkeys(update.lane for update in self._pending()):
                        if lane not in busy or busy[lane].done():
                            busy[lane] = group.create_task(self._drain(lane))
                    self._more.clear()
                    await self._more.wait()
        finally:
            self._world.queue.off_push(self._more.set)

    def _pending(self) -> list[QueuedUpdate]:
        return self._world.queue.list_pending(now=self._world.now()) if self._world.webhook.url else []

    async def _drain(self, lane: str) -> None:
        failures = 0
        while head := next((update for update in self._pending() if update.lane == lane), None):
            async with self._slots:
                pause = await self._deliver(head, failures)
            if pause is None or self._world.now() + timedelta(seconds=pause) > head.expires_at:
                self._world.queue.forget(head.id)
                failures = 0
                continue
            failures += 1
            await self._sleep(pause)
        self._more.set()

    async def _deliver(self, update: QueuedUpdate, failures: int) -> float | None:
        """None when taken, else the seconds until the next try."""
        hook = self._world.webhook
        headers = {SECRET_HEADER: hook.secret_token} if hook.secret_token else {}
        try:
            answer = await self._client.post(hook.url, json=update.as_json(), headers=headers)
        except httpx.HTTPError as error:
            hook.remember_error(f"Connection failed: {error!r}", now=self._world.now())
            return self._pause(failures)
        self._mark_delivered(update)
        if answer.is_success:
            self._gone_since = None
            self._carry_out(answer)
            return None
        hook.remember_error(f"Wrong response from the webhook: {answer.status_code}", now=self._world.now())
        self._watch_gone(answer.status_code)
        asked = answer.headers.get("Retry-After", "")
        if asked.isdigit():
            return min(self._longest_pause, _MAX_RETRY_AFTER, float(asked))
        return self._pause(failures)

    def _pause(self, failures: int) -> float:
        """The first retry at once, then 2, 4, 8 ... up to a random 60 to 120 seconds."""
        if failures == 0:
            return 0.0
        return min(self._longest_pause, self._world.rng.uniform(60.0, 120.0), 2.0 ** min(failures, 10))

    def _watch_gone(self, status: int) -> None:
        if status != httpx.codes.GONE:
            self._gone_since = None
            return
        self._gone_since = self._gone_since or self._world.now()
        if self._world.now() - self._gone_since > _GONE_FOR:
            self._world.webhook.url = ""

    def _mark_delivered(self, update: QueuedUpdate) -> None:
        press = self._world.presses.get(str(update.payload.get("id")))
        if update.kind == "callback_query" and press is not None:
            press.was_delivered = True

    def _carry_out(self, answer: httpx.Response) -> None:
        """A 2xx body with "method" is a call without an answer."""
        try:
            body = answer.json()
        except ValueError:
            return
        name = str(body.get("method", "")).lower() if isinstance(body, dict) else ""
        if name in METHODS and name not in _NOT_BY_ANSWER and not name.startswith("get"):
            params = {key: to_param(value) for key, value in body.items() if key != "method"}
            with contextlib.suppress(ApiError):
                METHODS[name](self._world, Call(name, params))


@contextlib.asynccontextmanager
async def deliver_webhooks(
    world: WorldState,
    *,
    client: httpx.AsyncClient | None = None,
    sleep: Sleep = asyncio.sleep,
    longest_pause: float = float("inf"),
) -> AsyncIterator[None]:
    """Deliver while the block runs, to whatever setWebhook names; undelivered updates stay queued.

    `longest_pause` cuts the seconds between two tries, for trials in which the bot is often away.
    """
    own = client or httpx.AsyncClient(timeout=_ANSWER_WITHIN)
    running = asyncio.create_task(_Pump(world, own, sleep, longest_pause).run())
    try:
        yield
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        if client is None:
            await own.aclose()
