"""What is stored about one person, handed out whole or taken away; the record itself stays, under a pseudonym."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.storage.database import UnitOfWork
from bot.storage.outbox import MailKind, MailStatus
from bot.storage.queues import dialogues, inbox, outbox
from bot.storage.tables import (
    absences,
    agencies,
    appointments,
    assignments,
    events,
    evidence,
    people,
    reports,
    tasks,
)
from bot.storage.upload_tables import uploads

Row = dict[str, Any]
_TO_A_PERSON = (MailKind.REPLY, MailKind.INFO, MailKind.MENU, MailKind.DIGEST, MailKind.PICTURE)


async def _count(uow: UnitOfWork, table: sa.Table, where: sa.ColumnElement[bool]) -> int:
    found: int = (await uow.execute(sa.select(sa.func.count()).select_from(table).where(where))).scalar_one()
    return found


async def count_stored(uow: UnitOfWork, person_id: int) -> dict[str, int]:
    """How many rows of each sort speak of the person."""
    return {
        "reports": await _count(uow, reports, reports.c.person_id == person_id),
        "actions": await _count(uow, events, events.c.actor_id == person_id),
    }


async def _rows(uow: UnitOfWork, statement: sa.Select[Any]) -> list[Row]:
    return [dict(row) for row in (await uow.execute(statement)).mappings().all()]


async def load_person(uow: UnitOfWork, person_id: int) -> Row:
    statement = sa.select(
        people.c.name,
        people.c.language,
        people.c.email,
        people.c.telegram_id,
        people.c.linked_at,
        people.c.created_at,
    ).where(people.c.id == person_id)
    return next(iter(await _rows(uow, statement)), {})


async def list_seats_of(uow: UnitOfWork, person_id: int) -> list[Row]:
    """Those of the past too."""
    statement = (
        sa.select(
            agencies.c.code.label("agency"),
            appointments.c.role,
            appointments.c.turn,
            appointments.c.created_at,
            appointments.c.revoked_at,
        )
        .join_from(appointments, agencies, agencies.c.id == appointments.c.agency_id)
        .where(appointments.c.person_id == person_id)
        .order_by(appointments.c.id)
    )
    return await _rows(uow, statement)


async def list_absences_of(uow: UnitOfWork, person_id: int) -> list[Row]:
    statement = sa.select(absences.c.from_on, absences.c.to_on).where(absences.c.person_id == person_id)
    return await _rows(uow, statement.order_by(absences.c.id))


async def list_reports_of(uow: UnitOfWork, person_id: int) -> list[Row]:
    """The newest first."""
    statement = (
        sa.select(
            tasks.c.code.label("task"),
            agencies.c.code.label("agency"),
            reports.c.at,
            reports.c.kind,
            reports.c.percent,
            reports.c.value,
            reports.c.note,
        )
        .join_from(reports, assignments, assignments.c.id == reports.c.assignment_id)
        .join(tasks, tasks.c.id == assignments.c.task_id)
        .join(agencies, agencies.c.id == assignments.c.agency_id)
        .where(reports.c.person_id == person_id)
        .order_by(reports.c.id.desc())
    )
    return await _rows(uow, statement)


async def list_evidence_of(uow: UnitOfWork, person_id: int) -> list[Row]:
    """The newest first."""
    statement = (
        sa.select(
            evidence.c.kind,
            evidence.c.number,
            evidence.c.issued_on,
            evidence.c.url,
            evidence.c.file_name,
            reports.c.at,
        )
        .join_from(evidence, reports, reports.c.id == evidence.c.report_id)
        .where(reports.c.person_id == person_id)
        .order_by(evidence.c.id.desc())
    )
    return await _rows(uow, statement)


async def list_uploads_of(uow: UnitOfWork, person_id: int) -> list[Row]:
    """Lists that the person sent to be imported, the newest first."""
    statement = sa.select(uploads.c.file_name, uploads.c.received_at, uploads.c.status).where(
        uploads.c.person_id == person_id
    )
    return await _rows(uow, statement.order_by(uploads.c.id.desc()))


async def list_actions_of(uow: UnitOfWork, person_id: int) -> list[Row]:
    """The newest first."""
    statement = (
        sa.select(events.c.at, events.c.kind, tasks.c.code.label("task"))
        .outerjoin_from(events, assignments, assignments.c.id == events.c.assignment_id)
        .outerjoin(tasks, tasks.c.id == assignments.c.task_id)
        .where(events.c.actor_id == person_id)
        .order_by(events.c.id.desc())
    )
    return await _rows(uow, statement)


async def pseudonymise(uow: UnitOfWork, person_id: int, *, pseudonym: str) -> None:
    """Name, account, address and language go; whoever was the author is from now on ``pseudonym``."""
    await uow.execute(
        sa.update(people)
        .where(people.c.id == person_id)
        .values(
            name=pseudonym,
            language=None,
            email="",
            telegram_id=None,
            linked_at=None,
            unreachable_at=None,
        )
    )


async def forget_correspondence(
    uow: UnitOfWork, person_id: int, telegram_id: int | None, *, now: datetime
) -> None:
    """Words to and from the person, open questions, the chat's number; that something was sent stays known.

    What waits for a role, not for the person, waits for the next in turn.
    """
    # The greeting was queued before the account was known to be the person's.
    mine = sa.or_(outbox.c.person_id == person_id, outbox.c.chat_id == telegram_id)
    await uow.execute(
        sa.update(outbox)
        .where(mine, outbox.c.status == MailStatus.QUEUED, outbox.c.kind.in_(_TO_A_PERSON))
        .values(status=MailStatus.DROPPED, error="erased")
    )
    await uow.execute(
        sa.update(outbox)
        .where(mine, outbox.c.status.not_in([MailStatus.QUEUED, MailStatus.SENDING]))
        .values(data={"text": ""}, chat_id=None)
    )
    await uow.execute(
        sa.update(dialogues)
        .where(dialogues.c.person_id == person_id)
        .values(data={}, kind="", expires_at=now, rev=dialogues.c.rev + 1)
    )
    # An applied list stays as the record of what was imported, without what its preview showed.
    await uow.execute(
        sa.update(uploads)
        .where(uploads.c.person_id == person_id)
        .values(file_name="", caption="", findings={})
    )
    if telegram_id is not None:
        await uow.execute(
            sa.update(inbox)
            .where(inbox.c.chat_key == telegram_id, inbox.c.done_at.is_not(None))
            .values(payload="{}")
        )
