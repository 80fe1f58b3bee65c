"""The reminder policy of one body: its rungs, what counts as silence, and the rules of risk.

A policy is data (``bot/policy.toml``). The caller reads the file; ``load_policy`` checks all of its text and
names every fault at once. Knows no calendar, no clock and no people.
"""

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from bot.domain.checked_table import CheckedTable, shown
from bot.domain.policy_figures import (
    LeagueRules,
    PeriodicReview,
    RiskRules,
    read_league,
    read_reviews,
    read_risk,
)
from bot.domain.rungs import (
    WEEKLY_PREFIX,
    Assigned,
    Condition,
    Elapsed,
    FromDue,
    FromSubmission,
    Recipient,
    Rung,
    Step,
    Weekly,
    When,
)
from bot.domain.slots import Slot

__all__ = [
    "Clocks",
    "Condition",
    "Policy",
    "PolicyInvalid",
    "Recipient",
    "RiskRules",
    "Rung",
    "Step",
    "Weekly",
    "load_policy",
]

_T = TypeVar("_T")
_FAR = 250  # about a year of working days; a larger number in the file is a slip
_KEYS: tuple[str, ...] = ("rung", "weekly", "review", "fresh_report_days", "silence_days")
_KEYS += ("at_risk", "clocks", "league", "periodic")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Clocks:
    """Working days until silence climbs; ``officer_days`` is what an officer may grant in all (product §2)."""

    extension_days: int = 2
    obstacle_days: int = 3
    urge_days: int = 1
    officer_days: int = 20


@dataclass(frozen=True, slots=True)
class Policy:
    rungs: tuple[Rung, ...]
    weekly: Weekly | None
    review: tuple[Rung, ...]
    fresh_report_days: int = 2
    silence_days: int = 5
    at_risk: RiskRules = field(default_factory=RiskRules)
    clocks: Clocks = Clocks()
    league: LeagueRules = field(default_factory=LeagueRules)
    reviews: tuple[PeriodicReview, ...] = ()
    """The periods that are reviewed by schedule, and for whom."""

    @property
    def fingerprint(self) -> str:
        """Changes with any rule, not with comments or layout of the file."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    @property
    def first_call_days(self) -> int | None:
        """Working days from the due date to the first reminder (negative: before it); None without any such rung."""
        return min((rung.when.days for rung in self.rungs if isinstance(rung.when, FromDue)), default=None)


class PolicyInvalid(Exception):
    """The file cannot be used; ``problems`` lists every fault as ``key path: what is wrong``."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


