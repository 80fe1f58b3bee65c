"""Ends the connections to a server: politely when it answers, at once when it says nothing.

The pool would say goodbye to one after the other and wait for each answer, without a limit. Knows nothing of what the
connections were used for.
"""

import asyncio
import logging
from collections.abc import Iterator
from typing import Protocol
from weakref import WeakSet

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

log = logging.getLogger(__name__)
CLOSE_WITHIN = 2.0
"""Seconds for the server's answer to all goodbyes together."""
CONNECT_WITHIN = 8.0
"""Seconds for a new connection; the driver would wait for a minute."""


class Connection(Protocol):
    """As asyncpg makes them."""

    def is_closed(self) -> bool: ...

    async def close(self) -> None: ...

    def terminate(self) -> None: ...


class Connections:
    """Those that are open, in a pool or in somebody's hand."""

    def __init__(self) -> None:
        self._opened: WeakSet[Connection] = WeakSet()

    def watch(self, engine: AsyncEngine) -> None:
        sa.event.listen(engine.sync_engine, "connect", lambda made, _record: self.add(made.driver_connection))

    def add(self, connection: Connection) -> None:
        self._opened.add(connection)

    def __iter__(self) -> Iterator[Connection]:
        return iter([connection for connection in self._opened if not connection.is_closed()])

    async def close(self) -> None:
        """Returns when all are closed, ``CLOSE_WITHIN`` at the latest, whatever is under way on them."""
        connections = list(self)
        goodbyes = {asyncio.ensure_future(connection.close()) for connection in connections}
        if not goodbyes:
            return
        try:
            await asyncio.wait(goodbyes, timeout=CLOSE_WITHIN)
        finally:
            late = {goodbye for goodbye in goodbyes if not goodbye.done()}
            if late:
                log.warning("database_silent_at_the_end", extra={"connections": len(late)})
            for goodbye in late:
                goodbye.cancel()
            for connection in connections:
                connection.terminate()
        # They have been cut off, so that this takes no time; their errors are nobody's any more.
        await asyncio.wait(goodbyes, timeout=1)
        for goodbye in goodbyes:
            if goodbye.done() and not goodbye.cancelled():
                goodbye.exception()
