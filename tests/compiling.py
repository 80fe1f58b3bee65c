"""Statements compiled once for all tests. Every test opens an engine of its own, and an engine compiles anew:
measured, a third of the time of the service tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.storage import database


@contextmanager
def compiled_once() -> Iterator[None]:
    """Engines of one kind share what the first that connected has learnt and compiled."""
    create = create_async_engine
    known: dict[str, tuple[sa.Dialect, Any]] = {}

    def create_sharing(*args: Any, **options: Any) -> Any:  # noqa: ANN401 SQLAlchemy's own
        made = create(*args, **options)
        engine = made.sync_engine
        if engine.dialect.name in known:
            # The cache's keys hold the dialect, so it is shared with it.
            engine.dialect, engine._compiled_cache = known[engine.dialect.name]  # noqa: SLF001 no public way
        else:
            sa.event.listen(engine, "engine_connect", lambda _: remember(engine), once=True)
        return made

    def remember(engine: sa.Engine) -> None:
        known.setdefault(engine.dialect.name, (engine.dialect, engine._compiled_cache))  # noqa: SLF001

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_async_engine", create_sharing)
        yield
