"""A draft with everything its confirm card has to say. Nothing is written here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.people import Actor, Role
from bot.domain.report import Draft, ReportKind
from bot.domain.rules import Rules
from bot.domain.task import Assignment, Status, TaskKind
from bot.domain.views import DraftView
from bot.services import UnitOfWork, desks, extensions, indicators
from bot.services.reporting import get_reportable, require_reportable
from bot.storage import people


async def preview(
    uow: UnitOfWork,
    actor: Actor,
    draft: Draft,
    *,
    now: datetime,
    rules: Rules,
    lock: bool = False,
    found: Sequence[Assignment] = (),
) -> DraftView:
    """What the draft would do by now.

    ``found``: what was just found inside the actor's scope; the assignment is not read again if it is among them.

    Raises:
        What ``get_reportable`` raises. DateRefused: it asks for a date that makes no sense.
    """
    known = next((each for each in found if each.id == draft.assignment_id), None)
    if known is not None:
        assignment = require_reportable(actor, known)
    else:
        assignment = await get_reportable(uow, actor, draft.assignment_id, now=now, rules=rules, lock=lock)
    draft = _as_value(draft, assignment)
    has_date = draft.wanted_on is not None or draft.delta_days is not None
    if draft.kind is ReportKind.EXTENSION and has_date:
        return await _preview_extension(uow, draft, assignment, now=now, rules=rules)
    if draft.kind is ReportKind.OBSTACLE and draft.asked_of:
        return await _preview_obstacle(uow, draft, assignment, now=now, rules=rules)
    takes_back = assignment.status is Status.SUBMITTED and draft.kind is ReportKind.PROGRESS
    is_figure = draft.value is not None and assignment.task.kind is TaskKind.KPI
    target = (
        await indicators.find_target(uow, assignment.task.id, now=now, rules=rules) if is_figure else None
    )
    return DraftView(draft, assignment, takes_back=takes_back, target=target)


def _as_value(draft: Draft, assignment: Assignment) -> Draft:
    """Of an indicator that is a share the percent said is its value, not how far the work is."""
    is_share = assignment.task.kind is TaskKind.KPI and "%" in assignment.task.kpi_unit
    if not is_share or draft.percent is None or draft.value is not None:
        return draft
    return replace(draft, percent=None, value=draft.percent)


async def _preview_extension(
    uow: UnitOfWork, draft: Draft, assignment: Assignment, *, now: datetime, rules: Rules
) -> DraftView:
    wanted_on = extensions.wanted_date(draft, assignment, today=rules.today(now), rules=rules)
    decider, granted, pending = await extensions.who_decides(uow, assignment, wanted_on, rules=rules)
    settled = replace(draft, wanted_on=wanted_on, delta_days=None, is_delta_working=False)
    return DraftView(settled, assignment, decider=decider, granted_before=granted, replaces=pending)


async def _preview_obstacle(
    uow: UnitOfWork, draft: Draft, assignment: Assignment, *, now: datetime, rules: Rules
) -> DraftView:
    """An agency where nobody is bound cannot be asked: the standing agency is, and the card says so."""
    agency = await people.find_agency(uow, draft.asked_of)
    office = await desks.open_office(uow, now=now, rules=rules)
    is_bound = agency is not None and any(
        office.in_turn(role, agency.path) for role in (Role.FOCAL_POINT, Role.HEAD)
    )
    settled = draft if is_bound else replace(draft, asked_of="")
    return DraftView(settled, assignment, asked_of=agency, is_asked_of_bound=is_bound)
