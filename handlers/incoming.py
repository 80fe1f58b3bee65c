"""From PTB's update to our ``Incoming``; the only reader of ``telegram.Update``."""

from telegram import Document, Message, PhotoSize, Update

from bot.actions import Action
from bot.messages import REFUSED, FileRef, Incoming, IncomingKind

_GONE = frozenset({"kicked", "left"})


def parse_incoming(update: Update) -> Incoming | None:
    """What the update says to us; None for kinds we did not ask for and senders that are no persons."""
    if update.callback_query is not None:
        return _parse_press(update)
    if update.my_chat_member is not None:
        return _parse_membership(update)
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.from_user.is_bot:
        return None
    if (move := _parse_move(message)) is not None:
        return move
    return _parse_message(message, is_edited=update.edited_message is not None)


def _parse_press(update: Update) -> Incoming | None:
    query = update.callback_query
    if query is None:
        return None
    message = query.message
    return Incoming(
        kind=IncomingKind.PRESS,
        chat_id=message.chat.id if message else query.from_user.id,
        telegram_id=query.from_user.id,
        is_private=message is None or message.chat.type == "private",
        action=Action.parse(query.data or ""),
        message_id=message.message_id if message else None,
        language_code=query.from_user.language_code or "",
    )


def _parse_membership(update: Update) -> Incoming | None:
    change = update.my_chat_member
    if change is None:
        return None
    is_private = change.chat.type == "private"
    is_gone = change.new_chat_member.status in _GONE
    if is_private:
        kind = IncomingKind.BLOCKED if is_gone else IncomingKind.UNBLOCKED
    else:
        kind = IncomingKind.GROUP_LEFT if is_gone else IncomingKind.GROUP_JOINED
    return Incoming(
        kind,
        change.chat.id,
        change.from_user.id,
        is_private=is_private,
        language_code=change.from_user.language_code or "",
        chat_title=change.chat.title or "",
    )


def _parse_move(message: Message) -> Incoming | None:
    """Both service messages of an upgrade say the same: the old id, and the new one."""
    old_id = message.migrate_from_chat_id or message.chat.id
    new_id = message.migrate_to_chat_id or (message.chat.id if message.migrate_from_chat_id else None)
    if new_id is None or message.from_user is None:
        return None
    return Incoming(IncomingKind.GROUP_MOVED, old_id, message.from_user.id, is_private=False, moved_to=new_id)


def _parse_message(message: Message, *, is_edited: bool) -> Incoming:
    text = message.text or message.caption or ""
    command, arguments = _split_command(message)
    file = _find_file(message)
    if message.api_kwargs.get(REFUSED):
        kind = IncomingKind.CLASSIFIED
    elif is_edited:
        kind = IncomingKind.EDITED
    elif command:
        kind = IncomingKind.COMMAND
    elif file is not None:
        kind = IncomingKind.FILE
    else:
        kind = IncomingKind.TEXT if message.text else IncomingKind.UNREADABLE
    sender = message.from_user
    return Incoming(
        kind=kind,
        chat_id=message.chat.id,
        telegram_id=sender.id if sender else 0,
        is_private=message.chat.type == "private",
        text=text,
        command=command,
        arguments=arguments,
        message_id=message.message_id,
        reply_to_message_id=message.reply_to_message.message_id if message.reply_to_message else None,
        file=file,
        is_forwarded=message.forward_origin is not None,
        language_code=(sender.language_code or "") if sender else "",
    )


def _split_command(message: Message) -> tuple[str, str]:
    """``/giahan@bot NV-001`` → ``("giahan", "NV-001")``; only a command at the very start counts."""
    text = message.text or ""
    if not any(entity.type == "bot_command" and entity.offset == 0 for entity in message.entities):
        return "", ""
    head, _, rest = text[1:].partition(" ")
    return head.partition("@")[0].lower(), rest.strip()


def _find_file(message: Message) -> FileRef | None:
    if message.photo:
        largest: PhotoSize = message.photo[-1]
        return FileRef(
            largest.file_id,
            largest.file_unique_id,
            mime="image/jpeg",
            size=largest.file_size or 0,
            is_photo=True,
        )
    document: Document | None = message.document
    if document is None:
        return None
    return FileRef(
        document.file_id,
        document.file_unique_id,
        name=document.file_name or "",
        mime=document.mime_type or "",
        size=document.file_size or 0,
    )
