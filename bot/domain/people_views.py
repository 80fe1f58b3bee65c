"""What the people desk shows: frozen answers that ``texts`` put into words."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.agencies import Agency
from bot.domain.paging import count_pages
from bot.domain.people import Actor, Person, Role
from bot.domain.reorganising_views import Pending


class DeskList(StrEnum):
    """The lists of the desk; their names travel in buttons."""

    AGENCIES = "agencies"
    WITHOUT = "without"
    """Agencies with open tasks and no focal point whose account is linked."""
    GONE = "gone"
    """People whom no message reaches."""


@dataclass(frozen=True, slots=True)
class DeskView:
    people: int
    linked: int
    without: int
    gone: int
    pending: Pending = field(default_factory=Pending)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One seat and who holds it."""

    person_id: int
    name: str
    appointment_id: int
    agency: Agency
    role: Role
    order: int
    is_bound: bool
    is_unreachable: bool


@dataclass(frozen=True, slots=True)
class AgencyCount:
    agency: Agency
    people: int
    linked: int


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One page of a list; ``number`` counts from 0."""

    which: DeskList
    agencies: tuple[AgencyCount, ...]
    people: tuple[PersonLine, ...]
    number: int
    total: int
    size: int

    @property
    def count(self) -> int:
        return count_pages(self.total, self.size)


@dataclass(frozen=True, slots=True)
class AgencyPeople:
    agency: Agency
    lines: tuple[PersonLine, ...]
    can_invite: bool


@dataclass(frozen=True, slots=True)
class StoredAbsence:
    id: int
    person_id: int
    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class PersonEvent:
    at: datetime
    kind: str
    who: str
    agency_vi: str
    agency_en: str
    reason: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person's card as the desk sees it."""

    actor: Actor
    absences: tuple[StoredAbsence, ...]
    events: tuple[PersonEvent, ...]
    can_manage: bool
    to_make_first: tuple[int, ...]
    """Appointments that could take over as the first focal point of their agency."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An invitation before it is confirmed."""

    name: str
    role: Role
    agency: Agency
    is_known: bool
    """Somebody of that name holds that seat already: the new link replaces the old one."""


@dataclass(frozen=True, slots=True)
class Invited:
    proposal: Proposal
    link: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Revoked:
    name: str
    left_without: tuple[Agency, ...]
    """Agencies that have no linked focal point from now on."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    name: str
    agency: Agency


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who takes a turn meanwhile; nobody when ``name`` is empty."""

    role: Role
    agency: Agency
    person_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class AbsencePlan:
    person: Person
    is_own: bool
    from_on: date
    to_on: date
    stand_ins: tuple[StandIn, ...]
    is_known: bool = False
    """These days are recorded already."""


@dataclass(frozen=True, slots=True)
class AbsencesView:
    person: Person
    is_own: bool
    items: tuple[StoredAbsence, ...]
