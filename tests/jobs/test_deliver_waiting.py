"""Letters that have to wait, and those whose fate nobody knows."""

from datetime import timedelta
from typing import Any

import pytest

from bot.messages import Outcome, OutcomeKind
from bot.storage.outbox import MailKind
from tests.jobs.sending import AN, BINH, PostOffice, answering

FLOODED = Outcome(OutcomeKind.RETRY_AFTER, wait=timedelta(seconds=17), reason="flood")
AWAY = Outcome(OutcomeKind.RETRY_AFTER, wait=timedelta(seconds=5), reason="not_connected", whole_channel=True)
LOST = Outcome(OutcomeKind.UNKNOWN, reason="TimedOut")
ALARM: dict[str, Any] = {"kind": MailKind.ALARM, "data": {"key": "dead_update", "facts": {"inbox_id": 1}}}


# --- waiting ----------------------------------------------------------------------------------------------


async def test_a_flooded_chat_waits_as_a_whole_and_keeps_its_order(office: PostOffice) -> None:
    office.rate = 1000
    office.channel.reactions[AN] = answering(FLOODED, times=1)
    await office.put("một", "hai")
    await office.put("khác", chat=BINH)
    await office.sender.drain()
    assert office.channel.sent == [(BINH, "khác")]
    # Somebody writes meanwhile: the reply waits with the others, or it would be refused as well.
    await office.put("ba")
    office.go_on(16)
    await office.sender.drain()
    assert office.channel.tried == [(AN, "một"), (BINH, "khác")]
    office.go_on(1.1)
    await office.sender.drain()
    assert office.channel.texts(AN) == ["một", "hai", "ba"]


async def test_a_reply_never_overtakes_one_that_telegram_put_off(office: PostOffice) -> None:
    """Not even when the one who was told to wait is gone: what has to wait stands in the row."""
    office.channel.reactions[AN] = answering(FLOODED, times=1)
    await office.put("một")
    await office.sender.drain()
    await office.put("hai")
    office.go_on(16)
    await office.sender.drain()
    assert office.channel.tried == [(AN, "một")]
    office.go_on(1.1)
    await office.sender.drain()
    assert office.channel.texts(AN) == ["một", "hai"]


@pytest.mark.parametrize(
    ("first", "second", "is_farewell"),
    [(None, AN, False), (AN, None, False), (None, None, False), (None, AN, True)],
)
async def test_a_message_to_a_person_and_a_reply_to_their_chat_keep_their_order(
    office: PostOffice, first: int | None, second: int | None, is_farewell: bool
) -> None:
    """A row that names the person only goes to the same chat as one that names the chat; a farewell names no person."""
    person_id = await office.add_person(AN, is_seated=True)
    office.channel.reactions[AN] = answering(FLOODED, times=1)
    await office.put("một", chat=first, person_id=person_id)
    await office.sender.drain()
    await office.put("hai", chat=second, person_id=None if is_farewell else person_id)
    await office.sender.drain()
    assert office.channel.texts(AN) == []
    office.go_on(18)
    await office.sender.drain()
    assert office.channel.texts(AN) == ["một", "hai"]


async def test_what_waits_for_a_person_does_not_hold_up_their_group(office: PostOffice) -> None:
    person_id = await office.add_person(AN, is_seated=True)
    office.channel.reactions[AN] = answering(FLOODED, times=1)
    await office.put("riêng", chat=None, person_id=person_id)
    await office.sender.drain()
    await office.put("chung", chat=-500, person_id=person_id)
    await office.sender.drain()
    assert office.channel.sent == [(-500, "chung")]


async def test_a_reply_stamped_by_a_clock_that_was_ahead_silences_nobody(office: PostOffice) -> None:
    office.go_on(86_400)
    await office.put("mai")
    office.go_on(-86_400)
    await office.put("nay")
    await office.sender.drain()
    assert office.channel.texts(AN) == ["nay"]


