"""The ground of all tests: a clean environment, and real databases that are migrated and empty.

Ask for ``database`` unless one kind is enough. Without PostgreSQL its half is left out and
``test_postgresql_takes_part`` says so in the one skip; with ``CI=true`` it fails instead.
"""

import asyncio
import os
import shutil
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy.engine import URL

from bot.storage.database import Database, parse_database_url
from bot.storage.migrate import migrate
from tests import postgres
from tests.compiling import compiled_once
from tests.places import find_fast_folder

# As the bot itself says; otherwise python-telegram-bot warns at every RetryAfter that is made.
os.environ.setdefault("PTB_TIMEDELTA", "1")

#: Whatever the settings read; a developer's shell must not decide whether a test passes.
_SETTINGS = {
    "BOT_TOKEN",
    "BOT_USERNAME",
    "BODY_NAME",
    "DATABASE_URL",
    "DATA_DIR",
    "TELEGRAM_API_BASE_URL",
    "TELEGRAM_API_FILE_URL",
    "TELEGRAM_PROXY",
    "WEBHOOK_URL",
    "WEBHOOK_SECRET",
    "HTTP_BIND",
    "TIMEZONE",
    "OFFICE_HOURS",
    "REMIND_AT",
    "REMIND_AGAIN_AT",
    "DIGEST_AT",
    "TICK_SECONDS",
    "SEND_RATE",
    "ADMIN_TELEGRAM_IDS",
    "LOG_FORMAT",
    "SMTP_URL",
    "SMTP_FROM",
}
for _name in [name for name in os.environ if name.upper() in _SETTINGS]:
    os.environ.pop(_name, None)
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(find_fast_folder()))

# A busy machine is no fault of the code.
hypothesis.settings.register_profile("no_deadline", deadline=None)
hypothesis.settings.load_profile("no_deadline")

IS_CI = os.environ.get("CI", "").lower() == "true"
HAS_POSTGRES = postgres.is_available()
KINDS = ("sqlite", "postgresql") if HAS_POSTGRES or IS_CI else ("sqlite",)


_CORE = frozenset(
    f"test_{name}.py"
    for name in (
        "agencies_change",
        "by_email",
        "classified",
        "coming_and_going",
        "evidence",
        "frozen_digest",
        "leaders_monday",
        "more_time",
        "naming_tasks",
        "obstacle_desk",
        "outages",
        "recurring",
        "refused_words",
        "reminders",
        "reporting_by_buttons",
        "reporting_by_words",
        "reviewing",
        "scopes",
        "second_thoughts",
        "strangers",
        "telegram_in_trouble",
        "the_circle",
        "turns",
        "two_languages",
        "upkeep",
        "urging",
    )
)
"""Scenarios that ``make test`` runs to the last; of the others it runs every sixth, and ``make torture`` the rest."""


def _is_breadth(item: pytest.Item) -> bool:
    """Decided by the name, so that it is always the same ones."""
    is_scenario = item.path.parent.name == "scenarios" and item.path.name not in _CORE
    return is_scenario and zlib.crc32(item.name.encode()) % 6 != 0


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without PostgreSQL, tests for it alone are left out: one skip says it for all. Breadth is slow, see ``_CORE``."""
    for item in items:
        if _is_breadth(item):
            item.add_marker(pytest.mark.slow)
    if "postgresql" in KINDS:
        return
    theirs = {"postgres_url", "postgres_cluster"}
    wanting = [item for item in items if theirs & set(getattr(item, "fixturenames", ()))]
    if wanting:
        config.hook.pytest_deselected(items=wanting)
        items[:] = [item for item in items if item not in wanting]


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once() -> Iterator[None]:
    with compiled_once():
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    if not HAS_POSTGRES:
        pytest.fail(postgres.MISSING)
    with postgres.running_server() as server:
        yield server


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copied for every test: migrating anew costs thirty times as much."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    asyncio.run(_migrate(path))
    return path


async def _migrate(path: Path) -> None:
    database = Database(parse_database_url(f"sqlite:///{path}"))
    await migrate(database)
    await database.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path, _migrated_file: Path) -> URL:
    path = tmp_path / "bot.db"
    shutil.copyfile(_migrated_file, path)
    return parse_database_url(f"sqlite:///{path}")


@pytest.fixture
def postgres_cluster() -> Iterator[tuple[postgres.Cluster, URL]]:
    """A server that the test may stop and start, and a database of its own on it."""
    if postgres.find_binaries() is None:
        pytest.skip("a server that is not ours cannot be stopped")
    with (
        postgres.running_cluster(keeps_commits=True) as (cluster, server),
        server.fresh_database() as url,
    ):
        yield cluster, url


@pytest.fixture
def postgres_url(postgres_server: postgres.Server) -> Iterator[URL]:
    with postgres_server.fresh_database() as url:
        yield url


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> URL:
    """The address of a migrated, empty database of each kind, e.g. for a test that starts a process."""
    url: URL = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture(params=KINDS)
def bare_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """The address of a database without a single table."""
    if request.param == "sqlite":
        yield parse_database_url(f"sqlite:///{tmp_path / 'bare.db'}")
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    with server.fresh_database(migrated=False) as url:
        yield url


@pytest.fixture
async def database(database_url: URL) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.dispose()


@pytest.fixture
async def sqlite_database(sqlite_url: URL) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    yield database
    await database.dispose()


@pytest.fixture
async def postgres_database(postgres_url: URL) -> AsyncIterator[Database]:
    database = Database(postgres_url)
    yield database
    await database.dispose()
