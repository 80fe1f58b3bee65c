from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from markupsafe import Markup

from bot.domain.errors import NotFound
from bot.domain.people import Actor, Role
from bot.domain.task import Status
from bot.messages import Message, encode_message
from bot.services import talks
from bot.services.talks import LIFE, Talk
from bot.storage.database import Database
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail
from bot.storage.queues import dialogues, notice_items, outbox
from tests.domain.figures_setting import RULES
from tests.services.desk_setting import Desk, found_desk

CHAT = 77


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await found_desk(database)


@pytest.fixture
async def an(desk: Desk) -> Actor:
    return await desk.seat("An", Role.FOCAL_POINT, "HDG")


async def open_(desk: Desk, actor: Actor, kind: str = "note", **data: Any) -> Talk:  # noqa: ANN401 as stored
    async with desk.work() as uow:
        return await talks.open_talk(uow, actor, kind, data, now=desk.now)


async def find(desk: Desk, actor: Actor) -> Talk | None:
    async with desk.work() as uow:
        return await talks.find_talk(uow, actor, now=desk.now)


# --- dialogues --------------------------------------------------------------------------------------------


async def test_a_dialogue_keeps_what_was_said(desk: Desk, an: Actor) -> None:
    await open_(desk, an, "proof", drafts=[{"note": "Bạch Đàn 😀"}])
    found = await find(desk, an)
    assert found is not None
    assert (found.kind, found.data) == ("proof", {"drafts": [{"note": "Bạch Đàn 😀"}]})


async def test_a_new_dialogue_takes_the_place_of_the_old_one(desk: Desk, an: Actor) -> None:
    first = await open_(desk, an, "note")
    second = await open_(desk, an, "proof")
    assert (second.id, second.rev) == (first.id, first.rev + 1)
    assert len(await desk.read(sa.select(dialogues))) == 1


async def test_closing_outdates_every_button(desk: Desk, an: Actor) -> None:
    first = await open_(desk, an)
    async with desk.work() as uow:
        await talks.close_talk(uow, an, now=desk.now)
    assert await find(desk, an) is None
    assert (await open_(desk, an)).rev > first.rev + 1


async def test_a_dialogue_ends_after_a_day(desk: Desk, an: Actor) -> None:
    await open_(desk, an)
    desk.tick(hours=23, minutes=59)
    assert await find(desk, an) is not None
    desk.tick(minutes=1)
    assert await find(desk, an) is None
    assert timedelta(days=1) == LIFE


async def test_dialogues_of_two_people_do_not_meet(desk: Desk, an: Actor) -> None:
    binh = await desk.seat("Bình", Role.FOCAL_POINT, "HDG")
    mine = await open_(desk, an, "note")
    theirs = await open_(desk, binh, "proof")
    assert mine.id != theirs.id
    async with desk.work() as uow:
        await talks.close_talk(uow, binh, now=desk.now)
    assert await find(desk, an) == mine


# --- what a report without a code means -------------------------------------------------------------------


async def candidates(desk: Desk, actor: Actor, *, reply_to: int | None = None, chat: int = CHAT) -> list[str]:
    async with desk.work() as uow:
        found = await talks.find_candidates(
            uow, actor, chat_id=chat, reply_to_message_id=reply_to, now=desk.now, rules=RULES
        )
    return [item.task.code for item in found]


async def send(desk: Desk, message_id: int) -> None:
    """Everything that waits was sent as that message."""
    async with desk.work() as uow:
        rows = sa.update(outbox).where(outbox.c.status == "queued")
        await uow.execute(rows.values(status="sent", chat_id=CHAT, message_id=message_id, sent_at=desk.now))
        await uow.execute(sa.update(notice_items).where(notice_items.c.outcome == "").values(outcome="sent"))


async def notify(desk: Desk, *codes: str, message_id: int) -> None:
    """These tasks are announced in one message."""
    for code in codes:
        await desk.assign(code, due_date="2024-12-31")
    await desk.plan()
    await send(desk, message_id)


async def test_the_only_open_task_is_meant(desk: Desk, an: Actor) -> None:
    await desk.assign()
    assert await candidates(desk, an) == ["NV-001"]


