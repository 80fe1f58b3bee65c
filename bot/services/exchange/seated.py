"""Somebody linked already gets another seat by a list: told of it, with the menu and the tasks that go with it.

Whoever is not linked yet learns all of it by coming in.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.people import Role
from bot.services import UnitOfWork
from bot.services.mail import queue_info, queue_menu
from bot.storage.assignments import announce_again
from bot.storage.people import find_actors
from bot.storage.register_rows import AgencyRow, SeatRow

_ANSWERS_FOR_IT = frozenset({Role.FOCAL_POINT, Role.HEAD})


async def tell_seated(
    uow: UnitOfWork,
    seated: Sequence[tuple[SeatRow, int]],
    agencies: Mapping[str, AgencyRow],
    agency_ids: Mapping[str, int],
    *,
    now: datetime,
) -> None:
    """``seated``: each new seat with the id of its holder, all of them linked."""
    actors = await find_actors(uow, {person_id for _, person_id in seated})
    for actor in actors.values():
        await queue_menu(uow, actor, now=now)
    for row, person_id in seated:
        agency = agencies[row.key.agency]
        name = {"vi": agency.name_vi, "en": agency.name_en or agency.name_vi}
        await queue_info(uow, person_id, f"files.seat_{row.key.role}", {"agency": name}, now=now)
        if row.key.role in _ANSWERS_FOR_IT:
            await announce_again(uow, agency_ids[row.key.agency], now=now)
