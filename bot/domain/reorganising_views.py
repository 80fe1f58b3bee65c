"""What the desk shows after agencies changed: seats to confirm again, tasks that wait for a decision."""

from dataclasses import dataclass

from bot.domain.agencies import Agency
from bot.domain.people import Role
from bot.domain.task import Assignment


@dataclass(frozen=True, slots=True)
class CarriedSeat:
    """A live seat that came with its holder from an agency that ended."""

    appointment_id: int
    person_id: int
    name: str
    role: Role
    old: Agency
    new: Agency


@dataclass(frozen=True, slots=True)
class Allocation:
    """A task whose agency has ended, and who could take it over: the main heir first; none if nobody follows."""

    assignment: Assignment
    old: Agency
    heirs: tuple[Agency, ...]


@dataclass(frozen=True, slots=True)
class Pending:
    """How much of it lies on the actor's desk."""

    seats: int = 0
    tasks: int = 0
