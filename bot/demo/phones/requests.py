"""What the page may ask for, read and checked: JSON bodies, uploads, whose phone is meant."""

import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

MAX_JSON = 64 * 1024
MAX_FILE = 20 * 1024 * 1024
"""Telegram lets bots fetch no more."""


async def read_json(request: Request) -> dict[str, Any]:
    """Raises ``HTTPException`` 400, 413."""
    body = await read_body(request, MAX_JSON)
    try:
        given = json.loads(body)
    except ValueError as error:
        raise HTTPException(400, "a JSON object is needed") from error
    if not isinstance(given, dict):
        raise HTTPException(400, "a JSON object is needed")
    return given


async def read_body(request: Request, limit: int) -> bytes:
    """Raises ``HTTPException`` 413 as soon as the body is longer than ``limit``."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise HTTPException(413, f"at most {limit} bytes")
        parts.append(part)
    return b"".join(parts)


def take_text(given: dict[str, Any], name: str) -> str:
    """Raises ``HTTPException`` 400."""
    value = given.get(name)
    if not isinstance(value, str) or not value:
        raise HTTPException(400, f"{name}: a text is needed")
    return value


def take_number(given: dict[str, Any], name: str) -> int:
    """Raises ``HTTPException`` 400."""
    value = given.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise HTTPException(400, f"{name}: a number is needed")
    return value
