"""The people desk in words: counts, lists, an agency's people, a person's card, taking rights away."""

from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.agencies import Agency
from bot.domain.people import Actor, Language, Person, Role
from bot.domain.people_views import (
    AgencyCount,
    AgencyPeople,
    DeskList,
    DeskPage,
    DeskView,
    HandedOver,
    PersonEvent,
    PersonLine,
    PersonView,
    Revoked,
    StoredAbsence,
)
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.formats import render_date, render_moment, shorten
from bot.texts.reorganising import desk_buttons
from bot.texts.tasks import Rows, rows_of

_BUTTON = 40
_NAME, _AGENCY = 60, 60
_PEOPLE_SHOWN = 12
REASONS = ("moved", "retired", "mistake")
"""Offered as buttons; any other is written."""


def name_of(agency: Agency, language: Language) -> str:
    english = agency.name_en if language is Language.EN else ""
    return shorten(english or agency.short_vi, _AGENCY)


def role_of(role: Role, language: Language) -> Markup:
    return say(language, f"role.{role}")


def render_desk(view: DeskView, language: Language) -> Message:
    text = lines(
        say(language, "people.desk_head"),
        say(language, "people.desk_people", linked=view.linked, n=view.people),
        say(language, "people.desk_without", n=view.without) if view.without else None,
        say(language, "people.desk_gone", n=view.gone) if view.gone else None,
        " ",
        say(language, "people.desk_hint"),
    )
    buttons = [
        Button(label(language, "people.button_invite"), Action(Verb.INVITE)),
        Button(label(language, "people.button_agencies"), _to(DeskList.AGENCIES)),
    ]
    if view.without:
        text_of = label(language, "people.button_without", n=view.without)
        buttons.append(Button(text_of, _to(DeskList.WITHOUT)))
    if view.gone:
        buttons.append(Button(label(language, "people.button_gone", n=view.gone), _to(DeskList.GONE)))
    buttons += desk_buttons(view.pending, language)
    return Message(text, buttons=rows_of(buttons))


def _to(which: DeskList, page: int = 0) -> Action:
    return Action(Verb.PEOPLE, 0, page, which.value)


def _to_desk(language: Language) -> Button:
    return Button(label(language, "people.button_desk"), Action(Verb.PEOPLE))


def render_list(page: DeskPage, language: Language) -> Message:
    """One page; every entry opens by its button."""
    if not page.total:
        text = say(language, f"people.list_{page.which}_none")
        return Message(text, buttons=((_to_desk(language),),))
    head = say(language, f"people.list_{page.which}", n=page.total, page=page.number + 1, pages=page.count)
    entries = [_agency_line(count, language) for count in page.agencies]
    entries += [_gone_line(line, language) for line in page.people]
    buttons = [
        Button(shorten(name_of(count.agency, language), _BUTTON), Action(Verb.SEATS, count.agency.id))
        for count in page.agencies
    ]
    buttons += [Button(shorten(line.name, _BUTTON), _open(line)) for line in page.people]
    return Message(lines(head, *entries), buttons=rows_of(buttons) + _turning(page, language))


def _agency_line(count: AgencyCount, language: Language) -> Markup:
    agency = name_of(count.agency, language)
    if not count.people:
        return say(language, "people.agency_line_none", agency=agency)
    return say(language, "people.agency_line", agency=agency, linked=count.linked, n=count.people)


def _gone_line(line: PersonLine, language: Language) -> Markup:
    return say(
        language,
        "people.gone_line",
        name=shorten(line.name, _NAME),
        role=role_of(line.role, language),
        agency=name_of(line.agency, language),
    )


def _turning(page: DeskPage, language: Language) -> Rows:
    turning = []
    if page.number > 0:
        turning.append(Button(label(language, "button.earlier"), _to(page.which, page.number - 1)))
    if page.number + 1 < page.count:
        turning.append(Button(label(language, "button.later"), _to(page.which, page.number + 1)))
    return ((*turning,), (_to_desk(language),)) if turning else ((_to_desk(language),),)


def _open(line: PersonLine) -> Action:
    return Action(Verb.PERSON, line.person_id)


def render_agency(view: AgencyPeople, language: Language) -> Message:
    agency = name_of(view.agency, language)
    shown = view.lines[:_PEOPLE_SHOWN]
    head = (
        say(language, "people.agency_head", agency=agency, n=len(view.lines))
        if view.lines
        else say(language, "people.agency_none", agency=agency)
    )
    entries = [
        say(
            language,
            "people.seat_line",
            order=line.order,
            role=role_of(line.role, language),
            name=shorten(line.name, _NAME),
            mark=_mark(line, language),
        )
        for line in shown
    ]
    holders = {line.person_id: line for line in shown}
    buttons = [Button(shorten(line.name, _BUTTON), _open(line)) for line in holders.values()]
    if view.can_invite:
        invite = Action(Verb.INVITE, view.agency.id)
        buttons.append(Button(label(language, "people.button_invite"), invite))
    return Message(lines(head, *entries), buttons=rows_of([*buttons, _to_desk(language)]))


