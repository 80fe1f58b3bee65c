"""An assignment that is amended from its card, as a scenario needs it."""

import sqlalchemy as sa

from bot.storage.events import EventKind
from bot.storage.tables import events
from tests.scenarios.cast import CODE, Office

DUE = "Thứ Bảy 20/07/2024"
AMENDED = (
    sa.select(events.c.actor_id, events.c.data)
    .where(events.c.kind == EventKind.AMENDED)
    .order_by(events.c.id)
)


async def open_menu(office: Office) -> None:
    await office.chi.says(CODE)
    office.chi.expect(CODE, button="Điều chỉnh")
    await office.chi.presses("Điều chỉnh")
    office.chi.expect(f"Điều chỉnh {CODE} · Hải Dương", DUE, button="Sửa hạn")


async def move_due(office: Office, until: str = "2/8", reason: str = "Chờ nghị định") -> None:
    await open_menu(office)
    await office.chi.presses("Sửa hạn")
    office.chi.expect("thời hạn mới là ngày nào?")
    await office.chi.says(until)
    office.chi.expect("lý do điều chỉnh?")
    await office.chi.says(reason)


async def transfer(office: Office, to: str = "Bắc Giang") -> None:
    await open_menu(office)
    await office.chi.presses("Chuyển")
    office.chi.expect("chuyển cho cơ quan nào?")
    await office.chi.says(to)
    office.chi.expect("lý do điều chỉnh?")
    await office.chi.says("Đúng chức năng hơn")
    office.chi.expect(f"Chuyển {CODE}: Hải Dương", "Lý do: Đúng chức năng hơn", button="Xác nhận")


async def stop(office: Office) -> None:
    await open_menu(office)
    await office.chi.presses("Dừng")
    office.chi.expect("lý do điều chỉnh?")
    await office.chi.says("Trùng nhiệm vụ")
    office.chi.expect(f"Dừng {CODE} · Hải Dương", "Nhắc việc dừng ngay", button="Xác nhận")


async def state(office: Office, agency: str = "HDG") -> tuple[str, str, str]:
    row = await office.world.state_of(CODE, agency)
    return str(row["status"]), str(row["due_on"]), str(row["original_due_on"])
