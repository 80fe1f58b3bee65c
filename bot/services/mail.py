"""Puts what is owed into the outbox, in the transaction that made it owed."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.people import Actor
from bot.messages import Message, Reply, encode_message
from bot.services import UnitOfWork
from bot.storage.dialogues import save_card
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail, find_mail_id


async def queue_reply(
    uow: UnitOfWork,
    reply: Reply,
    *,
    chat_id: int,
    person_id: int | None,
    pressed_message_id: int | None,
    now: datetime,
) -> None:
    """Replies are rendered now and stored rendered: a confirm card must say exactly what will be stored."""
    rewritten = (reply.edit, pressed_message_id) if reply.edit is not None else None
    parts = [rewritten] if rewritten else []
    parts += [(message, None) for message in reply.messages]
    for message, target in parts:
        mail = NewMail(
            MailKind.REPLY,
            encode_message(message),
            Priority.REPLY,
            person_id=person_id,
            chat_id=chat_id,
            target_message_id=target,
        )
        mail_id = await add_mail(uow, mail, now=now)
        if message.dialogue_id is not None and mail_id is not None:
            await save_card(uow, message.dialogue_id, mail_id)


async def queue_menu(uow: UnitOfWork, actor: Actor, *, now: datetime) -> None:
    """The command menu follows role and language; it is set in the person's own chat."""
    mail = NewMail(MailKind.MENU, {}, Priority.DIGEST, person_id=actor.person.id)
    await add_mail(uow, mail, now=now)


async def queue_info(
    uow: UnitOfWork,
    person_id: int,
    key: str,
    facts: Mapping[str, object],
    *,
    now: datetime,
    assignment_id: int | None = None,
    not_before: datetime | None = None,
    dedupe_key: str | None = None,
    target: tuple[int, int] | None = None,
) -> None:
    """Tells a person what happened: ``info.<key>`` of the catalogue, worded at sending in the reader's language.

    With ``target`` (chat and message) that message of ours is rewritten instead.

    A fact that is a mapping ``{language: words}`` is chosen by language. With ``assignment_id`` the message opens that
    card, and is dropped when the reader may no longer see it.
    """
    data = {"key": key, "facts": dict(facts), "assignment_id": assignment_id}
    mail = NewMail(
        MailKind.INFO,
        data,
        Priority.DECISION,
        person_id=person_id,
        chat_id=target[0] if target else None,
        target_message_id=target[1] if target else None,
        dedupe_key=dedupe_key,
        not_before=not_before,
    )
    await add_mail(uow, mail, now=now)


async def queue_message(uow: UnitOfWork, person_id: int, message: Message, *, now: datetime) -> None:
    """A rendered message to the person's own chat, wherever they spoke."""
    mail = NewMail(MailKind.REPLY, encode_message(message), Priority.REPLY, person_id=person_id)
    await add_mail(uow, mail, now=now)


async def find_notice(uow: UnitOfWork, *, chat_id: int, message_id: int | None) -> int | None:
    """The outbox row behind a message of ours that somebody pressed or replied to."""
    if message_id is None:
        return None
    return await find_mail_id(uow, chat_id=chat_id, message_id=message_id)
