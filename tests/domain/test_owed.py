from datetime import date, datetime

import pytest

from bot.domain.ladder import LadderFacts, Moment, Owed, is_still_owed, moments_between, owed
from bot.domain.policy import Condition, Recipient
from bot.domain.task import Status
from tests.domain.ladder_setting import CALENDAR, POLICY, SLOTS, local, nv_001


def moments(facts: LadderFacts, *, after: datetime | None, until: datetime) -> list[Moment]:
    return moments_between(facts, POLICY, CALENDAR, SLOTS, after=after, until=until)


def named(debts: list[Owed]) -> list[tuple[str, str]]:
    return [(debt.recipient.value, debt.moment.rung_id) for debt in debts]


def holds(
    rung_id: str, condition: Condition, facts: LadderFacts, *, now: datetime, is_seen: bool = False
) -> bool:
    return is_still_owed(rung_id, condition, facts, POLICY, CALENDAR, SLOTS, now=now, is_seen=is_seen)


def test_an_import_owes_the_announcement_and_the_newest_rung() -> None:
    past = moments(nv_001(), after=None, until=local(2024, 7, 22, 9, 0))
    assert named(owed(past, is_first_planning=True)) == [
        ("focal_point", "assigned"),
        ("focal_point", "after-1"),
        ("head", "after-1"),
    ]


def test_a_new_task_owes_the_announcement_alone() -> None:
    past = moments(nv_001(), after=None, until=local(2024, 7, 10, 9, 0))
    assert named(owed(past, is_first_planning=True)) == [("focal_point", "assigned")]


def test_after_an_outage_everybody_missed_is_told_once_with_the_newest_rung() -> None:
    missed = moments(nv_001(), after=local(2024, 7, 15), until=local(2024, 7, 24, 9, 0))
    assert sorted(named(owed(missed, is_first_planning=False))) == [
        ("deputy", "before-3"),
        ("focal_point", "after-3"),
        ("head", "after-1"),
        ("officer", "after-3"),
    ]


def test_the_newest_rung_brings_its_own_condition() -> None:
    missed = moments(nv_001(), after=local(2024, 7, 17), until=local(2024, 7, 22, 9, 0))
    (head,) = [debt for debt in owed(missed, is_first_planning=False) if debt.recipient is Recipient.HEAD]
    assert head.condition is Condition.ALWAYS


@pytest.mark.parametrize("is_first_planning", [True, False])
def test_nothing_missed_is_nothing_owed(is_first_planning: bool) -> None:
    assert owed([], is_first_planning=is_first_planning) == []


def test_an_unconditional_rung_is_owed_even_to_those_who_saw_and_reported() -> None:
    facts = nv_001(last_report_at=local(2024, 7, 19, 8, 0))
    assert holds("due-morning", Condition.ALWAYS, facts, now=local(2024, 7, 19), is_seen=True)


@pytest.mark.parametrize(
    ("reported_at", "is_owed"),
    [
        (None, True),
        (local(2024, 7, 11), True),
        (local(2024, 7, 12), False),
        (local(2024, 7, 16, 8, 0), False),
    ],
)
def test_an_early_reminder_is_dropped_within_two_working_days_of_a_report(
    reported_at: datetime | None, is_owed: bool
) -> None:
    facts = nv_001(last_report_at=reported_at)
    assert holds("before-3", Condition.NO_FRESH_REPORT, facts, now=local(2024, 7, 16)) is is_owed


def test_the_deputy_is_told_when_nobody_looked() -> None:
    assert holds("before-3", Condition.NOT_SEEN, nv_001(), now=local(2024, 7, 16))


def test_the_deputy_is_left_alone_when_the_notice_was_seen() -> None:
    assert not holds("before-3", Condition.NOT_SEEN, nv_001(), now=local(2024, 7, 16), is_seen=True)


def test_a_fresh_report_counts_as_seen() -> None:
    facts = nv_001(last_report_at=local(2024, 7, 15))
    assert not holds("before-3", Condition.NOT_SEEN, facts, now=local(2024, 7, 16))


@pytest.mark.parametrize(
    ("reported_at", "is_owed"), [(local(2024, 7, 11), True), (local(2024, 7, 12), False), (None, True)]
)
def test_the_head_is_told_after_five_working_days_without_a_report(
    reported_at: datetime | None, is_owed: bool
) -> None:
    facts = nv_001(last_report_at=reported_at)
    assert holds("before-1", Condition.NOT_REPORTED, facts, now=local(2024, 7, 18)) is is_owed


def test_silence_without_any_report_counts_from_the_assignment() -> None:
    facts = nv_001(assigned_at=local(2024, 7, 15))
    assert not holds("before-1", Condition.NOT_REPORTED, facts, now=local(2024, 7, 18))


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.DONE, Status.CANCELLED, Status.TRANSFERRED])
def test_a_queued_reminder_is_dropped_when_the_work_is_handed_in_or_over(status: Status) -> None:
    facts = nv_001(status=status, submitted_at=local(2024, 7, 21))
    assert not holds("after-1", Condition.ALWAYS, facts, now=local(2024, 7, 22))


def test_a_queued_review_is_dropped_when_the_result_was_returned() -> None:
    submitted = nv_001(status=Status.SUBMITTED, submitted_at=local(2024, 7, 18))
    returned = nv_001(status=Status.RETURNED, submitted_at=local(2024, 7, 18))
    assert holds("review-3", Condition.ALWAYS, submitted, now=local(2024, 7, 23))
    assert not holds("review-3", Condition.ALWAYS, returned, now=local(2024, 7, 23))


def test_a_queued_reminder_is_dropped_when_the_date_was_extended() -> None:
    extended = nv_001(due_on=date(2024, 7, 31))
    assert not holds("after-1", Condition.ALWAYS, extended, now=local(2024, 7, 22))


def test_a_weekly_reminder_is_dropped_when_the_date_was_extended() -> None:
    assert holds("weekly-1", Condition.ALWAYS, nv_001(), now=local(2024, 8, 2))
    extended = nv_001(due_on=date(2024, 7, 31))
    assert not holds("weekly-1", Condition.ALWAYS, extended, now=local(2024, 8, 2))


def test_a_reminder_held_over_the_weekend_is_still_owed() -> None:
    assert holds("due-afternoon", Condition.ALWAYS, nv_001(), now=local(2024, 7, 22, 7, 0))


@pytest.mark.parametrize("rung_id", ["before-10", "gone", "weekly-", "weekly-0", "weekly-x"])
def test_a_rung_that_is_not_on_the_ladder_is_not_owed(rung_id: str) -> None:
    assert not holds(rung_id, Condition.ALWAYS, nv_001(), now=local(2024, 8, 30))


def test_weekly_reminders_end_with_the_date() -> None:
    assert not holds("weekly-1", Condition.ALWAYS, nv_001(due_on=None), now=local(2024, 8, 30))
