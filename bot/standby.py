"""Waiting for a role that another process has, with signs of life meanwhile. Knows nothing of what the role does."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.heartbeat import Heartbeats, Loop
from bot.storage.database import is_outage
from bot.storage.instance import Role, Roles

SIGN_EVERY = 10.0
log = logging.getLogger(__name__)


async def _nothing() -> None:
    pass


async def until_ours(
    roles: Roles,
    role: Role,
    *,
    beats: Heartbeats,
    loop: Loop,
    meanwhile: Callable[[], Awaitable[object]] = _nothing,
    every: float = SIGN_EVERY,
) -> None:
    """Returns at once when the role is ours; else does ``meanwhile`` every so many seconds until it is."""
    if roles.has(role):
        return
    log.info("standing_by", extra={"role": role.value})
    while not roles.has(role):
        beats.beat(loop)
        try:
            await meanwhile()
        except Exception as error:
            if not is_outage(error):
                raise
        with suppress(TimeoutError):
            async with asyncio.timeout(min(every, SIGN_EVERY)):
                await roles.until(role)
    log.info("role_taken", extra={"role": role.value})
