"""Letters to a role: results and requests go to the desk they lie on, decisions back to whoever asked.

Whoever was meant first may be revoked or unreachable by the time of sending, or nobody may hold the seat yet. Such a
row stays queued without an address, and the planner's tick gives it one as soon as somebody is in turn.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import Actor, Role, Seat
from bot.domain.requests import Extension, Obstacle, can_answer, can_decide
from bot.domain.rules import Rules
from bot.domain.task import Assignment
from bot.services import UnitOfWork, desks
from bot.services.desks import Office
from bot.storage import assignments, extensions, obstacles, reports, waiting_mail
from bot.storage.outbox import Mail, MailKind

_TO_A_ROLE = frozenset(
    {
        MailKind.REVIEW,
        MailKind.DECISION,
        MailKind.EXTENSION,
        MailKind.EXTENSION_DECIDED,
        MailKind.OBSTACLE,
        MailKind.OBSTACLE_MOVED,
    }
)


@dataclass(frozen=True, slots=True)
class Matter:
    """What a letter to a role is about, as it stands now."""

    kind: MailKind
    assignment: Assignment
    extension: Extension | None = None
    obstacle: Obstacle | None = None
    reporter_id: int = 0
    """Of a result: who must not decide it."""

    def can_receive(self, reader: Actor | None) -> bool:
        """Whether this reader still is somebody to tell of it."""
        if reader is None:
            return False
        path = self.assignment.agency_path
        match self.kind:
            case MailKind.EXTENSION if self.extension is not None:
                return can_decide(reader, self.extension, path)
            case MailKind.OBSTACLE if self.obstacle is not None:
                return can_answer(reader, self.obstacle, path)
            case MailKind.REVIEW:
                is_own = reader.person.id == self.reporter_id
                return not is_own and reader.scope(Role.OFFICER, Role.LEADER).contains(path)
            case _:
                return reader.can_see(path)

    def in_turn(self, office: Office) -> Seat | None:
        path = self.assignment.agency_path
        match self.kind:
            case MailKind.EXTENSION if self.extension is not None:
                turn = office.decider_of(self.extension, path)
                return turn.seat if turn else None
            case MailKind.OBSTACLE if self.obstacle is not None:
                turn = office.answerer_of(self.obstacle, path)
                return turn.seat if turn else None
            case MailKind.REVIEW:
                return office.reviewer_of(path, self.reporter_id)
            case _:
                return next(iter(office.in_turn(Role.FOCAL_POINT, path)), None)


def is_to_a_role(mail: Mail) -> bool:
    return mail.kind in _TO_A_ROLE


async def find_matter(uow: UnitOfWork, mail: Mail) -> Matter | None:
    """None when the record has no such thing (a letter of a kind that is no more)."""
    extension = obstacle = None
    reporter_id = 0
    match mail.kind:
        case MailKind.DECISION:
            assignment_id = int(mail.data["assignment_id"])
        case MailKind.EXTENSION | MailKind.EXTENSION_DECIDED:
            extension = await extensions.find_extension(uow, int(mail.data["extension_id"]))
            assignment_id = extension.assignment_id if extension else 0
        case MailKind.OBSTACLE | MailKind.OBSTACLE_MOVED:
            obstacle = await obstacles.find_obstacle(uow, int(mail.data["obstacle_id"]))
            assignment_id = obstacle.assignment_id if obstacle else 0
        case _:
            found = await reports.find_report(uow, int(mail.data["report_id"]))
            assignment_id, reporter_id = (found[0], found[1].person_id) if found else (0, 0)
    assignment = await assignments.find_assignment(uow, assignment_id) if assignment_id else None
    return Matter(mail.kind, assignment, extension, obstacle, reporter_id) if assignment else None


async def address_waiting(uow: UnitOfWork, *, now: datetime, rules: Rules) -> int:
    """Gives letters without an address to whoever is in turn now; returns how many found somebody."""
    waiting = await waiting_mail.list_unaddressed(uow)
    if not waiting:
        return 0
    office = await desks.open_office(uow, now=now, rules=rules)
    addressed = 0
    for mail in waiting:
        matter = await find_matter(uow, mail)
        seat = matter.in_turn(office) if matter else None
        if seat is not None:
            await waiting_mail.address(uow, mail, seat.appointment.person_id)
            addressed += 1
    return addressed
