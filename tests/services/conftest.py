"""The office of requests, founded once for each worker and copied: founding it takes longer than most tests."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.domain.people import Actor, Role
from bot.storage.database import Database, parse_database_url
from tests.conftest import KINDS
from tests.services.request_setting import Requests, found_requests


@dataclass(frozen=True, slots=True)
class _Template:
    file: Path
    office: Requests


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory, _migrated_file: Path) -> _Template:
    file = tmp_path_factory.mktemp("requests") / "requests.db"
    shutil.copyfile(_migrated_file, file)
    return _Template(file, asyncio.run(_found(file)))


async def _found(file: Path) -> Requests:
    database = Database(parse_database_url(f"sqlite:///{file}"))
    office = await found_requests(database)
    await database.dispose()
    return office


@pytest.fixture
async def on_sqlite(_template: _Template, tmp_path: Path) -> AsyncIterator[Requests]:
    """For the many cases of one rule: which database holds the rows makes no difference to it."""
    file = tmp_path / "requests.db"
    shutil.copyfile(_template.file, file)
    database = Database(parse_database_url(f"sqlite:///{file}"))
    yield replace(_template.office, desk=replace(_template.office.desk, database=database))
    await database.dispose()


@pytest.fixture
async def on_postgres(postgres_database: Database) -> Requests:
    return await found_requests(postgres_database)


@pytest.fixture(params=KINDS)
def office(request: pytest.FixtureRequest) -> Requests:
    found: Requests = request.getfixturevalue("on_sqlite" if request.param == "sqlite" else "on_postgres")
    return found


@pytest.fixture
async def minh(on_sqlite: Requests) -> Actor:
    """Focal point of the Ministry of Health."""
    return await on_sqlite.desk.seat("Minh", Role.FOCAL_POINT, "BYT")
