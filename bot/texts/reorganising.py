"""Agencies that changed, in words: who follows whom, seats to confirm again, tasks that wait for a decision."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.agencies import Agency
from bot.domain.asking import Renamed
from bot.domain.paging import Page
from bot.domain.people import Language
from bot.domain.reorganising_views import Allocation, CarriedSeat, Pending
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.formats import render_date, shorten
from bot.texts.phrases import code_of, title_of
from bot.texts.tasks import Rows, rows_of

_NAME, _BUTTON, _TITLE = 60, 40, 80


def with_changes(message: Message, changed: Sequence[Renamed], language: Language) -> Message:
    """The answer, told first who is meant today by the old name."""
    notes = [_say_change(each, language) for each in changed if not _keeps_its_name(each)]
    return replace(message, text=lines(*notes, message.text)) if notes else message


def _keeps_its_name(each: Renamed) -> bool:
    return [heir.name_vi for heir in each.heirs] == [each.old.name_vi]


def _say_change(each: Renamed, language: Language) -> Markup:
    old, new = name_of(each.old, language), ", ".join(name_of(heir, language) for heir in each.heirs)
    if not each.heirs:
        on = render_date(each.old.valid_to) if each.old.valid_to else ""
        return say(language, "reorganising.now_ended", old=old, on=on)
    key = "reorganising.now_part_of" if len(each.heirs) == 1 else "reorganising.now_split"
    return say(language, key, old=old, new=new)


def name_of(agency: Agency, language: Language) -> str:
    english = agency.name_en if language is Language.EN else ""
    return shorten(english or agency.short_vi, _NAME)


# --- the desk ---------------------------------------------------------------------------------------------


def desk_buttons(pending: Pending, language: Language) -> list[Button]:
    found = []
    if pending.seats:
        text = label(language, "reorganising.button_confirm", n=pending.seats)
        found.append(Button(text, Action(Verb.RESEAT)))
    if pending.tasks:
        text = label(language, "reorganising.button_splits", n=pending.tasks)
        found.append(Button(text, Action(Verb.SPLITS)))
    return found


def render_seats(page: Page[CarriedSeat], language: Language, *, done: CarriedSeat | None = None) -> Message:
    head = _head("confirm", page, language)
    entries = [_seat_line(seat, language) for seat in page.items]
    buttons = [
        Button(
            shorten(label(language, "reorganising.button_seat", name=seat.name), _BUTTON),
            Action(Verb.SEAT_OK, seat.appointment_id, page.number),
        )
        for seat in page.items
    ]
    first = say_confirmed(done, language) if done else None
    rows = (*rows_of(buttons), *_turning(Verb.RESEAT, page, language))
    return Message(lines(first, head, *entries), buttons=rows)


def _head(name: str, page: Page[Any], language: Language) -> Markup:
    if not page.total:
        return say(language, f"reorganising.{name}_none")
    return say(language, f"reorganising.{name}_head", n=page.total, page=page.number + 1, pages=page.count)


def _seat_line(seat: CarriedSeat, language: Language) -> Markup:
    return say(
        language,
        "reorganising.confirm_line",
        name=shorten(seat.name, _NAME),
        role=say(language, f"role.{seat.role}"),
        old=name_of(seat.old, language),
        new=name_of(seat.new, language),
    )


def say_confirmed(done: CarriedSeat, language: Language) -> Markup:
    return say(
        language,
        "reorganising.confirmed",
        name=shorten(done.name, _NAME),
        role=say(language, f"role.{done.role}"),
        new=name_of(done.new, language),
    )


def _turning(verb: Verb, page: Page[Any], language: Language) -> Rows:
    turning = []
    if page.number > 0:
        turning.append(Button(label(language, "button.earlier"), Action(verb, page.number - 1)))
    if page.number + 1 < page.count:
        turning.append(Button(label(language, "button.later"), Action(verb, page.number + 1)))
    back = (Button(label(language, "reorganising.button_back"), Action(Verb.PEOPLE)),)
    return ((*turning,), back) if turning else (back,)


def render_allocations(page: Page[Allocation], language: Language, *, said: Markup | None = None) -> Message:
    entries = [
        say(language, "reorganising.splits_line", **_task_words(one, language, _TITLE)) for one in page.items
    ]
    buttons = [
        Button(
            shorten(f"{one.assignment.task.code} · {name_of(one.old, language)}", _BUTTON),
            Action(Verb.SPLIT, one.assignment.id),
        )
        for one in page.items
    ]
    rows = (*rows_of(buttons), *_turning(Verb.SPLITS, page, language))
    return Message(lines(said, _head("splits", page, language), *entries), buttons=rows)


def _task_words(one: Allocation, language: Language, limit: int) -> dict[str, object]:
    a = one.assignment
    title = title_of(a, language, limit=limit)
    return {"code": code_of(a, language), "agency": name_of(one.old, language), "title": title}


def render_allocation(one: Allocation, language: Language) -> Message:
    """Who takes it over; without an heir the card, where it can be transferred or stopped."""
    key = "reorganising.split_ask" if one.heirs else "reorganising.split_ask_nobody"
    text = say(language, key, **_task_words(one, language, 200))
    buttons = [
        Button(shorten(name_of(heir, language), _BUTTON), Action(Verb.SPLIT_TO, one.assignment.id, heir.id))
        for heir in one.heirs
    ]
    card = Button(label(language, "button.card"), Action(Verb.CARD, one.assignment.id))
    back = Button(label(language, "button.back"), Action(Verb.SPLITS))
    return Message(text, buttons=(*rows_of(buttons), (card, back)))


def say_allocated(done: Allocation, language: Language) -> Markup:
    return say(
        language,
        "reorganising.split_done",
        code=code_of(done.assignment, language),
        old=name_of(done.old, language),
        new=", ".join(name_of(heir, language) for heir in done.heirs),
    )
