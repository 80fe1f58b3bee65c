"""From a claimed letter to its words: which renderer says which view."""

from datetime import date, datetime

from bot.domain.people import Language
from bot.domain.rules import Rules
from bot.domain.views import DecisionView, InfoView, NoticeView, ReviewView, WishView
from bot.messages import Message, decode_message
from bot.services import letters
from bot.services.letters import Letter
from bot.services.overview import DigestView
from bot.texts.catalogue import say
from bot.texts.digest import render_digest
from bot.texts.notices import render_decision, render_info, render_notice, render_review, render_wish
from bot.texts.welcome import list_commands


def list_menu(letter: Letter) -> tuple[tuple[str, str], ...]:
    """The commands of the reader's menu."""
    reader = letter.reader
    return list_commands(reader, reader.person.language) if reader else ()


def render_letter(letter: Letter, *, rules: Rules, now: datetime) -> Message:
    """The words of one letter in its reader's language, from the present state.

    Raises:
        ValueError: the letter has nothing to say; the sender drops those before.
    """
    if letters.is_rendered(letter):
        return decode_message(letter.mail.data)
    if letters.is_alarm(letter):
        return Message(say(Language.VI, f"alarm.{letter.mail.data['key']}", **letter.mail.data["facts"]))
    return _render_view(letter, letters.language_of(letter), rules, rules.today(now))


def _render_view(letter: Letter, language: Language, rules: Rules, today: date) -> Message:
    match letter.view:
        case NoticeView() as view:
            return render_notice(view, language, rules, today)
        case ReviewView() as view:
            return render_review(view, language, rules, today)
        case WishView() as view:
            return render_wish(view, language, rules, today)
        case DecisionView() as view:
            return render_decision(view, language)
        case InfoView() as view:
            return render_info(view, language, today)
        case DigestView() as view:
            return render_digest(view.figures, language, snapshot_id=view.snapshot_id)
        case None:
            raise ValueError("nothing to say")
