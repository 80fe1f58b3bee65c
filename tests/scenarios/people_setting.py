"""Invitations and the desk of people, as a scenario needs them."""

import re

from bot.demo.telegram_server import Message
from bot.domain.people import Role
from tests.scenarios.cast import Office
from tests.world import Person

_LINK = re.compile(r"https://t\.me/\w+\?start=([\w-]+)")
NEW = "Đinh Khôi"
NOT_YOURS = "không thuộc phạm vi"


async def link_by_words(office: Office, name: str = NEW, agency: str = "Hải Dương") -> str:
    """The officer invites a focal point in words; the code of the link."""
    await office.chi.presses("Mời", on=await open_desk(office))
    office.chi.expect("vai trò nào", button="Đầu mối")
    await office.chi.says("đầu mối")
    office.chi.expect("ở cơ quan nào")
    await office.chi.says(agency)
    office.chi.expect("họ và tên")
    await office.chi.says(name)
    office.chi.expect(f"Mời {name}", "Đầu mối", "7 ngày", button="Xác nhận")
    await office.chi.presses("Xác nhận")
    return code_in(office.chi)


async def open_desk(office: Office) -> Message:
    await office.chi.says("/moi")
    return office.chi.expect("Nhân sự trong phạm vi", button="Mời")


def code_in(person: Person) -> str:
    """The code of the link in the next unread message."""
    found = _LINK.search(person.expect("https://t.me/").text)
    assert found is not None
    return found[1]


async def admin_of(office: Office) -> Person:
    return await office.world.appoint("Mai Quản", Role.ADMIN, "CP")
