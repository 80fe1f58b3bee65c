"""The planner's tick: due rungs into items, loose items into messages; nothing due costs one indexed look."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from bot.domain.rules import Rules
from bot.services import UnitOfWork, emailing, forwarding, handing_on, notices


async def plan_notices(
    begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]],
    *,
    rules: Rules,
    now: datetime,
    by_email: bool = False,
) -> int:
    """Plans everything that is due; returns how many assignments were looked at. ``by_email``: that way is open."""
    planned = 0
    while True:
        async with begin() as uow:
            addressed = await forwarding.address_waiting(uow, now=now, rules=rules)
            count = await notices.plan(uow, now=now, rules=rules)
            planned += count
            if count < notices.PLAN_BATCH:
                handed = await handing_on.hand_on(uow, now=now, rules=rules)
                bundled = await notices.bundle(uow, now=now, rules=rules)
                mailed = await emailing.plan_emails(uow, now=now, rules=rules) if by_email else 0
                if addressed or count or handed or bundled or mailed:
                    await uow.commit()
                if bundled < notices.PLAN_BATCH:
                    return planned
            else:
                await uow.commit()
