"""Closing an obstacle and taking back what was just stored, in words: the words bring the button, the tap does it."""

import pytest
import sqlalchemy as sa

from bot.storage.request_tables import extensions, obstacles
from bot.storage.tables import reports
from tests.scenarios.cast import CODE, Office

STUCK = sa.select(obstacles.c.status).order_by(obstacles.c.id)
KEPT = sa.select(sa.func.count()).where(reports.c.withdrawn_at.is_(None))


async def raise_obstacle(office: Office, code: str = CODE) -> None:
    await office.an.says(f"{code} vướng kinh phí, chưa được bố trí")
    await office.an.presses("Ghi nhận")
    office.forget_all()


# --- obstacles --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        f"vướng mắc {CODE} đã được tháo gỡ",
        f"{CODE} đã tháo gỡ xong vướng mắc",
        f"khép lại vướng mắc {CODE}",
        "hết vướng rồi",
    ],
)
async def test_an_obstacle_is_closed_in_words(office: Office, words: str) -> None:
    await raise_obstacle(office)
    await office.an.says(words)
    office.an.expect(CODE, "vướng mắc đã được tháo gỡ?", "chưa được bố trí", button="Đã tháo gỡ")
    assert await office.world.read(STUCK) == [("open",)]
    await office.an.presses("Đã tháo gỡ")
    office.an.expect_edit("vướng mắc đã khép lại")
    assert await office.world.read(STUCK) == [("closed",)]


async def test_of_several_obstacles_the_one_to_close_is_chosen(office: Office) -> None:
    await office.world.assign("NV-050")
    await office.world.settle()
    await raise_obstacle(office)
    await raise_obstacle(office, "NV-050")
    await office.an.says("hết vướng rồi")
    office.an.expect(CODE, "NV-050", button="NV-050")
    await office.an.presses("NV-050")
    assert await office.world.read(STUCK) == [("open",), ("closed",)]
    office.an.forget()


async def test_a_figure_beside_it_is_a_report(office: Office) -> None:
    await raise_obstacle(office)
    await office.an.says(f"{CODE} 40%, đã tháo gỡ vướng mắc")
    office.an.expect("40%", button="Ghi nhận")


async def test_without_an_open_obstacle_no_new_one_is_raised(office: Office) -> None:
    await office.an.says(f"vướng mắc {CODE} đã được tháo gỡ")
    assert "Vướng mắc:" not in office.an.expect(CODE).text


# --- taking back ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["rút lại báo cáo vừa rồi", "hủy báo cáo vừa gửi", "withdraw my last report"]
)
async def test_what_was_just_stored_is_taken_back_in_words(office: Office, words: str) -> None:
    await office.an.says(f"{CODE} 40%")
    await office.an.presses("Ghi nhận")
    office.an.forget()
    office.world.clock.tick(minutes=9)
    await office.an.says(words)
    office.an.expect("Rút lại nội dung đã ghi", CODE, button="Rút lại")
    assert await office.world.read(KEPT) == [(1,)]
    await office.an.presses("Rút lại")
    office.an.expect_edit("Đã rút lại", CODE)
    assert await office.world.read(KEPT) == [(0,)]


async def test_after_ten_minutes_nothing_is_taken_back(office: Office) -> None:
    await office.an.says(f"{CODE} 40%")
    await office.an.presses("Ghi nhận")
    office.an.forget()
    office.world.clock.tick(minutes=11)
    await office.an.says("rút lại báo cáo vừa rồi")
    office.an.expect("đã quá 10 phút")


async def test_a_request_is_withdrawn_in_words(office: Office) -> None:
    await office.an.says(f"{CODE} xin lùi đến 2/8 vì chờ thẩm định")
    await office.an.presses("Ghi nhận")
    office.forget_all()
    await office.an.says(f"{CODE} xin rút lại đề nghị gia hạn")
    office.an.expect("Rút lại nội dung đã ghi", CODE, button="Rút lại")
    await office.an.presses("Rút lại")
    office.an.forget()
    assert await office.world.read(sa.select(extensions.c.status)) == [("withdrawn",)]


async def test_nobody_takes_back_what_another_stored(office: Office) -> None:
    await office.an.says(f"{CODE} 40%")
    await office.an.presses("Ghi nhận")
    office.an.forget()
    await office.giang.says("rút lại báo cáo vừa rồi")
    office.giang.expect("Không rút lại được")