def load_policy(text: str) -> Policy:
    """Raises PolicyInvalid with every problem of the text."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyInvalid([f"not TOML: {error}"]) from error
    top = CheckedTable(raw, "", problems := [])
    policy = Policy(
        rungs=tuple(rung for table in top.tables("rung") if (rung := _read_rung(table))),
        weekly=_read_weekly(top.table("weekly")) if "weekly" in raw else None,
        review=tuple(_read_review(table) for table in top.tables("review")),
        fresh_report_days=top.integer("fresh_report_days", 2, high=_FAR),
        silence_days=top.integer("silence_days", 5, low=1, high=_FAR),
        at_risk=read_risk(top.table("at_risk")) if "at_risk" in raw else RiskRules(),
        clocks=_read_clocks(top.table("clocks")) if "clocks" in raw else Clocks(),
        league=read_league(top.table("league")) if "league" in raw else LeagueRules(),
        reviews=read_reviews(top.tables("periodic")),
    )
    top.refuse_others(*_KEYS)
    problems += _contradictions(policy)
    if not problems and not any(isinstance(rung.when, Assigned) for rung in policy.rungs):
        problems.append('rung: none has when = "assigned", so nobody would hear of a new task')
    if problems:
        raise PolicyInvalid(problems)
    return policy


def _read_rung(table: CheckedTable) -> Rung | None:
    table.refuse_others("id", "when", "slot", "to")
    when = _read_when(table)
    if isinstance(when, Assigned) and "slot" in table.values:
        table.note("slot", "an announcement goes out at once; it has no slot")
    name, slot, steps = _read_id(table), table.choice("slot", Slot, Slot.MORNING), _read_steps(table)
    return Rung(name, when, slot, steps) if when else None


def _read_review(table: CheckedTable) -> Rung:
    table.refuse_others("id", "after", "slot", "to")
    steps = _read_steps(table)
    if any(step.condition is not Condition.ALWAYS for step in steps):
        table.note("to", "conditions are about reporters; a review rung has none")
    when = FromSubmission(table.integer("after", low=1, high=_FAR))
    return Rung(_read_id(table), when, table.choice("slot", Slot, Slot.MORNING), steps)


def _read_weekly(table: CheckedTable) -> Weekly:
    table.refuse_others("after", "slot", "to")
    return Weekly(
        table.integer("after", low=1, high=_FAR), table.choice("slot", Slot, Slot.MORNING), _read_steps(table)
    )


def _read_clocks(table: CheckedTable) -> Clocks:
    names = ("extension_days", "obstacle_days", "urge_days", "officer_days")
    table.refuse_others(*names)
    default = Clocks()
    return Clocks(**{name: table.integer(name, getattr(default, name), low=1, high=_FAR) for name in names})


def _read_id(table: CheckedTable) -> str:
    value = table.values.get("id")
    if isinstance(value, str) and _ID.fullmatch(value) and not value.startswith(WEEKLY_PREFIX):
        return value
    table.note("id", f"lower-case letters, digits, single hyphens; not {shown(value)}")
    return f"?{table.path}"


def _read_when(table: CheckedTable) -> When | None:
    match table.values.get("when"):
        case "assigned":
            return Assigned()
        case bool():
            pass
        case int(days) if abs(days) <= _FAR:
            return FromDue(days)
        case float(share) if 0 < share < 1:
            return Elapsed(share)
    wanted = f'"assigned", working days from -{_FAR} to {_FAR}, or a share between 0.0 and 1.0 is needed'
    table.note("when", f"{wanted}, not {shown(table.values.get('when'))}")
    return None


def _read_steps(table: CheckedTable) -> tuple[Step, ...]:
    """``to`` is a list of recipients, each a name or ``{ who = name, if = condition }``."""
    found = table.values.get("to")
    if not isinstance(found, list) or not found:
        table.note("to", "a list with at least one recipient is needed")
        return ()
    steps = [_read_step(table, value, f"to[{n}]") for n, value in enumerate(found, start=1)]
    for recipient in _repeated(step.recipient for step in steps if step):
        table.note("to", f"{recipient} is named twice")
    return tuple(step for step in steps if step)


def _read_step(table: CheckedTable, value: object, key: str) -> Step | None:
    values = value if isinstance(value, dict) else {"who": value}
    step = CheckedTable(values, f"{table.path}.{key}", table.problems)
    step.refuse_others("who", "if")
    recipient = step.member("who", values.get("who"), Recipient)
    condition = step.choice("if", Condition, Condition.ALWAYS)
    return Step(recipient, condition) if recipient else None


def _contradictions(policy: Policy) -> list[str]:
    """Faults that only show between rungs."""
    every = [*policy.rungs, *policy.review]
    problems = [f"rung.id: {name!r} is used twice" for name in _repeated(rung.id for rung in every)]
    for moment in _repeated((rung.when, rung.slot) for rung in every):
        ids = [rung.id for rung in every if (rung.when, rung.slot) == moment]
        problems.append(f"rung.when: {', '.join(ids)} are at the same time")
    last = max((rung.when.days for rung in policy.rungs if isinstance(rung.when, FromDue)), default=0)
    if policy.weekly and policy.weekly.after < last:
        problems.append(f"weekly.after: must not be before the last rung, {last}")
    return problems


def _repeated(values: Iterable[_T]) -> list[_T]:
    return [value for value, count in Counter(values).items() if count > 1]
