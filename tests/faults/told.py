"""Which debts people were really told of: each debt's own letter, as it lies in its reader's chat.

A letter that merges many tasks names the first twenty and counts the rest, so a code that is in no text may have been
told all the same, and one that the database calls sent may be in no chat. Both ends are asked: the debt's letter is
there, and what it says fits the number of debts that it carries.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from bot.demo.telegram_server import TelegramWorld
from bot.storage.database import UnitOfWork
from bot.storage.queues import notice_items, outbox
from bot.storage.tables import assignments, people, tasks

NAMED = 20
"""Tasks that a letter names at most."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a letter lies, and whose it is."""

    account: int
    chat_id: int
    message_id: int


async def load_carried(uow: UnitOfWork) -> Mapping[Place, set[str]]:
    """The task codes that each sent notice carries."""
    columns = (people.c.telegram_id, outbox.c.chat_id, outbox.c.message_id, tasks.c.code)
    statement = (
        sa.select(*columns)
        .select_from(notice_items)
        .join(outbox, outbox.c.id == notice_items.c.outbox_id)
        .join(people, people.c.id == notice_items.c.person_id)
        .join(assignments, assignments.c.id == notice_items.c.assignment_id)
        .join(tasks, tasks.c.id == assignments.c.task_id)
        .where(outbox.c.status == "sent", notice_items.c.outcome == "sent")
    )
    found: dict[Place, set[str]] = {}
    for account, chat_id, message_id, code in (await uow.execute(statement)).all():
        found.setdefault(Place(account, chat_id, message_id), set()).add(code)
    return found


def list_told(world: TelegramWorld, carried: Mapping[Place, set[str]]) -> set[tuple[int, str]]:
    """Account and code of every debt whose letter is in the account's own chat and speaks of it."""
    return {
        (place.account, code)
        for place, codes in carried.items()
        for code in _find_spoken(_read(world, place), codes)
    }


def _read(world: TelegramWorld, place: Place) -> str:
    chat = world.chats.get(place.chat_id)
    message = chat.find_message(place.message_id) if chat and place.chat_id == place.account else None
    return message.text if message and message.from_bot else ""


def _find_spoken(text: str, codes: set[str]) -> set[str]:
    named = {code for code in codes if code in text}
    counts_all = len(named) == NAMED < len(codes) and re.search(rf"\b{len(codes)} nhiệm vụ", text)
    return codes if counts_all else named
