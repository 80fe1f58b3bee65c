"""Where the buttons of a digest lead: its views, their pages, and the way back from a task card.

Views are named by row ids, never by codes: a code may hold characters that button data cannot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.people import Language
from bot.domain.urging import Target
from bot.messages import Button
from bot.texts.catalogue import label, say
from bot.texts.formats import render_number
from bot.texts.urging import urge_button

_T = TypeVar("_T")
Rows = tuple[tuple[Button, ...], ...]


class ViewName(StrEnum):
    HOME = "home"
    AGENCIES = "agencies"
    AGENCY = "a"
    LATE = "late"
    RISK = "risk"
    MOVES = "moves"
    WAITING = "held"
    """What waits now, under a frozen digest too: it is rendered by ``digest_waiting``."""
    CHART = "chart"
    """No view: sends the picture of these figures."""


@dataclass(frozen=True, slots=True)
class View:
    """``id``: the agency of ``a``; the task of ``late`` and ``risk``, 0 for their lists of tasks; the group of
    ``agencies`` by its place among all groups, from 1, 0 for the groups themselves; of ``held`` which things."""

    name: ViewName = ViewName.HOME
    id: int = 0

    @property
    def argument(self) -> str:
        return f"{self.name}.{self.id}" if self.id else self.name.value


def parse_view(argument: str) -> View | None:
    """The view in button data, empty meaning home; None for anything that we would not have written."""
    name, _, number = (argument or ViewName.HOME).partition(".")
    if name not in set(ViewName) or (number and not number.isdecimal()):
        return None
    view = View(ViewName(name), int(number or 0))
    needs_id = view.name is ViewName.AGENCY
    takes_id = needs_id or view.name in {ViewName.AGENCIES, ViewName.LATE, ViewName.RISK, ViewName.WAITING}
    if (needs_id and not view.id) or (number and not takes_id):
        return None
    return view


@dataclass(frozen=True, slots=True)
class Place:
    """One view of one digest; ``snapshot_id`` 0 is the live one."""

    snapshot_id: int = 0
    view: View = View()
    page: int = 0
    can_urge: bool = False
    """Whether the reader is an officer or a leader; heads only read."""

    def urging(self, target: Target, language: Language) -> Rows:
        """*Đôn đốc* under an agency or a task, for those who may."""
        return ((urge_button(target, language),),) if self.can_urge else ()

    def action(self, view: View, page: int = 0) -> Action:
        verb = Verb.DIGEST if self.snapshot_id else Verb.SUMMARY
        return Action(verb, self.snapshot_id, page, view.argument)

    def card_action(self, assignment_id: int) -> Action:
        """Opens the live card in this message; its argument is the way back here."""
        back = self.action(self.view, self.page)
        return Action(Verb.CARD, assignment_id, argument=back.as_argument())


@dataclass(frozen=True, slots=True)
class Slice(Generic[_T]):
    """One page of a list; ``number`` counts from 0 and lies inside it, whatever was asked for."""

    items: Sequence[_T]
    number: int
    count: int


def slice_of(items: Sequence[_T], page: int, size: int) -> Slice[_T]:
    count = max(1, -(-len(items) // size))
    number = min(max(page, 0), count - 1)
    return Slice(items[number * size : (number + 1) * size], number, count)


def pair_up(buttons: Sequence[Button]) -> Rows:
    """Two a row."""
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))


def list_navigation(place: Place, shown: Slice[_T], back: Action, language: Language) -> Rows:
    """The pages before and after, and the way back."""
    turns = []
    if shown.number > 0:
        earlier = place.action(place.view, shown.number - 1)
        turns.append(Button(label(language, "digest.button.previous"), earlier))
    if shown.number < shown.count - 1:
        later = place.action(place.view, shown.number + 1)
        turns.append(Button(label(language, "digest.button.next"), later))
    return (*pair_up(turns), (Button(label(language, "digest.button.back"), back),))


def page_of(ids: Sequence[int], wanted: int, size: int) -> int:
    return ids.index(wanted) // size if wanted in ids else 0


def render_heading(key: str, count: int, language: Language) -> Markup:
    return say(
        language,
        "digest.heading_count",
        title=say(language, key),
        count=render_number(count, language),
    )


def page_line(shown: Slice[_T], language: Language) -> Markup | None:
    if shown.count == 1:
        return None
    return say(language, "digest.page", page=shown.number + 1, pages=shown.count)
