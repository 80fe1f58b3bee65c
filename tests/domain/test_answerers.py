"""Who answers an obstacle, and that desks and rights agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Role, Seat
from bot.domain.requests import (
    Desk,
    Extension,
    Obstacle,
    can_answer,
    can_decide,
    list_answerers,
    list_deciders,
    turn_after,
)
from tests.domain.request_people import (
    ADMIN,
    ASKER,
    CHAIR,
    EXTENSION,
    FOCAL,
    HEAD,
    HELD,
    HOLDER,
    HOLDERS_HEAD,
    LEADER,
    LEADERS_OWN,
    NEIGHBOUR,
    OBSTACLE,
    OFFICER,
    PATH,
    PATHS,
    actor,
    everybody_is_present,
    in_turn_at,
    seat,
)


@pytest.mark.parametrize(
    ("who", "may", "may_held"),
    [
        (OFFICER, True, True),
        (LEADER, True, True),
        (HOLDER, False, True),
        (HOLDERS_HEAD, False, True),
        (seat(10, Role.OFFICER, "BYT"), False, False),
        (HEAD, False, False),
        (NEIGHBOUR, False, False),
        (ADMIN, False, False),
        (seat(10, Role.HEAD, "CP"), False, False),
    ],
    ids=lambda value: (
        f"{value.appointment.role} {value.appointment.agency.code}" if isinstance(value, Seat) else None
    ),
)
def test_the_office_above_and_the_holder_answer(who: Seat, may: bool, may_held: bool) -> None:
    assert can_answer(actor(who), OBSTACLE, PATH) == may
    assert can_answer(actor(who), HELD, PATH) == may_held


def test_nobody_answers_the_own_obstacle() -> None:
    own = (FOCAL, seat(ASKER, Role.OFFICER, "UBQG"), seat(ASKER, Role.FOCAL_POINT, "BYT"))
    assert not can_answer(actor(*own), HELD, PATH)


def answerers(obstacle: Obstacle, *seats: Seat) -> list[Desk]:
    at_holder = in_turn_at(obstacle.holder_path, *seats)
    return list_answerers(in_turn_at(PATH, *seats), at_holder, obstacle)


def test_an_obstacle_of_the_office_climbs_from_the_officer_to_the_leaders() -> None:
    assert answerers(OBSTACLE, CHAIR, LEADER, OFFICER, HEAD, HOLDER) == [(OFFICER,), (LEADER, CHAIR)]


def test_one_held_by_an_agency_climbs_over_its_head_first() -> None:
    deputy = seat(10, Role.FOCAL_POINT, "BYT", order=2)
    seats = (LEADER, OFFICER, HOLDERS_HEAD, HOLDER, deputy)
    assert answerers(HELD, *seats) == [(HOLDER, deputy), (HOLDERS_HEAD,), (OFFICER,), (LEADER,)]


def test_with_nobody_at_the_holder_the_office_answers() -> None:
    assert answerers(HELD, OFFICER, LEADER) == [(OFFICER,), (LEADER,)]


def test_the_reporters_own_seat_at_the_holder_is_passed_over() -> None:
    own = seat(ASKER, Role.FOCAL_POINT, "BYT")
    deputy = seat(10, Role.FOCAL_POINT, "BYT", order=2)
    assert answerers(HELD, own, deputy, OFFICER) == [(deputy,), (OFFICER,)]


SEATS = st.lists(
    st.builds(
        seat,
        st.integers(1, 6),
        st.sampled_from(Role),
        st.sampled_from(sorted(PATHS)),
        order=st.integers(1, 3),
    ),
    max_size=12,
)


@given(SEATS, st.sampled_from([EXTENSION, LEADERS_OWN]), st.integers(0, 9))
def test_whoever_it_lies_with_may_decide_it_and_is_not_the_asker(
    seats: list[Seat], extension: Extension, climbs: int
) -> None:
    turn = turn_after(list_deciders(in_turn_at(PATH, *seats), extension), climbs, everybody_is_present)
    everybody = {each.appointment.person_id for each in seats}
    able = [
        person_id
        for person_id in everybody
        if can_decide(actor(*(s for s in seats if s.appointment.person_id == person_id)), extension, PATH)
    ]
    assert (turn is None) == (not able)
    if turn is not None:
        assert turn.seat.appointment.person_id in able
        assert turn.seat.appointment.person_id != ASKER


@given(SEATS, st.sampled_from([OBSTACLE, HELD]), st.integers(0, 9))
def test_whoever_an_obstacle_lies_with_may_answer_it(
    seats: list[Seat], obstacle: Obstacle, climbs: int
) -> None:
    turn = turn_after(answerers(obstacle, *seats), climbs, everybody_is_present)
    everybody = {each.appointment.person_id for each in seats}
    able = [
        person_id
        for person_id in everybody
        if can_answer(actor(*(s for s in seats if s.appointment.person_id == person_id)), obstacle, PATH)
    ]
    assert (turn is None) == (not able)
    assert turn is None or turn.seat.appointment.person_id in able
