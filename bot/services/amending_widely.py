"""One amendment for every agency of a task: the directive that got another date, or that ended, got it for all."""

from dataclasses import replace
from datetime import datetime

from bot.domain.amending import Along, Amendment, AmendmentKind, AmendmentView, WideView, check_new_due
from bot.domain.errors import Outdated
from bot.domain.people import Actor
from bot.domain.rules import Rules
from bot.domain.task import OPEN_STATUSES, Assignment
from bot.services import UnitOfWork, desks
from bot.services.amendable import is_amended_by, list_others
from bot.services.amending import carry_out, preview
from bot.services.desks import Office
from bot.storage import assignments, extensions, obstacles


async def preview_widely(
    uow: UnitOfWork, actor: Actor, amendment: Amendment, *, now: datetime, rules: Rules
) -> WideView:
    """The same for every agency that could be amended so; the amendment in it names them.

    Raises:
        Outdated: there is no other agency to amend it for. Like ``preview``.
    """
    one = await preview(uow, actor, amendment, now=now, rules=rules)
    others = await list_others(uow, actor, one.assignment, amendment, now=now, rules=rules)
    if not others:
        raise Outdated
    every = (one.assignment, *others)
    ids = [each.id for each in every]
    return WideView(
        replace(amendment, others=tuple(Along(each.id, each.due_on) for each in every)),
        every,
        overtaken=len(await extensions.load_open(uow, ids)),
        obstacles=0 if amendment.kind is AmendmentKind.DUE else await obstacles.count_unclosed(uow, ids),
    )


async def amend_widely(
    uow: UnitOfWork, actor: Actor, amendment: Amendment, *, now: datetime, rules: Rules
) -> WideView:
    """Carries it out for all that it names and that still can be amended: among many agencies somebody reports at any
    moment, so what was said meanwhile stops nothing. What is over by now, or has another date than the card showed, is
    left out.

    Raises:
        Outdated: something is still to be said, it cannot be done widely, or nothing is left to amend. DateRefused: the
            date is past by now.
    """
    if amendment.missing or amendment.kind is AmendmentKind.TRANSFER:
        raise Outdated
    if amendment.due_on is not None:
        check_new_due(amendment.due_on, due_on=None, today=rules.today(now))
    office = await desks.open_office(uow, now=now, rules=rules)
    done: list[Assignment] = []
    # In the order of their ids: two officers at once wait for each other instead of blocking each other.
    for along in sorted(amendment.others, key=lambda each: each.assignment_id):
        found = await _find_still_amendable(uow, actor, along, amendment, office)
        if found is not None:
            own = replace(amendment, assignment_id=found.id, rev=found.rev, others=())
            await carry_out(uow, actor, AmendmentView(own, found), office)
            done.append(found)
    if not done:
        raise Outdated
    return WideView(amendment, tuple(done), left_out=len(amendment.others) - len(done))


async def _find_still_amendable(
    uow: UnitOfWork, actor: Actor, along: Along, amendment: Amendment, office: Office
) -> Assignment | None:
    found = await assignments.find_assignment(uow, along.assignment_id, lock=True)
    if (
        found is None
        or found.status not in OPEN_STATUSES
        or found.assigned_on > office.rules.today(office.now)
    ):
        return None
    if found.due_on != along.due_on:
        return None
    return found if is_amended_by(found, actor, amendment) else None
