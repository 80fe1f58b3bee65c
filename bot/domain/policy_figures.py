"""The part of a policy that figures go by: what is at risk, the fair league, which periods are reviewed for whom.

Each rule is one line of the file; a rule of risk whose line is taken out is off. Knows no figures and no people.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.checked_table import CheckedTable
from bot.domain.periods import PeriodKind

_FAR = 250  # about a year of working days; a larger number in the file is a slip


@dataclass(frozen=True, slots=True)
class CloseRule:
    """At most ``days`` working days to go, and ``behind`` percentage points behind the share of time passed."""

    days: int = 5
    behind: int = 20


@dataclass(frozen=True, slots=True)
class SilentRule:
    """No report for ``days`` working days, once at most ``within_days`` are left."""

    days: int = 10
    within_days: int = 45


@dataclass(frozen=True, slots=True)
class ObstacleRule:
    """An obstacle that has waited ``days`` working days for its answer; 0: as soon as it is raised."""

    days: int = 0


@dataclass(frozen=True, slots=True)
class ExtendedRule:
    """A later date granted ``times`` times or more."""

    times: int = 2


@dataclass(frozen=True, slots=True)
class RiskRules:
    """None: that rule is off."""

    close: CloseRule | None = CloseRule()
    silent: SilentRule | None = SilentRule()
    obstacle: ObstacleRule | None = ObstacleRule()
    extended: ExtendedRule | None = ExtendedRule()


@dataclass(frozen=True, slots=True)
class LeagueRules:
    """Who is compared at all, and who is proposed for which list; percentages of what has come due."""

    min_tasks: int = 3
    praise_from: int = 95
    criticise_below: int = 50


class Audience(StrEnum):
    LEADER = "leader"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class PeriodicReview:
    period: PeriodKind
    to: tuple[Audience, ...] = (Audience.LEADER,)


def read_risk(table: CheckedTable) -> RiskRules:
    table.refuse_others("close", "silent", "obstacle", "extended")
    return RiskRules(_read_close(table), _read_silent(table), _read_obstacle(table), _read_extended(table))


def _rule(table: CheckedTable, name: str, *keys: str) -> CheckedTable | None:
    if name not in table.values:
        return None
    rule = table.table(name)
    rule.refuse_others(*keys)
    return rule


def _read_close(table: CheckedTable) -> CloseRule | None:
    rule = _rule(table, "close", "days", "behind")
    if rule is None:
        return None
    return CloseRule(rule.integer("days", 5, high=_FAR), rule.integer("behind", 20, high=100))


def _read_silent(table: CheckedTable) -> SilentRule | None:
    rule = _rule(table, "silent", "days", "within_days")
    if rule is None:
        return None
    return SilentRule(rule.integer("days", 10, low=1, high=_FAR), rule.integer("within_days", 45, high=_FAR))


def _read_obstacle(table: CheckedTable) -> ObstacleRule | None:
    rule = _rule(table, "obstacle", "days")
    return ObstacleRule(rule.integer("days", 0, high=_FAR)) if rule else None


def _read_extended(table: CheckedTable) -> ExtendedRule | None:
    rule = _rule(table, "extended", "times")
    return ExtendedRule(rule.integer("times", 2, low=1, high=20)) if rule else None


def read_league(table: CheckedTable) -> LeagueRules:
    table.refuse_others("min_tasks", "praise_from", "criticise_below")
    default = LeagueRules()
    found = LeagueRules(
        table.integer("min_tasks", default.min_tasks, low=1, high=1000),
        table.integer("praise_from", default.praise_from, low=1, high=100),
        table.integer("criticise_below", default.criticise_below, high=100),
    )
    if found.criticise_below >= found.praise_from:
        table.note("criticise_below", f"must be below praise_from, {found.praise_from}")
    return found


def read_reviews(tables: list[CheckedTable]) -> tuple[PeriodicReview, ...]:
    found: dict[PeriodKind, PeriodicReview] = {}
    for table in tables:
        table.refuse_others("period", "to")
        period = table.member("period", table.values.get("period"), PeriodKind)
        audiences = _read_audiences(table)
        if period in found:
            table.note("period", f"{period} is named twice")
        if period is not None:
            found[period] = PeriodicReview(period, audiences)
    return tuple(found.values())


def _read_audiences(table: CheckedTable) -> tuple[Audience, ...]:
    named = table.values.get("to", [Audience.LEADER.value])
    if not isinstance(named, list) or not named:
        table.note("to", "a list with at least one of leader, head is needed")
        return ()
    members = [table.member(f"to[{n}]", value, Audience) for n, value in enumerate(named, start=1)]
    return tuple(dict.fromkeys(member for member in members if member))
