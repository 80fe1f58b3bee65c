"""The door for Telegram's deliveries: who knocks, how much they bring, and the answer that decides what comes again.

200 says "stored for good" and is given after the commit only; everything else makes Telegram repeat. Knows no
database: what it does with an update is handed in.
"""

import asyncio
import hmac
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from enum import StrEnum
from urllib.parse import urlsplit

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 the name of a header
LARGEST_BODY = 1 << 20
"""Bytes. The longest message, escaped, with a quoted one and all its markup, is a tenth of it."""
STORE_WITHIN = 20.0
"""Seconds for body and commit; Telegram itself gives up after sixty."""
_COME_AGAIN = {"Retry-After": "2"}
"""Telegram's own pauses grow to two minutes, in which a press would die."""


class Knock(StrEnum):
    STORED = "stored"
    FORBIDDEN = "forbidden"
    TOO_LARGE = "too_large"
    BAD = "bad"
    UNAVAILABLE = "unavailable"


_ANSWERS = {
    Knock.STORED: 200,
    Knock.FORBIDDEN: 403,
    Knock.TOO_LARGE: 413,
    Knock.BAD: 400,
    Knock.UNAVAILABLE: 503,
}


class BadUpdate(Exception):
    """Not an update that could be stored."""


class StoreAway(Exception):
    """It cannot be stored now."""


class Hook:
    """``store`` returns when the update is committed.

    Args:
        store: raises ``BadUpdate`` or ``StoreAway``.
    """

    def __init__(self, url: str, secret: str, store: Callable[[object], Awaitable[None]]) -> None:
        self.path = urlsplit(url).path or "/"
        self._secret = secret.encode()
        self._store = store
        self.knocks: Counter[Knock] = Counter()
        """How deliveries ended, since the start."""

    async def answer(
        self, headers: Mapping[str, str], body: AsyncIterator[bytes]
    ) -> tuple[int, Mapping[str, str]]:
        """Status and headers. ``headers`` in lower case; ``body`` raises ``StoreAway`` when its sender leaves."""
        knock = await self._take(headers, body)
        self.knocks[knock] += 1
        return _ANSWERS[knock], _COME_AGAIN if knock is Knock.UNAVAILABLE else {}

    async def _take(self, headers: Mapping[str, str], chunks: AsyncIterator[bytes]) -> Knock:
        # Before a byte of the body is read: a stranger costs nothing.
        given = headers.get(SECRET_HEADER.lower(), "").encode()
        if not hmac.compare_digest(given, self._secret):
            return Knock.FORBIDDEN
        try:
            async with asyncio.timeout(STORE_WITHIN):
                body = await _read_body(headers, chunks)
                if body is None:
                    return Knock.TOO_LARGE
                await self._store(_parse(body))
        except BadUpdate:
            return Knock.BAD
        except (StoreAway, TimeoutError):
            return Knock.UNAVAILABLE
        return Knock.STORED


async def _read_body(headers: Mapping[str, str], chunks: AsyncIterator[bytes]) -> bytes | None:
    """None when it is too large, however large it was said to be."""
    said = headers.get("content-length", "0")
    if not said.isdigit() or int(said) > LARGEST_BODY:
        return None
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


def _parse(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise BadUpdate from None
