"""What a decider can do with a request for more time, for tests that try every one."""

from collections.abc import Awaitable, Callable

import pytest
import sqlalchemy as sa

from bot.domain.people import Actor
from bot.domain.requests import Extension
from bot.storage.request_tables import extensions as table
from tests.services.request_setting import Requests

Decide = Callable[[Requests, Extension, Actor], Awaitable[Extension]]
DECISIONS: dict[str, Decide] = {
    "grant": lambda office, extension, actor: office.grant(extension, actor),
    "refuse": lambda office, extension, actor: office.refuse(extension, actor),
    "propose": lambda office, extension, actor: office.propose(extension, actor),
}
decisions = pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS)


async def statuses(office: Requests) -> list[str]:
    return [row[0] for row in await office.desk.read(sa.select(table.c.status).order_by(table.c.id))]
