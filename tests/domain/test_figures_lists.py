"""What the figures list beside their counts: late items and those at risk, with their reasons, rolled up by task."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.figures import RiskReason, roll_up
from bot.domain.indicators import Aim
from bot.domain.risk import Risk
from bot.domain.task import Status
from tests.domain.figures_setting import MONDAY, fact, figures_of, late_by

# --- late -------------------------------------------------------------------------------------------------


def test_the_longest_overdue_comes_first() -> None:
    figures = figures_of([late_by(2, id=1), late_by(101, id=2), late_by(30, id=3)])
    assert [(item.assignment_id, item.days_late) for item in figures.late] == [(2, 101), (3, 30), (1, 2)]


def test_late_items_carry_their_names_and_status() -> None:
    figures = figures_of([late_by(3, status=Status.RETURNED)])
    (item,) = figures.late
    assert (figures.tasks[item.task_id].code, figures.agencies[item.agency_id].name_vi) == (
        "NV-019",
        "Hải Dương",
    )
    assert (item.status, item.due_on) == (Status.RETURNED, MONDAY - timedelta(3))


def test_one_task_late_in_many_places_is_rolled_up() -> None:
    figures = figures_of(
        [late_by(5, id=1, task_id=1), *(late_by(5, id=n, task_id=2, agency_id=n) for n in range(2, 6))]
    )
    assert [[item.task_id for item in group] for group in roll_up(figures.late)] == [[2] * 4, [1]]


def test_groups_come_longest_overdue_first() -> None:
    figures = figures_of(
        [late_by(5, id=1, task_id=1), late_by(4, id=2, task_id=1), late_by(6, id=3, task_id=2)]
    )
    assert [group[0].task_id for group in roll_up(figures.late)] == [2, 1]


# --- at risk ----------------------------------------------------------------------------------------------


def test_a_risk_is_listed_with_its_numbers() -> None:
    figures = figures_of([fact(assigned_on=date(2024, 7, 1), due_on=date(2024, 7, 19), percent=20)])
    (item,) = figures.at_risk
    close, silent = item.reasons
    assert (close.kind, close.numbers) == (Risk.CLOSE, {"days_left": 4, "elapsed": 71, "percent": 20})
    assert (silent.kind, silent.numbers) == (Risk.SILENT, {"days": 10})
    assert figures.agencies[1].at_risk == 1


def test_silence_is_counted_from_the_last_report() -> None:
    reported = datetime(2024, 7, 1, 18, 0, tzinfo=UTC)  # already Tuesday the 2nd here
    near = {"assigned_on": date(2024, 5, 2), "due_on": date(2024, 8, 30)}
    figures = figures_of([fact(**near, last_report_at=reported)])
    assert figures.at_risk == ()
    figures = figures_of(
        [fact(**near, last_report_at=reported - timedelta(hours=2))],
        as_of=MONDAY,
    )
    assert figures.at_risk[0].reasons[0].numbers == {"days": 10}


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.DONE])
def test_what_the_reporter_no_longer_owes_is_not_at_risk(status: Status) -> None:
    completed = MONDAY if status is Status.DONE else None
    assert figures_of([fact(status=status, due_on=MONDAY, percent=0, completed_on=completed)]).at_risk == ()


def _near_its_date(*, value: float | None = None, aim: Aim | None = None) -> tuple[RiskReason, ...]:
    """98 of its indicator reported, three working days to go, 70 % of the time passed."""
    due_on, heard_at = MONDAY + timedelta(3), datetime(2024, 7, 12, tzinfo=UTC)
    assigned_on = MONDAY - timedelta(11)
    near = fact(due_on=due_on, assigned_on=assigned_on, percent=None, last_report_at=heard_at)
    items = figures_of([near._replace(value=value, aim=aim)]).at_risk
    return items[0].reasons if items else ()


def test_an_indicator_near_its_target_is_not_behind() -> None:
    assert _near_its_date(value=98.0, aim=Aim(100.0, None)) == ()


def test_an_indicator_far_from_its_target_says_how_far_it_is() -> None:
    (reason,) = _near_its_date(value=30.0, aim=Aim(100.0, None))
    assert reason.kind is Risk.CLOSE
    assert reason.numbers["percent"] == 30


def test_a_value_without_a_target_is_neither_behind_nor_unsaid() -> None:
    assert _near_its_date(value=98.0) == ()
    assert [reason.kind for reason in _near_its_date()] == [Risk.CLOSE]
