"""The fair league: agencies of one group by what came due and was done on time; and whom lists of praise would name.

Fair: too few tasks are not ranked, equal shares share a rank, and what is not the agency's own doing stands beside it
(extensions, obstacles nobody answered). Knows no storage and no words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.figures import AgencyLine, Figures, Group, order_of_name
from bot.domain.policy_figures import LeagueRules


class ListKind(StrEnum):
    LEAGUE = "league"
    PRAISE = "praise"
    CRITICISM = "criticism"


class ListStatus(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class LeagueLine:
    """``rank`` 0: too few tasks came due. ``share`` is a percentage of ``came_due``."""

    agency_id: int
    name_vi: str
    name_en: str
    group: Group
    rank: int
    share: float
    on_time: int
    came_due: int
    late: int
    extended: int
    unanswered: int


def rank_league(figures: Figures, rules: LeagueRules) -> list[LeagueLine]:
    """By group in official order, the best first, the unranked last."""
    found = []
    for group in Group:
        found += _rank_group([line for line in figures.agencies.values() if line.group is group], rules)
    return found


def _rank_group(lines: Sequence[AgencyLine], rules: LeagueRules) -> list[LeagueLine]:
    made = [_line_of(line) for line in lines]
    ranked = [line for line in made if line.came_due >= rules.min_tasks]
    others = [line for line in made if 0 < line.came_due < rules.min_tasks]
    return [
        *(_with_rank(line, ranked) for line in sorted(ranked, key=_order)),
        *sorted(others, key=_order),
    ]


def _line_of(line: AgencyLine) -> LeagueLine:
    cells = line.cells
    came_due = cells.done_on_time + cells.done_late + cells.open_late
    share = 100 * cells.done_on_time / came_due if came_due else 0.0
    return LeagueLine(
        line.id,
        line.name_vi,
        line.name_en,
        line.group,
        0,
        share,
        cells.done_on_time,
        came_due,
        cells.open_late,
        line.extended,
        line.unanswered,
    )


def _order(line: LeagueLine) -> tuple[float, int, str, int]:
    return (-line.share, -line.came_due, order_of_name(line.name_vi), line.agency_id)


def _with_rank(line: LeagueLine, ranked: Sequence[LeagueLine]) -> LeagueLine:
    better = sum(other.share > line.share for other in ranked)
    return replace(line, rank=better + 1)


def propose(lines: Sequence[LeagueLine], kind: ListKind, rules: LeagueRules) -> list[LeagueLine]:
    """Who would be named: praise with nothing overdue, criticism with something overdue; never the unranked."""
    match kind:
        case ListKind.PRAISE:
            return [x for x in lines if x.rank and x.share >= rules.praise_from and not x.late]
        case ListKind.CRITICISM:
            return [x for x in lines if x.rank and x.share < rules.criticise_below and x.late]
        case ListKind.LEAGUE:
            return list(lines)
