"""The sender: each chat in its order, no chat waiting for another, everything noted."""

import asyncio
from typing import Any

import sqlalchemy as sa

from bot.messages import Outcome
from bot.storage.outbox import MailKind, Priority
from bot.storage.tables import appointments
from jobs.pacing import count_places
from tests.jobs.sending import AN, BINH, DELIVERED, PostOffice

DIGEST: dict[str, Any] = {"kind": MailKind.DIGEST, "priority": Priority.DIGEST}
NOTICE: dict[str, Any] = {"priority": Priority.NOTICE}


# --- the good case ----------------------------------------------------------------------------------------


async def test_it_sends_everything_and_notes_it(office: PostOffice) -> None:
    first, second = await office.put("một", "hai")
    assert await office.sender.drain() == 2
    assert office.channel.sent == [(AN, "một"), (AN, "hai")]
    assert await office.rows() == {first: ("sent", ""), second: ("sent", "")}
    assert await office.sender.drain() == 0


async def test_a_chat_keeps_its_order_through_batches_and_side_by_side(small_office: PostOffice) -> None:
    office = small_office
    for number in range(12):
        for chat in range(1, 21):
            await office.put(f"{number}", chat=chat)
    async with office.running():
        await office.until_sent(240)
    for chat in range(1, 21):
        assert office.channel.texts(chat) == [f"{number}" for number in range(12)]
    assert 1 < office.channel.most_at_once <= 20


async def test_it_takes_no_more_ahead_than_goes_before_an_answer_comes(small_office: PostOffice) -> None:
    office = small_office
    office.rate = 25
    for chat in range(1, 101):
        await office.put("nhắc", chat=chat, **NOTICE)
    taken: list[int] = []

    async def count(_chat: int, _text: str) -> Outcome:
        taken.append(await office.count("sending"))
        return DELIVERED

    office.channel.reactions["nhắc"] = count
    async with office.running():
        await office.until_sent(30)
    assert max(taken) == count_places(25) == 10


def test_places_follow_the_rate() -> None:
    assert [count_places(rate) for rate in (1, 25, 100, 1000, 5000, 0)] == [8, 10, 40, 400, 400, 400]


async def test_a_reply_overtakes_notices_and_digests(office: PostOffice) -> None:
    await office.put("tổng hợp", chat=1, **NOTICE | {"priority": Priority.DIGEST})
    await office.put("nhắc", chat=2, **NOTICE)
    await office.put("trả lời", chat=3)
    await office.sender.drain()
    assert [text for _, text in office.channel.sent] == ["trả lời", "nhắc", "tổng hợp"]


async def test_an_edit_rewrites_the_message_it_names(office: PostOffice) -> None:
    await office.put("mới", target_message_id=77)
    await office.sender.drain()
    assert office.channel.edited == [(AN, 77, "mới")]


async def test_a_letter_with_nothing_left_to_say_ends_unsent(office: PostOffice) -> None:
    person_id = await office.add_person(AN)
    [mail_id] = await office.put("x", chat=None, person_id=person_id, kind=MailKind.NOTICE)
    assert await office.sender.drain() == 1
    assert office.channel.tried == []
    assert await office.rows() == {mail_id: ("dropped", "")}


# --- nobody waits for another -----------------------------------------------------------------------------


async def test_a_reply_that_comes_among_three_hundred_notices_goes_within_the_next_few(
    small_office: PostOffice,
) -> None:
    office = small_office
    office.rate = 25
    for chat in range(1000, 1300):
        await office.put("nhắc", chat=chat, **NOTICE)
    half_way = asyncio.Event()
    office.channel.after_send = lambda sent: half_way.set() if sent == 100 else None
    async with office.running():
        await half_way.wait()
        await office.put("trả lời")
        put_at = len(office.channel.sent)
        await office.until_sent(301)
    # At 25 a second ten messages are 0.4 s; it was 100 (four seconds and more) when batches were claimed whole.
    assert office.channel.sent.index((AN, "trả lời")) - put_at <= 12


async def test_chats_that_telegram_lets_hang_hold_up_nobody_else(small_office: PostOffice) -> None:
    office = small_office
    released = asyncio.Event()

    async def hang(_chat: int, _text: str) -> Outcome:
        await released.wait()
        return DELIVERED

    for chat in range(1, 8):
        office.channel.reactions[chat] = hang
        await office.put("chậm", "sau đó", chat=chat)
    async with office.running():
        await office.put(*[f"{number}" for number in range(20)])
        await office.until_sent(20)
        assert office.channel.texts(AN) == [f"{number}" for number in range(20)]
        released.set()
        await office.until_sent(34)
    assert office.channel.texts(1) == ["chậm", "sau đó"]


async def test_a_chat_with_very_many_letters_waits_for_its_own_limit_alone(small_office: PostOffice) -> None:
    office = small_office
    office.rate = 1000
    await office.put(*[f"{number}" for number in range(60)])
    await office.put("khác", chat=BINH, **NOTICE)
    await office.sender.drain()
    assert office.channel.texts(AN) == ["0", "1", "2", "3", "4"]
    assert office.channel.texts(BINH) == ["khác"]
    assert await office.count("queued") == 55
    office.go_on(1)
    await office.sender.drain()
    assert office.channel.texts(AN)[5:] == ["5"]


async def test_a_letter_that_cannot_be_worded_stops_no_other(office: PostOffice) -> None:
    [bad] = await office.put("x", data={"text": "x", "buttons": [[["Xem", "v9:boom", ""]]]})
    await office.put("hai")
    await office.put("ba", chat=BINH)
    await office.sender.drain()
    assert sorted(office.channel.sent) == [(AN, "hai"), (BINH, "ba")]
    assert (await office.rows())[bad] == ("failed", "ValueError")


async def test_a_letter_that_cannot_be_loaded_stops_no_other(office: PostOffice) -> None:
    person_id = await office.add_person(AN)
    [bad] = await office.put("x", chat=None, person_id=person_id, data={}, **DIGEST)
    await office.put("hai")
    await office.put("ba", chat=BINH, **NOTICE)
    async with office.running():
        await office.until_sent(2)
    assert (await office.rows())[bad] == ("failed", "KeyError")


async def test_a_reply_that_waited_goes_to_nobody_who_has_lost_the_office_meanwhile(
    office: PostOffice,
) -> None:
    person_id = await office.add_person(AN, is_seated=True)
    await office.put("trước", person_id=person_id)
    await office.sender.drain()
    late, farewell = await office.put("sau", person_id=person_id), await office.put("tạm biệt")
    async with office.database.begin() as uow:
        await uow.execute(sa.update(appointments).values(revoked_at=office.now))
        await uow.commit()
    await office.sender.drain()
    assert office.channel.texts(AN) == ["trước", "tạm biệt"]
    rows = await office.rows()
    assert (rows[late[0]][0], rows[farewell[0]][0]) == ("dropped", "sent")
