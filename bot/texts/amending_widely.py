"""One amendment of many agencies in words: how many, from which dates, and what it closes on the way."""

from collections import Counter

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.amending import WideView
from bot.domain.calendar import WorkingCalendar
from bot.domain.people import Language
from bot.messages import Button, Message
from bot.texts.amending import LONGEST_SHOWN_REASON
from bot.texts.catalogue import label, lines, say
from bot.texts.formats import render_date, render_weekday_date, shorten
from bot.texts.phrases import agency_of, title_of

_DATES = 4
"""How many of the present dates a card lists; most directives have one."""
_NAMES = 6


def render_confirm_widely(
    view: WideView, language: Language, calendar: WorkingCalendar, *, dialogue_id: int, rev: int
) -> Message:
    """*Xác nhận · Hủy* under everything that would change, for every agency of the task."""
    asked, first = view.amendment, view.assignments[0]
    text = lines(
        say(language, f"amending.confirm_{asked.kind}_all", code=first.task.code, n=len(view.assignments)),
        title_of(first, language, limit=160),
        _say_agencies(view, language),
        *_say_dates(view, language, calendar),
        say(language, "amending.reason", reason=shorten(asked.reason, LONGEST_SHOWN_REASON)),
        say(language, "amending.submitted_all", n=view.submitted) if view.submitted else None,
        say(language, "amending.overtaken_all", n=view.overtaken) if view.overtaken else None,
        say(language, "amending.obstacles", n=view.obstacles) if view.obstacles else None,
    )
    buttons = (
        Button(
            label(language, "amending.button_yes"),
            Action(Verb.AMEND, asked.assignment_id, asked.rev, f"{dialogue_id}.{rev}"),
        ),
        Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev)),
    )
    return Message(text, buttons=(buttons,), about=asked.assignment_id, dialogue_id=dialogue_id)


def _say_agencies(view: WideView, language: Language) -> Markup:
    names = [agency_of(a, language) for a in view.assignments]
    key = "agencies" if len(names) <= _NAMES else "agencies_more"
    return say(language, f"amending.{key}", names=", ".join(names[:_NAMES]), more=max(0, len(names) - _NAMES))


def _say_dates(view: WideView, language: Language, calendar: WorkingCalendar) -> list[Markup | None]:
    due_on = view.amendment.due_on
    if due_on is None:
        return [say(language, "amending.ends_all")]
    now = Counter(a.due_on for a in view.assignments).most_common()
    shown = [
        say(language, "amending.date_of", date=render_date(day), n=n)
        if day
        else say(language, "amending.no_date_of", n=n)
        for day, n in now[:_DATES]
    ]
    told = [
        say(language, "amending.to", date=render_weekday_date(due_on, language)),
        say(language, "amending.dates_before", dates=Markup(" · ").join(shown)),
        say(language, "amending.more_dates", n=len(now) - _DATES) if len(now) > _DATES else None,
    ]
    if calendar.is_working_day(due_on):
        return told
    last = render_weekday_date(calendar.last_working_day(due_on), language)
    return [*told, say(language, "amending.day_off", date=last)]


def render_amended_widely(view: WideView, language: Language) -> Message:
    due_on = view.amendment.due_on
    done = say(
        language,
        f"amending.done_{view.amendment.kind}_all",
        code=view.assignments[0].task.code,
        n=len(view.assignments),
        date=render_weekday_date(due_on, language) if due_on else "",
    )
    left = say(language, "amending.left_out", n=view.left_out) if view.left_out else None
    return Message(lines(done, left))
