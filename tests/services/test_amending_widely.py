"""A wide amendment reaches what the officer may amend, and nothing that the officer merely sees."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from bot.domain.amending import Along, Amendment, AmendmentKind
from bot.domain.errors import Outdated
from bot.domain.people import Actor, Role
from bot.services import amending_widely
from bot.storage.database import Database
from bot.storage.tables import agencies, assignments
from tests.domain.figures_setting import RULES
from tests.services.desk_setting import Desk, found_desk

DUE, LATER = date(2024, 7, 20), date(2024, 8, 2)
DATES = (
    sa.select(agencies.c.code, assignments.c.due_on)
    .join_from(assignments, agencies, agencies.c.id == assignments.c.agency_id)
    .order_by(agencies.c.code)
)


@pytest.fixture
async def desk(sqlite_database: Database) -> Desk:
    return await found_desk(sqlite_database)


async def found_task(desk: Desk) -> Amendment:
    """One task of two provinces, and the wish to move both."""
    first = await desk.assign("NV-001", "HDG|BGG", due_date=DUE.isoformat())
    ids = [row[0] for row in await desk.read(sa.select(assignments.c.id).order_by(assignments.c.id))]
    others = tuple(Along(which, DUE) for which in ids)
    return Amendment(AmendmentKind.DUE, first, 0, due_on=LATER, reason="Kết luận", others=others)


async def amend(desk: Desk, actor: Actor, amendment: Amendment) -> int:
    """How many were left out."""
    async with desk.work() as uow:
        view = await amending_widely.amend_widely(uow, actor, amendment, now=desk.now, rules=RULES)
    return view.left_out


async def test_what_one_only_reads_is_left_out_though_the_card_named_it(desk: Desk) -> None:
    amendment = await found_task(desk)
    leader = await desk.seat("Dung", Role.LEADER, "UBQGCDS")
    both = await desk.seat_also(leader, Role.OFFICER, "HDG")
    assert await amend(desk, both, amendment) == 1
    assert await desk.read(DATES) == [("BGG", DUE), ("HDG", LATER)]


async def test_nor_is_it_offered(desk: Desk) -> None:
    amendment = await found_task(desk)
    leader = await desk.seat("Dung", Role.LEADER, "UBQGCDS")
    both = await desk.seat_also(leader, Role.OFFICER, "HDG")
    async with desk.work() as uow:
        with pytest.raises(Outdated):
            await amending_widely.preview_widely(
                uow, both, replace(amendment, others=()), now=desk.now, rules=RULES
            )


async def test_nobody_moves_the_date_of_the_own_task(desk: Desk) -> None:
    amendment = await found_task(desk)
    officer = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    both = await desk.seat_also(officer, Role.FOCAL_POINT, "BGG")
    assert await amend(desk, both, amendment) == 1
    assert await desk.read(DATES) == [("BGG", DUE), ("HDG", LATER)]


async def test_who_may_no_more_changes_nothing(desk: Desk) -> None:
    amendment = await found_task(desk)
    leader = await desk.seat("Dung", Role.LEADER, "UBQGCDS")
    with pytest.raises(Outdated):
        await amend(desk, leader, amendment)
    assert await desk.read(DATES) == [("BGG", DUE), ("HDG", DUE)]
