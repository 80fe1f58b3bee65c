"""From a claimed letter to its words: which renderer says which view."""

from datetime import date, datetime

from bot.domain.people import Language
from bot.domain.picture import Picture
from bot.domain.rules import Rules
from bot.domain.views import (
    DecisionView,
    ExtensionDecidedView,
    ExtensionView,
    InfoView,
    NoticeView,
    ObstacleMovedView,
    ObstacleView,
    ReviewView,
    UrgeView,
)
from bot.messages import Message, decode_message
from bot.services import letters
from bot.services.letter_views import RecordView
from bot.services.letters import Letter
from bot.services.overview import DigestView
from bot.services.reviews import PeriodView
from bot.texts.catalogue import say
from bot.texts.digest import render_digest
from bot.texts.letters import render_decision, render_info, render_review
from bot.texts.notices import render_notice
from bot.texts.period_review import render_period
from bot.texts.picture_words import render_picture_message
from bot.texts.requests import (
    render_extension,
    render_extension_decided,
    render_obstacle,
    render_obstacle_moved,
)
from bot.texts.urging import render_urge
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
        case None:
            raise ValueError("nothing to say")
        case NoticeView() as view:
            return render_notice(view, language, rules, today)
        case UrgeView() as view:
            return render_urge(view, language, rules, today)
        case InfoView() as view:
            return render_info(view, language, today)
        case Picture() | PeriodView() | DigestView() as view:
            return _render_figures(view, language)
        case view:
            return _render_matter(view, language, rules, today)


def _render_figures(view: Picture | PeriodView | DigestView, language: Language) -> Message:
    match view:
        case Picture():
            return render_picture_message(view, language)
        case PeriodView():
            return render_period(view.review, language, review_id=view.id)
        case DigestView():
            return render_digest(view.figures, language, snapshot_id=view.snapshot_id)


def _render_matter(view: RecordView, language: Language, rules: Rules, today: date) -> Message:
    """Letters to a role, and what is told to whoever asked."""
    match view:
        case ReviewView():
            return render_review(view, language, rules, today)
        case DecisionView():
            return render_decision(view, language)
        case ExtensionView():
            return render_extension(view, language, rules, today)
        case ExtensionDecidedView():
            return render_extension_decided(view, language, rules.calendar)
        case ObstacleView():
            return render_obstacle(view, language, rules, today)
        case ObstacleMovedView():
            return render_obstacle_moved(view, language, rules)
