"""Flood limits as token buckets over the real clock. Telegram publishes no exact values, so they are parameters."""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from .errors import too_many_requests


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """Messages: a burst to one chat, then so many a second; a minute's worth to one group; a second's to all chats."""

    chat_burst: int = 5
    chat_rate: float = 1.0
    group_per_minute: int = 20
    overall_per_second: int = 30


class FloodGate:
    """Let a message pass or raise 429; a refused one uses nothing up. Without limits everything passes."""

    def __init__(
        self, limits: FloodLimits | None, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.limits = limits
        self._monotonic = monotonic
        self._buckets: dict[int, tuple[float, float]] = {}
        self._windows: dict[int, deque[float]] = {}

    def pass_message(self, chat_id: int) -> None:
        """Raise `ApiError` 429 with whole seconds to wait; the caller must then not carry the call out."""
        if self.limits is None:
            return
        now = self._monotonic()
        limits = self.limits
        level = self._level(chat_id, now, limits)
        waits = [self._window_wait(0, now, size=limits.overall_per_second, span=1.0)]
        if chat_id < 0:
            waits.append(self._window_wait(chat_id, now, size=limits.group_per_minute, span=60.0))
        if level < 1.0:
            waits.append((1.0 - level) / limits.chat_rate)
        if max(waits) > 0:
            raise too_many_requests(max(1, math.ceil(max(waits))))
        self._buckets[chat_id] = (level - 1.0, now)
        for key in (0, chat_id) if chat_id < 0 else (0,):
            self._windows.setdefault(key, deque()).append(now)

    def _level(self, chat_id: int, now: float, limits: FloodLimits) -> float:
        full = float(limits.chat_burst)
        level, at = self._buckets.get(chat_id, (full, now))
        return min(full, level + (now - at) * limits.chat_rate)

    def _window_wait(self, key: int, now: float, *, size: int, span: float) -> float:
        window = self._windows.setdefault(key, deque())
        while window and window[0] <= now - span:
            window.popleft()
        return 0.0 if len(window) < size else window[0] + span - now
