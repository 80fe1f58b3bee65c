"""Being away in words: the list, the confirm card with weekdays and who stands in."""

from datetime import date

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.people import Language
from bot.domain.people_views import AbsencePlan, AbsencesView, StandIn, StoredAbsence
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.formats import render_date, render_weekday_date
from bot.texts.people import name_of, role_of
from bot.texts.tasks import rows_of

QUICK = ("today", "tomorrow", "next_week")
"""Days offered as buttons; their words are what they stand for."""
_LISTED = 5


def render_absences(view: AbsencesView, language: Language, *, dialogue_id: int, rev: int) -> Message:
    """What is recorded, each with its way back, and the question for more."""
    shown = view.items[:_LISTED]
    text = lines(
        say(language, "away.head_own")
        if view.is_own
        else say(language, "away.head_other", name=view.person.name),
        *(say(language, "away.line", first=_on(item.from_on), last=_on(item.to_on)) for item in shown),
        None if shown else say(language, "away.none"),
        " ",
        say(language, "away.ask"),
    )
    quick = [
        Button(label(language, f"away.{when}"), Action(Verb.TALK, dialogue_id, rev, when)) for when in QUICK
    ]
    back = [_cancel_button(item, language) for item in shown]
    return Message(text, buttons=rows_of(quick) + rows_of(back, per_row=1))


def _on(day: date) -> str:
    return render_date(day)


def _cancel_button(item: StoredAbsence, language: Language) -> Button:
    first, last = item.from_on.strftime("%d/%m"), item.to_on.strftime("%d/%m")
    text = label(language, "away.button_cancel", first=first, last=last)
    return Button(text, Action(Verb.UNAWAY, item.id))


def render_plan(plan: AbsencePlan, language: Language, *, dialogue_id: int, rev: int) -> Message:
    head = (
        say(language, "away.confirm_own")
        if plan.is_own
        else say(language, "away.confirm_other", name=plan.person.name)
    )
    buttons = (
        Button(label(language, "button.confirm"), Action(Verb.TALK, dialogue_id, rev, "ok")),
        Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev)),
    )
    return Message(lines(head, *_facts(plan, language)), buttons=(buttons,), dialogue_id=dialogue_id)


def _facts(plan: AbsencePlan, language: Language) -> list[Markup]:
    return [
        say(language, "away.first", day=render_weekday_date(plan.from_on, language)),
        say(language, "away.last", day=render_weekday_date(plan.to_on, language)),
        *(_say_stand_in(stand_in, language) for stand_in in plan.stand_ins),
        *([] if plan.stand_ins else [say(language, "away.no_turn")]),
    ]


def _say_stand_in(stand_in: StandIn, language: Language) -> Markup:
    role, agency = role_of(stand_in.role, language), name_of(stand_in.agency, language)
    if not stand_in.name:
        return say(language, "away.nobody", role=role, agency=agency)
    return say(language, "away.stand_in", role=role, agency=agency, name=stand_in.name)


def render_recorded(plan: AbsencePlan, language: Language) -> Message:
    if plan.is_known:
        return Message(say(language, "away.known"))
    return Message(lines(say(language, "away.recorded"), *_facts(plan, language)))


def render_cancelled(item: StoredAbsence, language: Language) -> Message:
    return Message(say(language, "away.cancelled", first=_on(item.from_on), last=_on(item.to_on)))
