"""Who decides a request for more time, and over whose desks silence climbs."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.people import Role, Seat
from bot.domain.requests import (
    Turn,
    can_decide,
    choose_decider,
    laid_on,
    list_deciders,
    turn_after,
)
from bot.domain.rungs import Recipient
from tests.domain.ladder_setting import CALENDAR
from tests.domain.request_people import (
    ADMIN,
    ASKER,
    CHAIR,
    DUE,
    EXTENSION,
    FOCAL,
    HEAD,
    LEADER,
    LEADERS_OWN,
    NEIGHBOUR,
    OFFICER,
    PATH,
    PATHS,
    actor,
    everybody_is_present,
    in_turn_at,
    seat,
)


def decider(wanted: date, granted_before: int = 0) -> Recipient:
    return choose_decider(
        original_due_on=DUE,
        wanted_on=wanted,
        granted_before=granted_before,
        calendar=CALENDAR,
        officer_days=20,
    )


def test_a_first_and_short_extension_is_the_officers() -> None:
    assert decider(date(2024, 8, 2)) is Recipient.OFFICER


def test_a_second_one_is_a_leaders_however_short() -> None:
    assert decider(date(2024, 7, 22), granted_before=1) is Recipient.LEADER


@pytest.mark.parametrize(
    ("wanted", "who"),
    [
        (date(2024, 8, 16), Recipient.OFFICER),
        (date(2024, 8, 18), Recipient.OFFICER),
        (date(2024, 8, 19), Recipient.LEADER),
    ],
    ids=["20 working days", "the Sunday after", "21 working days"],
)
def test_more_than_twenty_working_days_in_all_are_a_leaders(wanted: date, who: Recipient) -> None:
    assert CALENDAR.add_working_days(DUE, 20) == date(2024, 8, 16)
    assert decider(wanted) is who


def test_nobody_decides_the_own_request_in_whatever_office() -> None:
    own = (FOCAL, seat(ASKER, Role.OFFICER, "UBQG"), seat(ASKER, Role.LEADER, "CP"))
    for extension in (EXTENSION, LEADERS_OWN):
        assert not can_decide(actor(*own), extension, PATH)


@pytest.mark.parametrize(
    ("who", "is_officers", "is_leaders"),
    [
        (OFFICER, True, False),
        (LEADER, True, True),
        (CHAIR, True, True),
        (HEAD, False, False),
        (seat(10, Role.FOCAL_POINT, "HDG"), False, False),
        (NEIGHBOUR, False, False),
        (ADMIN, False, False),
        (seat(11, Role.OFFICER, "BYT"), False, False),
        (seat(12, Role.LEADER, "BYT"), False, False),
    ],
    ids=lambda value: (
        f"{value.appointment.role} {value.appointment.agency.code}" if isinstance(value, Seat) else None
    ),
)
def test_an_officer_decides_what_is_an_officers_and_a_leader_everything(
    who: Seat,
    is_officers: bool,
    is_leaders: bool,
) -> None:
    assert can_decide(actor(who), EXTENSION, PATH) == is_officers
    assert can_decide(actor(who), LEADERS_OWN, PATH) == is_leaders


def test_an_officer_decides_only_inside_the_portfolio() -> None:
    elsewhere = replace(OFFICER, appointment=replace(OFFICER.appointment, portfolio=(PATHS["BGG"],)))
    assert not can_decide(actor(elsewhere), EXTENSION, PATH)


def test_a_request_climbs_from_the_officer_over_the_leaders_from_the_smallest_scope_up() -> None:
    seats = (CHAIR, OFFICER, LEADER, HEAD, FOCAL)
    own_leader = seat(10, Role.LEADER, "HDG")
    desks = list_deciders(in_turn_at(PATH, own_leader, *seats), EXTENSION)
    assert [desk[0].appointment.person_id for desk in desks] == [3, 10, 4]


def test_there_is_one_desk_a_scope() -> None:
    second = seat(10, Role.OFFICER, "UBQG", order=2)
    another = seat(11, Role.LEADER, "UBQG", order=2)
    desks = list_deciders(in_turn_at(PATH, OFFICER, second, LEADER, another), EXTENSION)
    assert desks == [(OFFICER, second), (LEADER, another)]


def test_a_leaders_request_begins_with_the_leaders() -> None:
    assert list_deciders(in_turn_at(PATH, OFFICER, LEADER), LEADERS_OWN) == [(LEADER,)]


def test_without_a_leader_a_leaders_request_waits_for_one() -> None:
    """No officer may decide it, so it lies on no officer's desk either."""
    assert list_deciders(in_turn_at(PATH, OFFICER), LEADERS_OWN) == []


def test_without_an_officer_it_begins_with_the_leader() -> None:
    assert list_deciders(in_turn_at(PATH, LEADER), EXTENSION) == [(LEADER,)]


def test_the_askers_own_seats_are_passed_over() -> None:
    own = seat(ASKER, Role.OFFICER, "UBQG", order=1)
    second = seat(10, Role.OFFICER, "UBQG", order=2)
    own_leader = seat(ASKER, Role.LEADER, "UBQG")
    assert list_deciders(in_turn_at(PATH, own, own_leader, second, LEADER), EXTENSION) == [
        (second,),
        (LEADER,),
    ]
    assert list_deciders(in_turn_at(PATH, own, own_leader), EXTENSION) == []


def test_the_last_desk_keeps_it() -> None:
    desks = [(OFFICER,), (LEADER,)]
    turns = [turn_after(desks, climbs, everybody_is_present) for climbs in (0, 1, 2, 99)]
    assert [turn.seat for turn in turns if turn] == [OFFICER, LEADER, LEADER, LEADER]
    assert turn_after([], 3, everybody_is_present) is None


THIRD_DESK = seat(12, Role.LEADER, "CP")


@pytest.mark.parametrize(
    ("climbs", "away", "level", "lies_with"),
    [
        (0, {OFFICER}, 1, LEADER),
        (1, {OFFICER}, 1, LEADER),
        (1, {LEADER}, 2, THIRD_DESK),
        (2, {THIRD_DESK}, 1, LEADER),
        (2, {THIRD_DESK, LEADER}, 0, OFFICER),
    ],
)
def test_who_is_away_moves_no_desk(climbs: int, away: set[Seat], level: int, lies_with: Seat) -> None:
    desks = [(OFFICER,), (LEADER,), (THIRD_DESK,)]
    assert turn_after(desks, climbs, lambda each: each not in away) == Turn(level, lies_with)


def test_a_deputy_of_the_same_desk_comes_before_the_next_one() -> None:
    deputy = seat(13, Role.OFFICER, "UBQG", order=2)
    assert turn_after([(OFFICER, deputy), (LEADER,)], 0, lambda each: each != OFFICER) == Turn(0, deputy)


def test_nobody_present_is_nobodys_turn() -> None:
    assert turn_after([(OFFICER,), (LEADER,)], 0, lambda _: False) is None


def test_the_next_silence_climbs_from_the_desk_that_was_told() -> None:
    assert laid_on(0, Turn(0, OFFICER)) == 0
    assert laid_on(0, Turn(1, LEADER)) == 1
    assert laid_on(3, Turn(1, LEADER)) == 3
    assert laid_on(2, None) == 2
