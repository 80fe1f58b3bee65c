"""The queue of updates of one bot: ids, retention, filtering at creation, confirmation by offset.

The caller gives the time; nothing here waits or speaks HTTP. Rules: td's TQueue.cpp and the Bot API documentation.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .errors import Json

MAX_QUEUE = 100_000
FIRST_ID_RANGE = (2_000_001, 1_000_000_000)
RETENTION = timedelta(hours=24)
CALLBACK_RETENTION = timedelta(seconds=150)
QUIET_WEEK = timedelta(days=7)
NOT_SENT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_FUTURE_SLACK = 10
_PAST_SLACK = 2_000_000


@dataclass(frozen=True, slots=True)
class QueuedUpdate:
    """`lane` is the order that webhooks keep: one a chat for messages, another a person for presses."""

    id: int
    kind: str
    payload: Json
    expires_at: datetime
    lane: str

    def as_json(self) -> Json:
        return {"update_id": self.id, self.kind: self.payload}


class UpdateQueue:
    def __init__(self, *, rng: random.Random, first_update_id: int | None = None) -> None:
        self._rng = rng
        self._next_id = first_update_id if first_update_id is not None else rng.randint(*FIRST_ID_RANGE)
        self._queue: list[QueuedUpdate] = []
        self._last_push_at: datetime | None = None
        self._allowed: frozenset[str] | None = None
        self._wakers: list[Callable[[], None]] = []

    @property
    def allowed_updates(self) -> list[str] | None:
        """None while the default holds."""
        return None if self._allowed is None else sorted(self._allowed)

    def remember_allowed(self, kinds: Iterable[str]) -> None:
        """An empty list restores the default; the choice filters updates created from now on."""
        self._allowed = frozenset(kinds) or None

    @property
    def is_watched(self) -> bool:
        """Whether a long poll or a webhook waits for the next update."""
        return bool(self._wakers)

    def on_push(self, waker: Callable[[], None]) -> None:
        self._wakers.append(waker)

    def off_push(self, waker: Callable[[], None]) -> None:
        self._wakers.remove(waker)

    def push(self, kind: str, payload: Json, *, now: datetime, lane: str = "") -> int | None:
        """The new update's id, or None where the bot did not ask for this kind."""
        if not self._is_wanted(kind) or len(self._queue) >= MAX_QUEUE:
            return None
        if self._last_push_at is not None and not self._queue and now - self._last_push_at >= QUIET_WEEK:
            self._next_id = self._rng.randint(*FIRST_ID_RANGE)
        self._last_push_at = now
        keep = CALLBACK_RETENTION if kind == "callback_query" else RETENTION
        update = QueuedUpdate(self._next_id, kind, payload, now + keep, lane)
        self._next_id += 1
        self._queue.append(update)
        self.wake()
        return update.id

    def wake(self) -> None:
        """Whoever waits looks again: an update came, or the way it goes has changed."""
        for waker in list(self._wakers):
            waker()

    def _is_wanted(self, kind: str) -> bool:
        return kind not in NOT_SENT_BY_DEFAULT if self._allowed is None else kind in self._allowed

    def take(self, offset: int, limit: int, *, now: datetime) -> list[QueuedUpdate]:
        """Confirm everything below a positive offset; a negative one keeps only the last |offset|."""
        self._drop_expired(now)
        if offset < 0:
            self._queue = self._queue[offset:]
        elif self._is_plausible(offset):
            self._queue = [update for update in self._queue if update.id >= offset]
        return self._queue[:limit]

    def _is_plausible(self, offset: int) -> bool:
        """An offset far from the present ids is ignored: after a quiet week the ids start anew."""
        return offset > 0 and self._next_id - _PAST_SLACK <= offset <= self._next_id + _FUTURE_SLACK

    def list_pending(self, *, now: datetime) -> list[QueuedUpdate]:
        self._drop_expired(now)
        return list(self._queue)

    def forget(self, update_id: int) -> None:
        self._queue = [update for update in self._queue if update.id != update_id]

    def clear(self) -> None:
        self._queue = []

    def _drop_expired(self, now: datetime) -> None:
        self._queue = [update for update in self._queue if update.expires_at >= now]
