"""What is stored about the reader: the short answer, the whole of it in parts, and the question before it goes."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from bot.actions import Action, Verb
from bot.domain.people import Actor, Language
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.formats import render_date
from bot.texts.people import name_of, role_of

_PART = 3500
"""Characters of one part after escaping; a message of Telegram's has 4,096."""
_MOST_PARTS = 15


def render_stored(
    actor: Actor, person: Mapping[str, Any], counts: Mapping[str, int], language: Language, zone: ZoneInfo
) -> Message:
    linked_at = person.get("linked_at")
    email = str(person.get("email") or "")
    text = lines(
        say(language, "privacy.head"),
        say(language, "privacy.name", name=actor.person.name),
        *(
            say(
                language,
                "privacy.seat",
                role=role_of(seat.role, language),
                agency=name_of(seat.agency, language),
            )
            for seat in actor.appointments
        ),
        say(language, "privacy.account", id=actor.person.telegram_id, date=_day(linked_at, zone)),
        say(language, "privacy.email", email=email) if email else say(language, "privacy.no_email"),
        say(language, "privacy.counts", **counts),
        say(language, "privacy.purpose"),
    )
    buttons = (
        Button(label(language, "privacy.button_export"), Action(Verb.PRIVACY, argument="export")),
        Button(label(language, "privacy.button_erase"), Action(Verb.PRIVACY, argument="erase")),
    )
    return Message(text, buttons=(buttons,))


def _day(at: object, zone: ZoneInfo) -> str:
    return render_date(at.astimezone(zone).date()) if isinstance(at, datetime) else "?"


def render_export(data: Mapping[str, Any], language: Language) -> list[Message]:
    """JSON in as many messages as it takes, up to a limit that is said."""
    text = json.dumps(data, ensure_ascii=False, indent=1, default=_as_text)
    parts = _split(text.splitlines())
    shown = parts[:_MOST_PARTS]
    messages = [
        Message(say(language, "privacy.part", number=number, n=len(shown), text=part))
        for number, part in enumerate(shown, start=1)
    ]
    if len(parts) > len(shown):
        messages.append(Message(say(language, "privacy.cut", n=len(shown))))
    return messages


def _as_text(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _split(rows: list[str]) -> list[Markup]:
    """Whole lines together; a line that is too long for one part goes on in the next."""
    parts: list[Markup] = []
    held = Markup()
    for row in rows:
        for piece in _cut(f"{row}\n"):
            if len(held) + len(piece) > _PART:
                parts.append(held)
                held = Markup()
            held += piece
    return [*parts, held]


def _cut(row: str) -> list[Markup]:
    """Six characters at most become of one by escaping."""
    size = _PART // 6
    return [escape(row[i : i + size]) for i in range(0, len(row), size)]


def render_erase_question(pseudonym: str, language: Language, *, dialogue_id: int, rev: int) -> Message:
    buttons = (
        Button(label(language, "privacy.button_yes"), Action(Verb.TALK, dialogue_id, rev, "ok")),
        Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev)),
    )
    text = say(language, "privacy.erase_ask", pseudonym=pseudonym)
    return Message(text, buttons=(buttons,), dialogue_id=dialogue_id)


def render_erased(pseudonym: str, language: Language) -> Message:
    return Message(say(language, "privacy.erased", pseudonym=pseudonym), is_secret=True)
