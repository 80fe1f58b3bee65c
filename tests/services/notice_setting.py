"""What the planner and the sender do to notices, one step at a time."""

import sqlalchemy as sa

from bot.services import letters, notices
from bot.storage.queues import notice_items
from tests.domain.figures_setting import RULES
from tests.services.desk_setting import Desk

ITEMS = sa.select(notice_items.c.rung, notice_items.c.recipient).order_by(notice_items.c.id)


async def plan(desk: Desk, *, limit: int = notices.PLAN_BATCH) -> int:
    async with desk.work() as uow:
        return await notices.plan(uow, now=desk.now, rules=RULES, limit=limit)


async def bundle(desk: Desk, *, limit: int = notices.PLAN_BATCH) -> int:
    async with desk.work() as uow:
        return await notices.bundle(uow, now=desk.now, rules=RULES, limit=limit)


async def claim(desk: Desk) -> list[letters.Letter]:
    async with desk.work() as uow:
        return [x for x in await letters.claim(uow, now=desk.now, rules=RULES) if x.mail.kind == "notice"]
