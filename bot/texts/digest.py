"""The weekly digest and ``/tonghop``: the same figures, frozen or live, in one message that its buttons rewrite."""

from bot.domain.figures import Figures
from bot.domain.people import Language
from bot.messages import Button, Message
from bot.texts.catalogue import label
from bot.texts.digest_agencies import render_agencies
from bot.texts.digest_held_up import list_moves, render_held_up, render_moves
from bot.texts.digest_lines import (
    render_cells,
    render_context,
    render_headline,
    render_merged,
    render_total,
)
from bot.texts.digest_places import Place, Rows, View, ViewName, pair_up
from bot.texts.digest_places import parse_view as parse_view
from bot.texts.digest_sections import fold, render_late_section, render_risk_section
from bot.texts.digest_views import render_agency, render_task, render_tasks
from bot.texts.files import excel_row
from bot.texts.formats import render_number


def render_digest(
    figures: Figures,
    language: Language,
    *,
    snapshot_id: int = 0,
    view: View | None = None,
    page: int = 0,
    can_urge: bool = False,
) -> Message:
    """One view of frozen figures (``snapshot_id`` names them) or of live ones (0). Any page number is safe."""
    place = Place(snapshot_id, view or View(), page, can_urge)
    match place.view.name:
        case ViewName.HOME | ViewName.CHART | ViewName.WAITING:
            return _render_home(figures, place, language)
        case ViewName.AGENCIES:
            return render_agencies(figures, place, language)
        case ViewName.MOVES:
            return render_moves(figures, place, language)
        case ViewName.AGENCY:
            return render_agency(figures, place, language)
        case ViewName.LATE | ViewName.RISK if place.view.id:
            return render_task(figures, place, language)
        case ViewName.LATE | ViewName.RISK:
            return render_tasks(figures, place, language)


def _render_home(figures: Figures, place: Place, language: Language) -> Message:
    top = [
        render_headline(figures, language),
        render_context(figures, language, is_compared=True),
        " ",
        *render_cells(figures.totals, language, figures.change),
        render_total(figures.totals.total, figures.extended, figures.submitted, language),
        *render_merged(figures, language),
    ]
    sections = [
        render_late_section(figures, language),
        render_risk_section(figures, language),
        render_held_up(figures, language),
    ]
    return Message(fold(top, sections), _list_buttons(figures, place, language))


def _list_buttons(figures: Figures, place: Place, language: Language) -> Rows:
    rows = []
    if len(figures.agencies) > 1:
        rows.append((_button("agencies", len(figures.agencies), ViewName.AGENCIES, place, language),))
    lists = []
    if figures.late:
        lists.append(_button("late", len(figures.late), ViewName.LATE, place, language))
    if figures.at_risk:
        lists.append(_button("risk", len(figures.at_risk), ViewName.RISK, place, language))
    if moves := list_moves(figures):
        lists.append(_button("moves", len(moves), ViewName.MOVES, place, language))
    if figures.held_up.obstacles or figures.held_up.extensions:
        lists.append(Button(label(language, "digest.button.waiting"), place.action(View(ViewName.WAITING))))
    times = _list_times(figures, place, language)
    return (*rows, *pair_up(lists), times, *_list_shapes(figures, place, language))


def _list_shapes(figures: Figures, place: Place, language: Language) -> Rows:
    """The same figures as a picture, and the list of tasks as it is now as a file."""
    ((excel,),) = excel_row(language, beside_frozen=bool(place.snapshot_id))
    if not figures.totals.total:
        return ((excel,),)
    return ((Button(label(language, "picture.button"), place.action(View(ViewName.CHART))), excel),)


def _list_times(figures: Figures, place: Place, language: Language) -> tuple[Button, ...]:
    """The frozen digest before this one, and the figures now."""
    name = label(language, "digest.button.now" if place.snapshot_id else "digest.button.refresh")
    now = Button(name, Place().action(View()))
    if figures.previous is None:
        return (now,)
    before = label(language, "digest.week", week=figures.previous.reporting_on.isocalendar().week)
    return (Button(before, Place(figures.previous.snapshot_id).action(View())), now)


def _button(name: str, count: int, view: ViewName, place: Place, language: Language) -> Button:
    text = label(language, f"digest.button.{name}", count=render_number(count, language))
    return Button(text, place.action(View(view)))
