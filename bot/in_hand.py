"""What is begun is finished: a row in work, a letter on its way. Knows nothing of either."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

log = logging.getLogger(__name__)
GRACE = 8.0
"""Seconds a step may still take after a stop; supervisors kill after ten or more."""

_T = TypeVar("_T")


async def finish(step: Coroutine[Any, Any, _T], *, grace: float = GRACE) -> _T:
    """The result of ``step``. When we are cancelled meanwhile, it ends first, within ``grace``.

    Without this every stop would roll back a handled update and leave letters behind of which nobody knows
    whether they were sent.
    """
    task = asyncio.ensure_future(step)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=grace)
        if not task.done():
            log.warning("stopped_in_the_middle")
            task.cancel()
            await asyncio.wait({task}, timeout=1)
        if task.done() and not task.cancelled() and (error := task.exception()) is not None:
            log.warning("failed_while_stopping", extra={"error": type(error).__name__})
        raise
