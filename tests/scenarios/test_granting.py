"""Nobody raises anybody above what is theirs to give."""

import pytest
import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.domain.people import Role
from bot.storage.tables import agencies, appointments, invitations, people
from tests.scenarios.cast import NEIGHBOUR, OFFICER, Office
from tests.scenarios.people_setting import NEW, NOT_YOURS, admin_of, open_desk
from tests.world import Person


@pytest.mark.parametrize("role", ["chuyên viên theo dõi", "quản trị", "lãnh đạo ủy ban"])
async def test_an_officer_invites_no_officer_leader_or_administrator(office: Office, role: str) -> None:
    before = await office.world.rows(appointments, invitations)
    await office.chi.says(f"/moi {NEW}; UBQGCDS; {role}")
    office.chi.expect("1 dòng chưa đúng", "không thuộc quyền mời")
    await office.chi.presses("Mời", on=await open_desk(office))
    office.chi.expect("vai trò nào")
    await office.chi.says(role)
    office.chi.expect("ở cơ quan nào")
    await office.chi.says("UBQGCDS")
    office.chi.expect(NOT_YOURS)
    assert await office.world.rows(appointments, invitations) == before


async def test_a_provinces_officer_invites_nobody_outside_the_province(office: Office) -> None:
    officer = await office.world.appoint("Chuyên viên tỉnh", Role.OFFICER, "HDG")
    await officer.says(f"/moi {NEW}; Bắc Giang; đầu mối")
    officer.expect("không rõ cơ quan")
    await officer.says(f"/moi {NEW}; Sở Y tế Hải Dương; đầu mối")
    officer.expect("Mời 1 người", "Sở Y tế Hải Dương")
    bac_giang = await office.world.read(sa.select(agencies.c.id).where(agencies.c.code == "BGG"))
    await officer.forges(Action(Verb.INVITE, bac_giang[0][0]))
    assert "Không tìm thấy" in officer.toast
    await officer.forges(Action(Verb.SEATS, bac_giang[0][0]))
    assert "Không tìm thấy" in officer.toast


async def test_a_new_link_is_refused_for_somebody_with_a_seat_above(office: Office) -> None:
    """It would bind another account to all of the person, the leader's seat too."""
    leader_id = (await office.world.person_row("Vũ Dung"))["id"]
    admin = await admin_of(office)
    await admin.forges(Action(Verb.INVITE, 0, leader_id))
    admin.expect("vai trò nào")
    await admin.presses("Đầu mối")
    admin.expect_edit("ở cơ quan nào")
    await admin.says("Bắc Giang")
    admin.expect("Thêm vai trò cho Vũ Dung")
    await admin.presses("Xác nhận")
    office.dung.expect("có thêm vai trò đầu mối của Bắc Giang")
    before = await office.world.rows(invitations)
    await office.chi.says("/moi Vũ Dung; Bắc Giang; đầu mối")
    office.chi.expect("không thuộc quyền mời")
    await office.chi.forges(Action(Verb.INVITE, 0, leader_id, "link"))
    assert NOT_YOURS in office.chi.toast
    await office.chi.forges(Action(Verb.REVOKE, leader_id))
    assert NOT_YOURS in office.chi.toast
    assert await office.world.rows(invitations) == before


@pytest.mark.parametrize("verb", [Verb.INVITE, Verb.REVOKE])
async def test_nobody_gives_or_takes_their_own_seats(office: Office, verb: Verb) -> None:
    admin = await admin_of(office)
    own = (await office.world.person_row(admin.name))["id"]
    await admin.forges(Action(verb, own if verb is Verb.REVOKE else 0, own))
    assert NOT_YOURS in admin.toast


@pytest.mark.parametrize("who", ["an", "binh", "dung"])
async def test_the_desk_is_closed_to_everybody_else(office: Office, who: str) -> None:
    person: Person = getattr(office, who)
    target = (await office.world.person_row(NEIGHBOUR))["id"]
    before = await office.world.rows(people, appointments, invitations)
    await person.says("/moi")
    person.expect(NOT_YOURS)
    await person.says(f"/moi {NEW}; BYT; đầu mối")
    person.expect(NOT_YOURS)
    for action in (
        Action(Verb.PEOPLE),
        Action(Verb.PEOPLE, 0, 0, "gone"),
        Action(Verb.SEATS, 3),
        Action(Verb.PERSON, target),
        Action(Verb.INVITE),
        Action(Verb.INVITE, 0, target, "link"),
        Action(Verb.REVOKE, target),
        Action(Verb.FIRST, 1),
        Action(Verb.AWAY, target),
    ):
        await person.forges(action)
        assert NOT_YOURS in person.toast or "Không tìm thấy" in person.toast, action
    person.expect_nothing()
    assert await office.world.rows(people, appointments, invitations) == before


async def test_an_officer_revoked_in_the_middle_makes_no_link(office: Office) -> None:
    await office.chi.says(f"/moi {NEW}; BYT; đầu mối")
    card = office.chi.expect("Mời 1 người")
    await office.world.revoke(OFFICER)
    before = await office.world.rows(people, invitations)
    await office.chi.presses("Xác nhận", on=card)
    assert await office.world.rows(people, invitations) == before
