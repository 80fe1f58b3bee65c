"""What the leader's picture shows: rows that find room, weeks, ages of what is late."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.agencies import Level
from bot.domain.figures import Cells, Figures, Group, Previous
from bot.domain.picture import (
    MOST_ROWS,
    WEEKS_SHOWN,
    TrendPoint,
    count_ages,
    make_picture,
    picture_from_json,
    picture_to_json,
)
from tests.domain.figures_setting import MONDAY, fact, figures_of, late_by


def provinces(count: int, level: Level = Level.PROVINCE, start: int = 1) -> list[object]:
    """One late task each, the later the province the older."""
    return [
        late_by(n, id=n, agency_id=n, agency_vi=f"Tỉnh {n}", level=level) for n in range(start, start + count)
    ]


def weeks(count: int) -> list[TrendPoint]:
    return [TrendPoint(MONDAY - timedelta(weeks=count - n), Cells(open_late=n)) for n in range(count)]


def figures(facts: list[object]) -> Figures:
    return figures_of(facts, reporting_on=MONDAY)  # type: ignore[arg-type] # facts of the setting


def test_a_few_agencies_have_a_row_each() -> None:
    rows = make_picture(figures(provinces(MOST_ROWS)), [], "Ủy ban").rows
    assert {row.name_vi for row in rows} == {f"Tỉnh {n}" for n in range(1, MOST_ROWS + 1)}


def test_many_agencies_of_several_groups_have_a_row_a_group() -> None:
    facts = provinces(9) + provinces(2, Level.MINISTRY, start=50)
    rows = make_picture(figures(facts), [], "Ủy ban").rows
    assert [(row.group, row.agencies) for row in rows] == [(Group.MINISTRIES, 2), (Group.PROVINCES, 9)]


def test_many_agencies_of_one_group_are_the_latest_and_all_the_others() -> None:
    facts = [*provinces(9), *(late_by(3, id=100 + n, agency_id=7, agency_vi="Tỉnh 7") for n in range(3))]
    rows = make_picture(figures(facts), [], "Ủy ban").rows
    assert len(rows) == MOST_ROWS
    assert rows[0].name_vi == "Tỉnh 7"
    assert (rows[-1].name_vi, rows[-1].group, rows[-1].agencies) == ("", None, 4)


@given(st.integers(1, 30), st.integers(0, 30))
def test_the_rows_always_sum_to_the_totals(of_provinces: int, of_ministries: int) -> None:
    facts = provinces(of_provinces) + provinces(of_ministries, Level.MINISTRY, start=50)
    picture = make_picture(figures(facts), [], "Ủy ban")
    assert sum((row.cells for row in picture.rows), Cells()) == picture.totals
    assert sum(row.agencies for row in picture.rows) == of_provinces + of_ministries


@pytest.mark.parametrize(("before", "shown"), [(0, 1), (1, 2), (7, 8), (20, WEEKS_SHOWN)])
def test_the_trend_is_the_last_eight_weeks_and_ends_with_itself(before: int, shown: int) -> None:
    trend = make_picture(figures(provinces(3)), weeks(before), "Ủy ban").trend
    assert len(trend) == shown
    assert (trend[-1].on, trend[-1].totals.open_late) == (MONDAY, 3)
    assert [point.on for point in trend] == sorted(point.on for point in trend)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (1, (1, 0, 0, 0)),
        (5, (1, 0, 0, 0)),
        (6, (0, 1, 0, 0)),
        (20, (0, 1, 0, 0)),
        (21, (0, 0, 1, 0)),
        (60, (0, 0, 1, 0)),
        (61, (0, 0, 0, 1)),
    ],
)
def test_ages_have_their_bounds(days: int, expected: tuple[int, ...]) -> None:
    assert count_ages(figures([late_by(days)]).late) == expected


def test_it_travels_as_plain_values_and_back() -> None:
    previous = Previous(date(2024, 7, 8), Cells(open_late=1), 4)
    counted = figures_of([late_by(3), fact(id=2, agency_id=2)], reporting_on=MONDAY, previous=previous)
    for given_figures in (counted, figures_of([fact()]), figures_of([])):
        picture = make_picture(given_figures, weeks(2), "Ủy ban")
        assert picture_from_json(json.loads(json.dumps(picture_to_json(picture)))) == picture
