"""Letters to a role: results and wishes go to the officer in turn, decisions to the focal point.

Whoever was meant first may be revoked or unreachable by the time of sending, or nobody may hold the seat yet. Such a
row stays queued without an address, and the planner's tick gives it one as soon as somebody is in turn.
"""

from datetime import datetime

from bot.domain.people import Actor
from bot.domain.rules import Rules
from bot.domain.rungs import Recipient
from bot.services import UnitOfWork
from bot.services.notices import choose_seats
from bot.storage import assignments, people, reports, waiting_mail
from bot.storage.outbox import Mail, MailKind

_ROLES = {
    MailKind.REVIEW: Recipient.OFFICER,
    MailKind.WISH: Recipient.OFFICER,
    MailKind.DECISION: Recipient.FOCAL_POINT,
}


def is_to_a_role(mail: Mail) -> bool:
    return mail.kind in _ROLES


def can_receive(reader: Actor | None, mail: Mail, path: str) -> bool:
    """Whether this reader still is somebody to tell of the agency at ``path``."""
    if reader is None:
        return False
    return reader.can_review(path) if _ROLES[mail.kind] is Recipient.OFFICER else reader.can_see(path)


async def find_assignment_id(uow: UnitOfWork, mail: Mail) -> int | None:
    """The assignment that a letter to a role is about."""
    if mail.kind is MailKind.DECISION:
        return int(mail.data["assignment_id"])
    found = await reports.find_report(uow, int(mail.data["report_id"]))
    return found[0] if found else None


async def address_waiting(uow: UnitOfWork, *, now: datetime, rules: Rules) -> int:
    """Gives letters without an address to whoever is in turn now; returns how many found somebody."""
    waiting = await waiting_mail.list_unaddressed(uow)
    if not waiting:
        return 0
    seats = await people.list_seats(uow)
    absences = await people.list_absences(uow, on=rules.today(now))
    addressed = 0
    for mail in waiting:
        assignment_id = await find_assignment_id(uow, mail)
        assignment = await assignments.find_assignment(uow, assignment_id) if assignment_id else None
        if assignment is None:
            continue
        path = assignment.agency_path
        for seat in choose_seats(_ROLES[mail.kind], path, seats, absences, rules, now):
            await waiting_mail.address(uow, mail.id, seat.appointment.person_id)
            addressed += 1
    return addressed
