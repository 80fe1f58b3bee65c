"""What waits for an officer's decision, as a list."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.people import Language
from bot.domain.rules import Rules
from bot.domain.views import Waiting
from bot.messages import Button, Message
from bot.texts.catalogue import lines, say
from bot.texts.formats import render_date, render_moment, shorten
from bot.texts.phrases import agency_of, code_of
from bot.texts.tasks import open_card, pager, rows_of

_PAGE = 8


def render_queue(waiting: Sequence[Waiting], language: Language, rules: Rules, *, page: int) -> Message:
    """Oldest first; a tap opens the card with its buttons."""
    if not waiting:
        return Message(say(language, "reply.queue_none"))
    pages = -(-len(waiting) // _PAGE)
    number = min(page, pages - 1)
    shown = waiting[number * _PAGE : (number + 1) * _PAGE]
    here = Action(Verb.REVIEW, number)
    return Message(
        lines(
            say(language, "reply.queue_head", n=len(waiting)),
            *(_say_entry(item, language, rules) for item in shown),
        ),
        buttons=rows_of([_button(item, language, here) for item in shown])
        + pager(Verb.REVIEW, number, pages, language),
    )


def _say_entry(item: Waiting, language: Language, rules: Rules) -> Markup:
    a = item.assignment
    facts = {
        "code": code_of(a, language),
        "agency": agency_of(a, language),
        "when": render_moment(item.since, rules.zone),
    }
    if item.extension is not None:
        return say(language, "request.queue_extension", date=render_date(item.extension.wanted_on), **facts)
    if item.obstacle is not None:
        category = say(language, f"category.{item.obstacle.category}")
        return say(language, "request.queue_obstacle", category=category, **facts)
    return say(language, "reply.queue_line", **facts)


def _button(item: Waiting, language: Language, here: Action) -> Button:
    a = item.assignment
    name = f"{code_of(a, language)} · {agency_of(a, language)}"
    if item.extension is not None:
        return Button(shorten(f"⏳ {name}", 40), Action(Verb.REQUEST, item.extension.id))
    if item.obstacle is not None:
        return Button(shorten(f"⚠️ {name}", 40), Action(Verb.MATTER, item.obstacle.id))
    return Button(shorten(f"🔵 {name}", 40), open_card(a.id, here))
