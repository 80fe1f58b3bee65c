"""How fast we may send: Telegram's limits as token buckets on the monotonic clock (house decision 12)."""

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

CHAT_BURST = 5
CHAT_RATE = 1.0
GROUP_BURST = 5
GROUP_RATE = 15 / 60
"""A full burst and a minute's refill together stay at Telegram's 20 a minute, wherever the minute begins."""
LATENCY = 0.4
"""Seconds an answer of Telegram's may take before the rate suffers: so many are claimed as go in that time."""
FEWEST_PLACES, MOST_PLACES = 8, 400
"""Chats side by side. The fewest, so that stalled ones do not hold up the rest; the most, what Telegram's
paid ceiling of 1,000 a second asks for."""
_REMEMBERED_CHATS = 10_000
_WHOLE = 1 - 1e-6
"""A token, give or take what adding up fractions loses."""


def count_places(rate: float) -> int:
    """How many chats are served side by side at ``rate`` messages a second; 0 is no limit."""
    wanted = math.ceil(rate * LATENCY) if rate else MOST_PLACES
    return min(MOST_PLACES, max(FEWEST_PLACES, wanted))


class Bucket:
    """``burst`` at once, then ``rate`` a second; may be shut for a while."""

    def __init__(self, *, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._at = now
        self._shut_until = now

    def find_delay(self, now: float) -> float:
        """Seconds until there is a token; 0 when there is one now."""
        self._refill(now)
        lacking = 0.0 if self._tokens >= _WHOLE else (1 - self._tokens) / self._rate
        return max(lacking, self._shut_until - now, 0.0)

    def take(self, now: float) -> float:
        """Takes one token, even one that is not there yet; returns how many seconds to wait before using it."""
        self._refill(now)
        self._tokens -= 1
        return max(0.0, -self._tokens / self._rate)

    def shut(self, until: float) -> None:
        self._shut_until = max(self._shut_until, until)

    def _refill(self, now: float) -> None:
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now


class Pacer:
    """``rate`` messages a second over all chats (0: no pacing at all), and Telegram's limit of each chat.

    A chat that has used up its limit is asked to come again, so that it keeps no place from the others.
    """

    def __init__(
        self,
        rate: float,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.rate = rate
        self._monotonic = monotonic
        self._sleep = sleep
        # A grid instead of a full bucket: a bucket of 25 would let 50 through in the first second.
        self._overall = Bucket(rate=rate or 1, burst=1, now=monotonic())
        self._chats: OrderedDict[int, Bucket] = OrderedDict()

    async def admit(self, chat_id: int) -> float:
        """Waits for the turn among all chats and returns 0; or returns at once how many seconds this chat lacks."""
        if not self.rate:
            return 0.0
        now = self._monotonic()
        chat = self._chat(chat_id, now)
        if (delay := chat.find_delay(now)) > 0:
            return delay
        chat.take(now)
        if (turn := self._overall.take(now)) > 0:
            await self._sleep(turn)
        return 0.0

    def shut(self, chat_id: int, seconds: float) -> None:
        """Telegram wants a pause in this chat; nothing is admitted before it is over."""
        now = self._monotonic()
        self._chat(chat_id, now).shut(now + seconds)

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
