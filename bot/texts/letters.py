"""Letters about results: what waits for an officer, what was decided; and things that merely happened."""

from datetime import date

from markupsafe import Markup

from bot.domain.people import Language
from bot.domain.rules import Rules
from bot.domain.views import DecisionView, InfoView, ReviewView
from bot.messages import Message
from bot.texts.catalogue import lines, say
from bot.texts.formats import render_moment
from bot.texts.phrases import agency_of, code_of, say_due, say_proof, title_of
from bot.texts.tasks import card_button, proof_buttons, report_buttons, review_buttons, rows_of


def render_review(view: ReviewView, language: Language, rules: Rules, today: date) -> Message:
    """A submitted result, with everything needed to decide on it."""
    a = view.assignment
    text = lines(
        say(language, "review.head", code=code_of(a, language), agency=agency_of(a, language)),
        title_of(a, language, limit=200),
        *(say_proof(stored.proof, language) for stored in view.proofs),
        say(language, "review.note", note=view.report.note) if view.report.note else None,
        say(
            language,
            "review.by",
            who=view.report.person_name,
            when=render_moment(view.report.at, rules.zone),
        ),
        say_due(a, rules.calendar, language),
    )
    del today
    return Message(
        text, buttons=rows_of([*review_buttons(a, language), *proof_buttons(view.proofs, language)])
    )


def render_decision(view: DecisionView, language: Language) -> Message:
    a = view.assignment
    key = "review.approved" if view.is_approved else "review.returned"
    text = say(
        language,
        key,
        code=code_of(a, language),
        title=title_of(a, language),
        who=view.decided_by,
        reason=view.reason,
    )
    if view.is_approved:
        return Message(text)
    return Message(text, buttons=rows_of(report_buttons(a.id, language)))


def render_info(view: InfoView, language: Language, today: date) -> Message:
    """Something that happened: ``info.<key>``; with the card of what it concerns."""
    facts: dict[str, object] = {
        name: fact.get(language, "") if isinstance(fact, dict) else fact for name, fact in view.facts.items()
    }
    if isinstance(card := facts.get("card"), str):
        facts["card"] = Markup(card)  # noqa: S704 a message of ours, escaped when it was built
    text = say(language, f"info.{view.key}", **facts)
    if view.assignment is None:
        return Message(text)
    card = card_button(view.assignment, today, language, with_agency=True)
    return Message(text, buttons=((card,),), about=view.assignment.id)
