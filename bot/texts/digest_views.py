"""The views behind the buttons of a digest: one agency, tasks, one task. Each is an edit of one message."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.actions import Action
from bot.domain.figures import Figures, OpenItem, roll_up
from bot.domain.people import Language
from bot.domain.urging import Target, TargetKind
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.digest_agencies import back_to_agencies
from bot.texts.digest_lines import (
    BUTTON_CHARACTERS,
    Group,
    agency_name,
    agency_of,
    count_agencies,
    render_cells,
    render_context,
    render_due,
    render_late,
    render_reasons,
    render_risk,
    render_total,
    task_code,
    task_label,
    task_title,
    with_original,
    with_period,
)
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
from bot.texts.formats import render_number, shorten

TASKS_A_PAGE = 5
"""With whole titles; a title has 500 characters at most."""
ITEMS_A_PAGE = 8


def render_agency(figures: Figures, place: Place, language: Language) -> Message:
    """Its four cells, then what is late and what is at risk there, each opening its card."""
    line = figures.agencies.get(place.view.id)
    if line is None:
        return _render_nothing(figures, place, language)
    mine = [item for item in (*figures.late, *figures.at_risk) if item.agency_id == line.id]
    shown = slice_of(mine, place.page, TASKS_A_PAGE)
    text = lines(
        say(language, "digest.heading", title=agency_name(line, language)),
        render_context(figures, language),
        " ",
        *render_cells(line.cells, language),
        render_total(line.cells.total, line.extended, line.submitted, language),
        *_render_sections(figures, shown.items, language),
        page_line(shown, language),
    )
    buttons = [
        Button(task_label(figures, [item], language), place.card_action(item.assignment_id))
        for item in shown.items
    ]
    urging = place.urging(Target(TargetKind.AGENCY, line.id), language)
    navigation = list_navigation(place, shown, _back(figures, place), language)
    return Message(text, pair_up(buttons) + urging + navigation)


def _render_sections(figures: Figures, items: Sequence[OpenItem], language: Language) -> list[Markup | str]:
    late = [item for item in items if item.days_late]
    risk = [item for item in items if not item.days_late]
    parts: list[Markup | str] = []
    for key, found in (("digest.title.late", late), ("digest.title.risk", risk)):
        if found:
            parts += [" ", say(language, "digest.heading", title=say(language, key))]
            parts += [line for item in found for line in _render_entry(figures, item, language)]
    return parts


def _render_entry(figures: Figures, item: OpenItem, language: Language) -> list[Markup]:
    task = task_label(figures, [item], language)
    title = task_title(figures.tasks[item.task_id], language)
    if item.days_late:
        line = say(language, "digest.late.titled", task=task, n=item.days_late, title=title)
        return [with_original(figures, item, line, language)]
    on, reasons = render_due(figures, item.due_on), render_reasons(item.reasons, language)
    line = say(language, "digest.risk.titled", task=task, date=on, reasons=reasons)
    return [with_original(figures, item, line, language), _indent(title)]


def _indent(text: str) -> Markup:
    return Markup("  {}").format(text)


def render_tasks(figures: Figures, place: Place, language: Language) -> Message:
    """The late tasks or those at risk, one entry a task, wherever it is."""
    is_late = place.view.name is ViewName.LATE
    items = figures.late if is_late else figures.at_risk
    shown = slice_of(roll_up(items), place.page, TASKS_A_PAGE)
    entries: list[Markup | str] = []
    for group in shown.items:
        entries.append((render_late if is_late else render_risk)(figures, group, language))
        if len(figures.agencies) > 1 or not is_late:
            entries.append(_indent(task_title(figures.tasks[group[0].task_id], language)))
    text = lines(
        render_heading("digest.title.late" if is_late else "digest.title.risk", len(items), language),
        render_context(figures, language),
        " ",
        *(entries or [say(language, "digest.empty")]),
        page_line(shown, language),
    )
    buttons = [_group_button(figures, group, place, language) for group in shown.items]
    return Message(text, pair_up(buttons) + list_navigation(place, shown, place.action(View()), language))


def _group_button(figures: Figures, group: Group, place: Place, language: Language) -> Button:
    name = task_label(figures, group, language)
    if len(group) == 1:
        return Button(name, place.card_action(group[0].assignment_id))
    if (count := count_agencies(group)) > 1:
        name = label(language, "digest.button.task_many", task=name, agencies=count)
    return Button(name, place.action(View(place.view.name, group[0].task_id)))


def render_task(figures: Figures, place: Place, language: Language) -> Message:
    """Where one task is late or at risk, each agency opening its card."""
    items = figures.late if place.view.name is ViewName.LATE else figures.at_risk
    mine = [item for item in items if item.task_id == place.view.id]
    if not mine:
        return _render_nothing(figures, place, language)
    task = figures.tasks[place.view.id]
    shown = slice_of(mine, place.page, ITEMS_A_PAGE)
    text = lines(
        say(
            language, "digest.heading_count", title=task_code(task), count=render_number(len(mine), language)
        ),
        Markup("{}").format(task_title(task, language)),
        " ",
        *(_render_place(figures, item, language) for item in shown.items),
        page_line(shown, language),
    )
    buttons = [
        Button(
            shorten(_item_label(figures, item, language), BUTTON_CHARACTERS),
            place.card_action(item.assignment_id),
        )
        for item in shown.items
    ]
    urging = place.urging(Target(TargetKind.TASK, place.view.id), language)
    navigation = list_navigation(place, shown, _back(figures, place), language)
    return Message(text, pair_up(buttons) + urging + navigation)


def _item_label(figures: Figures, item: OpenItem, language: Language) -> str:
    return with_period(agency_of(figures, item, language), item.period, language)


def _render_place(figures: Figures, item: OpenItem, language: Language) -> Markup:
    agency, on = _item_label(figures, item, language), render_due(figures, item.due_on)
    if item.days_late:
        line = say(language, "digest.late.due", agency=agency, date=on, n=item.days_late)
    else:
        reasons = render_reasons(item.reasons, language)
        line = say(language, "digest.risk.due", agency=agency, date=on, reasons=reasons)
    return with_original(figures, item, line, language)


def _render_nothing(figures: Figures, place: Place, language: Language) -> Message:
    """What an old button of the live view points to may be done by now."""
    text = lines(say(language, "digest.empty"), render_context(figures, language))
    nothing: Slice[OpenItem] = slice_of([], 0, ITEMS_A_PAGE)
    return Message(text, list_navigation(place, nothing, _back(figures, place), language))


def _back(figures: Figures, place: Place) -> Action:
    """The page of the list above that holds this agency or task."""
    match place.view.name:
        case ViewName.AGENCY:
            return back_to_agencies(figures, place)
        case ViewName.LATE | ViewName.RISK:
            items = figures.late if place.view.name is ViewName.LATE else figures.at_risk
            ids = [group[0].task_id for group in roll_up(items)]
            return place.action(View(place.view.name), page_of(ids, place.view.id, TASKS_A_PAGE))
        case _:
            return place.action(View())
