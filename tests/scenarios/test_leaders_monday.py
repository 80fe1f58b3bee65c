"""The leader's Monday: the picture, under it the words, and from there down to the late task, an urging, and back."""

import io

import pytest
from PIL import Image

from bot.actions import Action, Verb
from bot.demo.telegram_server import Message
from bot.domain.people import Role
from bot.texts import picture_canvas
from tests.scenarios.cast import Office

MONDAY, NEXT_MONDAY = "2024-07-15", "2024-07-22"


@pytest.fixture
async def monday(office: Office) -> Office:
    """The morning of the 15th; Hải Dương is late with one task, Bắc Giang with nothing."""
    await office.world.assign("NV-010", due_date="2024-07-12")
    await office.world.assign("NV-020", "BGG", due_date="2024-09-30")
    office.forget_all()
    await office.world.go_to(MONDAY, "07:29")
    office.forget_all()
    await office.world.go_to(MONDAY, "07:30")
    return office


def size_of(message: Message) -> tuple[int, int]:
    assert message.media is not None
    assert message.media.file is not None
    return Image.open(io.BytesIO(message.media.file.content)).size


async def test_the_picture_comes_first_and_the_words_under_it(monday: Office) -> None:
    for reader in (monday.dung, monday.binh):
        picture = reader.receives_picture("Tuần 29: 1 nhiệm vụ quá hạn", "15/07/2024")
        words = reader.expect("Chưa hoàn thành quá hạn: 1", button="Biểu đồ")
        assert picture.id < words.id
        assert size_of(picture)[0] == 1000
        assert len(picture.text) <= 1024
        assert picture.list_buttons() == []
    monday.forget_all()


async def test_from_the_words_down_to_the_late_task_and_an_urging(monday: Office) -> None:
    dung = monday.dung
    dung.forget()
    await dung.presses("Theo cơ quan")
    dung.expect_edit("Theo cơ quan (2)")
    await dung.presses("Hải Dương", on=dung.phone.last)
    dung.expect_edit("Hải Dương", "NV-010, quá hạn 3 ngày")
    await dung.presses("NV-010", on=dung.phone.last)
    dung.expect_edit("NV-010")
    await dung.presses("Nhật ký", on=dung.phone.last)
    dung.expect_edit("NV-010")
    await dung.presses("« Nhiệm vụ", on=dung.phone.last)
    await dung.presses("Quay lại", on=dung.phone.last)
    dung.expect_edit("Hải Dương", "NV-010, quá hạn 3 ngày")
    monday.an.forget()
    await dung.presses("Đôn đốc", on=dung.phone.last)
    dung.expect("NV-010")
    await dung.presses("nguyên nhân chậm")
    await dung.presses("Đôn đốc")
    monday.an.expect("NV-010", "nguyên nhân chậm")
    monday.forget_all()


async def test_a_digest_of_last_week_opens_again_with_the_picture_that_was_sent(monday: Office) -> None:
    binh = monday.binh
    sent = binh.receives_picture("Tuần 29")
    words = binh.expect("Tuần 29")
    await monday.world.assign("NV-011", due_date="2024-07-16")
    await monday.world.go_to(NEXT_MONDAY, "07:30")
    monday.forget_all()
    assert binh.phone.last.text.startswith("Tuần 30: 3 nhiệm vụ quá hạn")
    await binh.presses("Tuần 29", on=binh.phone.last)
    again = binh.expect_edit("Tuần 29")
    assert again.text == words.text
    await binh.presses("Biểu đồ", on=again)
    picture = binh.receives_picture("Tuần 29: 1 nhiệm vụ quá hạn")
    assert picture.media == sent.media
    monday.forget_all()


async def test_without_a_font_the_words_go_all_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing(weight: picture_canvas.Weight) -> bytes:
        raise FileNotFoundError(weight)

    picture_canvas.load_font.cache_clear()
    monkeypatch.setattr(picture_canvas, "read_font", missing)
    await office.world.assign("NV-010", due_date="2024-07-12")
    office.forget_all()
    await office.binh.says("/tonghop")
    office.binh.expect("Hiện nay: ", "Hoàn thành đúng hạn")
    assert "picture_not_drawn" in [record.message for record in caplog.records]
    office.forget_all()


async def test_an_english_reader_gets_an_english_picture(office: Office) -> None:
    await office.world.assign("NV-010", due_date="2024-07-12")
    john = await office.world.appoint("John", Role.LEADER, "UBQGCDS", language_code="en")
    office.forget_all()
    await john.says("/tonghop")
    picture = john.receives_picture("Now: ", "Whole country")
    john.expect("Completed on time")
    await office.dung.says("/tonghop")
    assert picture.media != office.dung.receives_picture("Hiện nay").media
    office.forget_all()


async def test_a_monday_says_what_waits_and_who_moved(monday: Office) -> None:
    await monday.an.says("NV-042 vướng kinh phí chưa được cấp")
    await monday.an.presses("Ghi nhận")
    await monday.an.says("NV-042 xin lùi đến 31/7 vì chờ ý kiến")
    await monday.an.presses("Ghi nhận")
    await monday.world.go_to(NEXT_MONDAY, "07:30")
    words = next(m for m in monday.dung.unread if m.text.startswith("Tuần 30") and m.list_buttons())
    assert "Vướng mắc chờ trả lời: kinh phí 1; lâu nhất 5 ngày làm việc" in words.text
    assert "Gia hạn chờ quyết định: 1" in words.text
    assert "🔴 Chậm thêm (1): Hải Dương (1 → 2)" in words.text
    monday.forget_all()
    await monday.dung.presses("Chuyển biến (1)", on=words)
    monday.dung.expect_edit("Chuyển biến (1)", "🔴 Hải Dương: quá hạn 1 → 2")
    await monday.dung.presses("Quay lại", on=words)
    monday.dung.expect_edit("Gia hạn chờ quyết định: 1")
    monday.forget_all()
    await _follow_what_waits(monday, words)
    monday.forget_all()


async def _follow_what_waits(monday: Office, words: Message) -> None:
    """From a frozen digest to each thing that waits, to its card, and back; the same list answers the question."""
    dung = monday.dung
    obstacle = "NV-042 Hải Dương: kinh phí, chờ 5 ngày làm việc, đang ở cơ quan theo dõi"
    extension = "NV-042 Hải Dương: xin đến 31/07/2024, chờ 5 ngày làm việc, đang ở lãnh đạo"
    await dung.presses("Vướng mắc, gia hạn chờ", on=words)
    listed = dung.expect_edit("Số liệu hiện nay, 22/07/2024", "bản tổng hợp đã gửi giữ nguyên", obstacle)
    assert extension in listed.text
    await dung.presses("NV-042 · Hải Dương", on=words)
    dung.expect_edit("NV-042", "Chủ trì")
    await dung.presses("Quay lại", on=words)
    dung.expect_edit(obstacle)
    await dung.presses("Quay lại", on=words)
    dung.expect_edit("Gia hạn chờ quyết định: 1")
    dung.forget()
    await dung.says("vướng mắc nào chưa được trả lời")
    answer = dung.expect("Vướng mắc chờ trả lời (1)", obstacle)
    assert extension not in answer.text
    assert "Không có việc nào chờ" not in dung.heard
    monday.giang.forget()
    await monday.giang.says("/tonghop")
    monday.giang.phone.press_data(monday.giang.phone.last.id, Action(Verb.SUMMARY, argument="held").encode())
    await monday.world.settle()
    assert "Không có." in monday.giang.phone.last.text
    assert "NV-042" not in monday.giang.heard
