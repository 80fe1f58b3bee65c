"""Errors become words here and nowhere else."""

from datetime import date

from bot.domain.errors import DomainError
from bot.domain.people import Language
from bot.domain.task import Status
from bot.messages import Message, Reply
from bot.texts.catalogue import label, say
from bot.texts.formats import render_weekday_date


def render_refusal(error: DomainError, language: Language, *, is_press: bool) -> Reply:
    """A toast for a press, a message for words."""
    key = f"error.{error.key}"
    facts = {name: _worded(fact, language) for name, fact in error.facts.items()}
    if is_press:
        return Reply(toast=label(language, key, **facts)[:200], is_alert=True)
    return Reply(messages=(Message(say(language, key, **facts)),))


def _worded(fact: object, language: Language) -> object:
    match fact:
        case date():
            return render_weekday_date(fact, language)
        case Status():
            return label(language, f"status.{fact}")
    return fact


def render_stranger(language: Language, body_name: str, *, is_press: bool) -> Reply:
    """How to be invited, and nothing else."""
    if is_press:
        return Reply(toast=label(language, "stranger.toast"), is_alert=True)
    return Reply(messages=(Message(say(language, "stranger.how", body=body_name)),))


def render_unavailable(language: Language) -> str:
    return label(language, "error.unavailable")
