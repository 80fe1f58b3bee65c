"""Amendments in words: what would change, what has changed, and how the history tells it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.amending import Amendment, AmendmentKind, AmendmentView
from bot.domain.calendar import WorkingCalendar
from bot.domain.people import Language
from bot.domain.task import Assignment, Status
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.formats import render_date, render_weekday_date, shorten
from bot.texts.phrases import agency_of, say_due, say_state, title_of

LONGEST_SHOWN_REASON = 600
WIDELY = ".all"
"""After the dialogue of a card: not this agency alone."""


def adjust_button(a: Assignment, language: Language) -> Button:
    """On the card of an officer: opens *Sửa hạn · Chuyển · Dừng*."""
    return Button(label(language, "amending.button"), Action(Verb.ADJUST, a.id, a.rev))


def render_menu(a: Assignment, language: Language, calendar: WorkingCalendar, today: date) -> Message:
    text = lines(
        say(language, "amending.head", code=a.task.code, agency=agency_of(a, language)),
        title_of(a, language, limit=160),
        say_due(a, calendar, language),
        say(language, "request.now", state=say_state(a, today, calendar, language)),
    )
    due, transfer, stop = (
        Button(label(language, f"amending.button_{kind}"), Action(Verb.ADJUST, a.id, a.rev, kind.value))
        for kind in AmendmentKind
    )
    return Message(text, buttons=((due, transfer), (stop,)), about=a.id)


def render_question(
    a: Assignment, key: str, language: Language, *, note: Markup | None = None, dialogue_id: int, rev: int
) -> Message:
    """``amending.ask_<key>``, or ``note`` when the last answer was none."""
    said = note or say(language, f"amending.ask_{key}", code=a.task.code, agency=agency_of(a, language))
    cancel = Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev))
    return Message(said, buttons=((cancel,),), about=a.id)


def render_confirm(
    view: AmendmentView, language: Language, calendar: WorkingCalendar, *, dialogue_id: int, rev: int
) -> Message:
    """*Xác nhận · Hủy* under everything that would change. The button names the revision it was drawn for."""
    a, asked = view.assignment, view.amendment
    to = _target(view, language)
    text = lines(
        say(
            language,
            f"amending.confirm_{asked.kind}",
            code=a.task.code,
            agency=agency_of(a, language),
            to=to,
        ),
        title_of(a, language, limit=160),
        *_say_change(view, language, calendar),
        say(language, "amending.reason", reason=shorten(asked.reason, LONGEST_SHOWN_REASON)),
        say(language, "amending.submitted") if a.status is Status.SUBMITTED else None,
        say(language, "amending.overtaken", date=render_date(view.overtaken.wanted_on))
        if view.overtaken
        else None,
        say(language, "amending.obstacles", n=view.obstacles) if view.obstacles else None,
    )
    confirm = Action(Verb.AMEND, a.id, asked.rev, f"{dialogue_id}.{rev}")
    buttons = (
        Button(label(language, "amending.button_yes"), confirm),
        Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev)),
    )
    widely = Button(
        label(language, "amending.button_all", n=view.others + 1),
        replace(confirm, argument=f"{dialogue_id}.{rev}{WIDELY}"),
    )
    rows = (buttons, (widely,)) if view.others else (buttons,)
    return Message(text, buttons=rows, about=a.id, dialogue_id=dialogue_id)


def _target(view: AmendmentView, language: Language) -> str:
    if view.target is None:
        return ""
    return (language is Language.EN and view.target.name_en) or view.target.short_vi


def _say_change(view: AmendmentView, language: Language, calendar: WorkingCalendar) -> list[Markup | None]:
    a, asked = view.assignment, view.amendment
    match asked.kind:
        case AmendmentKind.DUE:
            return _say_dates(a, asked, language, calendar)
        case AmendmentKind.TRANSFER:
            no_focal = say(language, "amending.no_focal", to=_target(view, language))
            return [say(language, "amending.keeps"), None if view.has_focal_point else no_focal]
        case AmendmentKind.STOP:
            return [say(language, "amending.ends")]


def _say_dates(
    a: Assignment, asked: Amendment, language: Language, calendar: WorkingCalendar
) -> list[Markup | None]:
    if asked.due_on is None:
        return []
    new = render_weekday_date(asked.due_on, language)
    changes = (
        say(language, "amending.from_to", old=render_weekday_date(a.due_on, language), date=new)
        if a.due_on
        else say(language, "amending.first_due", date=new)
    )
    if calendar.is_working_day(asked.due_on):
        return [changes]
    last = render_weekday_date(calendar.last_working_day(asked.due_on), language)
    return [changes, say(language, "amending.day_off", date=last)]


def render_amended(view: AmendmentView, language: Language) -> Message:
    a, due_on = view.assignment, view.amendment.due_on
    text = say(
        language,
        f"amending.done_{view.amendment.kind}",
        code=a.task.code,
        agency=agency_of(a, language),
        to=_target(view, language),
        date=render_weekday_date(due_on, language) if due_on else "",
    )
    return Message(text)


def say_amendment(data: Mapping[str, object], language: Language) -> Markup | None:
    """What an entry of the history says beyond "amended"; None for amendments of an import."""
    kind, reason, fields = data.get("change"), data.get("reason"), data.get("fields")
    if not isinstance(reason, str) or not isinstance(fields, Mapping):
        return None
    facts = {"reason": shorten(reason, 80)}
    if kind == "succession":
        return _say_succession(data, language)
    if kind == AmendmentKind.STOP:
        return say(language, "amending.event_stop", **facts)
    if kind == AmendmentKind.TRANSFER:
        places = [data.get(name) for name in ("from", "to")]
        old, new = (place.get(language, "") if isinstance(place, Mapping) else "" for place in places)
        return say(language, "amending.event_transfer", old=old, new=new, **facts)
    old_on, new_on = fields.get("due_on", (None, None))
    new = render_date(date.fromisoformat(new_on)) if new_on else ""
    if not old_on:
        return say(language, "amending.event_due_first", new=new, **facts)
    return say(language, "amending.event_due", old=render_date(date.fromisoformat(old_on)), new=new, **facts)


def _say_succession(data: Mapping[str, object], language: Language) -> Markup:
    """What an entry of the history says of a task that went to another agency with its own."""
    places = [data.get(name) for name in ("from", "to")]
    old, new = (place.get(language, "") if isinstance(place, Mapping) else "" for place in places)
    basis = shorten(str(data.get("reason") or "–"), 80)
    dates = data.get("dates")
    if not isinstance(dates, Mapping):
        return say(language, "reorganising.event_moved", old=old, new=new, basis=basis)
    dropped = [
        f"{each[language]} {render_date(date.fromisoformat(each['due_on']))}" for each in dates["dropped"]
    ]
    return say(
        language,
        "reorganising.event_merged",
        old=old,
        new=new,
        basis=basis,
        date=render_date(date.fromisoformat(dates["due_on"])),
        dropped=", ".join(dropped),
    )
