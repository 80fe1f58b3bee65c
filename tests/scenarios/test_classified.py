"""Classified content is refused, the sender is told why, and no byte of it reaches the disk."""

from pathlib import Path

from bot.domain.people import Role
from tests.world import World


async def test_it_refuses_a_marked_message_and_stores_none_of_it(sqlite_world: World) -> None:
    world = sqlite_world
    await world.load("agencies.csv", "groups.csv")
    an = await world.appoint("An", Role.FOCAL_POINT, "HDG")
    await an.says("Văn bản đóng dấu MẬT về lô cốt Hoàng Thạch, NV-001 xong")
    an.expect("dấu chỉ độ mật")

    database = Path(str(world.app.database.url.database))
    stored = b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))
    assert "/start" in stored.decode("utf-8", "ignore")
    assert "Hoàng Thạch".encode() not in stored
    assert b"Ho\\u00e0ng" not in stored
