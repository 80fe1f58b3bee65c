from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.domain.errors import AlreadyLinked, InvitationInvalid, NotFound
from bot.domain.people import Actor, Language, Role
from bot.services import directory
from bot.services.directory import Invitation
from bot.storage.database import Database
from bot.storage.queues import outbox
from bot.storage.tables import appointments, events, invitations, people
from tests.services.desk_setting import Desk, found_desk, race

EVENTS = sa.select(events.c.kind).order_by(events.c.id)


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await found_desk(database)


@pytest.fixture
async def on_sqlite(sqlite_database: Database) -> Desk:
    """For rules that do not depend on which database holds the rows."""
    return await found_desk(sqlite_database)


async def invite(
    desk: Desk, name: str = "An", role: Role = Role.FOCAL_POINT, agency: str = "HDG"
) -> Invitation:
    async with desk.work() as uow:
        return await directory.invite(uow, agency_code=agency, role=role, name=name, now=desk.now)


async def link(
    desk: Desk,
    code: str,
    telegram_id: int = 1,
    *,
    language: Language = Language.VI,
    actor: Actor | None = None,
) -> Actor:
    async with desk.work() as uow:
        return await directory.link(
            uow, code=code, telegram_id=telegram_id, language=language, actor=actor, now=desk.now
        )


# --- inviting ---------------------------------------------------------------------------------------------


