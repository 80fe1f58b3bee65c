"""What goes into a file that is made at sending: loaded for its reader, with the rights of that moment."""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.export import ExportRow
from bot.domain.import_views import FaultSheet, ImportView, Template
from bot.domain.people import Actor, Role
from bot.domain.picture import Picture, picture_from_json
from bot.domain.review import Review
from bot.domain.rules import Rules
from bot.domain.task import Assignment, Cell
from bot.messages import Attachment, Renderer
from bot.services import UnitOfWork
from bot.services.exchange import IGNORED, FileKind, NamedFile, list_export_rows, make_template, read_files
from bot.services.findings import decode_view
from bot.services.reviews import load_file
from bot.services.uploads import LIMITS
from bot.storage import assignments, sent_files, uploads
from bot.storage.assignments import Filter

LATE = "late"
FILE_LIFE = timedelta(days=30)
"""How long the channel's ids of our own files are remembered."""
MOST_DEADLINES = 500
"""More would drown a phone's calendar; the nearest come first."""
DEADLINE_ROLES = (Role.FOCAL_POINT, Role.HEAD)


@dataclass(frozen=True, slots=True)
class TaskList:
    rows: tuple[ExportRow, ...]


@dataclass(frozen=True, slots=True)
class Deadlines:
    items: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Faults:
    """``stored_as`` is empty when the bytes were not kept."""

    view: ImportView
    stored_as: str
    sheet: FaultSheet | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    view: ImportView


Contents = TaskList | Deadlines | Template | Faults | Changes | Picture | Review


async def load_contents(
    uow: UnitOfWork, reader: Actor, wanted: Attachment, *, now: datetime, rules: Rules
) -> Contents | None:
    """None when the reader may not, or not any more."""
    match wanted.renderer:
        case Renderer.TASKS:
            return await _load_tasks(uow, reader, wanted, now=now, rules=rules)
        case Renderer.DEADLINES:
            items = await list_deadlines(uow, reader, now=now, rules=rules)
            return Deadlines(tuple(items)) if items else None
        case Renderer.TEMPLATE:
            return make_template(FileKind(str(wanted.ids[0])))
        case Renderer.PERIOD:
            return await load_file(uow, reader, wanted, now=now, rules=rules)
        case Renderer.PICTURE:
            # Counted for this reader and worded beside it: the right was asked when the figures were.
            return picture_from_json(json.loads(str(wanted.ids[0])))
        case Renderer.FAULTS | Renderer.CHANGES:
            return await _load_findings(uow, reader, wanted)


async def _load_tasks(
    uow: UnitOfWork, reader: Actor, wanted: Attachment, *, now: datetime, rules: Rules
) -> TaskList | None:
    scope = reader.scope()
    if not scope:
        return None
    as_of = wanted.as_of or rules.today(now)
    rows = await list_export_rows(uow, scope=scope, as_of=as_of, zone=rules.zone)
    if LATE in wanted.ids:
        rows = [row for row in rows if row.cell is Cell.OPEN_LATE]
    return TaskList(tuple(rows))


async def list_deadlines(uow: UnitOfWork, reader: Actor, *, now: datetime, rules: Rules) -> list[Assignment]:
    """What is open at the reader's own agencies, by due date; nothing for those who have none."""
    scope, today = reader.scope(*DEADLINE_ROLES), rules.today(now)
    if not scope:
        return []
    found = await assignments.list_assignments(uow, Filter(scope, today), limit=MOST_DEADLINES)
    return [assignment for assignment in found if assignment.due_on is not None]


async def _load_findings(uow: UnitOfWork, reader: Actor, wanted: Attachment) -> Faults | Changes | None:
    upload_id, rev = (int(part) for part in wanted.ids)
    found = await uploads.find_upload(uow, upload_id)
    if found is None or found.person_id != reader.person.id or found.rev != rev:
        return None
    data = await uploads.find_findings(uow, upload_id)
    view = decode_view(data, upload_id=upload_id, rev=rev, file_name=found.file_name)
    return Changes(view) if wanted.renderer is Renderer.CHANGES else Faults(view, found.stored_as)


async def add_rows(contents: Contents, data_dir: Path) -> Contents:
    """The rows of a faulty list, read again from the disk; without them if they are not there any more."""
    if not isinstance(contents, Faults) or not contents.stored_as:
        return contents
    try:
        return await asyncio.to_thread(_read_again, contents, data_dir)
    except FileNotFoundError:
        return contents


def _read_again(faults: Faults, data_dir: Path) -> Faults:
    content = uploads.read_stored(data_dir, faults.stored_as)
    sheets = read_files([NamedFile(faults.view.file_name, content)], limits=LIMITS)
    tables = [table for found in sheets.tables.values() for table in found]
    if not tables:
        return faults
    columns = tuple(column for column in tables[0].columns if column and column not in IGNORED)
    # A formula is not repeated: what it would show is not known.
    rows = tuple(
        (line.number, tuple(cell if isinstance(cell, str) else "" for cell in map(line.cells.get, columns)))
        for line in tables[0].lines
    )
    return Faults(faults.view, faults.stored_as, FaultSheet(columns, rows, faults.view.problems))


# --- what the channel keeps already -----------------------------------------------------------------------


async def find_sent(uow: UnitOfWork, key: str) -> str | None:
    return await sent_files.find_sent_file(uow, key)


async def note_sent(uow: UnitOfWork, key: str, file_id: str, *, now: datetime) -> None:
    """What was sent long ago has other contents by now, and is forgotten with it."""
    await sent_files.forget_sent_files(uow, before=now - FILE_LIFE)
    await sent_files.save_sent_file(uow, key, file_id, now=now)


async def forget_sent(uow: UnitOfWork, key: str) -> None:
    await sent_files.forget_sent_file(uow, key)
