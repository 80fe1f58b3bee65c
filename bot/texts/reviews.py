"""What waits for an officer's decision, as a list."""

from collections.abc import Sequence

from bot.actions import Action, Verb
from bot.domain.people import Language
from bot.domain.rules import Rules
from bot.domain.task import Assignment
from bot.messages import Button, Message
from bot.texts.catalogue import lines, say
from bot.texts.formats import render_moment, shorten
from bot.texts.phrases import agency_of
from bot.texts.tasks import open_card, pager, rows_of

_PAGE = 8


def render_queue(waiting: Sequence[Assignment], language: Language, rules: Rules, *, page: int) -> Message:
    """Oldest first; a tap opens the card with *Xác nhận · Trả lại*."""
    if not waiting:
        return Message(say(language, "reply.queue_none"))
    pages = -(-len(waiting) // _PAGE)
    number = min(page, pages - 1)
    shown = waiting[number * _PAGE : (number + 1) * _PAGE]
    entries = [
        say(
            language,
            "reply.queue_line",
            code=a.task.code,
            agency=agency_of(a, language),
            when=render_moment(a.submitted_at, rules.zone) if a.submitted_at else "",
        )
        for a in shown
    ]
    here = Action(Verb.REVIEW, number)
    buttons = [
        Button(shorten(f"🔵 {a.task.code} · {agency_of(a, language)}", 40), open_card(a.id, here))
        for a in shown
    ]
    head = say(language, "reply.queue_head", n=len(waiting))
    return Message(
        lines(head, *entries),
        buttons=rows_of(buttons) + pager(Verb.REVIEW, number, pages, language),
    )
