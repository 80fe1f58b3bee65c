"""Đôn đốc in words: what will be sent and to whom, the letter itself, and what became of it."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.agencies import Agency
from bot.domain.people import Language
from bot.domain.rules import Rules
from bot.domain.task import Assignment
from bot.domain.urging import Recipients, Target, TargetKind, UrgeKind, UrgePlan
from bot.domain.views import UrgedLine, UrgeView
from bot.messages import Button, Message
from bot.texts.answers import name_of
from bot.texts.catalogue import label, lines, say
from bot.texts.formats import render_moment, shorten
from bot.texts.phrases import agency_of, icon_of, say_state, title_of
from bot.texts.tasks import report_buttons, rows_of

REMARKS = (1, 2, 3)
"""Numbers of the usual remarks, ``urging.<kind>_<n>``."""
_SHOWN = 5
_READERS_SHOWN = 6


def urge_button(target: Target, language: Language) -> Button:
    return Button(label(language, "button.urge"), Action(Verb.URGE, target.id, argument=target.kind.value))


def render_which_agency(agencies: Sequence[Agency], language: Language) -> Message:
    """Several agencies go by that name: one button each."""
    buttons = [
        Button(name_of(each, language), Action(Verb.URGE, each.id, argument=TargetKind.AGENCY.value))
        for each in agencies
    ]
    return Message(say(language, "answer.which_agency"), buttons=rows_of(buttons))


def render_question(
    plan: UrgePlan,
    target: Target,
    language: Language,
    rules: Rules,
    today: date,
    *,
    dialogue_id: int,
    rev: int,
) -> Message:
    """What about, whom it reaches, and the usual remarks by a tap."""
    text = lines(
        say(language, f"urging.{plan.kind}_head", n=len(plan.assignments)),
        *_say_tasks(plan.assignments, language, rules, today),
        *_say_readers(plan.recipients, language),
        " ",
        say(language, f"urging.{plan.kind}_ask"),
    )
    buttons = [
        Button(
            label(language, f"urging.{plan.kind}_{number}"),
            Action(Verb.REMARK, dialogue_id, rev, str(number)),
        )
        for number in REMARKS
    ]
    other = Verb.PRAISE if plan.kind is UrgeKind.URGE else Verb.URGE
    last = (
        Button(
            label(language, f"button.{other.value}"), Action(other, target.id, argument=target.kind.value)
        ),
        Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev)),
    )
    return Message(text, buttons=(*rows_of(buttons, per_row=1), last), dialogue_id=dialogue_id)


def _say_tasks(
    assignments: Sequence[Assignment], language: Language, rules: Rules, today: date
) -> list[Markup]:
    entries = [
        say(
            language,
            "urging.task",
            icon=icon_of(a, today),
            code=a.task.code,
            agency=agency_of(a, language),
            state=say_state(a, today, rules.calendar, language),
        )
        for a in assignments[:_SHOWN]
    ]
    rest = len(assignments) - len(entries)
    return [*entries, *([say(language, "list.more", n=rest)] if rest else [])]


def _say_readers(recipients: Sequence[Recipients], language: Language) -> list[Markup]:
    """By name while there are few; always who has nobody."""
    reached = [each for each in recipients if not each.is_nobody]
    missing = [_name(each, language) for each in recipients if each.is_nobody]
    parts: list[Markup] = []
    if len(reached) <= _READERS_SHOWN:
        names = [name for each in reached for name in dict.fromkeys((each.focal_point, each.head)) if name]
        if names:
            parts.append(say(language, "urging.to", names=", ".join(names)))
    else:
        parts.append(say(language, "urging.to_many", n=len(reached)))
    if len(missing) > _READERS_SHOWN:
        parts.append(say(language, "urging.nobody_many", n=len(missing)))
    elif missing:
        parts.append(say(language, "urging.nobody", names=", ".join(missing)))
    return parts


def _name(recipients: Recipients, language: Language) -> str:
    return (language is Language.EN and recipients.agency_en) or recipients.agency_vi


def render_card(
    plan: UrgePlan,
    remark: str,
    language: Language,
    rules: Rules,
    today: date,
    *,
    dialogue_id: int,
    rev: int,
) -> Message:
    """Exactly what one tap sends, to whom and when."""
    when = (
        say(language, "urging.arrives", when=render_moment(plan.arrives_at, rules.zone))
        if plan.arrives_at
        else say(language, "urging.at_once")
    )
    text = lines(
        say(language, f"urging.{plan.kind}_head", n=len(plan.assignments)),
        *_say_tasks(plan.assignments, language, rules, today),
        *_say_readers(plan.recipients, language),
        say(language, "urging.remark", remark=remark),
        when,
    )
    buttons = [
        Button(label(language, f"button.send_{plan.kind}"), Action(Verb.SEND_URGE, dialogue_id, rev)),
        Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev)),
    ]
    if plan.arrives_at:
        express = Action(Verb.SEND_URGE, dialogue_id, rev, "express")
        buttons.insert(1, Button(label(language, "button.express"), express))
    return Message(text, buttons=rows_of(buttons), dialogue_id=dialogue_id)


def render_sent(plan: UrgePlan, language: Language) -> Message:
    return Message(
        lines(
            say(language, f"urging.{plan.kind}_sent", n=len(plan.assignments)),
            *_say_readers(plan.recipients, language),
        )
    )


def render_urge(view: UrgeView, language: Language, rules: Rules, today: date) -> Message:
    """To focal point and head: who urges, about what, with which words; a report is the answer."""
    first = view.lines[0].urge
    about = [line.assignment for line in view.lines]
    express = say(language, "urging.express") if first.is_express else None
    text = lines(
        express,
        say(language, f"urging.{first.kind}_letter", n=len(about), code=about[0].task.code),
        *([title_of(about[0], language)] if len(about) == 1 else []),
        *_say_tasks(about, language, rules, today),
        say(language, "urging.remark", remark=first.remark),
        say(language, "request.by", who=first.person_name, when=render_moment(first.made_at, rules.zone)),
        say(language, "urging.answer_by", when=render_moment(first.clock_at, rules.zone))
        if first.clock_at
        else None,
    )
    seen = Button(label(language, "button.seen"), Action(Verb.URGE_SEEN, first.id))
    only = about[0].id if len(about) == 1 else 0
    replies = report_buttons(only, language) if view.can_report and first.kind is UrgeKind.URGE else []
    return Message(text, buttons=rows_of([seen, *replies]), about=only or None)


def render_recent(found: Sequence[UrgedLine], language: Language, rules: Rules) -> Message:
    """What I urged lately: seen, answered, or still silent."""
    if not found:
        return Message(say(language, "urging.none"))
    entries = [
        say(
            language,
            "urging.recent",
            code=line.assignment.task.code,
            agency=agency_of(line.assignment, language),
            when=render_moment(line.urge.made_at, rules.zone),
            state=_say_state(line, language, rules),
        )
        for line in found
    ]
    buttons = [
        Button(
            shorten(f"{line.assignment.task.code} · {agency_of(line.assignment, language)}", 40),
            Action(Verb.CARD, line.assignment.id),
        )
        for line in found[:_READERS_SHOWN]
    ]
    return Message(lines(say(language, "urging.recent_head"), *entries), buttons=rows_of(buttons))


def _say_state(line: UrgedLine, language: Language, rules: Rules) -> Markup:
    urge = line.urge
    if urge.answered_at is not None:
        return say(language, "urging.was_answered", when=render_moment(urge.answered_at, rules.zone))
    if urge.seen_at is not None:
        return say(language, "urging.was_seen", when=render_moment(urge.seen_at, rules.zone))
    return say(language, "urging.was_silent" if urge.climbs else "urging.was_sent")
