"""What a frozen digest said of a task, beside what has become of it: later changes are shown as changes."""

from dataclasses import replace
from datetime import date

from markupsafe import Markup

from bot.actions import Action
from bot.domain.people import Language
from bot.domain.task import Assignment
from bot.domain.views import SinceLine, ThenAndNow
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.digest_lines import agency_name, render_reasons
from bot.texts.formats import render_date, render_number
from bot.texts.phrases import agency_of
from bot.texts.tasks import open_card

_STATUS_KINDS = {"submitted", "approved", "returned", "unscheduled", "rescheduled"}


def with_then(card: Message, then: ThenAndNow, language: Language) -> Message:
    """The present card, and under it what the digest said and what changed."""
    return replace(card, text=lines(card.text, " ", *_list_lines(then, language)))


def render_ended(then: ThenAndNow, back: Action, language: Language) -> Message:
    """Of what was stopped or handed on there is no card any more."""
    head = say(language, "then.head", code=then.code, agency=agency_of(then.now, language))
    rows = [(Button(label(language, "digest.button.back"), back),)]
    if then.heir is not None:
        name = label(language, "then.heir_button", agency=agency_of(then.heir, language))
        rows.insert(0, (Button(name, open_card(then.heir.id, back)),))
    return Message(lines(head, " ", *_list_lines(then, language)), tuple(rows))


def _list_lines(then: ThenAndNow, language: Language) -> list[Markup]:
    item, due_on = then.item, render_date(then.item.due_on)
    on = render_date(then.on)
    if item.days_late:
        said = say(language, "then.late", on=on, date=due_on, n=item.days_late)
    else:
        reasons = render_reasons(item.reasons, language)
        said = say(language, "then.risk", on=on, date=due_on, reasons=reasons)
    changes = _list_changes(then, language)
    if not changes:
        return [said, say(language, "then.reminded" if then.is_reminded else "then.same")]
    return [said, say(language, "then.since"), *changes]


def _list_changes(then: ThenAndNow, language: Language) -> list[Markup]:
    now, item = then.now, then.item
    found = []
    if then.held_by is not None:
        old, new = agency_name(then.held_by, language), agency_of(now, language)
        found.append(say(language, "then.changed_agency", old=old, new=new))
    if now.status is not item.status:
        was, became = say(language, f"status.{item.status}"), _say_status(now, language)
        found.append(say(language, "then.changed_status", old=was, new=became))
    if now.due_on != item.due_on:
        new_day = _day(now.due_on, language)
        found.append(say(language, "then.changed_due", old=render_date(item.due_on), new=new_day))
    if (item.percent or 0) != (now.percent or 0):
        old_percent, new_percent = f"{item.percent or 0:g}", f"{now.percent or 0:g}"
        found.append(say(language, "then.changed_percent", old=old_percent, new=new_percent))
    if then.since and then.value != now.value:
        old_value, new_value = _number(then.value, language), _number(now.value, language)
        found.append(say(language, "then.changed_value", old=old_value, new=new_value))
    if then.heir is not None:
        found.append(say(language, "then.heir", agency=agency_of(then.heir, language)))
    return found + _list_entries(then, language)


def _list_entries(then: ThenAndNow, language: Language) -> list[Markup]:
    """What the lines above do not say by themselves."""
    said: set[str] = set()
    if then.now.status is not then.item.status:
        said |= _STATUS_KINDS
    if then.now.due_on != then.item.due_on:
        said |= {"extended"}
    if then.held_by is not None or then.heir is not None:
        said |= {"amended"}
    return [
        say(language, "then.entry", what=_name_entry(line, language), date=render_date(line.on))
        for line in then.since
        if line.kind not in said or line.is_merger
    ]


def _name_entry(line: SinceLine, language: Language) -> Markup:
    if line.is_merger:
        return say(language, "then.merged")
    return say(language, f"event.{line.kind}", detail="")


def _say_status(now: Assignment, language: Language) -> Markup:
    status = say(language, f"status.{now.status}")
    if now.completed_on is None:
        return status
    return say(language, "then.on_day", status=status, date=render_date(now.completed_on))


def _number(value: float | None, language: Language) -> str:
    return label(language, "then.no_date") if value is None else render_number(value, language)


def _day(day: date | None, language: Language) -> str:
    return render_date(day) if day else label(language, "then.no_date")
