"""``invite``: a person's seat and a single-use link. Never touches the network."""

import asyncio
from argparse import Namespace

from bot.clock import system_clock
from bot.commands.console import tell, warn
from bot.domain.errors import NotFound
from bot.domain.people import Role
from bot.findings import Finding, FindingId
from bot.opening.database import open_database
from bot.opening.readiness import load_checked_settings
from bot.opening.refusals import Refused
from bot.services import directory
from bot.settings import Settings
from bot.storage.meta import find_fact
from bot.storage.people import update_person

UNKNOWN_BOT = "YOUR_BOT"


def run(arguments: Namespace) -> int:
    """Prints the link alone on a line, so that scripts can take it."""
    settings = load_checked_settings()
    code, remembered = asyncio.run(_invite(settings, arguments))
    username = settings.bot_username.lstrip("@") or remembered
    if not username:
        warn(f"The bot's name is not known yet: set BOT_USERNAME or replace {UNKNOWN_BOT} in the link.")
    tell(f"https://t.me/{username or UNKNOWN_BOT}?start={code}")
    return 0


async def _invite(settings: Settings, arguments: Namespace) -> tuple[str, str]:
    """The code in clear, and the name the bot had at its last run."""
    async with open_database(settings) as database, database.begin() as uow:
        try:
            invitation = await directory.invite(
                uow,
                agency_code=arguments.agency,
                role=Role(arguments.role),
                name=arguments.name,
                now=system_clock(),
            )
        except NotFound:
            text = f"no agency has the code {arguments.agency!r}"
            raise Refused(Finding(FindingId.UNKNOWN_AGENCY, text, "--agency")) from None
        if arguments.language:
            await update_person(uow, invitation.person_id, language=arguments.language)
        remembered = await find_fact(uow, "bot_username")
        await uow.commit()
        return invitation.code, remembered or ""
