"""A connection that has rested is asked whether the server is still there; one that was just used is not.

Asking takes three trips to the server, as much as a third of an update. A server that goes away between two uses a
moment apart mostly says so; if not, the first statement fails as an outage, and whoever made it tries again.
"""

import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

REST = 2.0
"""Seconds of rest after which it is asked."""
_KEY = "rests_since"


def ask_after_rest(engine: AsyncEngine) -> None:
    sa.event.listen(engine.sync_engine, "checkin", _note_rest)
    sa.event.listen(engine.sync_engine, "checkout", _ask)


def _note_rest(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info[_KEY] = time.monotonic()


def _ask(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:  # noqa: ANN401 a DBAPI connection
    if record.driver_connection is not None and record.driver_connection.is_closed():
        raise InvalidatePoolError  # the server has said goodbye meanwhile
    since = record.info.get(_KEY)
    if since is None or time.monotonic() - since < REST:
        return
    try:
        connection.ping()
    except Exception:
        # Whatever it is, a new connection is tried, and that one's failure is told.
        raise InvalidatePoolError from None
