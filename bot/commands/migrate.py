"""``migrate``: brings the schema to the newest revision; safe to repeat, and beside a running bot."""

import asyncio
from argparse import Namespace

from bot.commands.console import tell
from bot.opening.database import Need, open_database
from bot.opening.readiness import load_checked_settings
from bot.settings import Settings
from bot.storage.migrate import find_revision, migrate


def run(arguments: Namespace) -> int:
    del arguments
    before, after = asyncio.run(_migrate(load_checked_settings()))
    tell(f"schema {after}" if before == after else f"schema {before or 'none'} -> {after}")
    return 0


async def _migrate(settings: Settings) -> tuple[str | None, str | None]:
    async with open_database(settings, Need.ANY_KNOWN) as database:
        before = await find_revision(database)
        await migrate(database)
        return before, await find_revision(database)
