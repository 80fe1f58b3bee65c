"""The commands of the manual's "Backup" and "Restore", taken from there and carried out on a database in use."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.storage.database import Database, parse_database_url
from bot.storage.health import find_schema_state
from bot.storage.people import add_person
from bot.storage.tables import people
from tests import postgres
from tests.domain.ladder_setting import local

MANUAL = (Path(__file__).parents[1] / "docs" / "operations.md").read_text(encoding="utf-8")


def command(start: str) -> str:
    """The one line of the manual that begins so, or that stands so in back-quotes."""
    found = re.findall(rf"(?:^|`)({re.escape(start)}[^`\n]*)", MANUAL, re.MULTILINE)
    assert len(found) == 1, found
    return str(found[0])


def carry_out(line: str, folder: Path, **environment: str) -> None:
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    subprocess.run(["/bin/sh", "-ec", line], cwd=folder, env={"PATH": path, **environment}, check=True)  # noqa: S603 the manual's own


async def add_somebody(database: Database, name: str) -> None:
    async with database.begin() as uow:
        await add_person(uow, name=name, now=local(2024, 7, 16))
        await uow.commit()


async def list_names(url: sa.URL) -> list[str]:
    database = Database(url)
    assert (await find_schema_state(database)).is_current
    async with database.begin() as uow:
        names = list((await uow.execute(sa.select(people.c.name))).scalars())
    await database.dispose()
    return names


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "var").mkdir()
    return tmp_path


@pytest.fixture
def url(folder: Path, sqlite_url: sa.URL) -> sa.URL:
    """A migrated database where a new installation has it."""
    file = folder / "var" / "dondoc.sqlite"
    Path(str(sqlite_url.database)).rename(file)
    return parse_database_url(f"sqlite:///{file}")


async def test_sqlite_is_backed_up_in_use_and_restored(folder: Path, url: sa.URL) -> None:
    database = Database(url)
    await add_somebody(database, "before")
    async with database.begin():  # somebody is writing meanwhile
        carry_out(command("python3 -c"), folder)
    await add_somebody(database, "after")
    await database.dispose()
    carry_out(command("rm -f var/"), folder)
    carry_out(command("cp backup.sqlite"), folder)
    assert await list_names(url) == ["before"]


@pytest.fixture
def empty_url(postgres_server: postgres.Server) -> Iterator[sa.URL]:
    with postgres_server.fresh_database(migrated=False) as url:
        yield url


async def test_postgresql_is_backed_up_and_restored(
    folder: Path, postgres_url: sa.URL, empty_url: sa.URL
) -> None:
    binaries = postgres.find_binaries()
    if binaries is None or not (binaries / "pg_dump").exists():
        pytest.skip("pg_dump is not installed here")
    database = Database(postgres_url)
    await add_somebody(database, "before")
    path = f'PATH="{binaries}:$PATH"; '
    carry_out(path + command("pg_dump"), folder, DATABASE_URL=plain(postgres_url))
    await add_somebody(database, "after")
    await database.dispose()
    carry_out(path + command("pg_restore"), folder, DATABASE_URL=plain(empty_url))
    assert await list_names(empty_url) == ["before"]


def plain(url: sa.URL) -> str:
    """As an administrator has it in .env: without a driver."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
