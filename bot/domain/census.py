"""Everything of one moment at the grain of agencies: counted once, and the figures of any scope picked out of it.

Comes to the same as ``domain.counting``, which says what the figures mean row by row. Knows no storage.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from typing import NamedTuple

from bot.domain.agencies import Level, Scope
from bot.domain.figures import (
    AgencyLine,
    Cells,
    Figures,
    OpenItem,
    Previous,
    ScopeName,
    TaskName,
    order_of_name,
)
from bot.domain.indicators import Aim
from bot.domain.listing import Listing, sort_items
from bot.domain.rules import Rules
from bot.domain.task import Status

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where the rules of risk may hold at all; what lies outside is counted without being looked at.

    ``None``: that rule is off. ``silent_before``: nothing was heard since; ``silent_on``: assigned by then.
    """

    close_until: date | None
    silent_until: date | None
    silent_on: date
    silent_before: datetime
    sees_obstacles: bool
    extended_times: int | None


def reach_of(rules: Rules, as_of: date) -> Reach:
    risk, calendar = rules.policy.at_risk, rules.calendar
    after = calendar.add_working_days
    silent_on = after(as_of + _DAY, -risk.silent.days) - _DAY if risk.silent else as_of
    midnight = datetime.combine(silent_on + _DAY, time(), tzinfo=rules.zone)
    return Reach(
        close_until=after(as_of, risk.close.days + 1) - _DAY if risk.close else None,
        silent_until=after(as_of, risk.silent.within_days + 1) - _DAY if risk.silent else None,
        silent_on=silent_on,
        silent_before=midnight.astimezone(UTC),
        sees_obstacles=risk.obstacle is not None,
        extended_times=risk.extended.times if risk.extended else None,
    )


class Owing(NamedTuple):
    """An open assignment that is late or within reach of a rule; a plain tuple, there may be many thousands.

    ``last_report_at`` is read only of what is not late.
    """

    id: int
    task_id: int
    agency_id: int
    period: str
    status: Status
    assigned_on: date
    due_on: date
    original_due_on: date | None
    percent: float | None
    last_report_at: datetime | None
    obstacle_at: datetime | None
    extensions: int
    value: float | None = None
    aim: Aim | None = None


@dataclass(frozen=True, slots=True)
class CountedAgency:
    """An agency inside the scope that was counted, also one that has nothing. ``inherits``: paths it took over."""

    id: int
    name_vi: str
    name_en: str
    level: Level
    path: str
    inherits: tuple[str, ...]
    cells: Cells
    extended: int = 0
    submitted: int = 0
    unanswered: int = 0


@dataclass(frozen=True, slots=True)
class Census:
    """``late`` and ``at_risk`` by agency hold places in the two ordered lists."""

    as_of: date
    agencies: Mapping[str, CountedAgency]
    """By path, in the order of paths."""
    lines: Mapping[int, AgencyLine]
    """Of agencies that have anything to count."""
    tasks: Mapping[int, TaskName]
    paths: tuple[str, ...] = ()
    late: tuple[OpenItem, ...] = ()
    at_risk: tuple[OpenItem, ...] = ()
    late_of: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    risk_of: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def pick(
        self, scope: Scope, *, reporting_on: date | None = None, previous: Previous | None = None
    ) -> Figures:
        """The figures of a scope inside the one that was counted."""
        lines = self._lines_in(scope)
        late = _pick_items(self.late, self.late_of, lines)
        at_risk = _pick_items(self.at_risk, self.risk_of, lines)
        named = {item.task_id for item in chain(late, at_risk)}
        return Figures(
            as_of=self.as_of,
            agencies=lines,
            tasks={task_id: self.tasks[task_id] for task_id in sorted(named)},
            late=late,
            at_risk=at_risk,
            scope=self._names_of(scope),
            reporting_on=reporting_on,
            previous=previous,
            totals=sum((line.cells for line in lines.values()), Cells()),
            extended=sum(line.extended for line in lines.values()),
            submitted=sum(line.submitted for line in lines.values()),
        )

    def ids_in(self, scope: Scope) -> set[int]:
        """The agencies of a scope, also those that have nothing."""
        ids: set[int] = set()
        for prefix in scope.prefixes:
            # Every path ends with "/", and "0" is the character after it.
            first, end = bisect_left(self.paths, prefix), bisect_left(self.paths, f"{prefix[:-1]}0")
            ids.update(self.agencies[path].id for path in self.paths[first:end])
        return ids

    def _lines_in(self, scope: Scope) -> dict[int, AgencyLine]:
        ids = sorted(self.ids_in(scope))
        return {agency_id: self.lines[agency_id] for agency_id in ids if agency_id in self.lines}

    def _names_of(self, scope: Scope) -> tuple[ScopeName, ...]:
        found = [self.agencies[prefix] for prefix in sorted(scope.prefixes) if prefix in self.agencies]
        # What an agency took over goes by its own name.
        inherited = {path for one in found for path in one.inherits}
        return tuple(
            ScopeName(one.name_vi, one.name_en, one.level) for one in found if one.path not in inherited
        )


def _pick_items(
    items: tuple[OpenItem, ...], places: Mapping[int, tuple[int, ...]], lines: Mapping[int, AgencyLine]
) -> tuple[OpenItem, ...]:
    mine = [places[agency_id] for agency_id in lines if agency_id in places]
    if len(mine) == len(places):
        return items
    return tuple(items[place] for place in sorted(chain.from_iterable(mine)))


def make_census(
    agencies: Iterable[CountedAgency],
    owing: Iterable[Owing],
    tasks: Mapping[int, TaskName],
    *,
    as_of: date,
    rules: Rules,
) -> Census:
    """``owing``: everything late, and at least what may be at risk."""
    by_path = {one.path: one for one in sorted(agencies, key=lambda one: one.path)}
    listing = Listing(as_of, rules)
    for one in owing:
        if one.due_on < as_of:
            listing.take_late(one, one.due_on)
        else:
            listing.take_at_risk(one, one.due_on)
    names = {one.id: order_of_name(one.name_vi) for one in by_path.values()}
    late, at_risk = sort_items(listing.late, tasks, names), sort_items(listing.at_risk, tasks, names)
    risky = Counter(item.agency_id for item in at_risk)
    counted = sorted((one for one in by_path.values() if one.cells.total), key=lambda one: one.id)
    lines = {one.id: _line_of(one, risky[one.id]) for one in counted}
    paths = tuple(by_path)
    return Census(as_of, by_path, lines, tasks, paths, late, at_risk, _places_of(late), _places_of(at_risk))


def _line_of(one: CountedAgency, at_risk: int) -> AgencyLine:
    return AgencyLine(
        one.id,
        one.name_vi,
        one.name_en,
        one.level,
        one.cells,
        extended=one.extended,
        submitted=one.submitted,
        at_risk=at_risk,
        unanswered=one.unanswered,
    )


def _places_of(items: tuple[OpenItem, ...]) -> dict[int, tuple[int, ...]]:
    places: dict[int, list[int]] = {}
    for place, item in enumerate(items):
        places.setdefault(item.agency_id, []).append(place)
    return {agency_id: tuple(found) for agency_id, found in places.items()}
