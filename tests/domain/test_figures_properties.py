"""Whatever is counted: each assignment in one cell, all sums equal, the lists and the cells agree."""

from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.figures import AssignmentFacts, Cells, list_groups
from bot.domain.task import Cell, Status, cell_of
from tests.domain.drawn_facts import DAYS, FACTS
from tests.domain.figures_setting import figures_of


@settings(deadline=None)
@given(st.lists(FACTS, max_size=40), DAYS)
def test_every_countable_assignment_is_in_exactly_one_cell(facts: list[AssignmentFacts], as_of: date) -> None:
    figures = figures_of(facts, as_of=as_of)
    cells = Counter(cell_of(f.status, f.due_on, f.completed_on, as_of=as_of) for f in facts)
    assert {cell: figures.totals.count(cell) for cell in Cell} == {cell: cells[cell] for cell in Cell}
    assert figures.totals.total == sum(f.status not in {Status.CANCELLED, Status.TRANSFERRED} for f in facts)


@settings(deadline=None)
@given(st.lists(FACTS, max_size=40), DAYS)
def test_agencies_and_groups_add_up_to_the_totals(facts: list[AssignmentFacts], as_of: date) -> None:
    figures = figures_of(facts, as_of=as_of)
    lines = figures.agencies.values()
    assert sum((line.cells for line in lines), Cells()) == figures.totals
    assert sum((group.cells for group in list_groups(figures)), Cells()) == figures.totals
    assert sum(line.extended for line in lines) == figures.extended
    assert sum(line.at_risk for line in lines) == len(figures.at_risk)


@settings(deadline=None)
@given(st.lists(FACTS, max_size=40), DAYS)
def test_the_lists_agree_with_the_cells(facts: list[AssignmentFacts], as_of: date) -> None:
    figures = figures_of(facts, as_of=as_of)
    assert len(figures.late) == figures.totals.open_late
    assert len(figures.at_risk) <= figures.totals.open_in_time
    assert all(item.days_late > 0 for item in figures.late)
    assert all(item.reasons and not item.days_late for item in figures.at_risk)
