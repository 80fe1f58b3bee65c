"""What the page is told: phones, messages and the clock as JSON. Times are local, ISO, to the second."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.demo.cast import Member
from bot.demo.clock import Step
from bot.demo.telegram_server import Button, Media, Message, Phone, Toast
from bot.demo.walk import Target

Json = dict[str, Any]
_QUOTED = 120
_DEEP_LINK = "/start "


def view_phone(phone: Phone, member: Member, zone: ZoneInfo) -> Json:
    return {
        "id": member.telegram_id,
        "name": member.name,
        "title": member.title,
        "place": member.place,
        "messages": [view_message(message, zone) for message in phone.messages],
    } | view_controls(phone)


def view_controls(phone: Phone) -> Json:
    """What stands around the messages: the reply keyboard, the command menu, what the bot asks to answer."""
    keyboard = phone.reply_keyboard
    prompt = phone.reply_prompt
    return {
        "keyboard": [list(row) for row in keyboard.rows] if keyboard else [],
        "placeholder": keyboard.placeholder if keyboard else "",
        "commands": phone.commands,
        "prompt": prompt.id if prompt else None,
    }


def view_message(message: Message, zone: ZoneInfo) -> Json:
    text = message.text
    if not message.from_bot and text.startswith(_DEEP_LINK):
        text = _DEEP_LINK.strip()  # apps do not show the code of an invitation link either
    return {
        "id": message.id,
        "from_bot": message.from_bot,
        "at": view_time(message.sent_at, zone),
        "is_edited": message.edited_at is not None,
        "text": text,
        "entities": [dict(entity) for entity in message.entities if entity["offset"] < len(text)],
        "buttons": [[_view_button(button) for button in row] for row in message.buttons],
        "media": _view_media(message.media) if message.media else None,
        "reply_to": _view_quote(message.reply_to) if message.reply_to else None,
    }


def _view_button(button: Button) -> Json:
    return {"text": button.text, "data": button.data, "url": button.url, "style": button.style}


def _view_media(media: Media) -> Json:
    size = media.payload[-1] if isinstance(media.payload, list) else media.payload
    return {
        "kind": media.kind.value,
        "name": media.name,
        "mime": media.mime,
        "size": media.file.size if media.file else 0,
        "url": f"/files/{media.file.file_id}" if media.file else None,
        "width": size.get("width"),
        "height": size.get("height"),
    }


def _view_quote(message: Message) -> Json:
    return {"id": message.id, "from_bot": message.from_bot, "text": message.text[:_QUOTED]}


def view_toast(toast: Toast) -> Json:
    return {"press": toast.callback_id, "text": toast.text, "is_alert": toast.show_alert}


def view_time(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).replace(tzinfo=None).isoformat(timespec="seconds")


def view_targets(targets: Mapping[Step, Target | None], zone: ZoneInfo) -> Json:
    return {
        step.value: {"at": view_time(target.at, zone), "code": target.code} if target else None
        for step, target in targets.items()
    }
