"""What an assignment was at a moment, told again from its record."""

from datetime import timedelta

from bot.domain.recount import Entry, State, Step, facts_at
from bot.domain.task import Status
from tests.domain.figures_setting import RULES, fact
from tests.domain.ladder_setting import local

FIRST = local(2024, 7, 8, 9)
RECORD = [
    Entry(FIRST, Step.ASSIGNED),
    Entry(FIRST + timedelta(days=1), Step.PROGRESS, value=40.0),
    Entry(FIRST + timedelta(days=2), Step.PROGRESS, value=98.0),
    Entry(FIRST + timedelta(days=3), Step.SAID),
    Entry(FIRST + timedelta(days=4), Step.MERGED, state=State(Status.IN_PROGRESS, None, FIRST, None, 120.0)),
]


def test_a_value_is_the_last_that_was_reported_by_then_or_came_of_a_merger() -> None:
    then = [facts_at(fact(), RECORD, FIRST + timedelta(days=days), RULES.today) for days in range(5)]
    assert [one and one.value for one in then] == [None, 40, 98, 98, 120]
