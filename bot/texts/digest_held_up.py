"""What a digest says beside cells and lists: obstacles and requests that wait, who improved and who slipped."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.domain.figures import Figures
from bot.domain.held_up import Move
from bot.domain.people import Language
from bot.messages import Message
from bot.texts.catalogue import label, lines, say
from bot.texts.digest_lines import agency_name, render_context
from bot.texts.digest_places import Place, View, list_navigation, page_line, render_heading, slice_of
from bot.texts.formats import render_number

_NAMED = 3
_MOVES_A_PAGE = 16


def render_held_up(figures: Figures, language: Language) -> list[Markup]:
    """A line for each that there is anything to say of."""
    held_up, said = figures.held_up, []
    if held_up.obstacles:
        said.append(_render_obstacles(figures, language))
    if held_up.extensions:
        said.append(say(language, "digest.held_up.extensions", n=held_up.extensions))
    moves = list_moves(figures)
    better = [move for move in moves if move.change < 0]
    worse = sorted((move for move in moves if move.change > 0), key=lambda move: -move.change)
    for key, found in (("better", better), ("worse", worse)):
        if found:
            said.append(_render_moved(figures, key, found, language))
    return said


def list_moves(figures: Figures) -> Sequence[Move]:
    """Of one agency alone the change of the cells says it already."""
    return figures.held_up.moves if len(figures.agencies) > 1 else ()


def _render_obstacles(figures: Figures, language: Language) -> Markup:
    obstacles = figures.held_up.obstacles
    kinds = Markup(", ").join(
        say(language, "digest.held_up.kind", kind=label(language, f"category.{line.category}"), n=line.count)
        for line in obstacles
    )
    oldest = max(line.oldest_days for line in obstacles)
    key = "digest.held_up.obstacles" if oldest else "digest.held_up.obstacles_new"
    return say(language, key, kinds=kinds, n=oldest)


def _render_moved(figures: Figures, key: str, moves: Sequence[Move], language: Language) -> Markup:
    named = Markup(", ").join(
        say(
            language,
            "digest.held_up.moved",
            agency=agency_name(figures.agencies[move.agency_id], language),
            before=render_number(move.before, language),
            after=render_number(move.after, language),
        )
        for move in moves[:_NAMED]
    )
    rest = len(moves) - _NAMED
    if rest > 0:
        named = say(language, "digest.held_up.more", names=named, n=rest)
    return say(language, f"digest.held_up.{key}", n=len(moves), names=named)


def render_moves(figures: Figures, place: Place, language: Language) -> Message:
    """Everybody whose number of overdue tasks changed, who improved most first."""
    moves = list_moves(figures)
    shown = slice_of(moves, place.page, _MOVES_A_PAGE)
    said = [
        say(
            language,
            "recap.better" if move.change < 0 else "recap.worse",
            agency=agency_name(figures.agencies[move.agency_id], language),
            before=render_number(move.before, language),
            after=render_number(move.after, language),
        )
        for move in shown.items
    ]
    text = lines(
        render_heading("digest.title.moves", len(moves), language),
        render_context(figures, language, is_compared=True),
        " ",
        *(said or [say(language, "recap.nothing")]),
        page_line(shown, language),
    )
    return Message(text, list_navigation(place, shown, place.action(View()), language))
