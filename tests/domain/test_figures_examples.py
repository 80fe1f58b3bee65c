"""The worked examples of ``docs/figures.md``, read out of it: the document and the code cannot part."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

import bot
from bot.domain.counting import count_figures
from bot.domain.figures import AssignmentFacts, Figures
from bot.domain.recount import Entry, Step, facts_at
from bot.domain.task import Cell
from tests.domain.figures_setting import RULES, fact

DOCUMENT = Path(bot.__file__).parent.parent / "docs" / "figures.md"
_BLOCK = re.compile(r"```figures\n(.*?)```", re.DOTALL)


@dataclass
class Told:
    """One task of an example: as its row reads in the end, and its record."""

    code: str
    agency: str
    due_on: date | None
    record: list[tuple[date, list[str]]] = field(default_factory=list)


@dataclass
class Example:
    name: str = ""
    day: date = date.min
    tasks: list[Told] = field(default_factory=list)
    gives: dict[str, int] = field(default_factory=dict)
    risks: list[str] = field(default_factory=list)


def read(block: str) -> Example:
    found = Example()
    for line in block.splitlines():
        match line.split():
            case ["example:", *words]:
                found.name = " ".join(words)
            case ["day", day]:
                found.day = date.fromisoformat(day)
            case ["task", code, "due", due, *at]:
                found.tasks.append(Told(code, " ".join(at[1:]) or "Hải Dương", _day(due)))
            case ["gives", *_]:
                pairs = line.removeprefix("gives ").split(", ")
                found.gives = {name: int(count) for name, count in (pair.split() for pair in pairs)}
            case ["risk", *kinds]:
                found.risks = kinds
            case [day, *words] if line.startswith("  "):
                found.tasks[-1].record.append((date.fromisoformat(day), words))
            case other:
                pytest.fail(f"{found.name}: nobody understands {other}")
    return found


def _day(word: str) -> date | None:
    return None if word == "never" else date.fromisoformat(word)


EXAMPLES = [read(block) for block in _BLOCK.findall(DOCUMENT.read_text(encoding="utf-8"))]


def counted(example: Example) -> Figures:
    end = moment_of(example.day, time(23, 59))
    facts = [facts_of(number, task, end) for number, task in enumerate(example.tasks, start=1)]
    return count_figures([one for one in facts if one], as_of=example.day, rules=RULES)


def facts_of(number: int, task: Told, end: datetime) -> AssignmentFacts | None:
    entries: list[Entry] = []
    due_on, obstacle_at, granted = task.due_on, None, 0
    for order, (day, words) in enumerate(task.record):
        at = moment_of(day, time(8)) + timedelta(minutes=order)
        match words:
            case ["extended", until]:
                entries.append(Entry(at, Step.DATES, old={"due_on": due_on}))
                due_on = date.fromisoformat(until)
                granted += at <= end
            case ["obstacle"]:
                entries.append(Entry(at, Step.SAID))
                obstacle_at = at if at <= end else obstacle_at
            case [step, *percent]:
                entries.append(Entry(at, Step(step), float(percent[0]) if percent else None))
    now = fact(
        id=number,
        task_code=task.code,
        agency_id=1 if task.agency == "Hải Dương" else 2,
        agency_vi=task.agency,
        due_on=due_on,
        original_due_on=task.due_on,
        assigned_on=task.record[0][0],
        obstacle_at=obstacle_at,
        obstacles=int(obstacle_at is not None),
        extensions=granted,
    )
    return facts_at(now, entries, end, RULES.today)


def moment_of(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=RULES.zone).astimezone(UTC)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_document_says_what_is_counted(example: Example) -> None:
    figures = counted(example)
    names = {cell.value for cell in Cell} | {"extended", "submitted"}
    said = {name: example.gives.get(name, 0) for name in names | set(example.gives)}
    got = {cell.value: figures.totals.count(cell) for cell in Cell}
    got |= {"extended": figures.extended, "submitted": figures.submitted}
    got |= {"at_risk": len(figures.at_risk), "total": figures.totals.total}
    assert {name: got[name] for name in said} == said
    assert [reason.kind for item in figures.at_risk for reason in item.reasons] == example.risks


def test_the_document_has_an_example_of_every_cell_and_every_risk() -> None:
    given = {name for example in EXAMPLES for name, count in example.gives.items() if count}
    assert {cell.value for cell in Cell} <= given
    assert {risk for example in EXAMPLES for risk in example.risks} == {
        "close",
        "silent",
        "obstacle",
        "extended",
    }
