"""What `check` asks the database: whether it is there and current, and what in it somebody should look at.

Every question is answered by counts and our own codes, never by names or texts.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from bot.domain.people import Role
from bot.domain.task import OPEN_STATUSES
from bot.storage.database import Database, UnitOfWork
from bot.storage.database import explain_outage as explain_outage
from bot.storage.inbox import InboxStatus
from bot.storage.migrate import find_revision, list_revisions, newest_revision
from bot.storage.outbox import IS_UNADDRESSED, MailStatus
from bot.storage.queues import inbox, outbox
from bot.storage.tables import agencies, appointments, assignments, evidence, people, reports


@dataclass(frozen=True, slots=True)
class SchemaState:
    """``present`` is None for a database that was never migrated."""

    present: str | None
    newest: str
    is_known: bool

    @property
    def is_current(self) -> bool:
        return self.present == self.newest


async def find_schema_state(database: Database) -> SchemaState:
    present = await find_revision(database)
    return SchemaState(present, newest_revision(), present is None or present in list_revisions())


def has_file(database: Database) -> bool:
    """False for an SQLite database whose file is not there: opening it would make an empty one."""
    name = database.url.database
    return not database.is_sqlite or name in {None, "", ":memory:"} or Path(str(name)).exists()


def find_file_problem(database: Database) -> str:
    """Why SQLite could not open its file; empty when it can, and for a server. Makes no file. Blocks.

    Asked before the driver is: its thread outlives a connection that failed, and complains when the loop has closed.
    """
    name = database.url.database
    if not database.is_sqlite or name in {None, "", ":memory:"}:
        return ""
    path = Path(str(name))
    if not path.exists():
        return "" if path.parent.is_dir() else "its folder does not exist"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
            connection.execute("PRAGMA schema_version")
    except sqlite3.Error as error:
        return str(error)
    return ""


async def _count(uow: UnitOfWork, source: sa.FromClause, *where: sa.ColumnElement[bool]) -> int:
    statement = sa.select(sa.func.count()).select_from(source).where(*where)
    count: int = (await uow.execute(statement)).scalar_one()
    return count


async def count_dead_updates(uow: UnitOfWork) -> int:
    return await _count(uow, inbox, inbox.c.status == InboxStatus.DEAD)


@dataclass(frozen=True, slots=True)
class Queues:
    """What is on its way now; cheap, for every figure has an index."""

    inbox_new: int
    oldest_unread_at: datetime | None
    queued: int
    sending: int
    oldest_unsent_at: datetime | None
    """Since when the letter that could go first might have gone; may be to come."""
    unreachable_people: int


@dataclass(frozen=True, slots=True)
class Abandoned:
    """What stays until somebody looks; counted by walking over the tables."""

    dead_updates: int
    failed_letters: int


async def count_queues(uow: UnitOfWork) -> Queues:
    waiting = sa.select(sa.func.min(outbox.c.not_before)).where(
        outbox.c.status == MailStatus.QUEUED, ~IS_UNADDRESSED
    )
    return Queues(
        inbox_new=await _count(uow, inbox, inbox.c.status == InboxStatus.NEW),
        oldest_unread_at=await find_oldest_unread(uow),
        queued=await _count(uow, outbox, outbox.c.status == MailStatus.QUEUED),
        sending=await _count(uow, outbox, outbox.c.status == MailStatus.SENDING),
        oldest_unsent_at=(await uow.execute(waiting)).scalar_one(),
        unreachable_people=await count_unreachable_people(uow),
    )


async def count_abandoned(uow: UnitOfWork) -> Abandoned:
    failed = await _count(uow, outbox, outbox.c.status == MailStatus.FAILED)
    return Abandoned(await count_dead_updates(uow), failed)


async def count_failed_letters(uow: UnitOfWork, *, since: datetime) -> dict[str, int]:
    """Letters of after ``since`` that were given up, by our code of the reason."""
    statement = (
        sa.select(outbox.c.error, sa.func.count())
        .where(outbox.c.status == MailStatus.FAILED, outbox.c.created_at >= since)
        .group_by(outbox.c.error)
        .order_by(sa.func.count().desc(), outbox.c.error)
    )
    return {row[0] or "unknown": row[1] for row in (await uow.execute(statement)).all()}


async def find_oldest_unread(uow: UnitOfWork) -> datetime | None:
    """When the longest waiting update came in."""
    statement = sa.select(sa.func.min(inbox.c.received_at)).where(inbox.c.status == InboxStatus.NEW)
    found: datetime | None = (await uow.execute(statement)).scalar_one()
    return found


def _holds_seat(*roles: Role) -> sa.ColumnElement[bool]:
    """Whether a row of ``people`` has a live appointment (in one of ``roles``, if any are named)."""
    conditions = [appointments.c.person_id == people.c.id, appointments.c.revoked_at.is_(None)]
    if roles:
        conditions.append(appointments.c.role.in_([role.value for role in roles]))
    return sa.exists().where(*conditions)


_IS_BOUND = people.c.telegram_id.is_not(None)
_IS_REACHABLE = sa.and_(_IS_BOUND, people.c.unreachable_at.is_(None))


async def count_people(uow: UnitOfWork) -> tuple[int, int]:
    """How many people hold an office, and how many of them are linked to an account."""
    seated = await _count(uow, people, _holds_seat())
    return seated, await _count(uow, people, _holds_seat(), _IS_BOUND)


async def count_unreachable_people(uow: UnitOfWork) -> int:
    """Linked once, but they blocked the bot or left Telegram."""
    return await _count(uow, people, _holds_seat(), _IS_BOUND, people.c.unreachable_at.is_not(None))


async def has_holder(uow: UnitOfWork, role: Role) -> bool:
    """Whether anybody of this role can be reached."""
    return await _count(uow, people, _holds_seat(role), _IS_REACHABLE) > 0


async def list_unanswered_agencies(uow: UnitOfWork) -> list[str]:
    """Codes of agencies with open assignments but no focal point who can be reached."""
    owes = sa.exists().where(
        assignments.c.agency_id == agencies.c.id, assignments.c.status.in_(sorted(OPEN_STATUSES))
    )
    answers = sa.exists().where(
        appointments.c.agency_id == agencies.c.id,
        appointments.c.role == Role.FOCAL_POINT.value,
        appointments.c.revoked_at.is_(None),
        people.c.id == appointments.c.person_id,
        _IS_REACHABLE,
    )
    statement = sa.select(agencies.c.code).where(owes, ~answers).order_by(agencies.c.id)
    return list((await uow.execute(statement)).scalars())


async def count_lost_evidence(uow: UnitOfWork) -> int:
    """Files that were never stored and are not tried again."""
    return await _count(
        uow, evidence, evidence.c.file_id != "", evidence.c.stored_as == "", evidence.c.fetch_at.is_(None)
    )


async def count_waiting_evidence(uow: UnitOfWork, *, before: datetime) -> int:
    """Files of reports made before that moment which are still to be fetched."""
    is_old = sa.exists().where(reports.c.id == evidence.c.report_id, reports.c.at < before)
    return await _count(uow, evidence, evidence.c.fetch_at.is_not(None), is_old)
