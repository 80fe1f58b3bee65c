"""How fast we may send: Telegram's limits as token buckets on the monotonic clock (house decision 12)."""

import asyncio
import time
from collections import OrderedDict

CHAT_BURST = 5
CHAT_RATE = 1.0
GROUP_BURST = 18
GROUP_RATE = 18 / 60
_REMEMBERED_CHATS = 10_000


class Bucket:
    """``burst`` at once, then ``rate`` a second. Takers queue up: each is given its own moment."""

    def __init__(self, *, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._at = now

    def take(self, now: float) -> float:
        """Takes one token; returns how many seconds to wait before using it."""
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        self._tokens -= 1
        return max(0.0, -self._tokens / self._rate)


class Pacer:
    """``rate`` messages a second over all chats (0: no pacing at all), and Telegram's limit of each chat."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        # A grid instead of a full bucket: a bucket of 25 would let 50 through in the first second.
        self._overall = Bucket(rate=rate or 1, burst=1, now=time.monotonic())
        self._chats: OrderedDict[int, Bucket] = OrderedDict()

    async def wait(self, chat_id: int) -> None:
        if not self._rate:
            return
        now = time.monotonic()
        delay = max(self._chat(chat_id, now).take(now), self._overall.take(now))
        if delay:
            await asyncio.sleep(delay)

    def _chat(self, chat_id: int, now: float) -> Bucket:
        bucket = self._chats.pop(chat_id, None)
        if bucket is None:
            is_group = chat_id < 0
            rate, burst = (GROUP_RATE, GROUP_BURST) if is_group else (CHAT_RATE, CHAT_BURST)
            bucket = Bucket(rate=rate, burst=burst, now=now)
        self._chats[chat_id] = bucket
        if len(self._chats) > _REMEMBERED_CHATS:
            self._chats.popitem(last=False)
        return bucket