async def test_waiting_never_counts_as_a_try(office: PostOffice) -> None:
    office.channel.reactions[AN] = answering(AWAY, times=20)
    person_id = await office.add_person(AN)
    await office.put(
        "nhắc",
        person_id=person_id,
        kind=MailKind.ALARM,
        data={"key": "dead_update", "facts": {"inbox_id": 1}},
    )
    for _ in range(20):
        await office.sender.drain()
        office.go_on(5)
    office.channel.reactions[AN] = answering(LOST, times=2)
    for _ in range(3):
        await office.sender.drain()
        office.go_on(60)
    assert len(office.channel.sent) == 1


async def test_a_reply_whose_fate_nobody_knows_is_not_repeated(office: PostOffice) -> None:
    office.channel.reactions["một"] = answering(LOST)
    first, second = await office.put("một", "hai")
    await office.sender.drain()
    office.go_on(3600)
    await office.sender.drain()
    assert office.channel.tried == [(AN, "một"), (AN, "hai")]
    assert await office.rows() == {first: ("failed", "TimedOut"), second: ("sent", "")}


async def test_an_alarm_whose_fate_nobody_knows_is_tried_three_times(office: PostOffice) -> None:
    office.channel.reactions[AN] = answering(LOST)
    [mail_id] = await office.put("x", **ALARM)
    for _ in range(6):
        await office.sender.drain()
        office.go_on(60)
    assert len(office.channel.tried) == 3
    assert await office.rows() == {mail_id: ("failed", "TimedOut")}


async def test_a_servers_error_is_retried_for_a_day_and_holds_up_its_own_chat_only(
    office: PostOffice,
) -> None:
    office.channel.reactions["độc"] = answering(
        Outcome(OutcomeKind.RETRY_AFTER, wait=timedelta(seconds=5), reason="server_error")
    )
    bad, waiting = await office.put("độc", "sau")
    await office.put("khác", chat=BINH)
    await office.sender.drain()
    assert office.channel.sent == [(BINH, "khác")]
    office.go_on(24 * 3600 + 1)
    await office.sender.drain()
    office.go_on(5)
    await office.sender.drain()
    assert office.channel.texts(AN) == ["sau"]
    assert {mail: (await office.rows())[mail][0] for mail in (bad, waiting)} == {
        bad: "failed",
        waiting: "sent",
    }


async def test_when_telegram_is_away_everybody_waits_and_nobody_is_lost(small_office: PostOffice) -> None:
    office = small_office
    office.rate = 25
    for chat in range(1, 31):
        office.channel.reactions[chat] = answering(AWAY, times=1)
        await office.put("một", "hai", chat=chat)

    async def has_paused() -> bool:
        return office.pauses.count(5) >= 2

    async def has_sent_all() -> bool:
        office.go_on(5)
        return len(office.channel.sent) == 60

    async with office.running(tick_seconds=0.01):
        await office.until(has_paused)
        assert 5 in office.pauses
        await office.until(has_sent_all)
    for chat in range(1, 31):
        assert office.channel.texts(chat) == ["một", "hai"]


async def test_a_group_that_moved_is_written_to_at_its_new_address(office: PostOffice) -> None:
    office.channel.reactions[-5] = answering(Outcome(OutcomeKind.MOVED, reason="migrated", new_chat_id=-1005))
    await office.put("một", "hai", chat=-5)
    await office.sender.drain()
    assert office.channel.sent == [(-1005, "một"), (-1005, "hai")]


async def test_a_letter_to_somebody_who_is_not_linked_fails_without_a_call(office: PostOffice) -> None:
    person_id = await office.add_person(None)
    [mail_id] = await office.put(
        "x",
        chat=None,
        person_id=person_id,
        kind=MailKind.ALARM,
        data={"key": "dead_update", "facts": {"inbox_id": 1}},
    )
    await office.sender.drain()
    assert office.channel.tried == []
    assert await office.rows() == {mail_id: ("failed", "not_linked")}
