"""Keeps classified content out: a marked message is emptied before anything of it is committed.

Called by the ingress on raw updates, because the inbox is the first thing that is written. What is left says only
who sent something, where and when, and that it was refused; the handler tells the sender why.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.language import find_classified_mark
from bot.messages import REFUSED

_MESSAGES = ("message", "edited_message")
_KEPT = ("message_id", "date", "edit_date", "chat", "from")
_NOT_CONTENT = frozenset({"chat", "from", "sender_chat", "via_bot", "entities", "caption_entities"})


def refuse_classified(update: Mapping[str, Any]) -> Mapping[str, Any]:
    """The update itself, or the same one without its content when it carries a secrecy mark."""
    for kind in _MESSAGES:
        message = update.get(kind)
        if isinstance(message, Mapping) and any(find_classified_mark(text) for text in _texts_of(message)):
            return {**update, kind: {key: message[key] for key in _KEPT if key in message} | {REFUSED: True}}
    return update


def _texts_of(value: object, key: str = "") -> Iterator[str]:
    """Every piece of text that somebody wrote, quoted or named a file; not names of people, not our own words."""
    if isinstance(value, str):
        if not key.endswith("_id"):
            yield value
    elif isinstance(value, Mapping):
        if key == "reply_to_message" and _is_ours(value):
            return
        for name, part in value.items():
            if name not in _NOT_CONTENT:
                yield from _texts_of(part, str(name))
    elif isinstance(value, list):
        for part in value:
            yield from _texts_of(part, key)


def _is_ours(message: Mapping[str, Any]) -> bool:
    sender = message.get("from")
    return isinstance(sender, Mapping) and bool(sender.get("is_bot"))
