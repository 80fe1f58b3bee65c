"""The leader's picture: what it shows of a frozen digest, and of the figures now. The drawing is done at sending."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.errors import NotAllowed
from bot.domain.figures import Figures
from bot.domain.people import Actor
from bot.domain.picture import WEEKS_SHOWN, Picture, make_picture
from bot.domain.rules import Rules
from bot.services import UnitOfWork, overview
from bot.services.reviews import PeriodView
from bot.storage import trend
from bot.storage.outbox import Mail, MailKind


async def open_picture(uow: UnitOfWork, actor: Actor, snapshot_id: int, rules: Rules) -> Picture:
    """Of a frozen digest: the same whenever it is opened, for what came before it is frozen as well.

    Raises:
        NotAllowed: the actor's present scope does not cover it, or there is no such digest.
    """
    view = await overview.open_snapshot(uow, actor, snapshot_id)
    before = view.figures.reporting_on or view.figures.as_of
    weeks = await trend.list_weeks(uow, view.scope, before=before, limit=WEEKS_SHOWN - 1)
    return make_picture(view.figures, weeks, rules.body_name)


async def load_figures(
    uow: UnitOfWork, mail: Mail, reader: Actor | None, rules: Rules
) -> overview.DigestView | Picture | None:
    """What a queued digest or the picture before it says; None when the right to read it is gone by now."""
    if reader is None:
        return None
    snapshot_id = int(mail.data["snapshot_id"])
    try:
        if mail.kind is MailKind.PICTURE:
            picture = await open_picture(uow, reader, snapshot_id, rules)
            return picture if picture.totals.total else None
        return await overview.open_snapshot(uow, reader, snapshot_id)
    except NotAllowed:
        return None


async def picture_period(uow: UnitOfWork, view: PeriodView, rules: Rules) -> Picture:
    """Of a review: as of its last day, or of today while the period lasts."""
    figures = view.review.figures
    weeks = await trend.list_weeks(uow, view.scope, before=figures.as_of, limit=WEEKS_SHOWN - 1)
    return make_picture(replace(figures, reporting_on=figures.as_of), weeks, rules.body_name)


async def picture_now(uow: UnitOfWork, actor: Actor, figures: Figures, rules: Rules) -> Picture:
    """Of figures that were just counted for the actor."""
    before = figures.as_of + timedelta(days=1)
    scope = overview.reading_scope(actor)
    weeks = await trend.list_weeks(uow, scope, before=before, limit=WEEKS_SHOWN - 1)
    return make_picture(figures, weeks, rules.body_name)
