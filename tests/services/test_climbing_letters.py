"""What is told when silence climbs: in the morning, to whoever decides now, and nothing that is past."""

from datetime import date

import sqlalchemy as sa

from bot.services import letters
from bot.storage.outbox import MailKind
from bot.storage.queues import outbox
from tests.domain.ladder_setting import local
from tests.services.climbing_setting import FIRST, SECOND, claim
from tests.services.request_setting import Requests


async def test_at_night_it_is_told_in_the_morning(on_sqlite: Requests) -> None:
    await on_sqlite.ask()
    await on_sqlite.climb_at(local(2024, 7, 12, 22, 0))
    morning = local(2024, 7, 15, 7, 0)
    where = outbox.c.kind.in_(["extension", "info"]) & (outbox.c.not_before > on_sqlite.desk.now)
    assert await on_sqlite.desk.read(sa.select(outbox.c.not_before).where(where)) == [(morning,)] * 2


async def test_with_nobody_there_it_waits_for_whoever_comes(on_sqlite: Requests) -> None:
    for actor in (on_sqlite.chi, on_sqlite.dung):
        await on_sqlite.away(actor, date(2024, 7, 10), date(2024, 7, 31))
    asked = await on_sqlite.ask()
    await on_sqlite.climb_at(FIRST)
    assert await on_sqlite.letters("extension") == [None, None]
    assert await on_sqlite.infos() == [(on_sqlite.an.person.id, "requests.nobody_there")]
    assert (await on_sqlite.extension(asked.id)).clock_at == SECOND


async def test_the_letter_of_an_earlier_desk_says_nothing_once_it_climbed(on_sqlite: Requests) -> None:
    await on_sqlite.ask()
    await on_sqlite.climb_at(FIRST)
    claimed = await claim(on_sqlite, MailKind.EXTENSION)
    assert [(letter.mail.person_id, letters.has_words(letter)) for letter in claimed] == [
        (on_sqlite.chi.person.id, False),
        (on_sqlite.dung.person.id, True),
    ]


async def test_a_letter_about_what_was_decided_meanwhile_says_nothing(on_sqlite: Requests) -> None:
    asked = await on_sqlite.ask()
    await on_sqlite.refuse(asked, on_sqlite.dung)
    (letter,) = await claim(on_sqlite, MailKind.EXTENSION)
    assert not letters.has_words(letter)


async def test_a_letter_to_a_decider_without_an_office_goes_to_the_next(on_sqlite: Requests) -> None:
    await on_sqlite.ask()
    async with on_sqlite.desk.work() as uow:
        await uow.execute(
            sa.text("UPDATE appointments SET revoked_at = created_at WHERE person_id = :id"),
            {"id": on_sqlite.chi.person.id},
        )
    (letter,) = await claim(on_sqlite, MailKind.EXTENSION)
    assert letter.has_lost_reader


async def test_the_asker_learns_of_the_climb_only_while_the_task_is_theirs(on_sqlite: Requests) -> None:
    await on_sqlite.ask()
    await on_sqlite.climb_at(FIRST)
    async with on_sqlite.desk.work() as uow:
        await uow.execute(
            sa.text("UPDATE appointments SET revoked_at = created_at WHERE person_id = :id"),
            {"id": on_sqlite.an.person.id},
        )
    (letter,) = await claim(on_sqlite, MailKind.INFO)
    assert not letters.has_words(letter)
