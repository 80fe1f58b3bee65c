"""Several assignments of one task become one: each rule once, and what no order may change."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.merging import Holding, merge_holdings
from bot.domain.task import OPEN_STATUSES, Precision, Status

HDG, HPG, HPG25 = 1, 2, 3
JULY, AUGUST = date(2025, 7, 20), date(2025, 8, 20)


def holding(agency: int = HDG, status: Status = Status.IN_PROGRESS, due_on: date | None = JULY) -> Holding:
    at = datetime(2024, 7, 10, tzinfo=UTC)
    return Holding(
        id=agency,
        task_id=19,
        period="",
        agency_id=agency,
        status=status,
        due_on=due_on,
        original_due_on=due_on,
        precision=Precision.DAY,
        percent=None,
        value=None,
        assigned_on=at.date(),
        assigned_at=at,
        last_report_at=None,
        submitted_at=at if status in {Status.SUBMITTED, Status.DONE} else None,
        completed_on=JULY if status is Status.DONE else None,
        rev=0,
    )


def merge(*holdings: Holding) -> Holding:
    """The one that remains, as it is afterwards."""
    merged = merge_holdings(holdings, heir_id=HPG25)
    return replace(merged.keeper, **merged.values)  # type: ignore[arg-type] # values by the names of the fields


def test_the_worst_status_shows() -> None:
    order = [Status.NOT_STARTED, Status.RETURNED, Status.IN_PROGRESS, Status.SUBMITTED, Status.DONE]
    for worse, better in itertools.pairwise(order):
        assert merge(holding(HDG, better), holding(HPG, worse)).status is worse


def test_it_is_done_only_if_all_are_done() -> None:
    assert merge(holding(HDG, Status.DONE), holding(HPG)).completed_on is None
    both = merge(holding(HDG, Status.DONE), holding(HPG, Status.DONE))
    assert (both.status, both.completed_on) == (Status.DONE, JULY)


def test_the_earliest_open_date_governs_and_a_finished_one_does_not() -> None:
    assert merge(holding(HDG, due_on=AUGUST), holding(HPG, due_on=JULY)).due_on == JULY
    assert merge(holding(HDG, due_on=None), holding(HPG, due_on=AUGUST)).due_on == AUGUST
    assert merge(holding(HDG, Status.DONE, due_on=JULY), holding(HPG, due_on=AUGUST)).due_on == AUGUST


def test_two_finished_in_time_stay_in_time() -> None:
    early = replace(holding(HDG, Status.DONE, JULY), completed_on=date(2025, 7, 19))
    extended = replace(holding(HPG, Status.DONE, AUGUST), completed_on=date(2025, 8, 15))
    both = merge(early, extended)
    assert both.completed_on
    assert both.due_on
    assert both.completed_on <= both.due_on


def test_one_finished_late_makes_both_late() -> None:
    late = replace(holding(HDG, Status.DONE, JULY), completed_on=AUGUST)
    both = merge(late, holding(HPG, Status.DONE, AUGUST))
    assert both.completed_on
    assert both.due_on
    assert both.completed_on > both.due_on


def test_counts_are_summed_and_percentages_are_not() -> None:
    dips = [replace(holding(HDG), value=25.0, unit="điểm"), replace(holding(HPG), value=17.0, unit="điểm")]
    assert merge(*dips).value == 42
    shares = [replace(each, unit="% hồ sơ") for each in dips]
    assert merge(*shares).value == 17
    assert merge(holding(HDG), dips[1]).value == 17
    assert merge(holding(HDG), holding(HPG)).value is None


def test_progress_is_that_of_the_slowest() -> None:
    assert merge(replace(holding(HDG), percent=60.0), replace(holding(HPG), percent=30.0)).percent == 30
    assert merge(replace(holding(HDG), percent=60.0), holding(HPG)).percent == 0
    assert merge(replace(holding(HDG), percent=60.0), holding(HPG, Status.DONE)).percent == 60
    assert merge(holding(HDG), holding(HPG)).percent is None


def test_the_row_of_the_heir_stays_even_if_it_was_given_away_before() -> None:
    own = holding(HPG25, Status.TRANSFERRED)
    merged = merge_holdings([holding(HDG), own], heir_id=HPG25)
    assert merged.keeper.id == HPG25
    assert [each.id for each in merged.given_up] == [HDG]
    assert merge(holding(HDG), own).status is Status.IN_PROGRESS


def test_nothing_cannot_be_merged() -> None:
    with pytest.raises(ValueError, match="nothing"):
        merge_holdings([holding(HDG, Status.CANCELLED)], heir_id=HPG25)


STATUSES = st.sampled_from([*OPEN_STATUSES, Status.DONE])
HOLDINGS = st.lists(
    st.builds(
        lambda number, status, due_on: replace(holding(number, status, due_on)),
        st.integers(10, 99),
        STATUSES,
        st.none() | st.dates(date(2024, 1, 1), date(2026, 1, 1)),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda each: each.id,
)


@given(HOLDINGS, st.randoms(use_true_random=False))
def test_the_order_of_the_predecessors_makes_no_difference(held: list[Holding], chance: object) -> None:
    shuffled = list(held)
    chance.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis' Random
    assert merge(*held) == merge(*shuffled)


@given(HOLDINGS)
def test_it_is_open_exactly_when_one_was_and_late_when_one_was(held: list[Holding]) -> None:
    one = merge(*held)
    assert (one.status in OPEN_STATUSES) == any(each.status in OPEN_STATUSES for each in held)
    dates = [each.due_on for each in held if each.status in OPEN_STATUSES and each.due_on]
    if dates and one.status in OPEN_STATUSES:
        assert one.due_on == min(dates)
