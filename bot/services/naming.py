"""What the words of a message can name: agencies of the register, and places in the list shown last."""

from collections.abc import Iterable, Sequence
from datetime import date

from bot.actions import Action, Verb
from bot.domain.agencies import Agency
from bot.domain.asking import NamedAgency, Renamed
from bot.domain.people import Actor
from bot.messages import decode_message
from bot.services import UnitOfWork
from bot.storage import questions
from bot.storage.agency_names import list_named_agencies

Names = tuple[tuple[str, tuple[str, ...]], ...]
"""Agency codes with all their names."""
_LISTING = (Verb.CARD, Verb.CHOOSE, Verb.REPORT, Verb.EXTEND, Verb.OBSTACLE, Verb.HISTORY)
"""Buttons that stand for one assignment each."""


async def list_agencies(uow: UnitOfWork) -> Sequence[NamedAgency]:
    return await list_named_agencies(uow)


def names_of(agencies: Iterable[NamedAgency]) -> Names:
    return tuple((each.agency.code, each.names) for each in agencies)


def choose_agencies(
    agencies: Iterable[NamedAgency], codes: tuple[str, ...], actor: Actor, *, today: date
) -> list[Agency]:
    """Those of ``codes`` inside the actor's scope; of an old and a present bearer of the name the present one.

    One that has ended stands for whoever follows it.
    """
    known = list(agencies)
    found = [each.agency for each in known if each.agency.code in codes]
    mine = [agency for agency in found if actor.can_see(agency.path)]
    present = [agency for agency in mine if agency.is_valid(today)]
    followed = {heir.id: heir for each in find_renamed(known, codes, today=today) for heir in each.heirs}
    heirs = [agency for agency in followed.values() if actor.can_see(agency.path)]
    return present or heirs or mine


def find_renamed(agencies: Iterable[NamedAgency], codes: tuple[str, ...], *, today: date) -> list[Renamed]:
    """Of the agencies named those that have ended, unless a present one bears the name as well."""
    known = list(agencies)
    by_id = {each.agency.id: each.agency for each in known}
    named = [each for each in known if each.agency.code in codes]
    if any(each.agency.is_valid(today) for each in named):
        return []
    gone = [(each.agency, tuple(by_id[heir] for heir in each.heirs)) for each in named]
    return [Renamed(old, heirs) for old, heirs in gone if heirs or old.valid_to is not None]


async def find_replied(uow: UnitOfWork, *, chat_id: int, message_id: int | None) -> int | None:
    """The one assignment that the message replied to speaks of."""
    if message_id is None:
        return None
    shown = await questions.list_shown(uow, chat_id=chat_id, message_id=message_id)
    about = shown[0].data.get("about") if shown else None
    return about if isinstance(about, int) else None


async def list_shown(
    uow: UnitOfWork, actor: Actor, *, chat_id: int, reply_to_message_id: int | None
) -> list[int]:
    """The assignments of the list that this chat was shown last, in its order; with a reply, of that message."""
    for shown in await questions.list_shown(uow, chat_id=chat_id, message_id=reply_to_message_id):
        if shown.is_notice:
            listed = await questions.list_noticed(uow, shown.mail_id, person_id=actor.person.id)
        else:
            listed = _listed(shown.data)
        if listed:
            return listed
    return []


def _listed(data: dict[str, object]) -> list[int]:
    """The ids behind the buttons of one kind; a card is no list."""
    message = decode_message(data)
    if message.about is not None:
        return []
    actions = [button.action for row in message.buttons for button in row if button.action]
    for verb in _LISTING:
        ids = dict.fromkeys(_id_of(action) for action in actions if action.verb is verb)
        ids.pop(0, None)
        if ids:
            return list(ids)
    return []


def _id_of(action: Action) -> int:
    if action.verb is not Verb.CHOOSE:
        return action.id
    return int(action.argument) if action.argument.isdigit() else 0
