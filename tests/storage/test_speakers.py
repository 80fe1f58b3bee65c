"""Who is speaking: one statement tells seats, the open dialogue, and whether something waits to be seen."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.storage.database import Database
from bot.storage.dialogues import close_dialogue, find_dialogue, save_dialogue
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail, mark_sent
from bot.storage.people import add_person, find_actor, update_person
from bot.storage.queues import outbox
from bot.storage.seen import mark_seen
from bot.storage.speakers import find_speaker
from tests.overhearing import overhearing

NOW = datetime(2024, 7, 16, 2, tzinfo=UTC)
LATER = NOW + timedelta(hours=24)
AN = 101


@pytest.fixture
async def person_id(database: Database) -> int:
    async with database.begin() as uow:
        person_id = await add_person(uow, name="An", now=NOW)
        await update_person(uow, person_id, telegram_id=AN, language="en")
        await uow.commit()
    return person_id


async def send(database: Database, person_id: int, kind: MailKind) -> None:
    async with database.begin() as uow:
        mail = NewMail(kind, {"text": "x"}, Priority.NOTICE, person_id=person_id, chat_id=AN)
        mail_id = await add_mail(uow, mail, now=NOW)
        await mark_sent(uow, [(mail_id or 0, AN, 77)], now=NOW)
        await uow.commit()


async def has_unseen(database: Database) -> bool:
    async with database.begin() as uow:
        speaker = await find_speaker(uow, AN)
    assert speaker is not None
    return speaker.has_unseen


async def test_what_was_sent_is_seen_once(database: Database, person_id: int) -> None:
    assert not await has_unseen(database)
    await send(database, person_id, MailKind.NOTICE)
    assert await has_unseen(database)
    async with database.begin() as uow:
        await mark_seen(uow, person_id, now=NOW)
        await mark_seen(uow, person_id, now=LATER)
        assert list((await uow.execute(sa.select(outbox.c.seen_at))).scalars()) == [NOW]
        await uow.commit()
    assert not await has_unseen(database)


async def test_a_reply_goes_to_whoever_is_looking(database: Database, person_id: int) -> None:
    await send(database, person_id, MailKind.REPLY)
    assert not await has_unseen(database)


async def test_a_stranger_is_nobody(database: Database, person_id: int) -> None:
    del person_id
    async with database.begin() as uow:
        assert await find_speaker(uow, 999) is None


async def test_the_dialogue_comes_with_the_speaker_and_is_not_asked_for_again(
    database: Database, person_id: int
) -> None:
    async with database.begin() as uow:
        saved = await save_dialogue(
            uow, person_id, kind="confirm", step="", data={"drafts": []}, expires_at=LATER
        )
        await uow.commit()
    async with database.begin() as uow:
        with overhearing(database) as heard:
            speaker = await find_speaker(uow, AN)
            assert await find_dialogue(uow, person_id, now=NOW) == saved
        assert speaker is not None
        assert speaker.actor == await find_actor(uow, AN)
    assert len(heard) == 1


async def test_what_the_same_transaction_wrote_counts(database: Database, person_id: int) -> None:
    async with database.begin() as uow:
        await find_speaker(uow, AN)
        saved = await save_dialogue(uow, person_id, kind="confirm", step="", data={}, expires_at=LATER)
        assert await find_dialogue(uow, person_id, now=NOW) == saved
        await close_dialogue(uow, person_id, now=NOW)
        assert await find_dialogue(uow, person_id, now=NOW) is None


async def test_what_a_savepoint_took_back_does_not(database: Database, person_id: int) -> None:
    async with database.begin() as uow:
        await find_speaker(uow, AN)
        with suppress(KeyError):
            async with uow.savepoint():
                await save_dialogue(uow, person_id, kind="confirm", step="", data={}, expires_at=LATER)
                raise KeyError
        assert await find_dialogue(uow, person_id, now=NOW) is None
