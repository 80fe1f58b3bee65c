"""Agencies compared: who sees what, and what a named person approves before anybody else sees it."""

import pytest
import sqlalchemy as sa

from bot.storage.figure_tables import agency_lists
from bot.storage.tables import events
from tests.scenarios.cast import Office


@pytest.fixture
async def compared(office: Office) -> Office:
    """Three tasks of each province are late, one of Hải Dương's was done on time."""
    for number in range(3):
        await office.world.assign(f"NV-06{number}", lead="HDG|BGG", due_date="2024-07-12")
    await office.world.go_to("2024-07-11", "09:00")
    office.forget_all()
    await office.submit("NV-060")
    await office.chi.presses("Xác nhận")
    await office.world.go_to("2024-07-16", "09:00")
    office.forget_all()
    return office


async def test_a_leader_sees_the_league_with_what_makes_it_fair(compared: Office) -> None:
    await compared.dung.says("xếp hạng các tỉnh")
    league = compared.dung.expect("1. Hải Dương: 33% (1/3), quá hạn 2", "2. Bắc Giang: 0% (0/3)")
    assert "gia hạn 0, vướng mắc chờ 0" in league.text


async def test_a_head_sees_the_own_rank_and_nobody_elses(compared: Office) -> None:
    await compared.binh.says("xếp hạng các tỉnh")
    message = compared.binh.expect("xếp thứ 1/2", "chỉ cơ quan anh/chị xem được")
    assert "Bắc Giang" not in message.text


async def test_an_officer_does_not_see_the_league_until_a_leader_opens_it(compared: Office) -> None:
    await compared.chi.says("bảng xếp hạng")
    before = compared.chi.expect("do lãnh đạo quyết định công khai")
    assert "33%" not in before.text
    await compared.dung.says("bảng xếp hạng")
    compared.dung.forget()
    await compared.dung.presses("Công khai xếp hạng")
    compared.dung.expect_edit("Dự thảo: chưa ai khác xem được", "1. Hải Dương")
    await compared.dung.presses("Duyệt, cho xem")
    compared.dung.expect_edit("Đã duyệt: Vũ Dung")
    for person in (compared.chi, compared.binh, compared.giang):
        await person.says("bảng xếp hạng")
        assert "chỉ cơ quan anh/chị" not in person.expect().text
        person.forget()
        await person.presses("Bảng xếp hạng")
        person.expect_edit("Bảng xếp hạng đến 16/07/2024", "2. Bắc Giang: 0%")


async def test_a_list_of_criticism_is_a_draft_until_a_leader_approves_it(compared: Office) -> None:
    await compared.chi.says("bảng xếp hạng")
    compared.chi.forget()
    await compared.chi.presses("Lập dự thảo phê bình")
    draft = compared.chi.expect_edit("Đề nghị phê bình", "Dự thảo", "Bắc Giang")
    list_id = (await compared.world.read(sa.select(agency_lists.c.id)))[0][0]
    await compared.chi.forges(f"v1:league:{list_id}:0:approve", on=draft)
    for person in (compared.binh, compared.giang):
        await person.says("bảng xếp hạng")
        message = person.expect()
        assert not any("phê bình" in entry.text for entry in message.list_buttons())
        await person.forges(f"v1:league:{list_id}:0:list", on=message)
    assert (await compared.world.read(sa.select(agency_lists.c.status))) == [("draft",)]
    await compared.dung.says("bảng xếp hạng")
    compared.dung.forget()
    await compared.dung.presses("Xem dự thảo phê bình")
    await compared.dung.presses("Duyệt, cho xem")
    approved = compared.dung.expect_edit("Danh sách phê bình, đến 16/07/2024", "Đã duyệt: Vũ Dung")
    assert "Đề nghị" not in approved.text
    kinds = await compared.world.read(
        sa.select(events.c.kind, events.c.actor_id.is_not(None))
        .where(events.c.kind.like("list_%"))
        .order_by(events.c.id)
    )
    assert kinds == [("list_drafted", True), ("list_approved", True)]


@pytest.mark.parametrize("words", ["top 5 chậm nhất", "5 tỉnh chậm nhất", "top 5 slowest"])
async def test_the_slowest_are_named_with_how_much_and_how_long(compared: Office, words: str) -> None:
    await compared.dung.says(words)
    compared.dung.expect("2 cơ quan chậm nhất", "1. Bắc Giang: quá hạn 3, lâu nhất 4 ngày", "2. Hải Dương")


@pytest.mark.parametrize(
    "words", ["so với tuần trước", "so voi tuan truoc the nao", "compared with last week"]
)
async def test_it_says_how_the_week_stands_against_the_one_before(compared: Office, words: str) -> None:
    await compared.dung.says(words)
    compared.dung.expect("Tuần 29/2024", "so với 14/07/2024", "Chưa hoàn thành quá hạn: 5")
