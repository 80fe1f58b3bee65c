"""Who is told that agencies changed: one letter a person, once, whatever the number of seats and events."""

from datetime import date

import pytest
import sqlalchemy as sa

from bot.domain.people import Language, Role
from bot.storage import people
from bot.storage.database import Database
from bot.storage.queues import outbox
from bot.storage.tables import events
from bot.texts.amending import say_amendment
from bot.texts.catalogue import say
from tests.domain.ladder_setting import local
from tests.services.desk_setting import Desk
from tests.services.merger_setting import BASIS, HEADER, MERGER, SPLIT, come, found_merger


@pytest.fixture
async def desk(database: Database) -> Desk:
    desk = await found_merger(database)
    await desk.load("agency_succession.csv", MERGER)
    return desk


async def letters(desk: Desk) -> list[tuple[int, str, int]]:
    """Person, key and the number of tasks, the oldest first."""
    statement = sa.select(outbox.c.person_id, outbox.c.data).where(outbox.c.kind == "info")
    rows = await desk.read(statement.order_by(outbox.c.id))
    return [(row[0], row[1]["key"].removeprefix("reorganised."), row[1]["facts"]["n"]) for row in rows]


async def test_whoever_holds_two_seats_there_reads_one_letter_with_one_sum(desk: Desk) -> None:
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    async with desk.work() as uow:
        found = await people.find_agency(uow, "HDG")
        assert found is not None
        await people.add_appointment(uow, an.person.id, found.id, Role.HEAD, order=1, now=desk.now)
    await desk.assign("NV-001", "HDG")
    await come(desk)
    assert await letters(desk) == [(an.person.id, "carried", 1)]


async def test_what_was_told_is_not_told_again_with_the_next_event(desk: Desk) -> None:
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    em = await desk.seat("Em", Role.FOCAL_POINT, "BKHCN")
    await come(desk)
    await desk.load("agency_succession.csv", f"{HEADER}BVHTTDL,BKHCN,merge_into,2024-09-01,{BASIS},main\n")
    await come(desk, local(2024, 9, 1, 0, 1))
    assert await letters(desk) == [(an.person.id, "carried", 0), (em.person.id, "receiving", 0)]


async def test_several_events_of_a_day_are_one_letter_for_the_officer(desk: Desk) -> None:
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    await desk.load("agency_succession.csv", SPLIT)
    await desk.assign("NV-001", "HDG")
    await desk.assign("NV-002", "BTTTT")
    await come(desk)
    assert await letters(desk) == [(chi.person.id, "officer", 1)]
    facts = (await desk.read(sa.select(outbox.c.data).where(outbox.c.kind == "info")))[0][0]["facts"]
    assert facts["waiting"] == 1
    assert facts["what"]["vi"].splitlines() == [
        "Hải Dương, TP. Hải Phòng → Hải Phòng mới",
        "Bộ TT&TT → Bộ KH&CN, Bộ VHTTDL",
    ]


async def test_without_an_officer_an_administrator_hears_of_it(desk: Desk) -> None:
    quan = await desk.seat("Quân", Role.ADMIN, "UBQGCDS")
    await come(desk)
    assert await letters(desk) == [(quan.person.id, "officer", 0)]


async def test_whose_later_date_holds_no_more_reads_which_one_does(desk: Desk) -> None:
    await desk.seat("An", Role.FOCAL_POINT, "HDG")
    hdg = await desk.assign("NV-019", "HDG|HPG")
    await desk.assign("NV-001", "HDG")
    await desk.set(hdg, due_on=date(2024, 9, 30))
    await come(desk)
    sent = (await desk.read(sa.select(outbox.c.data).where(outbox.c.kind == "info")))[0][0]
    facts = {**sent["facts"], **{name: sent["facts"][name]["vi"] for name in ("what", "dates")}}
    text = say(Language.VI, f"info.{sent['key']}", **facts)
    assert "NV-019: 20/07/2024 (Hải Dương: 30/09/2024)" in text
    assert "kể cả đã được gia hạn, không còn áp dụng" in text
    moved = sa.select(events.c.data).where(events.c.kind == "amended", events.c.data["dates"].is_not(None))
    told = [row[0] for row in await desk.read(moved) if row[0].get("dates")]
    assert len(told) == 1
    assert say_amendment(told[0], Language.VI) == (
        f": TP. Hải Phòng → Hải Phòng mới, gộp làm một ({BASIS}); "
        "áp dụng hạn 20/07/2024, không còn áp dụng hạn của Hải Dương 30/09/2024"
    )
