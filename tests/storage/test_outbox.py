"""The outbox: queued once, claimed once in order of urgency, marked only by who has it in hand."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.storage.claiming import claim_mail
from bot.storage.database import Database
from bot.storage.outbox import (
    Mail,
    MailKind,
    NewMail,
    Priority,
    add_mail,
    find_mail_id,
    find_next_due,
    mark_mail,
    mark_sent,
    postpone_chat,
    requeue_unfinished,
)
from bot.storage.people import add_person, update_person
from bot.storage.queues import outbox
from bot.storage.sent_mail import find_about

NOW = datetime(2024, 7, 16, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
AN, BINH = 101, 102


async def put(database: Database, *priorities: Priority, chat: int | None = AN, **given: Any) -> list[int]:  # noqa: ANN401 fields of NewMail
    """One row each; their ids."""
    async with database.begin() as uow:
        ids = [
            await add_mail(
                uow, NewMail(MailKind.REPLY, {"text": "x"}, priority, chat_id=chat, **given), now=NOW
            )
            for priority in priorities
        ]
        await uow.commit()
    return [mail_id for mail_id in ids if mail_id is not None]


async def claim(database: Database, *, now: datetime = NOW, limit: int = 100, **given: Any) -> list[Mail]:  # noqa: ANN401 arguments of claim_mail
    async with database.begin() as uow:
        mails = await claim_mail(uow, now=now, limit=limit, **given)
        await uow.commit()
    return mails


async def claim_ids(database: Database, **given: Any) -> list[int]:  # noqa: ANN401 arguments of claim
    return [mail.id for mail in await claim(database, **given)]


async def statuses(database: Database) -> dict[int, str]:
    async with database.begin() as uow:
        rows = await uow.execute(sa.select(outbox.c.id, outbox.c.status).order_by(outbox.c.id))
        return {row[0]: row[1] for row in rows}


async def add_linked_person(database: Database, telegram_id: int | None) -> int:
    async with database.begin() as uow:
        person_id = await add_person(uow, name="An", now=NOW)
        await update_person(uow, person_id, telegram_id=telegram_id, language="en")
        await uow.commit()
    return person_id


# --- queueing ---------------------------------------------------------------------------------------------


async def test_a_dedupe_key_is_queued_once_for_ever(database: Database) -> None:
    first = await put(database, Priority.NOTICE, dedupe_key="digest:7")
    assert await put(database, Priority.NOTICE, dedupe_key="digest:7") == []
    async with database.begin() as uow:
        await mark_sent(uow, [(first[0], AN, 1)], now=NOW)
        await uow.commit()
    assert await put(database, Priority.NOTICE, dedupe_key="digest:7") == []
    assert len(await put(database, Priority.NOTICE, Priority.NOTICE)) == 2


async def test_queueing_announces_mail(database: Database) -> None:
    announced: list[int] = []
    database.on_mail = lambda: announced.append(1)
    await put(database, Priority.REPLY)
    assert announced == [1]


async def test_only_the_newest_edit_of_a_message_goes(database: Database) -> None:
    edit = {"target_message_id": 5}
    [old], [other_message], [other_chat], [plain] = (
        await put(database, Priority.REPLY, **edit),
        await put(database, Priority.REPLY, target_message_id=6),
        await put(database, Priority.REPLY, chat=BINH, **edit),
        await put(database, Priority.REPLY),
    )
    [new] = await put(database, Priority.REPLY, **edit)
    assert await claim_ids(database) == [other_message, other_chat, plain, new]
    assert (await statuses(database))[old] == "dropped"


async def test_an_edit_on_its_way_is_not_superseded(database: Database) -> None:
    [old] = await put(database, Priority.REPLY, target_message_id=5)
    await claim(database)
    [new] = await put(database, Priority.REPLY, target_message_id=5)
    assert await statuses(database) == {old: "sending", new: "queued"}


# --- claiming ---------------------------------------------------------------------------------------------


async def test_the_urgent_goes_first_and_within_it_the_older(database: Database) -> None:
    digest, notice, reply, notice_again, reply_again = await put(
        database, Priority.DIGEST, Priority.NOTICE, Priority.REPLY, Priority.NOTICE, Priority.REPLY
    )
    assert await claim_ids(database, limit=4) == [reply, reply_again, notice, notice_again]
    assert await claim_ids(database) == [digest]


async def test_a_row_is_claimed_once(database: Database) -> None:
    [mail_id] = await put(database, Priority.REPLY)
    assert await claim_ids(database) == [mail_id]
    assert await claim_ids(database) == []


async def test_a_claim_that_was_not_committed_never_was(database: Database) -> None:
    [mail_id] = await put(database, Priority.REPLY)
    async with database.begin() as uow:
        await claim_mail(uow, now=NOW, limit=1)
    assert await statuses(database) == {mail_id: "queued"}


async def test_nothing_goes_before_its_time(database: Database) -> None:
    [mail_id] = await put(database, Priority.REPLY, not_before=NOW + MINUTE)
    assert await claim_ids(database) == []
    assert await claim_ids(database, now=NOW + MINUTE) == [mail_id]


async def test_a_row_without_a_chat_goes_to_the_persons_own(database: Database) -> None:
    person_id = await add_linked_person(database, BINH)
    await put(database, Priority.REPLY, chat=None, person_id=person_id)
    [mail] = await claim(database)
    assert (mail.chat_id, mail.language, mail.attempts) == (BINH, "en", 0)


async def test_a_row_for_somebody_who_is_not_linked_is_claimed_too(database: Database) -> None:
    person_id = await add_linked_person(database, None)
    await put(database, Priority.REPLY, chat=None, person_id=person_id)
    [mail] = await claim(database, busy_chats=[AN])
    assert mail.chat_id is None


async def test_a_busy_chat_is_left_alone(database: Database) -> None:
    person_id = await add_linked_person(database, AN)
    await put(database, Priority.REPLY)
    await put(database, Priority.REPLY, chat=None, person_id=person_id)
    [other] = await put(database, Priority.DIGEST, chat=BINH)
    assert await claim_ids(database, busy_chats=[AN]) == [other]


async def test_one_chat_gets_only_so_many_at_once_and_in_order(database: Database) -> None:
    ids = await put(database, *[Priority.REPLY] * 7)
    [other] = await put(database, Priority.REPLY, chat=BINH)
    assert await claim_ids(database, at_once=3) == [*ids[:3], other]
    assert set((await statuses(database)).values()) == {"sending", "queued"}
    assert await claim_ids(database, at_once=3) == ids[3:6]


async def test_twenty_senders_never_get_the_same_row(postgres_database: Database) -> None:
    ids = await put(postgres_database, *[Priority.NOTICE] * 200)
    database = Database(postgres_database.url, pool_size=20)
    claimed: list[int] = []

    async def send() -> None:
        while mails := await claim(database, limit=3):
            claimed.extend(mail.id for mail in mails)

    await asyncio.gather(*(send() for _ in range(20)))
    await database.dispose()
    assert sorted(claimed) == ids


# --- what became of it ------------------------------------------------------------------------------------


async def test_only_a_row_in_hand_is_marked(database: Database) -> None:
    taken, waiting = await put(database, Priority.REPLY, Priority.NOTICE)
    await claim(database, limit=1)
    async with database.begin() as uow:
        await mark_mail(uow, [taken, waiting], status="failed", error="bad_request")
        await mark_mail(uow, [taken], status="dropped")
        await mark_mail(uow, [], status="dropped")
        await uow.commit()
    assert await statuses(database) == {taken: "failed", waiting: "queued"}


async def test_what_was_sent_is_found_by_its_message(database: Database) -> None:
    person_id = await add_linked_person(database, BINH)
    [mail_id] = await put(database, Priority.REPLY, chat=None, person_id=person_id)
    await claim(database)
    async with database.begin() as uow:
        await mark_sent(uow, [(mail_id, BINH, 77)], now=NOW)
        await uow.commit()
        assert await find_mail_id(uow, chat_id=BINH, message_id=77) == mail_id
        assert await find_mail_id(uow, chat_id=AN, message_id=77) is None
        assert await find_about(uow, mail_id) is None


async def test_a_start_puts_back_what_was_in_hand_and_nothing_else(database: Database) -> None:
    taken, sent, waiting = await put(database, Priority.REPLY, Priority.DECISION, Priority.NOTICE)
    await claim(database, limit=2)
    async with database.begin() as uow:
        await mark_sent(uow, [(sent, AN, 77)], now=NOW)
        assert await requeue_unfinished(uow) == 1
        assert await requeue_unfinished(uow) == 0
        await uow.commit()
    assert await statuses(database) == {taken: "queued", sent: "sent", waiting: "queued"}


# --- waiting ----------------------------------------------------------------------------------------------


async def test_a_postponed_chat_waits_as_a_whole_and_keeps_its_order(database: Database) -> None:
    person_id = await add_linked_person(database, AN)
    first, second = await put(database, Priority.REPLY, Priority.NOTICE)
    [own] = await put(database, Priority.DIGEST, chat=None, person_id=person_id)
    [other] = await put(database, Priority.REPLY, chat=BINH)
    [late] = await put(database, Priority.DIGEST, not_before=NOW + 3 * MINUTE)
    async with database.begin() as uow:
        await postpone_chat(uow, chat_id=AN, person_id=person_id, until=NOW + 2 * MINUTE)
        await uow.commit()
    assert await claim_ids(database, now=NOW + MINUTE) == [other]
    assert await claim_ids(database, now=NOW + 2 * MINUTE) == [first, second, own]
    assert await claim_ids(database, now=NOW + 3 * MINUTE) == [late]


async def test_a_postponed_group_leaves_its_members_chats_alone(database: Database) -> None:
    person_id = await add_linked_person(database, AN)
    [in_group] = await put(database, Priority.REPLY, chat=-5, person_id=person_id)
    [private] = await put(database, Priority.REPLY, chat=AN, person_id=person_id)
    async with database.begin() as uow:
        await postpone_chat(uow, chat_id=-5, person_id=None, until=NOW + MINUTE)
        await uow.commit()
    assert await claim_ids(database) == [private]
    assert await claim_ids(database, now=NOW + MINUTE) == [in_group]


async def test_it_knows_when_the_next_row_may_go(database: Database) -> None:
    async with database.begin() as uow:
        assert await find_next_due(uow) is None
    await put(database, Priority.REPLY)
    await put(database, Priority.REPLY, not_before=NOW + MINUTE)
    async with database.begin() as uow:
        assert await find_next_due(uow) == NOW
        assert await find_next_due(uow, after=NOW) == NOW + MINUTE
        assert await find_next_due(uow, after=NOW + MINUTE) is None
