"""Who decides a request, who answers an obstacle, and over which desks silence climbs."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.agencies import Agency, Level
from bot.domain.errors import DateInPast, DateNotLater, DateRefused, DateTooFar, NoDueDate
from bot.domain.people import Actor, Appointment, Person, Role, Seat, seats_in_turn
from bot.domain.report import Draft, Field, ReportKind
from bot.domain.requests import (
    FURTHEST,
    Desk,
    Extension,
    ExtensionStatus,
    Obstacle,
    ObstacleCategory,
    ObstacleStatus,
    Turn,
    can_answer,
    can_decide,
    check_wanted_date,
    choose_decider,
    laid_on,
    list_answerers,
    list_deciders,
    settle_date,
    turn_after,
)
from bot.domain.rungs import Recipient
from bot.language.slots import ObstacleKind
from tests.domain.ladder_setting import CALENDAR

TODAY, DUE = date(2024, 7, 10), date(2024, 7, 20)
"""A Wednesday, and a Saturday."""
NOW = datetime(2024, 7, 10, 2, tzinfo=UTC)
ASKER, PATH = 1, "/CP/HDG/"
PATHS = {"CP": "/CP/", "UBQG": "/CP/UBQG/", "HDG": PATH, "BYT": "/CP/BYT/", "BGG": "/CP/BGG/"}
LEVELS = {"CP": Level.GOVERNMENT, "UBQG": Level.COMMITTEE, "BYT": Level.MINISTRY}


def seat(person_id: int, role: Role, code: str, *, order: int = 1, **changes: bool) -> Seat:
    agency = Agency(1, code, code, code, code, LEVELS.get(code, Level.PROVINCE), PATHS[code])
    appointment = Appointment(10 * person_id + order, person_id, agency, role, order)
    return Seat(appointment, is_bound=changes.get("is_bound", True))


def actor(*seats: Seat) -> Actor:
    person_id = seats[0].appointment.person_id
    return Actor(Person(person_id, "x"), tuple(each.appointment for each in seats))


def in_turn_at(path: str, *seats: Seat) -> Callable[[Role], Sequence[Seat]]:
    return lambda role: seats_in_turn(seats, role, path, on=TODAY)


EXTENSION = Extension(
    id=1,
    assignment_id=1,
    person_id=ASKER,
    person_name="An",
    asked_at=NOW,
    old_due_on=DUE,
    wanted_on=date(2024, 8, 2),
    reason="chờ thẩm định",
    status=ExtensionStatus.PENDING,
    decider=Recipient.OFFICER,
)
LEADERS_OWN = replace(EXTENSION, decider=Recipient.LEADER)
OBSTACLE = Obstacle(
    id=1,
    assignment_id=1,
    person_id=ASKER,
    person_name="An",
    raised_at=NOW,
    category=ObstacleCategory.FUNDING,
    text="Thiếu kinh phí",
    status=ObstacleStatus.OPEN,
)
HELD = replace(OBSTACLE, holder_path=PATHS["BYT"])
FOCAL = seat(ASKER, Role.FOCAL_POINT, "HDG")
HEAD = seat(2, Role.HEAD, "HDG")
OFFICER = seat(3, Role.OFFICER, "UBQG")
LEADER = seat(4, Role.LEADER, "UBQG")
CHAIR = seat(5, Role.LEADER, "CP")
HOLDER, HOLDERS_HEAD = seat(6, Role.FOCAL_POINT, "BYT"), seat(7, Role.HEAD, "BYT")
NEIGHBOUR = seat(8, Role.FOCAL_POINT, "BGG")
ADMIN = seat(9, Role.ADMIN, "CP")


# --- dates ------------------------------------------------------------------------------------------------


def settle(days: int, *, is_working: bool, due_on: date | None = DUE, today: date = TODAY) -> date:
    return settle_date(due_on=due_on, days=days, is_working=is_working, today=today, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("days", "is_working", "wanted"),
    [
        (5, True, date(2024, 7, 26)),
        (10, True, date(2024, 8, 2)),
        (1, True, date(2024, 7, 22)),
        (5, False, date(2024, 7, 25)),
        (7, False, date(2024, 7, 27)),
    ],
)
def test_days_count_from_the_due_date(days: int, is_working: bool, wanted: date) -> None:
    assert settle(days, is_working=is_working) == wanted


def test_days_of_what_is_late_count_from_today() -> None:
    late = date(2024, 8, 6)
    assert settle(5, is_working=True, today=late) == date(2024, 8, 13)
    assert settle(5, is_working=False, today=late) == date(2024, 8, 11)


def test_days_pass_over_the_new_year() -> None:
    assert settle(1, is_working=True, due_on=date(2025, 1, 24)) == date(2025, 2, 3)


@pytest.mark.parametrize("days", [0, -1, FURTHEST.days + 1, 10**9])
def test_no_days_and_absurd_days_are_refused(days: int) -> None:
    for is_working in (True, False):
        with pytest.raises(DateTooFar):
            settle(days, is_working=is_working)


def test_without_a_date_there_is_nothing_to_move() -> None:
    with pytest.raises(NoDueDate):
        settle(5, is_working=True, due_on=None)
    with pytest.raises(NoDueDate):
        check_wanted_date(date(2024, 8, 2), due_on=None, today=TODAY)


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (date(2024, 7, 9), DateInPast),
        (date(1, 1, 1), DateInPast),
        (DUE, DateNotLater),
        (date(2024, 7, 19), DateNotLater),
        (TODAY, DateNotLater),
        (TODAY + FURTHEST + timedelta(days=1), DateTooFar),
        (date(9999, 12, 31), DateTooFar),
    ],
)
def test_a_date_that_is_no_extension_is_refused(wanted: date, error: type[DateRefused]) -> None:
    with pytest.raises(error):
        check_wanted_date(wanted, due_on=DUE, today=TODAY)


@pytest.mark.parametrize("wanted", [DUE + timedelta(days=1), date(2024, 9, 2), TODAY + FURTHEST])
def test_any_later_day_may_be_asked_for_also_a_day_off(wanted: date) -> None:
    assert check_wanted_date(wanted, due_on=DUE, today=TODAY) == wanted


def test_what_is_late_may_be_moved_to_today() -> None:
    late = date(2024, 8, 6)
    assert check_wanted_date(late, due_on=DUE, today=late) == late
    with pytest.raises(DateInPast):
        check_wanted_date(late - timedelta(days=1), due_on=DUE, today=late)


# --- who decides ------------------------------------------------------------------------------------------


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


def everybody_is_present(_: Seat) -> bool:
    return True


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


# --- who answers ------------------------------------------------------------------------------------------


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


# --- desks and rights agree -------------------------------------------------------------------------------

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


# --- drafts of requests -----------------------------------------------------------------------------------

ASKED = Draft(1, ReportKind.EXTENSION)
STUCK = Draft(1, ReportKind.OBSTACLE)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ASKED, Field.WANTED),
        (replace(ASKED, note="x"), Field.WANTED),
        (replace(ASKED, wanted_on=DUE), Field.WHY),
        (replace(ASKED, delta_days=5), Field.WHY),
        (replace(ASKED, delta_days=5, note=" \n"), Field.WHY),
        (replace(ASKED, delta_days=5, note="x"), None),
        (STUCK, Field.CATEGORY),
        (replace(STUCK, note="x"), Field.CATEGORY),
        (replace(STUCK, category="hr"), Field.OBSTACLE),
        (replace(STUCK, category="hr", note=" "), Field.OBSTACLE),
        (replace(STUCK, category="hr", note="x"), None),
        (Draft(1, ReportKind.DONE, note="x"), Field.PROOF),
        (Draft(1, ReportKind.PROGRESS), None),
        (Draft(1, ReportKind.NOTE), None),
    ],
)
def test_one_thing_is_asked_for_at_a_time(draft: Draft, field: Field | None) -> None:
    assert draft.missing is field


def test_a_draft_outlives_a_restart() -> None:
    for draft in (
        replace(ASKED, wanted_on=DUE, note="x"),
        replace(ASKED, delta_days=5, is_delta_working=True),
        replace(STUCK, category="hr", asked_of="BYT", note="x"),
    ):
        assert Draft.from_json(draft.to_json()) == draft


def test_a_draft_of_an_older_version_is_still_read() -> None:
    data = Draft(1, ReportKind.PROGRESS, percent=40).to_json()
    for name in ("wanted_on", "delta_days", "is_delta_working", "category", "asked_of"):
        del data[name]
    assert Draft.from_json(data) == Draft(1, ReportKind.PROGRESS, percent=40)


def test_language_guesses_no_category_that_the_register_lacks() -> None:
    assert {kind.value for kind in ObstacleKind} == {category.value for category in ObstacleCategory}
