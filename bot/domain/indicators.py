"""Indicators: which target is valid on a day, whether a value reaches it, and many agencies rolled up into one line.

A value means nothing without its target and unit; where none was given, that is said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor
from typing import NamedTuple

from bot.domain.task import Assignment, LeadMode, Task


@dataclass(frozen=True, slots=True)
class Target:
    """Valid from a day until a newer one is; ``source`` is the document that gave it."""

    value: float
    unit: str
    valid_from: date
    source: str = ""


class Aim(NamedTuple):
    """What a value is measured against; ``baseline`` says where things began, and with it the direction."""

    target: float
    baseline: float | None


@dataclass(frozen=True, slots=True)
class ReportedValue:
    on: date
    value: float


@dataclass(frozen=True, slots=True)
class Point:
    """A reported value with the target of its day; ``before`` is the value reported before it."""

    on: date
    value: float
    target: Target | None
    before: float | None


@dataclass(frozen=True, slots=True)
class RollUp:
    """Several agencies of one task. ``total`` only where their values add up to the one target."""

    count: int
    reported: int
    reached: int
    target: Target | None
    total: float | None


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """What a card says of an indicator beside its value; ``roll_up`` when several agencies are in sight."""

    target: Target | None
    roll_up: RollUp | None = None


@dataclass(frozen=True, slots=True)
class DevelopmentView:
    """The values of one assignment, the newest first, one page of them."""

    assignment: Assignment
    points: tuple[Point, ...]
    number: int
    count: int


def target_on(targets: Iterable[Target], on: date) -> Target | None:
    """The newest that is valid by then; None before the first."""
    valid = [target for target in targets if target.valid_from <= on]
    return max(valid, key=lambda target: target.valid_from, default=None)


def is_decrease_wanted(baseline: float | None, target: float | None) -> bool:
    """The target lies below where things began: the less the better."""
    return baseline is not None and target is not None and baseline > target


def has_reached(value: float, target: float, baseline: float | None) -> bool:
    return value <= target if is_decrease_wanted(baseline, target) else value >= target


def progress_percent(value: float, aim: Aim) -> float:
    """Reached is 100. Else the part of the way from the baseline, without one of the target: less than 100, at least 0.

    Cut to tenths, so that what has not been reached never reads as if it had.
    """
    if has_reached(value, aim.target, aim.baseline):
        return 100.0
    start = aim.baseline or 0.0
    way = aim.target - start
    thousandths = 1000 * (value - start) / way if way else 0.0
    return floor(min(999.0, max(0.0, thousandths))) / 10


def goes_back(value: float, before: float | None, task: Task) -> bool:
    """Further from the target than what was reported before: perhaps a slip of the finger."""
    if before is None or value == before:
        return False
    return (value > before) is is_decrease_wanted(task.kpi_baseline, task.kpi_target)


def trace(values: Sequence[ReportedValue], targets: Sequence[Target]) -> tuple[Point, ...]:
    """``values`` with the newest first, each against the next older one."""
    older = [*(each.value for each in values[1:]), None]
    return tuple(
        Point(each.on, each.value, target_on(targets, each.on), before)
        for each, before in zip(values, older, strict=False)
    )


def roll_up(task: Task, values: Sequence[float | None], target: Target | None) -> RollUp:
    """One entry an agency, None where nothing was reported. Values of a joint task add up, shares never do."""
    reported = [value for value in values if value is not None]
    aim = target.value if target else None
    reached = sum(aim is not None and has_reached(value, aim, task.kpi_baseline) for value in reported)
    unit = target.unit if target and target.unit else task.kpi_unit
    adds_up = task.lead_mode is LeadMode.JOINT and "%" not in unit
    return RollUp(
        len(values), len(reported), reached, target, sum(reported) if adds_up and reported else None
    )
