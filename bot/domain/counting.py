"""From rows to figures: one pass, whatever the number of agencies. Knows no storage."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import assert_never

from bot.domain.figures import (
    AgencyLine,
    AssignmentFacts,
    Cells,
    Figures,
    OpenItem,
    Previous,
    RiskReason,
    ScopeName,
    TaskName,
    order_of_name,
)
from bot.domain.risk import Risk, RiskFacts, find_risks
from bot.domain.rules import Rules
from bot.domain.task import REPORTER_OWES, Cell, Status, cell_of

_CELLS = tuple(Cell)
_EXTENDED, _SUBMITTED, _AT_RISK, _UNANSWERED = range(len(_CELLS), len(_CELLS) + 4)
_PLACE = {cell: place for place, cell in enumerate(_CELLS)}


def count_figures(
    facts: Iterable[AssignmentFacts],
    *,
    as_of: date,
    rules: Rules,
    scope: tuple[ScopeName, ...] = (),
    reporting_on: date | None = None,
    previous: Previous | None = None,
) -> Figures:
    """Cancelled and transferred assignments count nowhere; everything else in exactly one cell."""
    tally = _Tally(as_of, rules)
    for fact in facts:
        tally.add(fact)
    lines = tally.lines()
    return Figures(
        as_of=as_of,
        agencies=lines,
        tasks=tally.tasks,
        late=tuple(sorted(tally.late, key=tally.order)),
        at_risk=tuple(sorted(tally.at_risk, key=tally.order)),
        scope=scope,
        reporting_on=reporting_on,
        previous=previous,
        totals=sum((line.cells for line in lines.values()), Cells()),
        extended=sum(line.extended for line in lines.values()),
        submitted=sum(line.submitted for line in lines.values()),
    )


class _Tally:
    """Counts by agency in plain lists; dataclasses are made once an agency, not once a row."""

    def __init__(self, as_of: date, rules: Rules) -> None:
        self.as_of = as_of
        self.rules = rules
        self.tasks: dict[int, TaskName] = {}
        self.late: list[OpenItem] = []
        self.at_risk: list[OpenItem] = []
        self._names: dict[int, AssignmentFacts] = {}
        self._sort_names: dict[int, str] = {}
        self._counts: dict[int, list[int]] = {}
        self._reasons: dict[RiskFacts, tuple[RiskReason, ...]] = {}
        self._first_call = rules.policy.first_call_days
        self._far_on = as_of + timedelta(days=_reach_of(rules))

    def add(self, fact: AssignmentFacts) -> None:
        cell = cell_of(fact.status, fact.due_on, fact.completed_on, as_of=self.as_of)
        if cell is None:
            return
        counts = self._counts_of(fact)
        counts[_PLACE[cell]] += 1
        counts[_EXTENDED] += is_extended(fact)
        counts[_SUBMITTED] += fact.status is Status.SUBMITTED
        counts[_UNANSWERED] += fact.obstacles
        if fact.due_on is None:
            return
        if cell is Cell.OPEN_LATE:
            self._list(self.late, fact, fact.due_on)
        elif cell is Cell.OPEN_IN_TIME and (reasons := self._find_reasons(fact)):
            counts[_AT_RISK] += 1
            self._list(self.at_risk, fact, fact.due_on, reasons)

    def _counts_of(self, fact: AssignmentFacts) -> list[int]:
        if fact.agency_id not in self._counts:
            self._names[fact.agency_id] = fact
            self._sort_names[fact.agency_id] = order_of_name(fact.agency_vi)
            self._counts[fact.agency_id] = [0] * (len(_CELLS) + 4)
        return self._counts[fact.agency_id]

    def _list(
        self,
        into: list[OpenItem],
        fact: AssignmentFacts,
        due_on: date,
        reasons: tuple[RiskReason, ...] = (),
    ) -> None:
        if fact.task_id not in self.tasks:
            self.tasks[fact.task_id] = TaskName(fact.task_id, fact.task_code, fact.title_vi, fact.title_en)
        days_late = max(0, (self.as_of - due_on).days)
        into.append(
            OpenItem(
                fact.id,
                fact.task_id,
                fact.agency_id,
                fact.period,
                due_on,
                fact.status,
                days_late,
                reasons,
                fact.percent,
                fact.original_due_on if is_extended(fact) else None,
            )
        )

    def _find_reasons(self, fact: AssignmentFacts) -> tuple[RiskReason, ...]:
        if fact.status not in REPORTER_OWES or self._is_far(fact):
            return ()
        last_report_on = self.rules.today(fact.last_report_at) if fact.last_report_at else None
        obstacle_on = self.rules.today(fact.obstacle_at) if fact.obstacle_at else None
        since = self._asked_on(fact)
        risk = RiskFacts(
            fact.status, since, fact.due_on, fact.percent, last_report_on, obstacle_on, fact.extensions
        )
        # One task for 63 provinces gives the same facts many times over.
        if risk not in self._reasons:
            self._reasons[risk] = explain_risks(risk, self.rules, self.as_of)
        return self._reasons[risk]

    def _is_far(self, fact: AssignmentFacts) -> bool:
        """No rule that looks at the date reaches so far; most of a hundred thousand rows end here."""
        is_plain = fact.obstacle_at is None and not fact.extensions
        return is_plain and fact.due_on is not None and fact.due_on > self._far_on

    def _asked_on(self, fact: AssignmentFacts) -> date:
        """An occurrence is visible from the one before it on; nobody is silent before the ladder first asks for it."""
        first = self._first_call
        if not fact.period or fact.due_on is None or first is None:
            return fact.assigned_on
        calendar = self.rules.calendar
        return max(fact.assigned_on, calendar.add_working_days(calendar.last_working_day(fact.due_on), first))

    def order(self, item: OpenItem) -> tuple[date, str, str, int]:
        code = self.tasks[item.task_id].code
        return (item.due_on, code, self._sort_names[item.agency_id], item.assignment_id)

    def lines(self) -> dict[int, AgencyLine]:
        return {key: self._line(key, counts) for key, counts in sorted(self._counts.items())}

    def _line(self, agency_id: int, counts: list[int]) -> AgencyLine:
        name = self._names[agency_id]
        return AgencyLine(
            agency_id,
            name.agency_vi,
            name.agency_en,
            name.level,
            Cells(*counts[: len(_CELLS)]),
            extended=counts[_EXTENDED],
            submitted=counts[_SUBMITTED],
            at_risk=counts[_AT_RISK],
            unanswered=counts[_UNANSWERED],
        )


def _reach_of(rules: Rules) -> int:
    """Calendar days within which a rule by date may hold; generous, days off are not counted out."""
    risk = rules.policy.at_risk
    working = max(risk.close.days if risk.close else 0, risk.silent.within_days if risk.silent else 0)
    return 2 * working + 30


def is_extended(fact: AssignmentFacts) -> bool:
    """Granted a later date than the original one; an earlier date is a correction, not an extension."""
    if fact.due_on is None or fact.original_due_on is None:
        return False
    return fact.due_on > fact.original_due_on


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
