"""``export``: every assignment as a workbook, in the form the office keeps."""

import asyncio
import contextlib
import os
from argparse import Namespace
from pathlib import Path

from bot.clock import system_clock
from bot.commands.console import tell
from bot.domain.agencies import Scope
from bot.domain.export import ExportRow
from bot.domain.people import Language
from bot.findings import Finding, FindingId
from bot.opening.database import open_database
from bot.opening.readiness import load_checked_settings
from bot.opening.refusals import Refused
from bot.services.exchange import list_export_rows
from bot.settings import Settings
from bot.texts.sheets import render_workbook

EVERYTHING = Scope(("/",))


def run(arguments: Namespace) -> int:
    rows = asyncio.run(_list_rows(load_checked_settings()))
    write_whole(arguments.file, render_workbook(rows, Language(arguments.language)))
    tell(f"{arguments.file}: {len(rows)} row(s)")
    return 0


async def _list_rows(settings: Settings) -> list[ExportRow]:
    as_of = system_clock().astimezone(settings.timezone).date()
    async with open_database(settings) as database, database.begin() as uow:
        return await list_export_rows(uow, scope=EVERYTHING, as_of=as_of, zone=settings.timezone)


def write_whole(path: Path, content: bytes) -> None:
    """The new file or the old one, never half of either.

    Raises:
        Refused: it cannot be written there.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        why = error.strerror or type(error).__name__
        raise Refused(Finding(FindingId.OUTPUT_NOT_WRITABLE, f"{path} cannot be written ({why})")) from None
