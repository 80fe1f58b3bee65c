"""What figures name one by one: what is late, and what is at risk with its reasons. Knows no storage."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Protocol, assert_never

from bot.domain.figures import OpenItem, RiskReason, TaskName
from bot.domain.indicators import Aim, progress_percent
from bot.domain.risk import Risk, RiskFacts, find_risks
from bot.domain.rules import Rules
from bot.domain.task import REPORTER_OWES, Status

_RiskKey = tuple[date, date, float | None, date | None, date | None, int, bool]


class Owed(Protocol):
    """What has to be known of an assignment to list it."""

    @property
    def id(self) -> int: ...
    @property
    def task_id(self) -> int: ...
    @property
    def agency_id(self) -> int: ...
    @property
    def period(self) -> str: ...
    @property
    def status(self) -> Status: ...
    @property
    def assigned_on(self) -> date: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def original_due_on(self) -> date | None: ...
    @property
    def percent(self) -> float | None: ...
    @property
    def last_report_at(self) -> datetime | None: ...
    @property
    def obstacle_at(self) -> datetime | None: ...
    @property
    def extensions(self) -> int: ...
    @property
    def value(self) -> float | None: ...
    @property
    def aim(self) -> Aim | None: ...


class Listing:
    """Gathers the two lists of one moment; equal facts are explained once."""

    def __init__(self, as_of: date, rules: Rules) -> None:
        self.as_of = as_of
        self.rules = rules
        self.late: list[OpenItem] = []
        self.at_risk: list[OpenItem] = []
        self._reasons: dict[_RiskKey, tuple[RiskReason, ...]] = {}
        self._first_call = rules.policy.first_call_days
        self._far_on = as_of + timedelta(days=_reach_of(rules))

    def take_late(self, fact: Owed, due_on: date) -> None:
        self.late.append(self._item(fact, due_on, ()))

    def take_at_risk(self, fact: Owed, due_on: date) -> bool:
        """Whether any rule says so; only then it is listed."""
        reasons = self._find_reasons(fact, due_on)
        if reasons:
            self.at_risk.append(self._item(fact, due_on, reasons))
        return bool(reasons)

    def _item(self, fact: Owed, due_on: date, reasons: tuple[RiskReason, ...]) -> OpenItem:
        days_late = max(0, (self.as_of - due_on).days)
        return OpenItem(
            fact.id,
            fact.task_id,
            fact.agency_id,
            fact.period,
            due_on,
            fact.status,
            days_late,
            reasons,
            fact.percent,
            fact.original_due_on if is_extended(due_on, fact.original_due_on) else None,
        )

    def _find_reasons(self, fact: Owed, due_on: date) -> tuple[RiskReason, ...]:
        if fact.status not in REPORTER_OWES or self._is_far(fact, due_on):
            return ()
        today, since = self.rules.today, self._asked_on(fact, due_on)
        last_report_on = today(fact.last_report_at) if fact.last_report_at else None
        obstacle_on = today(fact.obstacle_at) if fact.obstacle_at else None
        # One task for 63 provinces gives the same facts many times over.
        percent = _how_far(fact)
        is_unmeasured = percent is None and fact.value is not None
        key = (since, due_on, percent, last_report_on, obstacle_on, fact.extensions, is_unmeasured)
        if key not in self._reasons:
            self._reasons[key] = explain_risks(RiskFacts(fact.status, *key), self.rules, self.as_of)
        return self._reasons[key]

    def _is_far(self, fact: Owed, due_on: date) -> bool:
        """No rule that looks at the date reaches so far; most of a hundred thousand rows end here."""
        return due_on > self._far_on and fact.obstacle_at is None and not fact.extensions

    def _asked_on(self, fact: Owed, due_on: date) -> date:
        """An occurrence is visible from the one before it on; nobody is silent before the ladder first asks for it."""
        first = self._first_call
        if not fact.period or first is None:
            return fact.assigned_on
        calendar = self.rules.calendar
        return max(fact.assigned_on, calendar.add_working_days(calendar.last_working_day(due_on), first))


def _how_far(fact: Owed) -> float | None:
    """In percent: of an indicator its value against the target, of anything else what was said."""
    if fact.value is None or fact.aim is None:
        return fact.percent
    return progress_percent(fact.value, fact.aim)


def is_extended(due_on: date | None, original_due_on: date | None) -> bool:
    """Granted a later date than the original one; an earlier date is a correction, not an extension."""
    return due_on is not None and original_due_on is not None and due_on > original_due_on


def sort_items(
    items: list[OpenItem], tasks: Mapping[int, TaskName], names: Mapping[int, str]
) -> tuple[OpenItem, ...]:
    """The longest overdue or nearest first, then by task; ``names``: of the agencies, as they are looked up."""
    codes = {task_id: task.code for task_id, task in tasks.items()}

    def order(item: OpenItem) -> tuple[date, str, str, int]:
        return (item.due_on, codes[item.task_id], names[item.agency_id], item.assignment_id)

    return tuple(sorted(items, key=order))


def _reach_of(rules: Rules) -> int:
    """Calendar days within which a rule by date may hold; generous, days off are not counted out."""
    risk = rules.policy.at_risk
    working = max(risk.close.days if risk.close else 0, risk.silent.within_days if risk.silent else 0)
    return 2 * working + 30


def explain_risks(facts: RiskFacts, rules: Rules, today: date) -> tuple[RiskReason, ...]:
    """The reasons with the numbers that make them checkable, as they are on ``today``."""
    found = find_risks(facts, rules.policy.at_risk, rules.calendar, today)
    return tuple(RiskReason(risk, _numbers(risk, facts, rules, today)) for risk in found)


def _numbers(risk: Risk, facts: RiskFacts, rules: Rules, today: date) -> dict[str, float]:
    between = rules.calendar.working_days_between
    match risk:
        case Risk.SILENT:
            since = max(facts.assigned_on, facts.last_report_on or facts.assigned_on)
            return {"days": between(since, today)}
        case Risk.OBSTACLE:
            return {"days": between(facts.obstacle_on or today, today)}
        case Risk.EXTENDED:
            return {"times": facts.extensions}
        case Risk.CLOSE:
            return _how_close(facts, facts.due_on or today, rules, today)
        case _:
            assert_never(risk)


def _how_close(facts: RiskFacts, due_on: date, rules: Rules, today: date) -> dict[str, float]:
    between = rules.calendar.working_days_between
    lead = between(facts.assigned_on, due_on)
    elapsed = round(100 * between(facts.assigned_on, today) / lead) if lead else 100
    said = {} if facts.percent is None else {"percent": facts.percent}
    return {"days_left": between(today, due_on), "elapsed": elapsed, **said}
