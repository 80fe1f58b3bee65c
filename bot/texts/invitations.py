"""Inviting in words: the questions, the preview, the message that is forwarded; a whole list the same way."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.agencies import Agency
from bot.domain.people import Language, Role
from bot.domain.people_views import Invited, Proposal
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.formats import render_date, shorten
from bot.texts.people import name_of, role_of
from bot.texts.tasks import rows_of

_BUTTON = 40
_LINKS_A_MESSAGE = 12
_FAULTS_SHOWN = 20
Fault = tuple[int, str, dict[str, str]]
"""Line (from 1), key after ``people.fault_``, and what its words are filled with."""


def render_role_question(
    roles: Sequence[Role], language: Language, *, is_again: bool, dialogue_id: int, rev: int
) -> Message:
    buttons = [
        Button(label(language, f"role.{role}"), Action(Verb.TALK, dialogue_id, rev, f"r.{role}"))
        for role in roles
    ]
    text = say(language, "people.ask_role_again" if is_again else "people.ask_role")
    return Message(text, buttons=rows_of([*buttons, _cancel(language, dialogue_id, rev)]))


def _cancel(language: Language, dialogue_id: int, rev: int) -> Button:
    return Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev))


def render_agency_question(
    role: Role,
    candidates: Sequence[Agency],
    language: Language,
    *,
    is_again: bool,
    dialogue_id: int,
    rev: int,
) -> Message:
    """Asks in words; several agencies of one name are told apart by buttons."""
    buttons = [
        Button(
            shorten(f"{name_of(agency, language)} ({agency.code})", _BUTTON),
            Action(Verb.TALK, dialogue_id, rev, f"a.{agency.id}"),
        )
        for agency in candidates
    ]
    if candidates:
        text = say(language, "people.ask_agency_which")
    elif is_again:
        text = say(language, "people.ask_agency_again")
    else:
        text = say(language, "people.ask_agency", role=role_of(role, language))
    return Message(text, buttons=rows_of([*buttons, _cancel(language, dialogue_id, rev)], per_row=1))


def render_name_question(
    role: Role, agency: Agency, language: Language, *, is_again: bool, dialogue_id: int, rev: int
) -> Message:
    text = say(language, "people.ask_name", role=role_of(role, language), agency=name_of(agency, language))
    if is_again:
        text = say(language, "people.ask_name_again")
    return Message(text, buttons=((_cancel(language, dialogue_id, rev),),))


def render_proposal(
    proposal: Proposal, language: Language, *, is_seat: bool, dialogue_id: int, rev: int
) -> Message:
    """Exactly what the tap will do; ``is_seat``: one more seat for somebody on the list, no link."""
    text = lines(
        say(
            language,
            "people.confirm_appoint" if is_seat else "people.confirm_head",
            name=proposal.name,
        ),
        _seat(proposal, language),
        say(language, "people.confirm_known") if proposal.is_known and not is_seat else None,
        None if is_seat else say(language, "people.confirm_link"),
    )
    return Message(text, buttons=_yes_or_no(language, dialogue_id, rev), dialogue_id=dialogue_id)


def _seat(proposal: Proposal, language: Language) -> Markup:
    role, agency = role_of(proposal.role, language), name_of(proposal.agency, language)
    return say(language, "people.confirm_seat", role=role, agency=agency)


def _yes_or_no(language: Language, dialogue_id: int, rev: int) -> tuple[tuple[Button, ...], ...]:
    yes = Button(label(language, "people.button_yes"), Action(Verb.TALK, dialogue_id, rev, "ok"))
    return ((yes, _cancel(language, dialogue_id, rev)),)


def render_appointed(done: Proposal, language: Language) -> Message:
    key = "people.appointed_known" if done.is_known else "people.appointed"
    role, agency = role_of(done.role, language), name_of(done.agency, language)
    return Message(say(language, key, name=done.name, role=role, agency=agency))


def render_link(made: Invited, language: Language, body_name: str, zone: ZoneInfo) -> Message:
    """To be forwarded as it is: it speaks to the person invited, and carries no button."""
    text = say(
        language,
        "people.link",
        name=made.proposal.name,
        body=body_name,
        role=role_of(made.proposal.role, language),
        agency=name_of(made.proposal.agency, language),
        link=made.link,
        until=render_date(made.expires_at.astimezone(zone).date()),
    )
    return Message(text, is_secret=True)


def render_proposals(
    proposals: Sequence[Proposal], language: Language, *, dialogue_id: int, rev: int
) -> Message:
    head = say(language, "people.many_head", n=len(proposals))
    entries = [
        say(
            language,
            "people.many_line",
            number=number,
            name=proposal.name,
            role=role_of(proposal.role, language),
            agency=name_of(proposal.agency, language),
        )
        for number, proposal in enumerate(proposals, start=1)
    ]
    text = lines(head, *entries, say(language, "people.confirm_link"))
    return Message(text, buttons=_yes_or_no(language, dialogue_id, rev), dialogue_id=dialogue_id)


def render_faults(faults: Sequence[Fault], language: Language) -> Message:
    """Every line that is wrong, and how; nothing was stored."""
    entries = [
        say(
            language,
            "people.many_fault",
            number=number,
            why=say(language, f"people.fault_{key}", **facts),
        )
        for number, key, facts in faults[:_FAULTS_SHOWN]
    ]
    return Message(lines(say(language, "people.many_faults", n=len(faults)), *entries))


def render_links(made: Sequence[Invited], language: Language) -> list[Message]:
    """One line and link a person, a dozen a message."""
    chunks = [made[i : i + _LINKS_A_MESSAGE] for i in range(0, len(made), _LINKS_A_MESSAGE)]
    return [
        Message(Markup("\n\n").join(_link_line(one, language) for one in chunk), is_secret=True)
        for chunk in chunks
    ]


def _link_line(made: Invited, language: Language) -> Markup:
    return say(
        language,
        "people.link_line",
        name=made.proposal.name,
        role=role_of(made.proposal.role, language),
        agency=name_of(made.proposal.agency, language),
        link=made.link,
    )