async def test_the_last_notice_is_meant_before_the_others(desk: Desk, an: Actor) -> None:
    await notify(desk, "NV-001", message_id=1)
    await notify(desk, "NV-002", message_id=2)
    assert await candidates(desk, an) == ["NV-002"]


async def test_a_notice_of_several_means_all_open_ones(desk: Desk, an: Actor) -> None:
    await notify(desk, "NV-001", "NV-002", message_id=1)
    assert await candidates(desk, an) == ["NV-001", "NV-002"]


async def test_the_message_replied_to_comes_first(desk: Desk, an: Actor) -> None:
    await notify(desk, "NV-001", message_id=1)
    await notify(desk, "NV-002", message_id=2)
    assert await candidates(desk, an, reply_to=1) == ["NV-001"]


async def test_a_card_replied_to_names_its_task(desk: Desk, an: Actor) -> None:
    first = await desk.assign("NV-001")
    await notify(desk, "NV-002", message_id=2)
    async with desk.work() as uow:
        data = encode_message(Message(Markup("x"), about=first))
        await add_mail(uow, NewMail(MailKind.REPLY, data, Priority.REPLY, chat_id=CHAT), now=desk.now)
    await send(desk, 3)
    assert await candidates(desk, an, reply_to=3) == ["NV-001"]


@pytest.mark.parametrize(("reply_to", "chat"), [(999, CHAT), (1, CHAT + 1)])
async def test_a_reply_to_an_unknown_message_means_nothing(
    desk: Desk, an: Actor, reply_to: int, chat: int
) -> None:
    await notify(desk, "NV-001", message_id=1)
    await notify(desk, "NV-002", message_id=2)
    assert await candidates(desk, an, reply_to=reply_to, chat=chat) == ["NV-002"]


async def test_a_notice_to_somebody_else_names_nothing(desk: Desk, an: Actor) -> None:
    await notify(desk, "NV-001", message_id=1)
    await notify(desk, "NV-002", message_id=2)
    deputy = await desk.seat("Đỗ", Role.FOCAL_POINT, "HDG")
    assert await candidates(desk, deputy, reply_to=1) == ["NV-001", "NV-002"]
    assert an.person.id != deputy.person.id


async def test_a_finished_task_is_not_meant(desk: Desk, an: Actor) -> None:
    await notify(desk, "NV-001", message_id=1)
    await notify(desk, "NV-002", message_id=2)
    done = sa.text(
        "UPDATE assignments SET status = 'done' WHERE task_id = (SELECT id FROM tasks WHERE code = 'NV-002')"
    )
    async with desk.work() as uow:
        await uow.execute(done)
    assert await candidates(desk, an) == ["NV-001"]
    with pytest.raises(NotFound):
        await candidates(desk, an, reply_to=2)


async def test_who_reports_on_nothing_means_nothing(desk: Desk) -> None:
    await desk.assign()
    assert await candidates(desk, await desk.seat("Bình", Role.HEAD, "HDG")) == []


# --- codes ------------------------------------------------------------------------------------------------


async def by_codes(desk: Desk, actor: Actor, *codes: str) -> tuple[dict[str, list[Status]], list[str]]:
    async with desk.work() as uow:
        found, missing = await talks.find_by_codes(uow, actor, codes, now=desk.now, rules=RULES)
    return {code: [item.status for item in items] for code, items in found.items()}, missing


async def test_codes_are_found_and_the_others_named(desk: Desk, an: Actor) -> None:
    await desk.assign("NV-001")
    await desk.assign("NV-002", lead="BGG")
    found, missing = await by_codes(desk, an, "nv-001", "NV-002", "NV-003")
    assert found == {"nv-001": [Status.NOT_STARTED], "NV-002": [], "NV-003": []}
    assert missing == ["NV-002", "NV-003"]


async def test_a_finished_task_is_found_so_that_it_can_be_said(desk: Desk, an: Actor) -> None:
    task = await desk.assign("NV-001")
    await desk.set(task, status=Status.DONE)
    assert await by_codes(desk, an, "NV-001") == ({"NV-001": [Status.DONE]}, [])


async def test_a_task_of_the_future_is_not_found(desk: Desk, an: Actor) -> None:
    await desk.assign("NV-001", issued_date="2024-07-11")
    assert await by_codes(desk, an, "NV-001") == ({"NV-001": []}, ["NV-001"])
