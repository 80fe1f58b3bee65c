"""The door for Telegram's deliveries: who knocks, how much they bring, and the answer that decides what comes again.

200 says "stored for good" and is given after the commit only; everything else makes Telegram repeat. Knows no
database: what it does with an update is handed in.
"""

import asyncio
import hmac
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from enum import StrEnum
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

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

    def make_route(self) -> Route:
        return Route(self.path, self._answer, methods=["POST"])

    async def _answer(self, request: Request) -> Response:
        knock = await self._take(request)
        self.knocks[knock] += 1
        headers = _COME_AGAIN if knock is Knock.UNAVAILABLE else None
        return Response(status_code=_ANSWERS[knock], headers=headers)

    async def _take(self, request: Request) -> Knock:
        # Before a byte of the body is read: a stranger costs nothing.
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            return Knock.FORBIDDEN
        try:
            async with asyncio.timeout(STORE_WITHIN):
                body = await _read_body(request)
                if body is None:
                    return Knock.TOO_LARGE
                await self._store(_parse(body))
        except BadUpdate:
            return Knock.BAD
        except (StoreAway, TimeoutError, ClientDisconnect):
            return Knock.UNAVAILABLE
        return Knock.STORED


async def _read_body(request: Request) -> bytes | None:
    """None when it is too large, however large it was said to be."""
    said = request.headers.get("content-length", "0")
    if not said.isdigit() or int(said) > LARGEST_BODY:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


def _parse(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise BadUpdate from None
