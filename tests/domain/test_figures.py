import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.agencies import Level
from bot.domain.figures import (
    AssignmentFacts,
    Cells,
    Group,
    OpenItem,
    Previous,
    RiskReason,
    list_groups,
    order_of_name,
    rank_agencies,
    roll_up,
)
from bot.domain.figures_json import from_json, to_json
from bot.domain.indicators import Aim
from bot.domain.risk import Risk
from bot.domain.task import Cell, Status, cell_of
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


# --- the lists --------------------------------------------------------------------------------------------


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


# --- invariants -------------------------------------------------------------------------------------------

DAYS = st.dates(date(2023, 12, 1), date(2024, 12, 31))
MOMENTS = st.datetimes(datetime(2023, 12, 1), datetime(2024, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 timezones= makes them aware
FACTS = st.builds(
    AssignmentFacts,
    id=st.integers(1, 10**6),
    task_id=st.integers(1, 5),
    task_code=st.sampled_from(["NV-001", "NV-002"]),
    title_vi=st.just("Việc"),
    title_en=st.just("Work"),
    agency_id=st.integers(1, 5),
    agency_vi=st.sampled_from(["Hải Dương", "Bộ Y tế"]),
    agency_en=st.just("Somewhere"),
    level=st.sampled_from(Level),
    period=st.sampled_from(["", "2024-06"]),
    status=st.sampled_from(Status),
    assigned_on=DAYS,
    due_on=st.none() | DAYS,
    original_due_on=st.none() | DAYS,
    completed_on=st.none() | DAYS,
    percent=st.none() | st.integers(0, 100),
    last_report_at=st.none() | MOMENTS,
    obstacle_at=st.none() | MOMENTS,
    obstacles=st.integers(0, 2),
    extensions=st.integers(0, 3),
)


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


# --- frozen -----------------------------------------------------------------------------------------------


@given(st.lists(FACTS, max_size=20), DAYS)
def test_frozen_figures_come_back_as_they_were(facts: list[AssignmentFacts], as_of: date) -> None:
    previous = Previous(MONDAY, Cells(open_late=3), snapshot_id=7)
    figures = figures_of(facts, as_of=as_of, reporting_on=MONDAY, previous=previous)
    assert from_json(json.loads(json.dumps(to_json(figures)))) == figures


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version 99"):
        from_json({**to_json(figures_of([])), "version": 99})


def test_version_one_stays_readable() -> None:
    """A row as it is stored today; it must be readable for as long as there are digests."""
    stored = {
        "version": 1,
        "as_of": "2024-07-15",
        "reporting_on": "2024-07-15",
        "scope": [["Hải Dương", "Hai Duong", "province"]],
        "totals": {"done_on_time": 1, "done_late": 0, "open_in_time": 0, "open_late": 1, "no_date": 0},
        "extended": 1,
        "submitted": 0,
        "previous": None,
        "agencies": [
            {
                "id": 4,
                "name_vi": "Hải Dương",
                "name_en": "Hai Duong",
                "level": "province",
                "cells": {"done_on_time": 1, "done_late": 0, "open_in_time": 0, "open_late": 1, "no_date": 0},
                "extended": 1,
                "submitted": 0,
                "at_risk": 0,
            }
        ],
        "tasks": [[19, "NV-019", "Kế hoạch", "Plan"]],
        "late": [[5, 19, 4, "", "2024-04-05", "in_progress", 101, []]],
        "at_risk": [[6, 19, 4, "", "2024-07-19", "in_progress", 0, [["silent", {"days": 10}]]]],
    }
    figures = from_json(stored)
    assert figures.late[0].days_late == 101
    assert figures.at_risk[0].reasons[0].kind is Risk.SILENT
    assert figures.agencies[4].cells.open_late == 1
    assert figures.agencies[4].unanswered == 0
    assert from_json(to_json(figures)) == figures


def test_version_two_stays_readable() -> None:
    stored = to_json(figures_of([])) | {
        "version": 2,
        "late": [[5, 19, 4, "2024-06", "2024-04-05", "in_progress", 101, [], 40.0]],
        "at_risk": [],
    }
    (item,) = from_json(stored).late
    assert item == OpenItem(5, 19, 4, "2024-06", date(2024, 4, 5), Status.IN_PROGRESS, 101, (), 40.0)


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
