"""The only focal point cannot be reached on Telegram, and left an address."""

import sqlalchemy as sa

from bot.storage.queues import outbox
from tests.scenarios.cast import Office
from tests.world import Person, World

AN = "an@hd.vn"


async def give_address(world: World, person: Person, address: str) -> None:
    await world.execute(
        "UPDATE people SET email = :address WHERE telegram_id = :id", address=address, id=person.phone.user.id
    )


async def block(office: Office, address: str = AN) -> None:
    """The only focal point blocks the bot, two days before the next reminder."""
    await give_address(office.world, office.an, address)
    await office.an.blocks()
    office.forget_all()


async def states(world: World) -> list[tuple[str, str]]:
    """Status and reason of every e-mail."""
    wanted = outbox.c.dedupe_key.startswith("email ")
    return [
        (row[0], row[1]) for row in await world.read(sa.select(outbox.c.status, outbox.c.error).where(wanted))
    ]
