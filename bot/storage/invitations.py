"""Invitations: single-use codes, kept only as hashes."""

from datetime import datetime

import sqlalchemy as sa

from bot.storage.database import UnitOfWork
from bot.storage.tables import invitations


async def add_invitation(
    uow: UnitOfWork,
    *,
    code_hash: str,
    person_id: int,
    created_by: int | None,
    now: datetime,
    expires_at: datetime,
) -> None:
    await uow.execute(
        sa.insert(invitations).values(
            code_hash=code_hash,
            person_id=person_id,
            created_by=created_by,
            created_at=now,
            expires_at=expires_at,
        )
    )


async def claim_invitation(uow: UnitOfWork, code_hash: str, *, now: datetime) -> int | None:
    """Uses the code up, once; returns whom it invites, None when it is not (or no longer) good."""
    statement = (
        sa.update(invitations)
        .where(
            invitations.c.code_hash == code_hash,
            invitations.c.used_at.is_(None),
            invitations.c.revoked_at.is_(None),
            invitations.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(invitations.c.person_id)
    )
    claimed: int | None = (await uow.execute(statement)).scalar_one_or_none()
    return claimed


async def revoke_invitations(uow: UnitOfWork, person_id: int, *, now: datetime) -> None:
    await uow.execute(
        sa.update(invitations)
        .where(
            invitations.c.person_id == person_id,
            invitations.c.used_at.is_(None),
            invitations.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
