from datetime import date, datetime, time

import pytest

from bot.domain.slots import Slot, Slots
from tests.domain.ladder_setting import CALENDAR, SLOTS, ZONE, local


def test_a_slot_is_an_instant_in_utc() -> None:
    assert SLOTS.slot_at(date(2024, 7, 19), Slot.MORNING).isoformat() == "2024-07-19T01:30:00+00:00"
    assert SLOTS.slot_at(date(2024, 7, 19), Slot.AFTERNOON).isoformat() == "2024-07-19T07:00:00+00:00"


def test_midnight_is_where_the_office_is() -> None:
    assert SLOTS.local_day(local(2024, 7, 19, 0, 30)) == date(2024, 7, 19)


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        (local(2024, 7, 19, 6, 59), False),
        (local(2024, 7, 19, 7, 0), True),
        (local(2024, 7, 19, 17, 59), True),
        (local(2024, 7, 19, 18, 0), False),
        (local(2024, 7, 20, 9, 0), False),
        (local(2024, 5, 4, 9, 0), True),
        (local(2024, 9, 2, 9, 0), False),
    ],
)
def test_the_office_is_open_on_working_days_until_closing(now: datetime, is_open: bool) -> None:
    assert SLOTS.in_office_hours(now, CALENDAR) is is_open


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (local(2024, 7, 19, 10, 5), local(2024, 7, 19, 10, 5)),
        (local(2024, 7, 19, 3, 0), local(2024, 7, 19, 7, 0)),
        (local(2024, 7, 19, 18, 0), local(2024, 7, 22, 7, 0)),
        (local(2024, 7, 20, 3, 0), local(2024, 7, 22, 7, 0)),
        (local(2024, 2, 7, 20, 0), local(2024, 2, 15, 7, 0)),
    ],
)
def test_nights_weekends_and_holidays_hold_until_the_next_opening(now: datetime, expected: datetime) -> None:
    assert SLOTS.next_office_moment(now, CALENDAR) == expected


@pytest.mark.parametrize(
    ("first", "second"), [(time(6), time(14)), (time(14), time(8)), (time(8), time(18)), (time(8), time(8))]
)
def test_slots_outside_office_hours_or_out_of_order_are_refused(first: time, second: time) -> None:
    with pytest.raises(ValueError, match="office"):
        Slots(first, second, (time(7), time(18)), ZONE)


def test_the_fingerprint_changes_with_a_slot() -> None:
    later = Slots(time(9), time(14), (time(7), time(18)), ZONE)
    assert later.fingerprint != SLOTS.fingerprint
