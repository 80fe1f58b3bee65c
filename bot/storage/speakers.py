"""Who is speaking, with everything that the first look at a message needs, in one statement.

Rights are in it: seats and their agencies are read here for every message and press, and kept nowhere.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.domain.people import Actor
from bot.storage.database import UnitOfWork
from bot.storage.dialogues import DIALOGUE_COLUMNS, keep_dialogue
from bot.storage.people import ACTOR_COLUMNS, actors_of, join_actors
from bot.storage.queues import dialogues
from bot.storage.register_version import VERSION
from bot.storage.seen import is_unseen
from bot.storage.tables import appointments, people


@dataclass(frozen=True, slots=True)
class Speaker:
    actor: Actor
    has_unseen: bool
    """Something was sent that may not have been looked at before this word."""


_FIRST = len(ACTOR_COLUMNS)
_SPEAKER = (
    sa.select(*ACTOR_COLUMNS, sa.exists().where(is_unseen(people.c.id)), VERSION, *DIALOGUE_COLUMNS)
    .select_from(join_actors().outerjoin(dialogues, dialogues.c.person_id == people.c.id))
    .where(people.c.telegram_id == sa.bindparam("account", type_=sa.BigInteger))
    .order_by(appointments.c.id)
)


async def find_speaker(uow: UnitOfWork, telegram_id: int) -> Speaker | None:
    """The person behind a Telegram account; None for strangers. Dialogue and version are kept for this transaction."""
    rows = (await uow.execute(_SPEAKER, {"account": telegram_id})).all()
    if not rows:
        return None
    (actor,) = actors_of(rows).values()
    has_unseen, uow.names_version, *dialogue = rows[0][_FIRST:]
    keep_dialogue(uow, actor.person.id, dialogue if dialogue[0] is not None else None)
    return Speaker(actor, bool(has_unseen))
