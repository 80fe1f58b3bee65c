"""Steps that were said in words: what a tap would do."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.actions import Action, Verb
from bot.domain.people import Language
from bot.domain.requests import Raised
from bot.domain.views import Withdrawable
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.formats import render_moment, shorten
from bot.texts.phrases import code_of, title_of
from bot.texts.tasks import rows_of

_LONGEST_WORDS = 1500


_SHOWN = 6


def render_closing(found: Sequence[Raised], language: Language) -> Message:
    """Which obstacle is out of the way? The tap closes it."""
    parts = []
    for raised in found[:_SHOWN]:
        parts.append(say(language, "step.close", code=code_of(raised.assignment, language)))
        parts.append(
            say(language, "step.obstacle", words=shorten(raised.obstacle.text, _LONGEST_WORDS // _SHOWN))
        )
    is_one = len(found) == 1
    buttons = [
        Button(
            label(language, "button.close") if is_one else f"✅ {code_of(raised.assignment, language)}",
            Action(Verb.CLOSE, raised.obstacle.id),
        )
        for raised in found[:_SHOWN]
    ]
    about = found[0].assignment.id if is_one else None
    return Message(lines(*parts), buttons=rows_of(buttons), about=about)


def render_withdrawal(last: Withdrawable, language: Language, zone: ZoneInfo) -> Message:
    """What the tap would take back."""
    codes = ", ".join(code_of(each, language) for each in last.assignments)
    text = say(language, "step.withdraw", codes=codes, when=render_moment(last.at, zone))
    return Message(
        text, buttons=((Button(label(language, "button.withdraw"), Action(Verb.WITHDRAW, last.report_id)),),)
    )


def render_explanation(
    raised: Raised, words: str, language: Language, *, dialogue_id: int, rev: int
) -> Message:
    """The question that was asked back, the answer as it would go, and the tap that sends it."""
    a = raised.assignment
    text = lines(
        say(language, "step.explain", code=code_of(a, language)),
        title_of(a, language),
        say(language, "step.question", words=shorten(raised.obstacle.answer, _LONGEST_WORDS)),
        say(language, "step.explanation", words=shorten(words, _LONGEST_WORDS)),
    )
    buttons = (
        Button(label(language, "step.send"), Action(Verb.TALK, dialogue_id, rev, "ok")),
        Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev)),
    )
    return Message(text, buttons=rows_of(buttons), about=a.id, dialogue_id=dialogue_id)
