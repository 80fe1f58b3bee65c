"""One world a test, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.world import World, open_world


@pytest.fixture
async def world(database_url: URL, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(database_url.render_as_string(hide_password=False), tmp_path / "data") as world:
        yield world
