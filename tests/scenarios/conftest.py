"""Worlds for scenarios: ``world`` on SQLite and on PostgreSQL, ``sqlite_world`` where one database is enough.

``office`` is a SQLite world in which everybody is linked already: made once and copied, because linking five people
takes longer than most scenarios.
"""

import asyncio
import copy
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from bot.demo.telegram_server import TelegramWorld
from tests.mail_server import PostOffice, open_post_office
from tests.scenarios.cast import Office, seat_office
from tests.world import Person, World, open_world

OPERATOR = 600_000_001
"""The Telegram id that alarms go to."""


@pytest.fixture
async def world(database_url: URL, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(_text_of(database_url), tmp_path / "data", admin_ids=[OPERATOR]) as world:
        yield world


@pytest.fixture
async def sqlite_world(sqlite_url: URL, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(_text_of(sqlite_url), tmp_path / "data", admin_ids=[OPERATOR]) as world:
        yield world


def _text_of(url: URL) -> str:
    return url.render_as_string(hide_password=False)


@dataclass(frozen=True, slots=True)
class _Template:
    file: Path
    telegram: TelegramWorld
    read: dict[str, tuple[int, int]]
    """By name: the person's Telegram id, and how many messages were read."""


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory, _migrated_file: Path) -> _Template:
    folder = tmp_path_factory.mktemp("office")
    file = folder / "office.db"
    shutil.copyfile(_migrated_file, file)
    return asyncio.run(_make_template(file, folder))


async def _make_template(file: Path, folder: Path) -> _Template:
    async with open_world(f"sqlite:///{file}", folder / "data") as world:
        await seat_office(world)
        read = {name: (person.phone.user.id, person.read) for name, person in world.people.items()}
    return _Template(file, world.telegram, read)


@pytest.fixture
async def office(_template: _Template, tmp_path: Path) -> AsyncIterator[Office]:
    async with _open_office(_template, tmp_path) as office:
        yield office


@pytest.fixture
async def post() -> AsyncIterator[PostOffice]:
    async with open_post_office() as post:
        yield post


@pytest.fixture
async def mailing_office(_template: _Template, post: PostOffice, tmp_path: Path) -> AsyncIterator[Office]:
    """An office whose bot may send e-mails, by ``post``."""
    async with _open_office(_template, tmp_path, smtp_url=post.url) as office:
        yield office


@asynccontextmanager
async def _open_office(template: _Template, folder: Path, *, smtp_url: str = "") -> AsyncIterator[Office]:
    file, telegram = folder / "office.db", copy.deepcopy(template.telegram)
    shutil.copyfile(template.file, file)
    async with open_world(
        f"sqlite:///{file}", folder / "data", admin_ids=[OPERATOR], telegram=telegram, smtp_url=smtp_url
    ) as world:
        world.next_id += len(template.read)
        for name, (user_id, read) in template.read.items():
            world.people[name] = Person(world, name, telegram.phone(user_id), read)
        yield Office(world)
