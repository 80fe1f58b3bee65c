"""The official counts: the four cells, what is counted beside them, by agency and by group, and the change."""

from datetime import date, timedelta

import pytest

from bot.domain.agencies import Level
from bot.domain.figures import Cells, Group, Previous, list_groups, order_of_name, rank_agencies
from bot.domain.task import Cell, Status
from tests.domain.figures_setting import MONDAY, fact, figures_of, late_by

# --- the four cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "due_on", "completed_on", "cell"),
    [
        (Status.DONE, MONDAY, MONDAY, Cell.DONE_ON_TIME),
        (Status.DONE, MONDAY, MONDAY + timedelta(1), Cell.DONE_LATE),
        (Status.IN_PROGRESS, MONDAY, None, Cell.OPEN_IN_TIME),
        (Status.IN_PROGRESS, MONDAY - timedelta(1), None, Cell.OPEN_LATE),
        (Status.SUBMITTED, MONDAY - timedelta(1), None, Cell.OPEN_LATE),
        (Status.DONE, None, MONDAY, Cell.NO_DATE),
    ],
)
def test_each_assignment_falls_into_its_official_cell(
    status: Status, due_on: date | None, completed_on: date | None, cell: Cell
) -> None:
    figures = figures_of([fact(status=status, due_on=due_on, completed_on=completed_on)])
    assert {each: figures.totals.count(each) for each in Cell} == {each: int(each is cell) for each in Cell}


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.TRANSFERRED])
def test_what_was_stopped_or_moved_counts_nowhere(status: Status) -> None:
    figures = figures_of([fact(status=status)])
    assert figures.totals.total == 0
    assert figures.agencies == {}


def test_the_granted_date_decides_and_the_extension_is_counted_beside_it() -> None:
    original = MONDAY - timedelta(10)
    figures = figures_of([fact(due_on=MONDAY, original_due_on=original), fact(id=2)])
    assert figures.totals == Cells(open_in_time=2)
    assert figures.extended == 1


@pytest.mark.parametrize(
    ("original", "due_on"), [(None, MONDAY), (MONDAY, None), (MONDAY, MONDAY - timedelta(1))]
)
def test_a_first_date_a_lifted_one_or_an_earlier_one_is_no_extension(
    original: date | None, due_on: date | None
) -> None:
    assert figures_of([fact(due_on=due_on, original_due_on=original)]).extended == 0


def test_results_that_wait_for_approval_are_counted_and_still_open() -> None:
    figures = figures_of([fact(status=Status.SUBMITTED)])
    assert figures.submitted == 1
    assert figures.totals == Cells(open_in_time=1)


# --- agencies and groups ----------------------------------------------------------------------------------


def test_agencies_with_most_overdue_come_first_then_at_risk_then_by_name() -> None:
    risky = {"assigned_on": MONDAY, "due_on": MONDAY, "percent": 0}
    figures = figures_of(
        [
            fact(id=1, agency_id=1, agency_vi="Yên Bái"),
            fact(id=2, agency_id=2, agency_vi="Đắk Lắk"),
            fact(id=3, agency_id=3, agency_vi="Hà Nội", **risky),
            late_by(1, id=4, agency_id=4, agency_vi="Thái Bình"),
        ]
    )
    assert [line.name_vi for line in rank_agencies(figures)] == ["Thái Bình", "Hà Nội", "Đắk Lắk", "Yên Bái"]


def test_names_sort_the_way_vietnamese_readers_look_them_up() -> None:
    names = ["Yên Bái", "Đồng Nai", "Điện Biên", "Hà Nội", "An Giang", "Ninh Bình"]
    assert sorted(names, key=order_of_name) == [
        "An Giang",
        "Điện Biên",
        "Đồng Nai",
        "Hà Nội",
        "Ninh Bình",
        "Yên Bái",
    ]


def test_groups_follow_the_official_order_and_empty_ones_are_left_out() -> None:
    levels = [Level.DEPARTMENT, Level.PROVINCE, Level.PROVINCE, Level.MINISTERIAL_LEVEL, Level.MINISTRY]
    facts = [fact(id=n, agency_id=n, level=level) for n, level in enumerate(levels, start=1)]
    lines = list_groups(figures_of(facts))
    assert [(line.group, line.agencies, line.cells.total) for line in lines] == [
        (Group.MINISTRIES, 2, 2),
        (Group.PROVINCES, 2, 2),
        (Group.OTHER, 1, 1),
    ]


# --- change -----------------------------------------------------------------------------------------------


def test_the_change_is_now_minus_then() -> None:
    previous = Previous(MONDAY - timedelta(7), Cells(open_late=3, open_in_time=1))
    assert figures_of([late_by(1)], previous=previous).change == Cells(open_late=-2, open_in_time=-1)


def test_without_earlier_figures_there_is_no_change() -> None:
    assert figures_of([late_by(1)]).change is None
