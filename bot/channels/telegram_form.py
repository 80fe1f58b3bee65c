"""How a message of ours is written in the Bot API: plain fields, ready for a call. Knows no calls."""

import html
import re
from typing import Any

from markupsafe import Markup

from bot.messages import Button, Message

_TAG = re.compile(r"<[^<>]*>")


def strip_markup(text: Markup) -> str:
    """The words alone, every line where it was."""
    return html.unescape(_TAG.sub("", str(text)))


def markup_of(message: Message) -> dict[str, Any]:
    """The field of a call that says what is to stand under the message; none for nothing."""
    if message.keyboard is None or message.buttons:
        return inline_of(message)
    rows = [[{"text": label} for label in row] for row in message.keyboard]
    return {"reply_markup": {"keyboard": rows, "resize_keyboard": True, "is_persistent": True}}


def inline_of(message: Message) -> dict[str, Any]:
    if not message.buttons:
        return {}
    rows = [[_button_of(button) for button in row] for row in message.buttons]
    return {"reply_markup": {"inline_keyboard": rows}}


def _button_of(button: Button) -> dict[str, str]:
    if button.url:
        return {"text": button.label, "url": button.url}
    if button.action is None:
        raise ValueError("a button needs an action or an address")
    return {"text": button.label, "callback_data": button.action.encode()}
