"""A file that is made at sending: in a thread, outside any transaction, once for all who get the same."""

import asyncio
import threading
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from markupsafe import Markup

from bot.domain.people import Language, Role
from bot.domain.picture import make_picture
from bot.messages import Attachment, Document, Message, Outcome, OutcomeKind, Renderer
from bot.services import UnitOfWork
from bot.services.letters import Letter
from bot.storage import people
from bot.storage.database import Database
from bot.storage.outbox import Mail, MailKind
from bot.storage.upload_tables import sent_files
from bot.texts.picture_words import render_picture_message
from jobs import attachments, making
from jobs.attachments import Courier
from tests.domain.figures_setting import MONDAY, RULES, figures_of, late_by
from tests.services.overview_setting import Country, found_country

NOW = datetime(2024, 7, 16, 2, 0, tzinfo=UTC)
LIST = Document(
    "nhiem-vu-2024-07-16.xlsx", attachment=Attachment(Renderer.TASKS, ("all",), date(2024, 7, 16))
)
MESSAGE = Message(Markup("Danh sách"), document=LIST)


class Telegram:
    """Takes uploads and hands out ids, and may refuse the ids it handed out."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.sent: list[Document | None] = []
        self.forgets = False
        self.answer: Outcome | None = None

    async def send(self, address: int | str, message: Message) -> Outcome:
        del address
        # Would wait for ever if a transaction were open while bytes travel.
        async with self.database.begin():
            self.sent.append(message.document)
        if self.answer is not None:
            return self.answer
        if message.document is not None and message.document.file_id and self.forgets:
            return Outcome(OutcomeKind.REJECTED, reason="bad_request")
        file_id = f"id-{len(self.sent)}" if message.document and message.document.content else ""
        return Outcome(OutcomeKind.DELIVERED, message_id=1, file_id=file_id)

    async def edit(self, address: int | str, message_id: int, message: Message) -> Outcome:
        raise NotImplementedError

    async def set_menu(self, address: int | str, commands: tuple[tuple[str, str], ...]) -> Outcome:
        raise NotImplementedError


class Desk:
    def __init__(self, country: Country, data_dir: Path) -> None:
        self.country = country
        self.telegram = Telegram(country.database)
        self.now = NOW
        self.courier = Courier(
            country.database.begin, self.telegram, lambda: RULES, lambda: self.now, data_dir
        )

    async def reader(self, agency: str, role: Role = Role.HEAD) -> Letter:
        person_id = await self.country.seat(agency, role)
        async with self.country.database.begin() as uow:
            actor = await people.find_actor_by_id(uow, person_id)
        mail = Mail(1, MailKind.REPLY, {}, person_id, 7, None, 0, "vi", NOW)
        return Letter(mail, actor)

    async def count_remembered(self) -> int:
        async with self.country.database.begin() as uow:
            statement = sa.select(sa.func.count()).select_from(sent_files)
            return int((await uow.execute(statement)).scalar_one())


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(await found_country(database), tmp_path)


def contents(desk: Desk) -> list[bool]:
    """Of each document sent, whether it was uploaded."""
    return [bool(document and document.content) for document in desk.telegram.sent]


async def test_a_message_without_a_file_goes_as_it_is(desk: Desk) -> None:
    letter = await desk.reader("HDG")
    await desk.courier.send(7, letter, Message(Markup("x")))
    assert desk.telegram.sent == [None]


async def test_readers_of_the_same_list_share_one_upload(desk: Desk) -> None:
    for _ in range(3):
        outcome = await desk.courier.send(7, await desk.reader("HDG"), MESSAGE)
        assert outcome.kind is OutcomeKind.DELIVERED
    assert contents(desk) == [True, False, False]
    assert [d.file_id for d in desk.telegram.sent[1:] if d] == ["id-1", "id-1"]


async def test_readers_of_other_scopes_get_their_own(desk: Desk) -> None:
    await desk.country.assign("HDG")
    for agency in ("HDG", "BGG"):
        await desk.courier.send(7, await desk.reader(agency), MESSAGE)
    assert contents(desk) == [True, True]


async def test_after_a_change_the_file_is_made_anew(desk: Desk) -> None:
    letter = await desk.reader("HDG")
    await desk.courier.send(7, letter, MESSAGE)
    await desk.country.assign("HDG")
    await desk.courier.send(7, letter, MESSAGE)
    assert contents(desk) == [True, True]


async def test_an_id_that_is_refused_is_forgotten_and_the_file_uploaded(desk: Desk) -> None:
    letter = await desk.reader("HDG")
    await desk.courier.send(7, letter, MESSAGE)
    desk.telegram.forgets = True
    assert (await desk.courier.send(7, letter, MESSAGE)).kind is OutcomeKind.DELIVERED
    assert contents(desk) == [True, False, True]
    desk.telegram.forgets = False
    await desk.courier.send(7, letter, MESSAGE)
    last = desk.telegram.sent[-1]
    assert last is not None
    assert last.file_id == "id-3"


async def test_outcomes_are_those_of_messages(desk: Desk) -> None:
    desk.telegram.answer = Outcome(OutcomeKind.RETRY_AFTER, wait=timedelta(seconds=3), reason="flood")
    assert await desk.courier.send(7, await desk.reader("HDG"), MESSAGE) == desk.telegram.answer
    assert await desk.count_remembered() == 0


async def test_it_is_made_in_a_thread(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    where: list[threading.Thread] = []

    def make(*_: object) -> bytes:
        where.append(threading.current_thread())
        return b"x"

    monkeypatch.setattr(making, "render_workbook", make)
    await desk.courier.send(7, await desk.reader("HDG"), MESSAGE)
    assert where != [threading.main_thread()]


async def test_while_the_database_is_away_it_certainly_was_not_sent(desk: Desk) -> None:
    letter = await desk.reader("HDG")

    def away() -> AbstractAsyncContextManager[UnitOfWork]:
        raise ConnectionRefusedError

    outcome = await replace(desk.courier, begin=away).send(7, letter, MESSAGE)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.RETRY_AFTER, "database")
    assert desk.telegram.sent == []


async def test_what_was_sent_stays_sent_when_it_cannot_be_remembered(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async with desk.country.database.begin() as uow:
        await uow.execute(sa.text("ALTER TABLE sent_files RENAME TO sent_files_gone"))
        await uow.commit()
    outcome = await desk.courier.send(7, await desk.reader("HDG"), MESSAGE)
    assert outcome.kind is OutcomeKind.DELIVERED
    assert {r.message for r in caplog.records} >= {"sent_file_unknown", "sent_file_not_noted"}


async def test_without_the_right_words_go_instead_of_the_file(desk: Desk) -> None:
    letter = await desk.reader("HDG", Role.ADMIN)
    await desk.courier.send(7, letter, MESSAGE)
    assert desk.telegram.sent == [None]


async def test_old_ids_are_forgotten_with_the_next_file(desk: Desk) -> None:
    letter = await desk.reader("HDG")
    await desk.courier.send(7, letter, MESSAGE)
    desk.now += timedelta(days=31)
    await desk.country.assign("HDG")
    await desk.courier.send(7, letter, MESSAGE)
    assert await desk.count_remembered() == 1


async def test_two_at_once_harm_nothing(desk: Desk) -> None:
    letter = await desk.reader("HDG")
    await asyncio.gather(*(desk.courier.send(7, letter, MESSAGE) for _ in range(4)))
    assert await desk.count_remembered() == 1


# --- the leader's picture ---------------------------------------------------------------------------------

PICTURE = make_picture(figures_of([late_by(3)], reporting_on=MONDAY), [], "Ủy ban")


async def send_picture(desk: Desk, letter: Letter | None = None) -> Outcome:
    letter = letter or await desk.reader("HDG")
    return await desk.courier.send(7, letter, render_picture_message(PICTURE, Language.VI))


async def test_a_picture_goes_as_a_photo_and_is_drawn_once_for_all_who_get_the_same(desk: Desk) -> None:
    for _ in range(2):
        assert (await send_picture(desk)).kind is OutcomeKind.DELIVERED
    assert contents(desk) == [True, False]
    assert [document.is_photo for document in desk.telegram.sent if document] == [True, True]


async def test_readers_of_another_language_get_their_own(desk: Desk) -> None:
    letter = await desk.reader("HDG")
    assert letter.reader is not None
    person = replace(letter.reader.person, language=Language.EN)
    for reader in (letter.reader, replace(letter.reader, person=person)):
        await send_picture(desk, replace(letter, reader=reader))
    assert contents(desk) == [True, True]


@pytest.mark.parametrize("error", [FileNotFoundError, MemoryError, ImportError])
async def test_a_picture_that_cannot_be_drawn_is_logged_and_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: type[Exception]
) -> None:
    def fail(*_: object) -> bytes:
        raise error

    monkeypatch.setattr(attachments, "_make", fail)
    outcome = await send_picture(desk)
    assert (outcome.kind, outcome.reason) == (OutcomeKind.REJECTED, "not_drawn")
    assert desk.telegram.sent == []
    assert [record.message for record in caplog.records] == ["picture_not_drawn"]


async def test_pictures_are_drawn_one_at_a_time_beside_the_loop(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work, most = 0, 0
    loop = threading.current_thread()

    def draw(*_: object) -> bytes:
        nonlocal at_work, most
        assert threading.current_thread() is not loop
        at_work += 1
        most = max(most, at_work)
        threading.Event().wait(0.02)
        at_work -= 1
        return b"x"

    monkeypatch.setattr(attachments, "_make", draw)
    letter = await desk.reader("HDG")
    await asyncio.gather(*(send_picture(desk, letter) for _ in range(4)))
    assert most == 1
