"""The people around a request: who asks, who decides, who holds an obstacle."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.domain.agencies import Agency, Level
from bot.domain.people import Actor, Appointment, Person, Role, Seat, seats_in_turn
from bot.domain.requests import (
    Extension,
    ExtensionStatus,
    Obstacle,
    ObstacleCategory,
    ObstacleStatus,
)
from bot.domain.rungs import Recipient

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


def everybody_is_present(_: Seat) -> bool:
    return True
