"""Every statement that a database is asked, without the ends of transactions."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from bot.storage.database import Database


@contextmanager
def overhearing(database: Database) -> Iterator[list[str]]:
    """Filled as they come."""
    heard: list[str] = []

    def hear(_c: object, _cursor: object, text: str, _given: object, _context: object, _many: bool) -> None:
        if not text.startswith("BEGIN"):
            heard.append(text)

    engines = {engine.sync_engine for engine in database.engines}
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        for engine in engines:
            sa.event.remove(engine, "before_cursor_execute", hear)
