"""Nobody raises their own rights, and nobody gives what lies above them."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.agencies import Agency, Level
from bot.domain.granting import can_grant, can_manage, desk_scope, list_grantable
from bot.domain.people import Actor, Appointment, Person, Role

COMMITTEE = Agency(2, "UB", "Ủy ban", "", "Ủy ban", Level.COMMITTEE, "/CP/UB/")
HDG = Agency(3, "HDG", "Hải Dương", "", "Hải Dương", Level.PROVINCE, "/CP/HDG/")
BGG = Agency(4, "BGG", "Bắc Giang", "", "Bắc Giang", Level.PROVINCE, "/CP/BGG/")
AGENCIES = (COMMITTEE, HDG, BGG)


def holder(person_id: int, *seats: tuple[Role, Agency]) -> Actor:
    held = tuple(Appointment(n, person_id, agency, role) for n, (role, agency) in enumerate(seats, start=1))
    return Actor(Person(person_id, "x"), held)


SEATS = st.lists(st.tuples(st.sampled_from(Role), st.sampled_from(AGENCIES)), max_size=3)


def test_an_officer_seats_focal_points_and_heads_within_the_scope() -> None:
    officer = holder(1, (Role.OFFICER, HDG))
    assert {role for role in Role if can_grant(officer, role, HDG.path)} == {Role.FOCAL_POINT, Role.HEAD}
    assert not any(can_grant(officer, role, BGG.path) for role in Role)


def test_an_administrator_seats_anybody_anywhere() -> None:
    admin = holder(1, (Role.ADMIN, HDG))
    assert all(can_grant(admin, role, agency.path) for role in Role for agency in AGENCIES)


@given(seats=SEATS)
def test_one_seat_beyond_reach_keeps_the_whole_person_out_of_reach(
    seats: list[tuple[Role, Agency]],
) -> None:
    officer, target = holder(1, (Role.OFFICER, HDG)), holder(2, *seats)
    within = all(role in {Role.FOCAL_POINT, Role.HEAD} and agency is HDG for role, agency in seats)
    assert can_manage(officer, target) is (within and bool(seats))


@given(seats=SEATS)
def test_nobody_manages_themselves(seats: list[tuple[Role, Agency]]) -> None:
    actor = holder(1, *seats, (Role.ADMIN, COMMITTEE))
    assert not can_manage(actor, actor)


@given(seats=SEATS)
def test_without_such_an_office_there_is_no_desk(seats: list[tuple[Role, Agency]]) -> None:
    actor = holder(1, *seats)
    has_office = actor.has_role(Role.ADMIN, Role.OFFICER)
    assert bool(desk_scope(actor)) is bool(list_grantable(actor)) is has_office
