"""Groups that nobody allowed are left in time, outside any transaction, until Telegram has done it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.people import Role
from bot.messages import Outcome, OutcomeKind
from bot.services import groups
from bot.storage.database import Database
from jobs.groups import leave_groups
from tests.services.desk_setting import Desk, found_desk

CHAT = -100_500
LATER = timedelta(hours=2)


class Telegram:
    """Answers every wish to leave with the next outcome."""

    def __init__(self, database: Database, *kinds: OutcomeKind) -> None:
        self.database = database
        self.kinds = list(kinds)

    async def leave(self, chat_id: int) -> Outcome:
        assert chat_id == CHAT
        # Would wait for ever if the job held SQLite's one writer meanwhile.
        async with self.database.begin():
            return Outcome(self.kinds.pop(0))


@pytest.fixture
async def desk(sqlite_database: Database) -> Desk:
    desk = await found_desk(sqlite_database)
    officer = await desk.seat("Chinh", Role.OFFICER, "UBQGCDS")
    async with desk.work() as uow:
        await groups.arrive(uow, officer, CHAT, "Nhóm", now=desk.now)
    return desk


async def leave(desk: Desk, telegram: Telegram, *, now: datetime) -> int:
    return await leave_groups(desk.database.begin, telegram.leave, now=now)


async def test_a_group_has_its_time(desk: Desk) -> None:
    assert await leave(desk, Telegram(desk.database), now=desk.now.astimezone(UTC)) == 0


@pytest.mark.parametrize("kind", [OutcomeKind.DELIVERED, OutcomeKind.UNREACHABLE, OutcomeKind.REJECTED])
async def test_it_is_left_once(desk: Desk, kind: OutcomeKind) -> None:
    telegram = Telegram(desk.database, kind)
    assert await leave(desk, telegram, now=desk.now + LATER) == 1
    assert await leave(desk, telegram, now=desk.now + LATER) == 0


@pytest.mark.parametrize("kind", [OutcomeKind.RETRY_AFTER, OutcomeKind.UNKNOWN])
async def test_what_did_not_work_is_tried_again(desk: Desk, kind: OutcomeKind) -> None:
    telegram = Telegram(desk.database, kind, OutcomeKind.DELIVERED)
    assert await leave(desk, telegram, now=desk.now + LATER) == 0
    assert await leave(desk, telegram, now=desk.now + LATER) == 1
