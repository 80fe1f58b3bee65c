from dataclasses import replace
from datetime import UTC, date, datetime
from typing import ClassVar

import pytest

from bot.domain.calendar import DEFAULT_OVERRIDES, Override, WorkingCalendar, index_overrides
from bot.domain.ladder import LadderFacts, moments_between, next_moment_after, plan_fingerprint
from bot.domain.policy import Policy, Recipient, load_policy
from bot.domain.slots import Slot, Slots
from bot.domain.task import Status
from tests.domain.ladder_setting import CALENDAR, POLICY, POLICY_TEXT, SLOTS, ZONE, local, nv_001

MONTH_LATER = local(2024, 8, 10)


def plan(
    facts: LadderFacts,
    *,
    after: datetime | None = None,
    until: datetime = MONTH_LATER,
    policy: Policy = POLICY,
    calendar: WorkingCalendar = CALENDAR,
) -> dict[str, str]:
    moments = moments_between(facts, policy, calendar, SLOTS, after=after, until=until)
    return {moment.rung_id: f"{moment.at.astimezone(ZONE):%a %d/%m %H:%M}" for moment in moments}


def test_nv_001_is_reminded_on_the_days_the_product_names() -> None:
    assert plan(nv_001()) == {
        "assigned": "Wed 10/07 09:00",
        "before-5": "Fri 12/07 08:30",
        "before-3": "Tue 16/07 08:30",
        "before-1": "Thu 18/07 08:30",
        "due-morning": "Fri 19/07 08:30",
        "due-afternoon": "Fri 19/07 14:00",
        "after-1": "Mon 22/07 08:30",
        "after-3": "Wed 24/07 08:30",
        "after-5": "Fri 26/07 08:30",
        "weekly-1": "Fri 02/08 08:30",
        "weekly-2": "Fri 09/08 08:30",
    }


def test_moments_are_in_utc() -> None:
    first, *_ = moments_between(nv_001(), POLICY, CALENDAR, SLOTS, after=None, until=local(2024, 7, 11))
    assert first.at == datetime(2024, 7, 10, 2, 0, tzinfo=UTC)
    assert first.at.tzinfo is UTC


def test_a_due_date_on_a_working_day_counts_from_itself_both_ways() -> None:
    facts = nv_001(due_on=date(2024, 7, 19))
    assert plan(facts) == plan(nv_001())


def test_rungs_older_than_the_assignment_are_dropped() -> None:
    ids = plan(nv_001(assigned_at=local(2024, 7, 18, 8, 31)), until=local(2024, 7, 19))
    assert list(ids) == ["assigned", "due-morning"]


def test_a_rung_at_the_very_moment_of_the_assignment_is_kept() -> None:
    ids = plan(nv_001(assigned_at=local(2024, 7, 18, 8, 30)), until=local(2024, 7, 18))
    assert list(ids) == ["assigned", "before-1"]


def test_a_short_lead_time_still_has_the_day_before_and_the_day_itself() -> None:
    ids = plan(nv_001(assigned_at=local(2024, 7, 17, 16, 0)), until=local(2024, 7, 20))
    assert list(ids) == ["assigned", "before-1", "due-morning", "due-afternoon"]


@pytest.mark.parametrize(
    ("assigned_at", "announced"),
    [
        (local(2024, 7, 12, 22, 0), "Mon 15/07 07:00"),
        (local(2024, 7, 13, 9, 0), "Mon 15/07 07:00"),
        (local(2024, 7, 15, 5, 0), "Mon 15/07 07:00"),
        (local(2024, 7, 15, 17, 59), "Mon 15/07 17:59"),
    ],
)
def test_the_announcement_waits_for_the_office(assigned_at: datetime, announced: str) -> None:
    assert plan(nv_001(assigned_at=assigned_at))["assigned"] == announced


def test_without_a_due_date_there_is_only_the_announcement() -> None:
    assert list(plan(nv_001(due_on=None), until=local(2034, 1, 1))) == ["assigned"]


@pytest.mark.parametrize("due_on", [date.min, date(24, 7, 20), date(9999, 12, 31)])
def test_an_absurd_due_date_does_not_break_the_planning(due_on: date) -> None:
    assert list(plan(nv_001(due_on=due_on))) == ["assigned"]
    assert next_moment_after(nv_001(due_on=due_on), POLICY, CALENDAR, SLOTS, local(2024, 8, 1)) is None


@pytest.mark.parametrize("status", [Status.DONE, Status.CANCELLED, Status.TRANSFERRED])
def test_what_is_over_has_no_moments(status: Status) -> None:
    assert plan(nv_001(status=status)) == {}
    assert next_moment_after(nv_001(status=status), POLICY, CALENDAR, SLOTS, None) is None


@pytest.mark.parametrize("status", [Status.IN_PROGRESS, Status.RETURNED])
def test_whoever_still_owes_work_has_the_whole_ladder(status: Status) -> None:
    assert plan(nv_001(status=status)) == plan(nv_001())


def test_a_submitted_result_starts_only_the_reviewers_clock() -> None:
    facts = nv_001(status=Status.SUBMITTED, submitted_at=local(2024, 7, 18, 16, 0))
    assert plan(facts, until=local(2025, 1, 1)) == {
        "review-3": "Tue 23/07 08:30",
        "review-6": "Fri 26/07 08:30",
    }


