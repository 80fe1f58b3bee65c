"""Groups of the messenger: which the bot may stay in, and what is told there."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.people import Actor, Role

ALLOWING = (Role.ADMIN, Role.OFFICER, Role.LEADER)


class GroupStatus(StrEnum):
    ASKED = "asked"
    """Somebody who may allow it put the bot there; the private answer is awaited."""
    ALLOWED = "allowed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Group:
    id: int
    chat_id: int
    title: str
    status: GroupStatus
    asked_by: int
    allowed_by: int | None


@dataclass(frozen=True, slots=True)
class LateCount:
    """What everybody in a group may know of what is late: numbers."""

    tasks: int
    assignments: int
    longest: int
    """Days."""


def can_allow(actor: Actor) -> bool:
    return actor.has_role(*ALLOWING)
