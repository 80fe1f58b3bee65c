"""Lists as people send them, and files as their phones get them."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.demo.telegram_server import Message
from bot.storage.tables import tasks
from bot.storage.upload_tables import uploads
from tests.world import Person, World

HEAD = ("code", "title_vi", "kind", "lead", "lead_mode", "issued_date", "due_date")
GOOD = ("NV-100", "Báo cáo quý", "one_off", "HDG", "single", date(2024, 7, 10), date(2024, 8, 30))
OTHER = ("NV-101", "Kế hoạch năm", "one_off", "HDG|BGG", "each", "2024-07-10", "2024-09-30")
THREE_FAULTS = (
    ("NV-100", "Báo cáo quý", "one_off", "HDG", "single", "2024-07-10", "31/09/2024"),
    ("NV-101", "Kế hoạch năm", "one_off", "XXX", "each", "2024-07-10", "2024-09-30"),
    ("NV-102", "", "one_off", "BGG", "single", "2024-07-10", "2024-09-30"),
)
MEGABYTE = 1024 * 1024


def xlsx(*rows: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    for row in (head, *rows):
        sheet.append(list(row))
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def csv(*lines: str) -> bytes:
    return "\n".join([",".join(HEAD), *lines]).encode()


def opened(message: Message) -> Worksheet:
    """The workbook under a message, as the phone downloads it."""
    sheet = load_workbook(io.BytesIO(content_of(message))).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def content_of(message: Message) -> bytes:
    assert message.media is not None
    assert message.media.file is not None
    return message.media.file.content


def name_of(message: Message) -> str:
    assert message.media is not None
    return message.media.name or ""


async def codes(world: World) -> list[str]:
    return [row[0] for row in await world.read(sa.select(tasks.c.code).order_by(tasks.c.code))]


async def status_of(world: World) -> list[str]:
    return [row[0] for row in await world.read(sa.select(uploads.c.status).order_by(uploads.c.id))]


def kept_files(world: World) -> list[Path]:
    return [p for p in (world.app.settings.data_dir / "uploads").rglob("*") if p.is_file()]


async def preview(person: Person, *rows: tuple[Any, ...], name: str = "danh-sach.xlsx") -> Message:
    await person.sends_bytes(name, xlsx(*rows))
    person.expect("Đã nhận", name)
    return person.expect(name, button="Áp dụng")
