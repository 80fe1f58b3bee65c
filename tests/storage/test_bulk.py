"""Many rows in one parameter, on both databases."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from bot.domain.rungs import Condition, Recipient
from bot.storage.bulk import as_table, insert_rows, is_one_of, table_of
from bot.storage.database import Database
from bot.storage.outbox import MailKind, NewMail, Priority, add_mails, mark_sent
from bot.storage.queues import notice_items, outbox
from bot.storage.tables import people

NOW = datetime(2024, 7, 16, 2, tzinfo=UTC)
FAR = 6_000_000_000
"""More than 32 bits, as many chats' numbers are."""


async def test_a_table_keeps_numbers_texts_and_gaps_as_they_are(database: Database) -> None:
    columns = (outbox.c.chat_id, notice_items.c.rung, notice_items.c.recipient, outbox.c.message_id)
    rows = [(FAR, "quá 'hạn'", Recipient.HEAD, None), (-FAR, 'một "hai"\n', Recipient.DEPUTY, 7)]
    async with database.begin() as uow:
        given = table_of(columns, is_sqlite=uow.is_sqlite)
        statement = sa.select(*given.c).order_by(given.c.chat_id.desc())
        found = (await uow.execute(statement, as_table(uow, columns, rows))).all()
    assert [tuple(row) for row in found] == rows


@pytest.mark.parametrize(("ids", "expected"), [([2, 3, 99], ["b", "c"]), ([], [])])
async def test_one_of_a_list(database: Database, ids: list[int], expected: list[str]) -> None:
    async with database.begin() as uow:
        await insert_rows(
            uow, people, [{"id": n, "name": name, "created_at": NOW} for n, name in enumerate("abc", start=1)]
        )
        named = sa.select(people.c.name).where(is_one_of(uow, people.c.id, ids)).order_by(people.c.name)
        assert list((await uow.execute(named)).scalars()) == expected


async def test_every_letter_sent_gets_its_own_chat_and_number(database: Database) -> None:
    mails = [NewMail(MailKind.REPLY, {}, Priority.REPLY, chat_id=n) for n in (1, 2, 3)]
    async with database.begin() as uow:
        await add_mails(uow, mails, now=NOW)
        ids = list((await uow.execute(sa.select(outbox.c.id).order_by(outbox.c.id))).scalars())
        marked = await mark_sent(uow, [(ids[0], FAR, 11), (ids[2], -FAR, None)], now=NOW)
        assert marked == {ids[0], ids[2]}
        # What was noted stays, also when a commit that was cut off is repeated.
        assert await mark_sent(uow, [(ids[0], 9, 9)], now=NOW) == set()
        columns = (outbox.c.status, outbox.c.chat_id, outbox.c.message_id, outbox.c.sent_at)
        found = (await uow.execute(sa.select(*columns).order_by(outbox.c.id))).all()
    assert [tuple(row) for row in found] == [
        ("sent", FAR, 11, NOW),
        ("queued", 2, None, None),
        ("sent", -FAR, None, NOW),
    ]


async def test_conditions_are_stored_by_their_names(database: Database) -> None:
    async with database.begin() as uow:
        columns = (notice_items.c.condition,)
        given = table_of(columns, is_sqlite=uow.is_sqlite)
        found = await uow.execute(sa.select(*given.c), as_table(uow, columns, [(Condition.NOT_SEEN,)]))
        assert found.scalar_one() == Condition.NOT_SEEN.value
