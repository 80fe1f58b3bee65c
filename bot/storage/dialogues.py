"""Open dialogues: one a person, in the database, so that a restart in the middle loses nothing.

What a transaction has read or written of them it keeps to its end, so that nobody asks twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import UnitOfWork
from bot.storage.queues import dialogues


@dataclass(frozen=True, slots=True)
class Dialogue:
    id: int
    person_id: int
    kind: str
    step: str
    data: dict[str, Any]
    rev: int
    expires_at: datetime
    card_id: int | None = None
    """The outbox row of the message with its buttons."""


DIALOGUE_COLUMNS = tuple(dialogues.c)


def keep_dialogue(uow: UnitOfWork, person_id: int, row: Sequence[Any] | None) -> Dialogue | None:
    """From ``DIALOGUE_COLUMNS``; None: the person never had one."""
    dialogue = Dialogue(*row) if row is not None else None
    uow.dialogues[person_id] = dialogue
    return dialogue


async def find_dialogue(uow: UnitOfWork, person_id: int, *, now: datetime) -> Dialogue | None:
    """The person's open dialogue; an expired one counts as none."""
    if person_id in uow.dialogues:
        found = uow.dialogues[person_id]
    else:
        statement = sa.select(*DIALOGUE_COLUMNS).where(dialogues.c.person_id == person_id)
        found = keep_dialogue(uow, person_id, (await uow.execute(statement)).first())
    return found if found is not None and found.expires_at > now else None


@cache
def _save_statement(*, is_sqlite: bool) -> sa.Executable:
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(dialogues)
    new = {name: insert.excluded[name] for name in ("kind", "step", "data", "expires_at", "card_id")}
    grown = {**new, "rev": dialogues.c.rev + 1}
    return insert.on_conflict_do_update(index_elements=["person_id"], set_=grown).returning(*DIALOGUE_COLUMNS)


async def save_dialogue(
    uow: UnitOfWork, person_id: int, *, kind: str, step: str, data: Mapping[str, Any], expires_at: datetime
) -> Dialogue:
    """Opens a dialogue in place of whatever was open; its revision grows, so older buttons are outdated."""
    values = {"kind": kind, "step": step, "data": dict(data), "expires_at": expires_at, "card_id": None}
    statement = _save_statement(is_sqlite=uow.is_sqlite)
    row = (await uow.execute(statement, {"person_id": person_id, "rev": 1, **values})).one()
    keep_dialogue(uow, person_id, row)
    return Dialogue(*row)


_CLOSE = (
    sa.update(dialogues)
    .where(dialogues.c.person_id == sa.bindparam("who"))
    .values(expires_at=sa.bindparam("at"), rev=dialogues.c.rev + 1, card_id=None)
)


async def close_dialogue(uow: UnitOfWork, person_id: int, *, now: datetime) -> None:
    """Expires it; the row stays, so that its revision goes on growing."""
    uow.dialogues.pop(person_id, None)
    await uow.execute(_CLOSE, {"who": person_id, "at": now})


_SAVE_CARD = (
    sa.update(dialogues).where(dialogues.c.id == sa.bindparam("which")).values(card_id=sa.bindparam("mail"))
)


async def save_card(uow: UnitOfWork, dialogue_id: int, mail_id: int) -> None:
    """The message that carries the buttons of an open dialogue."""
    uow.dialogues.clear()
    await uow.execute(_SAVE_CARD, {"which": dialogue_id, "mail": mail_id})


async def list_expired(uow: UnitOfWork, *, now: datetime, limit: int) -> list[Dialogue]:
    """Dialogues that ended by themselves and still show buttons, locked."""
    statement = (
        sa.select(dialogues)
        .where(dialogues.c.card_id.is_not(None), dialogues.c.expires_at <= now)
        .order_by(dialogues.c.expires_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Dialogue(*row) for row in (await uow.execute(statement)).all()]
