"""What letters about the record say by now, from the present state; nothing to say when their reason is gone."""

from datetime import datetime

from bot.domain.people import Actor
from bot.domain.report import ReportKind
from bot.domain.requests import ExtensionStatus, ObstacleStatus
from bot.domain.rules import Rules
from bot.domain.task import OPEN_STATUSES, Status
from bot.domain.urging import UrgeKind
from bot.domain.views import (
    DecisionView,
    ExtensionDecidedView,
    ExtensionView,
    InfoView,
    ObstacleMovedView,
    ObstacleView,
    ReviewView,
    UrgedLine,
    UrgeView,
)
from bot.services import UnitOfWork, request_views
from bot.services.forwarding import Matter
from bot.services.tasks import HIDDEN
from bot.storage import assignments, reports, urges
from bot.storage.outbox import Mail, MailKind

RecordView = (
    ReviewView | DecisionView | ExtensionView | ExtensionDecidedView | ObstacleView | ObstacleMovedView
)


async def load_info(uow: UnitOfWork, mail: Mail, reader: Actor | None) -> InfoView | None:
    """None for a reader who is gone, or who may no longer see the assignment that it concerns."""
    assignment_id, key, facts = mail.data["assignment_id"], str(mail.data["key"]), dict(mail.data["facts"])
    if reader is None or assignment_id is None:
        return InfoView(key, facts, None) if reader else None
    assignment = await assignments.find_assignment(uow, int(assignment_id))
    if assignment is None or assignment.status in HIDDEN or not reader.can_see(assignment.agency_path):
        return None
    return InfoView(key, facts, assignment)


async def load_urge(uow: UnitOfWork, mail: Mail, reader: Actor | None) -> UrgeView | None:
    """What of it still is open and the reader's to see; praise is for what is done as well."""
    if reader is None:
        return None
    found = await urges.load_urges(uow, list(mail.data["urge_ids"]))
    about = await assignments.load_assignments(uow, [urge.assignment_id for urge in found])
    shown = tuple(
        UrgedLine(urge, assignment)
        for urge in found
        if (assignment := about.get(urge.assignment_id)) is not None
        and reader.can_see(assignment.agency_path)
        and (urge.kind is UrgeKind.PRAISE or assignment.status in OPEN_STATUSES)
    )
    return UrgeView(shown, bool(reader.scope_to_report().prefixes)) if shown else None


async def load_matter(
    uow: UnitOfWork, mail: Mail, matter: Matter, reader: Actor | None, *, rules: Rules, now: datetime
) -> RecordView | None:
    """The view of a letter to a role; None when its reason is gone (decided, withdrawn, answered, over)."""
    if matter.assignment.status in HIDDEN:
        return None
    view: RecordView | None = None
    match mail.kind:
        case MailKind.DECISION:
            data = mail.data
            approved = bool(data["is_approved"])
            view = DecisionView(matter.assignment, approved, str(data["by"]), str(data["reason"]))
        case MailKind.REVIEW:
            view = await _load_review(uow, mail, matter)
        case MailKind.EXTENSION:
            view = await _load_extension(uow, mail, matter, rules, now)
        case MailKind.EXTENSION_DECIDED if matter.extension is not None:
            view = ExtensionDecidedView(matter.extension, matter.assignment)
        case MailKind.OBSTACLE:
            view = _obstacle_view(mail, matter, reader)
        case MailKind.OBSTACLE_MOVED if matter.obstacle is not None:
            view = ObstacleMovedView(matter.obstacle, matter.assignment)
    return view


async def _load_review(uow: UnitOfWork, mail: Mail, matter: Matter) -> ReviewView | None:
    found = await reports.find_report(uow, int(mail.data["report_id"]))
    assignment = matter.assignment
    if found is None or assignment.status is not Status.SUBMITTED or assignment.submitted_at is None:
        return None
    last = await reports.find_last_report(uow, assignment.id, kind=ReportKind.DONE)
    if last is None or last.id != found[1].id:
        return None  # what came after it tells of both
    proofs = await reports.list_proofs_since(uow, assignment.id, since=assignment.submitted_at)
    return ReviewView(assignment, last, tuple(proofs))


async def _load_extension(
    uow: UnitOfWork, mail: Mail, matter: Matter, rules: Rules, now: datetime
) -> ExtensionView | None:
    extension, assignment = matter.extension, matter.assignment
    if extension is None or extension.status is not ExtensionStatus.PENDING:
        return None
    if assignment.status not in OPEN_STATUSES or extension.climbs != mail.data["climbs"]:
        return None
    return await request_views.load_view(uow, extension, assignment, now=now, rules=rules)


def _obstacle_view(mail: Mail, matter: Matter, reader: Actor | None) -> ObstacleView | None:
    obstacle, assignment = matter.obstacle, matter.assignment
    if obstacle is None or obstacle.status is not ObstacleStatus.OPEN:
        return None
    if assignment.status not in OPEN_STATUSES or obstacle.climbs != mail.data["climbs"]:
        return None
    return ObstacleView(obstacle, assignment, reader is not None and reader.can_see(assignment.agency_path))
