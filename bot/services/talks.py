"""Open dialogues and what a message without a task's name refers to. All of it is in the database."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.domain.asking import Period
from bot.domain.errors import NotFound
from bot.domain.people import Actor
from bot.domain.report import Field
from bot.domain.rules import Rules
from bot.domain.series import choose_occurrences
from bot.domain.task import Assignment
from bot.services import UnitOfWork
from bot.services.mail import queue_info
from bot.services.tasks import list_reportable
from bot.storage import by_code, notice_items, occurrences, outbox, reports, sent_mail
from bot.storage.dialogues import Dialogue, close_dialogue, find_dialogue, list_expired, save_dialogue

Talk = Dialogue
EXPIRE_BATCH = 100
_DECISIONS = ("reason", "refusal", "offer", "answer", "back", "hand_on", "explain")
_QUESTIONS = frozenset({*map(str, Field), "choose", *_DECISIONS})
"""Dialogues that wait for one answer; what follows them is that answer as a rule, so only their end by time is said."""
LIFE = timedelta(hours=24)
"""A day: as long as Telegram keeps a text for us, so an answer that comes late still finds its question."""


async def open_talk(
    uow: UnitOfWork, actor: Actor, kind: str, data: Mapping[str, Any], *, now: datetime
) -> Talk:
    """Opens a dialogue in place of the one that was open; the card of that one says so."""
    before = await find_dialogue(uow, actor.person.id, now=now)
    if before is not None and before.kind not in _QUESTIONS:
        await _retire(uow, before, "card.replaced", now)
    return await save_dialogue(uow, actor.person.id, kind=kind, step="", data=data, expires_at=now + LIFE)


async def find_talk(uow: UnitOfWork, actor: Actor, *, now: datetime) -> Talk | None:
    return await find_dialogue(uow, actor.person.id, now=now)


async def close_talk(uow: UnitOfWork, actor: Actor, *, now: datetime) -> None:
    await close_dialogue(uow, actor.person.id, now=now)


async def retire_talk(uow: UnitOfWork, actor: Actor, *, now: datetime) -> None:
    """Closes the open dialogue, and its card says that it was replaced."""
    await _retire(uow, await find_dialogue(uow, actor.person.id, now=now), "card.replaced", now)
    await close_dialogue(uow, actor.person.id, now=now)


async def expire(uow: UnitOfWork, *, now: datetime) -> int:
    """Cards that nobody pressed are seen to end; returns how many."""
    expired = await list_expired(uow, now=now, limit=EXPIRE_BATCH)
    for talk in expired:
        key = "steps.question_expired" if talk.kind in _QUESTIONS else "card.expired"
        await _retire(uow, talk, key, now)
        await close_dialogue(uow, talk.person_id, now=now)
    return len(expired)


async def _retire(uow: UnitOfWork, talk: Talk | None, key: str, now: datetime) -> None:
    card = await sent_mail.find_card(uow, talk.card_id) if talk is not None and talk.card_id else None
    if talk is None or card is None:
        return
    await queue_info(
        uow, talk.person_id, key, {"card": card.text}, now=now, target=(card.chat_id, card.message_id)
    )


async def find_candidates(
    uow: UnitOfWork,
    actor: Actor,
    *,
    chat_id: int,
    reply_to_message_id: int | None,
    now: datetime,
    rules: Rules,
    is_file: bool = False,
) -> list[Assignment]:
    """What a report without a code can mean, best guess first; exactly one entry means it is certain.

    Order (product §3): the message replied to, what was reported on since the last reminder, that reminder, the only
    open task; else all open tasks. A file says nothing of what was reported on before it.
    """
    reportable = await list_reportable(uow, actor, now=now, rules=rules)
    by_id = {a.id: a for a in reportable}
    replied_to = await _named_by_reply(uow, actor, chat_id, reply_to_message_id)
    if replied_to:
        named = [by_id[i] for i in replied_to if i in by_id]
        if not named:
            # An answer to a message about something that is closed means that, and nothing else.
            raise NotFound
        return named
    if not is_file:
        last = await _list_reported_since_reminder(uow, actor, now)
        if reported := [by_id[i] for i in last if i in by_id]:
            return reported
    reminded = [by_id[i] for i in await notice_items.list_last_named(uow, actor.person.id) if i in by_id]
    return reminded if len(reminded) == 1 else reportable


async def find_last_reported(
    uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules
) -> Assignment | None:
    """What this person reported on last, within the life of a card, if it still can be reported on."""
    reported = await reports.list_last_of_person(uow, actor.person.id, since=now - LIFE)
    reportable = await list_reportable(uow, actor, now=now, rules=rules)
    return next((a for a in reportable if a.id in reported), None)


async def _list_reported_since_reminder(uow: UnitOfWork, actor: Actor, now: datetime) -> list[int]:
    """What the person spoke of last, if we have not spoken of anything else since."""
    reminded_at = await notice_items.find_last_noticed_at(uow, actor.person.id)
    since = max(now - LIFE, reminded_at) if reminded_at else now - LIFE
    return await reports.list_last_of_person(uow, actor.person.id, since=since)


async def _named_by_reply(uow: UnitOfWork, actor: Actor, chat_id: int, message_id: int | None) -> list[int]:
    if message_id is None:
        return []
    mail_id = await outbox.find_mail_id(uow, chat_id=chat_id, message_id=message_id)
    if mail_id is None:
        return []
    about = await sent_mail.find_about(uow, mail_id)
    if about is not None:
        return [about]
    return await notice_items.list_assignment_ids(uow, mail_id, person_id=actor.person.id)


async def is_recurring(uow: UnitOfWork, code: str) -> bool:
    """Whether any task of this code comes round; nothing else of it is told."""
    return await occurrences.is_recurring(uow, code.upper())


async def find_by_codes(
    uow: UnitOfWork,
    actor: Actor,
    codes: tuple[str, ...],
    *,
    now: datetime,
    rules: Rules,
    period: Period | None = None,
) -> tuple[dict[str, list[Assignment]], list[str]]:
    """The assignments this actor can report on, by code, the open ones if there are any; and the codes with none.

    Of a recurring task the occurrences of ``period``, if it has any then; else the open ones, the oldest first.
    """
    found: dict[str, list[Assignment]] = {}
    for code in codes:
        named = await by_code.find_by_code(uow, code.upper(), actor.scope_to_report(), as_of=rules.today(now))
        found[code] = choose_occurrences(named, (period.from_on, period.to_on) if period else None)
    return found, [code for code, named in found.items() if not named]
