"""What a recurring task still lacks at one agency, and what a changed rule does to what is to come."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.series import MOST_MISSED, New, Rule, Steps, Stored, plan_series
from bot.domain.task import Status
from tests.domain.ladder_setting import CALENDAR

MONTHLY = Rule("FREQ=MONTHLY;BYMONTHDAY=25", date(2024, 7, 10))
JULY, AUGUST = date(2024, 7, 25), date(2024, 8, 23)


def occurrence(
    period: str = "2024-07",
    due_on: date = JULY,
    *,
    id: int = 1,  # noqa: A002 as the field
    status: Status = Status.NOT_STARTED,
    granted_on: date | None = None,
    is_untouched: bool = True,
    is_unscheduled: bool = False,
    is_by_hand: bool = False,
) -> Stored:
    return Stored(id, period, status, granted_on or due_on, due_on, is_untouched, is_unscheduled, is_by_hand)


def plan(*stored: Stored, today: date, rule: Rule = MONTHLY, is_open: bool = True) -> Steps:
    return plan_series(rule, stored, today=today, calendar=CALENDAR, is_open=is_open)


def added(steps: Steps) -> list[tuple[str, date]]:
    return [(new.occurrence.period, new.assigned_on) for new in steps.added]


def test_nothing_is_missing_while_one_is_ahead() -> None:
    assert plan(occurrence(), today=JULY) == Steps()


def test_the_next_is_made_on_the_day_after() -> None:
    assert added(plan(occurrence(), today=date(2024, 7, 26))) == [("2024-08", date(2024, 7, 26))]


def test_looking_late_changes_neither_the_name_nor_the_day() -> None:
    assert added(plan(occurrence(), today=date(2024, 8, 20))) == [("2024-08", date(2024, 7, 26))]


def test_months_that_nobody_looked_at_are_asked_for_as_well() -> None:
    assert [period for period, _ in added(plan(occurrence(), today=date(2024, 10, 31)))] == [
        "2024-08",
        "2024-09",
        "2024-10",
        "2024-11",
    ]


def test_of_a_long_outage_only_the_newest_are_asked_for() -> None:
    daily = Rule("FREQ=DAILY", date(2024, 7, 10))
    today = date(2025, 7, 10)
    steps = plan(occurrence("2024-07-10", date(2024, 7, 10)), today=today, rule=daily)
    assert len(steps.added) == MOST_MISSED + 1
    assert steps.added[-1].occurrence.due_on == today


def test_an_extension_does_not_hold_up_the_next() -> None:
    late = occurrence(granted_on=date(2024, 9, 30))
    assert [period for period, _ in added(plan(late, today=date(2024, 7, 26)))] == ["2024-08"]


def test_a_rule_that_is_over_makes_nothing() -> None:
    for end in ("COUNT=1", "UNTIL=20240801"):
        rule = Rule(f"FREQ=MONTHLY;BYMONTHDAY=25;{end}", MONTHLY.start_on)
        assert plan(occurrence(), today=date(2024, 9, 30), rule=rule) == Steps()


def test_the_last_one_stopped_by_a_person_ends_the_series() -> None:
    for status in (Status.CANCELLED, Status.TRANSFERRED):
        assert plan(occurrence(status=status), today=date(2024, 9, 1)) == Steps()


def test_an_earlier_one_stopped_ends_nothing() -> None:
    series = (occurrence(status=Status.CANCELLED), occurrence("2024-08", AUGUST, id=2, status=Status.DONE))
    assert [period for period, _ in added(plan(*series, today=date(2024, 8, 24)))] == ["2024-09"]


def test_an_agency_that_is_no_more_gets_nothing_new() -> None:
    assert plan(occurrence(), today=date(2024, 9, 1), is_open=False) == Steps()


def test_another_day_of_the_month_moves_what_is_to_come() -> None:
    rule = Rule("FREQ=MONTHLY;BYMONTHDAY=15", MONTHLY.start_on)
    ahead = occurrence("2024-08", AUGUST, id=2)
    steps = plan(occurrence(), ahead, today=date(2024, 8, 1), rule=rule)
    assert [(one.id, wanted.due_on) for one, wanted in steps.moved] == [(2, date(2024, 8, 15))]
    assert (steps.added, steps.ended) == ((), ())


def test_a_date_is_not_moved_into_the_past_nor_against_the_office() -> None:
    rule = Rule("FREQ=MONTHLY;BYMONTHDAY=15", MONTHLY.start_on)
    late = plan(occurrence("2024-08", AUGUST), today=date(2024, 8, 16), rule=rule)
    assert (late.moved, late.ended) == ((), ())
    by_hand = occurrence("2024-08", AUGUST, is_by_hand=True)
    assert plan(by_hand, today=date(2024, 8, 1), rule=rule) == Steps()


def test_another_rhythm_ends_what_nobody_has_touched_and_begins_today() -> None:
    weekly = Rule("FREQ=WEEKLY;BYDAY=FR", MONTHLY.start_on)
    ahead = occurrence("2024-08", AUGUST, id=2)
    steps = plan(occurrence(), ahead, today=date(2024, 8, 5), rule=weekly)
    assert steps.ended == (ahead,)
    assert added(steps) == [("2024-08-09", date(2024, 8, 5))]


def test_another_rhythm_leaves_what_was_reported_on() -> None:
    weekly = Rule("FREQ=WEEKLY;BYDAY=FR", MONTHLY.start_on)
    begun = occurrence("2024-08", AUGUST, status=Status.IN_PROGRESS, is_untouched=False)
    assert plan(begun, today=date(2024, 8, 5), rule=weekly) == Steps()


def test_what_a_rule_had_ended_is_revived_when_it_asks_again() -> None:
    gone = occurrence("2024-08", AUGUST, id=2, status=Status.CANCELLED, is_unscheduled=True)
    steps = plan(occurrence(), gone, today=date(2024, 8, 5))
    assert [(new.occurrence.period, new.revives) for new in steps.added] == [("2024-08", 2)]


RULES = st.sampled_from(
    [
        "FREQ=MONTHLY;BYMONTHDAY=25",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=WEEKLY;BYDAY=SU",
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1",
    ]
)


def stored_of(new: New, number: int) -> Stored:
    return occurrence(new.occurrence.period, new.occurrence.due_on, id=number)


@settings(deadline=None)  # the first look at a year works out its calendar
@given(
    rules=st.lists(RULES, min_size=1, max_size=4), gaps=st.lists(st.integers(0, 70), min_size=1, max_size=8)
)
def test_whatever_changes_one_is_ahead_and_looking_twice_changes_nothing(
    rules: list[str], gaps: list[int]
) -> None:
    today, stored = date(2024, 7, 10), dict[int, Stored]()
    for step, gap in enumerate(gaps):
        today += timedelta(days=gap)
        rule = Rule(rules[step % len(rules)], date(2024, 7, 10))
        stored = take(stored, plan(*stored.values(), today=today, rule=rule))
        live = [one for one in stored.values() if one.status is Status.NOT_STARTED]
        assert len({one.period for one in stored.values()}) == len(stored)
        # Of a month that was late already the new rule asks for no second one.
        wanted = [rule.find(one.period, CALENDAR) for one in live]
        assert any(one.original_due_on >= today for one in live) or any(
            each is not None and each.due_on >= today for each in wanted
        )
        assert plan(*stored.values(), today=today, rule=rule) == Steps()


def take(stored: dict[int, Stored], steps: Steps) -> dict[int, Stored]:
    """What the service would write."""
    after = dict(stored)
    for one in steps.ended:
        after[one.id] = occurrence(
            one.period, one.original_due_on, id=one.id, status=Status.CANCELLED, is_unscheduled=True
        )
    for one, wanted in steps.moved:
        after[one.id] = occurrence(one.period, wanted.due_on, id=one.id)
    for new in steps.added:
        number = new.revives or len(after) + 1
        after[number] = stored_of(new, number)
    return after
