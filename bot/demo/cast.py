"""Who takes part: four people with phones on the page, one more who can be reached, and the sample data.

Names are made up along the alphabet (An, Bình, Chi, Dũng). Everybody comes in as in real life: an administrator's
invitation, and ``/start`` with its code written to the bot.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from bot.demo.telegram_server import Phone, TelegramWorld
from bot.domain.people import Role
from bot.services import UnitOfWork, directory
from bot.services.exchange import NamedFile, import_files, render_problem
from bot.storage.database import Database

_SAMPLE_FILES = ("agencies.csv", "groups.csv", "tasks.csv")


class SampleBroken(Exception):
    """The sample data or the bot refused what the demonstration needs; the text says where."""


@dataclass(frozen=True, slots=True)
class Member:
    """``title`` and ``place`` stand under the name on the page; without a phone a member is only written to."""

    telegram_id: int
    family_name: str
    given_name: str
    role: Role
    agency_code: str
    title: str
    place: str
    has_phone: bool = True

    @property
    def name(self) -> str:
        return f"{self.family_name} {self.given_name}"


AN = Member(
    7_100_000_001, "Đỗ Hoài", "An", Role.FOCAL_POINT, "HDG", "Đầu mối thứ nhất", "UBND tỉnh Hải Dương"
)
BINH = Member(7_100_000_002, "Vũ Thanh", "Bình", Role.HEAD, "HDG", "Lãnh đạo cơ quan", "UBND tỉnh Hải Dương")
CHI = Member(
    7_100_000_003,
    "Lương Mai",
    "Chi",
    Role.OFFICER,
    "UBQGCDS",
    "Chuyên viên theo dõi",
    "Ủy ban Quốc gia về CĐS",
)
DUNG = Member(
    7_100_000_004, "Tạ Đức", "Dũng", Role.LEADER, "UBQGCDS", "Lãnh đạo Ủy ban", "Ủy ban Quốc gia về CĐS"
)
EM = Member(
    7_100_000_005,
    "Ngô Lan",
    "Em",
    Role.FOCAL_POINT,
    "HDG",
    "Đầu mối thứ hai",
    "UBND tỉnh Hải Dương",
    has_phone=False,
)
#: The order is that of the phones on the page, and of the turns within one role.
CAST = (AN, BINH, CHI, DUNG, EM)


def join_world(world: TelegramWorld, members: Iterable[Member] = CAST) -> None:
    """Gives everybody a Telegram account; nobody has written to the bot yet."""
    for member in members:
        world.add_user(
            member.telegram_id, member.given_name, last_name=member.family_name, language_code="vi"
        )


async def import_sample(uow: UnitOfWork, *, now: datetime) -> int:
    """Agencies, groups and tasks through the office's own import; returns how many assignments there are.

    Raises:
        SampleBroken
    """
    folder = files("bot.demo") / "data"
    named = [NamedFile(name, (folder / name).read_bytes()) for name in _SAMPLE_FILES]
    result = await import_files(uow, named, now=now, actor_id=None)
    if not result.is_sound:
        raise SampleBroken("; ".join(render_problem(problem) for problem in result.problems[:5]))
    return result.new_assignments


async def invite(database: Database, *, now: datetime, members: Iterable[Member] = CAST) -> dict[Member, str]:
    """Everybody's single-use code."""
    codes: dict[Member, str] = {}
    async with database.begin() as uow:
        for member in members:
            invitation = await directory.invite(
                uow, agency_code=member.agency_code, role=member.role, name=member.name, now=now
            )
            codes[member] = invitation.code
        await uow.commit()
    return codes


def redeem(world: TelegramWorld, codes: dict[Member, str]) -> None:
    """Each person opens the link: the phone writes ``/start`` with the code. The bot answers when its loops run."""
    for member, code in codes.items():
        world.phone(member.telegram_id).say(f"/start {code}")


def check_welcomed(world: TelegramWorld, members: Iterable[Member] = CAST) -> None:
    """Raises ``SampleBroken`` unless the bot has welcomed everybody: by name, and with a keyboard."""
    silent = [member.name for member in members if not _is_welcomed(world.phone(member.telegram_id), member)]
    if silent:
        raise SampleBroken(f"the bot did not welcome: {', '.join(silent)}")


def _is_welcomed(phone: Phone, member: Member) -> bool:
    return phone.reply_keyboard is not None and any(
        member.name in message.text for message in phone.bot_messages
    )
