"""``/dondoc`` and ``/lichsu`` with an agency after the code, before it, or alone."""

import pytest

from tests.scenarios.cast import CODE, Office

SHARED = "NV-060"


@pytest.fixture
async def shared(office: Office) -> Office:
    """NV-060 is the task of Hải Dương and Bắc Giang."""
    await office.world.assign(SHARED, "HDG|BGG")
    await office.world.settle()
    office.forget_all()
    return office


@pytest.mark.parametrize(
    "words",
    [
        f"{SHARED} Hải Dương",
        f"{SHARED} hai duong",
        f"{SHARED} HDG",
        f"{SHARED} hdg",
        f"{SHARED} UBND tỉnh Hải Dương",
        f"{SHARED} Ủy ban nhân dân tỉnh Hải Dương",
        f"Hải Dương {SHARED}",
        f"{SHARED.lower()} tỉnh Hải Dương",
    ],
)
async def test_one_agency_of_a_shared_task_is_urged_alone(shared: Office, words: str) -> None:
    await shared.dung.says(f"/dondoc {words}")
    shared.dung.expect("Đôn đốc 1 nhiệm vụ", SHARED, "Hải Dương")
    assert "Bắc Giang" not in shared.dung.phone.last.text
    await shared.dung.presses("báo cáo ngay tiến độ")
    await shared.dung.presses("Đôn đốc")
    shared.an.expect(SHARED)
    shared.giang.expect_nothing()
    shared.binh.forget()


async def test_without_an_agency_every_one_is_urged(shared: Office) -> None:
    await shared.dung.says(f"/dondoc {SHARED}")
    shared.dung.expect("Đôn đốc 2 nhiệm vụ", "Hải Dương", "Bắc Giang")


@pytest.mark.parametrize("words", ["HDG", "Hải Dương", "tỉnh Hải Dương", "Hai Duong"])
async def test_an_agency_alone_means_what_is_late_there(shared: Office, words: str) -> None:
    await shared.world.assign("NV-010", issued_date="2024-06-03", due_date="2024-07-01")
    await shared.world.settle()
    shared.forget_all()
    await shared.dung.says(f"/dondoc {words}")
    question = shared.dung.expect("Đôn đốc 1 nhiệm vụ", "NV-010", button="báo cáo ngay tiến độ")
    assert CODE not in question.text


async def test_an_agency_that_is_not_known_is_not_ignored(shared: Office) -> None:
    await shared.dung.says(f"/dondoc {SHARED} Hải Tương")
    shared.dung.expect("Chưa nhận ra cơ quan “Hải Tương”")


async def test_an_agency_without_that_task_is_refused(shared: Office) -> None:
    await shared.dung.says(f"/dondoc {CODE} Bắc Giang")
    shared.dung.expect("Không tìm thấy trong phạm vi")


async def test_an_agency_with_nothing_open_is_told(shared: Office) -> None:
    await shared.dung.says("/dondoc Bộ Y tế")
    shared.dung.expect("Bộ Y tế hiện không có nhiệm vụ nào đang mở")


@pytest.mark.parametrize("words", [f"{SHARED} Hải Dương", f"{SHARED} HDG", f"Hải Dương {SHARED}"])
async def test_the_history_of_one_agency_is_shown_at_once(shared: Office, words: str) -> None:
    await shared.an.says(f"{SHARED} 20%")
    await shared.an.presses("Ghi nhận")
    shared.forget_all()
    await shared.chi.says(f"/lichsu {words}")
    shared.chi.expect(SHARED, "20%", "Hải Dương")


async def test_the_history_of_an_agency_alone_is_a_choice_of_its_tasks(shared: Office) -> None:
    await shared.chi.says("/lichsu Hải Dương")
    shared.chi.expect(button=CODE)
    await shared.chi.presses(SHARED)
    shared.chi.expect_edit(SHARED)


async def test_an_agency_outside_the_scope_stays_unknown(shared: Office) -> None:
    await shared.giang.says("/lichsu Hải Dương")
    shared.giang.expect("Không tìm thấy trong phạm vi")
    await shared.giang.says(f"/lichsu {SHARED} Hải Dương")
    shared.giang.expect("Không tìm thấy trong phạm vi")