def _mark(line: PersonLine, language: Language) -> Markup:
    if not line.is_bound:
        return say(language, "people.mark_waiting")
    return say(language, "people.mark_gone" if line.is_unreachable else "people.mark_linked")


def render_person(view: PersonView, language: Language, zone: ZoneInfo) -> Message:
    person, seats = view.actor.person, view.actor.appointments
    text = lines(
        say(language, "people.card_head", name=shorten(person.name, _NAME)),
        *(
            say(
                language,
                "people.card_seat",
                role=role_of(seat.role, language),
                order=seat.order,
                agency=name_of(seat.agency, language),
            )
            for seat in seats
        ),
        _say_account(person, language, zone),
        *(_say_absence(absence, language) for absence in view.absences[:3]),
        " " if view.events else None,
        say(language, "people.card_history") if view.events else None,
        *(_say_event(event, language, zone) for event in view.events),
    )
    return Message(text, buttons=rows_of(_card_buttons(view, language)))


def _say_account(person: Person, language: Language, zone: ZoneInfo) -> Markup:
    if person.telegram_id is None:
        return say(language, "people.card_waiting")
    if person.unreachable_at is not None:
        return say(language, "people.card_gone", when=render_moment(person.unreachable_at, zone))
    return say(language, "people.card_linked")


def _say_absence(absence: StoredAbsence, language: Language) -> Markup:
    first, last = render_date(absence.from_on), render_date(absence.to_on)
    return say(language, "people.card_away", first=first, last=last)


def _say_event(event: PersonEvent, language: Language, zone: ZoneInfo) -> Markup:
    kind = "revoked_why" if event.kind == "revoked" and event.reason else event.kind
    agency = (event.agency_en if language is Language.EN else "") or event.agency_vi
    what = say(language, f"personevent.{kind}", agency=shorten(agency, 40), reason=shorten(event.reason, 80))
    return say(language, "people.card_event", when=render_moment(event.at, zone), what=what)


def _card_buttons(view: PersonView, language: Language) -> list[Button]:
    person_id = view.actor.person.id
    buttons = [
        Button(
            shorten(label(language, "people.button_first", agency=name_of(seat.agency, language)), 48),
            Action(Verb.FIRST, seat.id),
        )
        for seat in view.actor.appointments
        if seat.id in view.to_make_first
    ]
    if view.can_manage:
        buttons += [
            Button(label(language, "people.button_link"), Action(Verb.INVITE, 0, person_id, "link")),
            Button(label(language, "people.button_seat"), Action(Verb.INVITE, 0, person_id)),
            Button(label(language, "people.button_away"), Action(Verb.AWAY, person_id)),
            Button(label(language, "people.button_revoke"), Action(Verb.REVOKE, person_id)),
        ]
    return [*buttons, _to_desk(language)]


def render_first(done: HandedOver, language: Language) -> Message:
    name, agency = shorten(done.name, _NAME), name_of(done.agency, language)
    return Message(say(language, "people.first_done", name=name, agency=agency))


def render_revoke_question(target: Actor, language: Language, *, dialogue_id: int, rev: int) -> Message:
    buttons = [
        Button(label(language, f"people.revoke_{reason}"), Action(Verb.TALK, dialogue_id, rev, reason))
        for reason in REASONS
    ]
    buttons.append(Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev)))
    text = say(language, "people.revoke_ask", name=shorten(target.person.name, _NAME))
    return Message(text, buttons=rows_of(buttons))


def render_revoke_confirm(
    target: Actor, reason: str, language: Language, *, dialogue_id: int, rev: int
) -> Message:
    buttons = (
        Button(label(language, "people.button_revoke"), Action(Verb.TALK, dialogue_id, rev, "ok")),
        Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev)),
    )
    name = shorten(target.person.name, _NAME)
    text = say(language, "people.revoke_confirm", name=name, reason=reason)
    return Message(text, buttons=rows_of(buttons), dialogue_id=dialogue_id)


def render_revoked(done: Revoked, language: Language) -> Message:
    names = ", ".join(name_of(agency, language) for agency in done.left_without)
    text = lines(
        say(language, "people.revoked", name=shorten(done.name, _NAME)),
        say(language, "people.revoked_without", names=names) if names else None,
    )
    invite = [
        Button(
            shorten(f"{label(language, 'people.button_invite')}: {name_of(agency, language)}", _BUTTON),
            Action(Verb.INVITE, agency.id),
        )
        for agency in done.left_without[:4]
    ]
    return Message(text, buttons=rows_of([*invite, _to_desk(language)]))
