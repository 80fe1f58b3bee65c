"""The agencies behind a digest: groups of them where they are many, then a group's, the latest first."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.actions import Action
from bot.domain.figures import AgencyLine, Figures, Group, GroupLine, list_groups, rank_agencies
from bot.domain.people import Language
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.digest_lines import BUTTON_CHARACTERS, agency_name, render_context
from bot.texts.digest_places import (
    Place,
    Slice,
    View,
    ViewName,
    list_navigation,
    page_line,
    page_of,
    pair_up,
    render_heading,
    slice_of,
)
from bot.texts.formats import render_number

AGENCIES_A_PAGE = 12


def render_agencies(figures: Figures, place: Place, language: Language) -> Message:
    """The groups if there are too many agencies for one page; then one group's agencies."""
    groups = list_groups(figures)
    if not place.view.id and len(groups) > 1 and len(figures.agencies) > AGENCIES_A_PAGE:
        return _render_groups(figures, groups, place, language)
    chosen = _list_chosen(figures, place.view.id)
    shown = slice_of(chosen, place.page, AGENCIES_A_PAGE)
    back = View(ViewName.AGENCIES) if place.view.id else View()
    text = lines(
        render_heading("digest.title.agencies", len(chosen), language),
        render_context(figures, language),
        " ",
        *(_render_group(group, language) for group in groups if _is_shown(group.group, place.view.id)),
        " ",
        say(language, "digest.legend"),
        page_line(shown, language),
    )
    buttons = [
        Button(_agency_label(line, language), place.action(View(ViewName.AGENCY, line.id)))
        for line in shown.items
    ]
    return Message(text, pair_up(buttons) + list_navigation(place, shown, place.action(back), language))


def _render_groups(
    figures: Figures, groups: Sequence[GroupLine], place: Place, language: Language
) -> Message:
    text = lines(
        render_heading("digest.title.agencies", len(figures.agencies), language),
        render_context(figures, language),
        " ",
        *(_render_group(group, language) for group in groups),
    )
    names = ((group, f"picture.group.{group.group}") for group in groups)
    buttons = [
        (
            Button(
                label(language, key, agencies=group.agencies),
                place.action(View(ViewName.AGENCIES, _number_of(group.group))),
            ),
        )
        for group, key in names
    ]
    nothing: Slice[AgencyLine] = slice_of([], 0, AGENCIES_A_PAGE)
    return Message(text, (*buttons, *list_navigation(place, nothing, place.action(View()), language)))


def _number_of(group: Group) -> int:
    return list(Group).index(group) + 1


def _is_shown(group: Group, wanted: int) -> bool:
    return wanted in {0, _number_of(group)}


def _list_chosen(figures: Figures, wanted: int) -> list[AgencyLine]:
    return [line for line in rank_agencies(figures) if _is_shown(line.group, wanted)]


def _render_group(group: GroupLine, language: Language) -> Markup:
    return say(
        language,
        f"digest.group.{group.group}",
        agencies=group.agencies,
        late=render_number(group.cells.open_late, language),
        total=render_number(group.cells.total, language),
    )


def _agency_label(line: AgencyLine, language: Language) -> str:
    name = agency_name(line, language, BUTTON_CHARACTERS)
    if line.cells.open_late:
        return label(language, "digest.button.agency_late", count=line.cells.open_late, agency=name)
    if line.at_risk:
        return label(language, "digest.button.agency_risk", count=line.at_risk, agency=name)
    return name


def back_to_agencies(figures: Figures, place: Place) -> Action:
    line, wanted = figures.agencies.get(place.view.id), 0
    if line and len(list_groups(figures)) > 1 and len(figures.agencies) > AGENCIES_A_PAGE:
        wanted = _number_of(line.group)
    ids = [line.id for line in _list_chosen(figures, wanted)]
    page = page_of(ids, place.view.id, AGENCIES_A_PAGE)
    return place.action(View(ViewName.AGENCIES, wanted), page)
