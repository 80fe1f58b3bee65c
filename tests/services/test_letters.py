import pytest
import sqlalchemy as sa
from markupsafe import Markup

from bot.domain.people import Role
from bot.domain.report import Draft, Proof, ProofKind, ReportKind
from bot.domain.views import DecisionView
from bot.messages import Message, encode_message
from bot.services import delivery, letters, reporting, reviewing
from bot.services.delivery import Result
from bot.storage.database import Database
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail
from tests.domain.figures_setting import RULES
from tests.services.post_setting import GONE, SENT, UNKNOWN, Post, found_post


@pytest.fixture
async def post(database: Database) -> Post:
    return await found_post(database)


@pytest.fixture
async def on_sqlite(sqlite_database: Database) -> Post:
    """For rules that do not depend on which database holds the rows."""
    return await found_post(sqlite_database)


# --- results and decisions --------------------------------------------------------------------------------


async def hand_in(post: Post) -> None:
    await post.send(SENT)
    draft = Draft(1, ReportKind.DONE, proofs=(Proof(ProofKind.LINK, url="https://x.vn"),))
    async with post.desk.work() as uow:
        await reporting.record(uow, post.an, draft, now=post.desk.now, rules=RULES)


async def test_a_result_goes_from_officer_to_officer_once(post: Post) -> None:
    chi = await post.desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    hoa = await post.desk.seat("Hoa", Role.OFFICER, "UBQGCDS")
    await hand_in(post)
    assert (await post.send(GONE)).mail.person_id == chi.person.id
    assert (await post.send(GONE)).mail.person_id == hoa.person.id
    assert await post.claim() == []


async def test_a_result_decided_meanwhile_is_not_shown(post: Post) -> None:
    await post.desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    await hand_in(post)
    await post.desk.set(1, status="done")
    (letter,) = await post.claim()
    assert not letters.has_words(letter)


async def test_a_decision_is_handed_to_the_deputy(post: Post) -> None:
    chi = await post.desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    deputy = await post.desk.seat("Đỗ", Role.FOCAL_POINT, "HDG")
    await hand_in(post)
    await post.send(SENT)
    async with post.desk.work() as uow:
        await reviewing.return_(uow, chi, 1, 1, "Thiếu dấu", now=post.desk.now, rules=RULES)
    assert (await post.send(GONE, kind=MailKind.DECISION)).mail.person_id == post.an.person.id
    (letter,) = await post.claim()
    assert letter.mail.person_id == deputy.person.id
    assert isinstance(letter.view, DecisionView)


# --- replies ----------------------------------------------------------------------------------------------


async def test_a_reply_to_somebody_revoked_has_nothing_to_say(post: Post) -> None:
    await post.send(SENT)
    await post.queue_reply()
    async with post.desk.work() as uow:
        await uow.execute(sa.text("UPDATE appointments SET revoked_at = created_at"))
    (letter,) = await post.claim()
    assert not letters.has_words(letter)


async def test_a_reply_to_a_stranger_is_sent(post: Post) -> None:
    await post.send(SENT)
    mail = NewMail(MailKind.REPLY, encode_message(Message(Markup("x"))), Priority.REPLY, chat_id=5)
    async with post.desk.work() as uow:
        await add_mail(uow, mail, now=post.desk.now)
    (letter,) = await post.claim()
    assert letters.has_words(letter)


async def test_giving_up_closes_the_row(post: Post) -> None:
    (letter,) = await post.claim()
    async with post.desk.work() as uow:
        await delivery.give_up(uow, Result(letter, UNKNOWN), error="KeyError", now=post.desk.now)
    assert await post.mail() == [("notice", "failed")]
