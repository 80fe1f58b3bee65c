"""Work that is done a step a transaction, until a step finds nothing left."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from bot.services import UnitOfWork


async def work_off(
    begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]],
    step: Callable[[UnitOfWork], Awaitable[int | None]],
) -> int:
    """``step`` returns how much it did, None when nothing is left; each is committed by itself. Returns the sum."""
    done = 0
    while True:
        async with begin() as uow:
            some = await step(uow)
            if some is None:
                return done
            await uow.commit()
        done += some
