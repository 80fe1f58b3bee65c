"""Hypothesis draws the facts of any assignments and a day to count them on."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from bot.domain.agencies import Level
from bot.domain.figures import AssignmentFacts
from bot.domain.task import Status

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
