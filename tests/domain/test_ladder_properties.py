"""Laws that hold for every assignment, calendar and interval."""

from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import DEFAULT_OVERRIDES, Override, WorkingCalendar, index_overrides
from bot.domain.ladder import LadderFacts, moments_between, next_moment_after, owed
from bot.domain.policy import load_policy
from bot.domain.task import Status
from tests.domain.ladder_setting import POLICY_TEXT, SLOTS, ZONE

POLICY = load_policy(f'{POLICY_TEXT}\n[[rung]]\nid = "half"\nwhen = 0.5\nto = ["head"]')
RUNG_ORDER = {rung.id: n for n, rung in enumerate(POLICY.rungs)}

days = st.dates(date(2023, 6, 1), date(2027, 6, 1))
instants = st.datetimes(datetime(2023, 6, 1), datetime(2027, 6, 1), timezones=st.just(ZONE))  # noqa: DTZ001 - hypothesis wants naive bounds
overrides = st.lists(st.builds(Override, on=days, works=st.booleans()), max_size=30).map(index_overrides)
long_closures = st.builds(
    lambda first, length: index_overrides(
        [Override(first + timedelta(days=n), works=False) for n in range(length)]
    ),
    days,
    st.integers(1, 25),
)
calendars = st.one_of(st.just(DEFAULT_OVERRIDES), overrides, long_closures).map(WorkingCalendar)


@st.composite
def _facts(draw: st.DrawFn) -> LadderFacts:
    assigned_at = draw(instants)
    lead = draw(st.none() | st.integers(-400, 400))
    return LadderFacts(
        assigned_at=assigned_at,
        due_on=None if lead is None else assigned_at.date() + timedelta(days=lead),
        status=draw(st.sampled_from(Status)),
        submitted_at=assigned_at + timedelta(hours=draw(st.integers(0, 5000))),
        last_report_at=draw(st.none() | instants),
    )


facts_ = _facts()


@given(calendars, days, st.integers(-300, 300))
def test_adding_and_counting_working_days_are_inverse(calendar: WorkingCalendar, day: date, n: int) -> None:
    start = calendar.next_working_day(day)
    end = calendar.add_working_days(start, n)
    assert calendar.is_working_day(end)
    assert calendar.working_days_between(start, end) == n


@given(calendars, days, days)
def test_counting_agrees_with_walking(calendar: WorkingCalendar, one: date, other: date) -> None:
    start, end = sorted((one, other))
    walked = sum(calendar.is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
    assert calendar.working_days_between(start, end) == walked
    assert calendar.working_days_between(end, start) == -walked


@given(calendars, days)
def test_the_nearest_working_days_enclose_only_days_off(calendar: WorkingCalendar, day: date) -> None:
    before, after = calendar.last_working_day(day), calendar.next_working_day(day)
    assert before <= day <= after
    assert calendar.is_working_day(before)
    assert calendar.is_working_day(after)
    assert calendar.working_days_between(before, after) == (0 if before == after else 1)


@given(calendars, instants)
def test_the_next_office_moment_is_in_office_hours_and_stays(
    calendar: WorkingCalendar, now: datetime
) -> None:
    moment = SLOTS.next_office_moment(now, calendar)
    assert moment >= now
    assert SLOTS.in_office_hours(moment, calendar)
    assert SLOTS.next_office_moment(moment, calendar) == moment


@given(facts_, calendars, instants)
def test_moments_are_in_strict_order(facts: LadderFacts, calendar: WorkingCalendar, until: datetime) -> None:
    moments = moments_between(facts, POLICY, calendar, SLOTS, after=None, until=until)
    keys = [(moment.at, RUNG_ORDER.get(moment.rung_id, 99)) for moment in moments]
    assert all(one < other for one, other in pairwise(keys))
    assert len({moment.rung_id for moment in moments}) == len(moments)


@given(facts_, calendars, instants)
def test_no_moment_is_on_a_day_off_or_before_the_assignment(
    facts: LadderFacts, calendar: WorkingCalendar, until: datetime
) -> None:
    for moment in moments_between(facts, POLICY, calendar, SLOTS, after=None, until=until):
        assert SLOTS.in_office_hours(moment.at, calendar)
        assert facts.assigned_at <= moment.at <= until


@given(facts_, calendars, st.lists(instants, min_size=3, max_size=3))
def test_splitting_an_interval_neither_loses_nor_doubles_a_moment(
    facts: LadderFacts, calendar: WorkingCalendar, cuts: list[datetime]
) -> None:
    after, middle, until = sorted(cuts)
    first = moments_between(facts, POLICY, calendar, SLOTS, after=after, until=middle)
    second = moments_between(facts, POLICY, calendar, SLOTS, after=middle, until=until)
    assert first + second == moments_between(facts, POLICY, calendar, SLOTS, after=after, until=until)


@given(facts_, calendars, instants)
def test_an_interval_is_the_end_of_the_whole_ladder(
    facts: LadderFacts, calendar: WorkingCalendar, after: datetime
) -> None:
    until = after + timedelta(days=60)
    whole = moments_between(facts, POLICY, calendar, SLOTS, after=None, until=until)
    part = moments_between(facts, POLICY, calendar, SLOTS, after=after, until=until)
    assert part == [moment for moment in whole if moment.at > after]


@given(facts_, calendars, st.none() | instants)
def test_the_next_moment_is_the_first_of_those_that_follow(
    facts: LadderFacts, calendar: WorkingCalendar, after: datetime | None
) -> None:
    moment = next_moment_after(facts, POLICY, calendar, SLOTS, after)
    horizon = datetime(2029, 6, 1, tzinfo=ZONE)
    following = moments_between(facts, POLICY, calendar, SLOTS, after=after, until=horizon)
    assert moment == (following[0].at if following else None)


@given(facts_, calendars, instants)
def test_hopping_from_moment_to_moment_visits_them_all(
    facts: LadderFacts, calendar: WorkingCalendar, until: datetime
) -> None:
    moments = moments_between(facts, POLICY, calendar, SLOTS, after=None, until=until)
    at: datetime | None = None
    for expected in sorted({moment.at for moment in moments}):
        at = next_moment_after(facts, POLICY, calendar, SLOTS, at)
        assert at == expected


@given(facts_, overrides, instants)
def test_closing_the_days_of_the_rungs_moves_them(
    facts: LadderFacts, given_overrides: dict[date, Override], until: datetime
) -> None:
    moments = moments_between(facts, POLICY, WorkingCalendar(given_overrides), SLOTS, after=None, until=until)
    closed = {SLOTS.local_day(moment.at) for moment in moments}
    calendar = WorkingCalendar({**given_overrides, **{day: Override(day, works=False) for day in closed}})
    moved = moments_between(facts, POLICY, calendar, SLOTS, after=None, until=until)
    assert not closed & {SLOTS.local_day(moment.at) for moment in moved}


@given(facts_, calendars, instants)
def test_after_an_outage_each_recipient_is_owed_exactly_one_word(
    facts: LadderFacts, calendar: WorkingCalendar, until: datetime
) -> None:
    missed = moments_between(facts, POLICY, calendar, SLOTS, after=None, until=until)
    debts = owed(missed, is_first_planning=False)
    newest = {step.recipient: moment for moment in missed for step in moment.to}
    assert {debt.recipient: debt.moment for debt in debts} == newest
    assert len(debts) == len(newest)
