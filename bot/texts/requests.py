"""Requests: what a decider is asked with everything needed to decide, and what the asker is told."""

from datetime import date

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.calendar import WorkingCalendar
from bot.domain.people import Language
from bot.domain.requests import ExtensionStatus, ObstacleStatus
from bot.domain.rules import Rules
from bot.domain.task import Assignment
from bot.domain.views import ExtensionDecidedView, ExtensionView, ObstacleMovedView, ObstacleView
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.formats import render_date, render_moment, render_weekday_date, shorten
from bot.texts.phrases import agency_of, code_of, say_due, say_progress, say_state, title_of, warn_day_off
from bot.texts.tasks import report_buttons, rows_of

_LONGEST_WORDS = 1500


def render_extension(view: ExtensionView, language: Language, rules: Rules, today: date) -> Message:
    """*Đồng ý · Từ chối · Ngày khác* with history, arithmetic and what the ladder would do."""
    extension, a = view.extension, view.assignment
    text = lines(
        say(language, "request.extension", code=code_of(a, language), agency=agency_of(a, language)),
        say(language, "request.climbed") if extension.climbs else None,
        title_of(a, language, limit=160),
        _say_wanted(extension.wanted_on, a, language, rules.calendar),
        warn_day_off(extension.wanted_on, rules.calendar, language),
        say(language, "request.now", state=say_state(a, today, rules.calendar, language)),
        say(language, "request.reason", reason=shorten(extension.reason, _LONGEST_WORDS)),
        say_progress(a, language),
        _say_granted_before(view, language),
        say(language, "request.reminded", date=render_weekday_date(view.reminded_on, language))
        if view.reminded_on
        else None,
        say(
            language,
            "request.by",
            who=extension.person_name,
            when=render_moment(extension.asked_at, rules.zone),
        ),
        say(language, "request.clock", when=render_moment(extension.clock_at, rules.zone))
        if extension.clock_at
        else None,
    )
    buttons = [
        Button(label(language, "button.grant"), Action(Verb.GRANT, extension.id)),
        Button(label(language, "button.refuse"), Action(Verb.REFUSE, extension.id)),
        Button(label(language, "button.propose"), Action(Verb.PROPOSE, extension.id)),
        Button(label(language, "button.history"), Action(Verb.HISTORY, a.id)),
    ]
    return Message(text, buttons=rows_of(buttons), about=a.id)


def _say_wanted(wanted_on: date, a: Assignment, language: Language, calendar: WorkingCalendar) -> Markup:
    later = calendar.working_days_between(a.due_on, wanted_on) if a.due_on else 0
    due = render_weekday_date(a.due_on, language) if a.due_on else "…"
    return say(language, "request.wanted", due=due, date=render_weekday_date(wanted_on, language), n=later)


def _say_granted_before(view: ExtensionView, language: Language) -> Markup:
    if not view.granted_before:
        return say(language, "request.first")
    dates = ", ".join(render_date(e.granted_on) for e in view.granted_before if e.granted_on)
    return say(language, "request.granted_before", n=len(view.granted_before), dates=dates)


def render_extension_decided(
    view: ExtensionDecidedView, language: Language, calendar: WorkingCalendar
) -> Message:
    """To the asker, at once."""
    extension, a = view.extension, view.assignment
    facts = {
        "code": code_of(a, language),
        "title": title_of(a, language),
        "who": extension.decided_by,
        "date": _day(extension.granted_on or extension.proposed_on or extension.wanted_on, language),
        "due": _day(a.due_on, language),
        "reason": shorten(extension.remark, _LONGEST_WORDS),
    }
    text = say(language, f"request.{extension.status}", **facts)
    if extension.status is not ExtensionStatus.PROPOSED:
        return Message(text, buttons=rows_of(report_buttons(a.id, language)), about=a.id)
    offered_on = extension.proposed_on
    text = lines(text, warn_day_off(offered_on, calendar, language) if offered_on else None)
    buttons = [
        Button(label(language, "button.take"), Action(Verb.TAKE, extension.id)),
        Button(label(language, "button.leave"), Action(Verb.LEAVE, extension.id)),
    ]
    return Message(text, buttons=rows_of(buttons), about=a.id)


def _day(day: date | None, language: Language) -> Markup | str:
    return render_weekday_date(day, language) if day else "…"


def render_obstacle(view: ObstacleView, language: Language, rules: Rules, today: date) -> Message:
    """To whoever holds it: *Trả lời · Hỏi lại · Chuyển cơ quan khác*."""
    obstacle, a = view.obstacle, view.assignment
    text = lines(
        say(language, "request.obstacle", code=code_of(a, language), agency=agency_of(a, language)),
        say(language, "request.climbed") if obstacle.climbs else None,
        title_of(a, language, limit=160),
        say(language, "confirm.obstacle", category=say(language, f"category.{obstacle.category}")),
        say(language, "request.words", words=shorten(obstacle.text, _LONGEST_WORDS)),
        say(language, "request.asked_back_before", words=shorten(obstacle.answer, 300))
        if obstacle.answer
        else None,
        say(language, "request.now", state=say_state(a, today, rules.calendar, language)),
        say(
            language,
            "request.by",
            who=obstacle.person_name,
            when=render_moment(obstacle.raised_at, rules.zone),
        ),
        say(language, "request.clock", when=render_moment(obstacle.clock_at, rules.zone))
        if obstacle.clock_at
        else None,
    )
    buttons = [
        Button(label(language, "button.answer"), Action(Verb.ANSWER, obstacle.id)),
        Button(label(language, "button.ask_back"), Action(Verb.ASK_BACK, obstacle.id)),
    ]
    if view.can_open_card:
        buttons += [
            Button(label(language, "button.hand_on"), Action(Verb.HAND_ON, obstacle.id)),
            Button(label(language, "button.history"), Action(Verb.HISTORY, a.id)),
        ]
    return Message(text, buttons=rows_of(buttons), about=a.id if view.can_open_card else None)


def render_obstacle_moved(view: ObstacleMovedView, language: Language, rules: Rules) -> Message:
    """To whoever raised it: the answer, to be closed; or a question, to be answered."""
    obstacle, a = view.obstacle, view.assignment
    is_question = obstacle.status is ObstacleStatus.ASKED_BACK
    text = lines(
        say(language, "request.asked_back" if is_question else "request.answered", code=code_of(a, language)),
        title_of(a, language),
        say(language, "request.words", words=shorten(obstacle.answer, _LONGEST_WORDS)),
        say(
            language,
            "request.by",
            who=obstacle.answered_by,
            when=render_moment(obstacle.answered_at, rules.zone) if obstacle.answered_at else "",
        ),
        say_due(a, rules.calendar, language),
    )
    close = Button(label(language, "button.close"), Action(Verb.CLOSE, obstacle.id))
    if is_question:
        explain = Button(label(language, "button.explain"), Action(Verb.EXPLAIN, obstacle.id))
        return Message(text, buttons=rows_of([explain, close]), about=a.id)
    extend = Button(label(language, "button.extend"), Action(Verb.EXTEND, a.id))
    return Message(text, buttons=rows_of([close, extend]), about=a.id)