async def test_an_unknown_agency_invites_nobody(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await invite(desk, agency="NOWHERE")
    assert await desk.read(sa.select(people)) == []


async def test_inviting_again_makes_no_second_person(desk: Desk) -> None:
    first, second = await invite(desk), await invite(desk)
    assert first.person_id == second.person_id
    assert first.code != second.code
    assert len(await desk.read(sa.select(appointments))) == 1


async def test_the_order_of_a_seat_follows_the_invitations(on_sqlite: Desk) -> None:
    desk = on_sqlite
    for name in ("An", "Bình", "Chi"):
        await invite(desk, name)
    turns = sa.select(people.c.name, appointments.c.turn).join(
        people, people.c.id == appointments.c.person_id
    )
    assert sorted(await desk.read(turns)) == [("An", 1), ("Bình", 2), ("Chi", 3)]


async def test_a_code_is_long_and_kept_only_as_a_hash(desk: Desk) -> None:
    invitation = await invite(desk)
    assert len(invitation.code) >= 32
    assert await desk.read(sa.select(invitations.c.code_hash)) == [(directory.hash_code(invitation.code),)]


# --- linking ----------------------------------------------------------------------------------------------


async def test_a_code_links_once(desk: Desk) -> None:
    code = (await invite(desk)).code
    linked = await link(desk, code)
    assert linked.person.telegram_id == 1
    with pytest.raises(InvitationInvalid):
        await link(desk, code, 2)
    assert await desk.read(sa.select(people.c.telegram_id)) == [(1,)]


async def test_two_phones_with_one_code_at_once_link_one(desk: Desk) -> None:
    code = (await invite(desk)).code
    linked, refused = await race(link(desk, code, 1), link(desk, code, 2))
    assert len(linked) == 1
    assert [type(error) for error in refused] == [InvitationInvalid]


@pytest.mark.parametrize(("days", "is_good"), [(6.99, True), (7, False)])
async def test_a_code_lives_seven_days(on_sqlite: Desk, days: float, is_good: bool) -> None:
    desk = on_sqlite
    code = (await invite(desk)).code
    desk.tick(days=days)
    if is_good:
        assert await link(desk, code)
        return
    with pytest.raises(InvitationInvalid):
        await link(desk, code)


async def test_a_refused_link_leaves_the_code_for_its_owner(desk: Desk) -> None:
    an = await link(desk, (await invite(desk)).code)
    code = (await invite(desk, "Bình")).code
    with pytest.raises(AlreadyLinked):
        await link(desk, code, 1, actor=an)
    assert (await link(desk, code, 2)).person.name == "Bình"


async def test_the_same_account_may_link_again(on_sqlite: Desk) -> None:
    desk = on_sqlite
    an = await link(desk, (await invite(desk)).code)
    again = await link(desk, (await invite(desk)).code, 1, actor=an)
    assert again.person.id == an.person.id


async def test_the_language_of_the_first_contact_stays(desk: Desk) -> None:
    await link(desk, (await invite(desk)).code, 1, language=Language.EN)
    moved = await link(desk, (await invite(desk)).code, 2, language=Language.VI)
    assert moved.person.language is Language.EN


async def test_linking_queues_the_command_menu(on_sqlite: Desk) -> None:
    desk = on_sqlite
    await link(desk, (await invite(desk)).code)
    assert await desk.read(sa.select(outbox.c.kind)) == [("menu",)]


async def test_linking_ends_being_unreachable(desk: Desk) -> None:
    invitation = await invite(desk)
    async with desk.work() as uow:
        await uow.execute(sa.update(people).values(unreachable_at=desk.now))
    assert (await link(desk, invitation.code)).person.unreachable_at is None


# --- revoking ---------------------------------------------------------------------------------------------


async def test_a_revoked_person_is_met_by_nobody(desk: Desk) -> None:
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    async with desk.work() as uow:
        await directory.revoke(uow, an.person.id, now=desk.now)
    async with desk.work() as uow:
        assert await directory.meet(uow, an.person.telegram_id or 0, now=desk.now) is None


async def test_an_account_goes_to_whom_it_is_linked_next(desk: Desk) -> None:
    an = await link(desk, (await invite(desk)).code)
    async with desk.work() as uow:
        await directory.revoke(uow, an.person.id, now=desk.now)
    again = await link(desk, (await invite(desk, agency="BGG")).code)
    assert again.person.id != an.person.id
    assert [seat.agency.code for seat in again.appointments] == ["BGG"]
    assert (await desk.actor(an.person.id)).person.telegram_id is None


async def test_revoking_takes_waiting_codes_with_it(desk: Desk) -> None:
    invitation = await invite(desk)
    async with desk.work() as uow:
        await directory.revoke(uow, invitation.person_id, now=desk.now)
    with pytest.raises(InvitationInvalid):
        await link(desk, invitation.code)


async def test_revoking_nobody_is_harmless(on_sqlite: Desk) -> None:
    desk = on_sqlite
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    for _ in range(2):
        async with desk.work() as uow:
            await directory.revoke(uow, an.person.id, now=desk.now)
    assert [row[0] for row in await desk.read(EVENTS)].count("revoked") == 2


# --- meeting ----------------------------------------------------------------------------------------------


async def test_a_stranger_is_nobody(on_sqlite: Desk) -> None:
    desk = on_sqlite
    async with desk.work() as uow:
        assert await directory.meet(uow, 999, now=desk.now) is None


async def test_a_lost_person_is_found_again_by_speaking(desk: Desk) -> None:
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    account = an.person.telegram_id or 0
    async with desk.work() as uow:
        await directory.lose(uow, account, now=desk.now)
    assert (await desk.actor(an.person.id)).person.unreachable_at == desk.now
    async with desk.work() as uow:
        await directory.meet(uow, account, now=desk.now)
    assert (await desk.actor(an.person.id)).person.unreachable_at is None


async def test_losing_a_stranger_is_harmless(on_sqlite: Desk) -> None:
    desk = on_sqlite
    async with desk.work() as uow:
        await directory.lose(uow, 999, now=desk.now)


async def test_speaking_marks_what_was_sent_as_seen_and_nothing_else(desk: Desk) -> None:
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    binh = await desk.seat("Bình", Role.HEAD, "HDG")
    async with desk.work() as uow:
        await uow.execute(sa.update(outbox).values(status="sent"))
    await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    async with desk.work() as uow:
        await directory.meet(uow, an.person.telegram_id or 0, now=desk.now + timedelta(hours=1))
    seen = await desk.read(sa.select(outbox.c.person_id).where(outbox.c.seen_at.is_not(None)))
    assert seen == [(an.person.id,)]
    assert binh.person.id != an.person.id


async def test_the_language_changes_with_the_menu(desk: Desk) -> None:
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    async with desk.work() as uow:
        changed = await directory.set_language(uow, an, Language.EN, now=desk.now)
    assert changed.person.language is Language.EN
    assert len(await desk.read(sa.select(outbox).where(outbox.c.kind == "menu"))) == 2