def test_the_review_needs_no_due_date() -> None:
    facts = nv_001(due_on=None, status=Status.SUBMITTED, submitted_at=local(2024, 7, 18, 16, 0))
    assert list(plan(facts)) == ["review-3", "review-6"]


def test_a_submission_without_a_date_counts_from_the_last_report() -> None:
    facts = nv_001(status=Status.SUBMITTED, last_report_at=local(2024, 7, 18, 16, 0))
    assert plan(facts)["review-3"] == "Tue 23/07 08:30"


def test_a_weekly_reminder_on_a_holiday_moves_to_the_next_working_day() -> None:
    facts = nv_001(assigned_at=local(2025, 1, 2), due_on=date(2025, 4, 16))
    weeks = plan(facts, after=local(2025, 4, 24), until=local(2025, 5, 9))
    assert weeks["weekly-1"] == "Mon 05/05 08:30"  # Wed 30/04 to Sun 04/05 are off


def test_a_week_off_as_a_whole_is_left_out() -> None:
    facts = nv_001(assigned_at=local(2024, 1, 2), due_on=date(2024, 1, 25))
    weeks = plan(facts, after=local(2024, 2, 1), until=local(2024, 2, 23))
    assert weeks == {"weekly-2": "Thu 15/02 08:30", "weekly-3": "Thu 22/02 08:30"}


def test_no_rung_is_on_a_day_that_a_late_decision_closed() -> None:
    closed = index_overrides([Override(date(2024, 7, 18), works=False)])
    days = plan(nv_001(), calendar=WorkingCalendar(closed))
    assert days["before-1"] == "Wed 17/07 08:30"
    assert days["before-3"] == "Mon 15/07 08:30"


def test_a_share_of_the_lead_time_is_counted_in_working_days() -> None:
    text = f'{POLICY_TEXT}\n[[rung]]\nid = "half"\nwhen = 0.5\nto = ["head"]'
    days = plan(nv_001(), policy=load_policy(text))
    assert days["half"] == "Mon 15/07 08:30"  # 7 working days from Wed 10/07 to Fri 19/07; 3 have passed


def test_a_lead_time_too_short_to_share_has_no_such_moment() -> None:
    text = f'{POLICY_TEXT}\n[[rung]]\nid = "half"\nwhen = 0.5\nto = ["head"]'
    assert "half" not in plan(nv_001(assigned_at=local(2024, 7, 18)), policy=load_policy(text))


class CountingSlots(Slots):
    computed: ClassVar[list[date]] = []

    def slot_at(self, day: date, slot: Slot) -> datetime:
        self.computed.append(day)
        return SLOTS.slot_at(day, slot)


def test_an_overdue_assignment_is_planned_without_walking_its_past() -> None:
    old = nv_001(assigned_at=local(1998, 1, 5), due_on=date(1998, 1, 25))
    slots = CountingSlots(SLOTS.remind_at, SLOTS.remind_again_at, SLOTS.office_hours, ZONE)
    assert next_moment_after(old, POLICY, CALENDAR, slots, local(2024, 7, 16)) == local(2024, 7, 18)
    assert len(slots.computed) < 2 * len(POLICY.rungs)


def test_a_weekly_reminder_keeps_its_number_wherever_one_starts_to_look() -> None:
    late = plan(nv_001(), after=local(2024, 12, 31), until=local(2025, 1, 5))
    assert late == {"weekly-23": "Fri 03/01 08:30"}


def test_an_assignment_older_than_its_import_only_has_the_weeks_from_then_on() -> None:
    facts = nv_001(assigned_at=local(2024, 12, 31, 10, 0))
    assert plan(facts, until=local(2025, 1, 5)) == {
        "assigned": "Tue 31/12 10:00",
        "weekly-23": "Fri 03/01 08:30",
    }


def test_the_announcement_is_marked_as_one() -> None:
    first, *others = moments_between(nv_001(), POLICY, CALENDAR, SLOTS, after=None, until=local(2024, 8, 10))
    assert first.is_announcement
    assert not any(moment.is_announcement for moment in others)


def test_the_first_superior_is_told_on_the_first_day_late() -> None:
    moments = moments_between(
        nv_001(), POLICY, CALENDAR, SLOTS, after=local(2024, 7, 19, 14, 0), until=local(2024, 7, 22)
    )
    (late,) = moments
    assert [step.recipient for step in late.to] == [Recipient.FOCAL_POINT, Recipient.HEAD]


def test_any_changed_rule_calls_for_a_new_plan() -> None:
    now = plan_fingerprint(POLICY, CALENDAR, SLOTS)
    later = Slots(SLOTS.remind_at, SLOTS.remind_again_at.replace(hour=15), SLOTS.office_hours, ZONE)
    assert plan_fingerprint(POLICY, WorkingCalendar(DEFAULT_OVERRIDES), SLOTS) == now
    assert plan_fingerprint(replace(POLICY, silence_days=9), CALENDAR, SLOTS) != now
    assert plan_fingerprint(POLICY, WorkingCalendar(), SLOTS) != now
    assert plan_fingerprint(POLICY, CALENDAR, later) != now


def test_an_extension_moves_every_rung() -> None:
    extended = plan(nv_001(due_on=date(2024, 7, 27)), after=local(2024, 7, 17, 10, 0))
    assert extended["before-1"] == "Thu 25/07 08:30"
