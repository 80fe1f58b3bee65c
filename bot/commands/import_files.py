"""``import``: agencies, groups, people, tasks and days off from CSV and XLSX; all of it or nothing."""

import asyncio
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.clock import system_clock
from bot.commands.console import tell, warn
from bot.findings import Finding, FindingId
from bot.language import find_classified_mark
from bot.opening.database import Need, open_database
from bot.opening.readiness import load_checked_settings
from bot.opening.refusals import Refused
from bot.services.exchange import (
    Action,
    Change,
    FileSummary,
    ImportResult,
    NamedFile,
    import_files,
    render_problem,
)
from bot.settings import Settings


def run(arguments: Namespace) -> int:
    """1 when anything is wrong with the files; nothing is written then."""
    files = read_all(arguments.files)
    result = asyncio.run(_import(load_checked_settings(), files, dry_run=arguments.dry_run))
    for problem in result.problems:
        warn(render_problem(problem))
    if not result.is_sound:
        warn(f"nothing was written: {len(result.problems)} problem(s)")
        return 1
    for line in list_lines(result):
        tell(line)
    return 0


def read_all(paths: Sequence[Path]) -> list[NamedFile]:
    """By their names; two files of one name by their paths, so that what is said of each can be told apart."""
    times = Counter(path.name for path in paths)
    return [_read(path, path.name if times[path.name] == 1 else str(path)) for path in paths]


def _read(path: Path, name: str) -> NamedFile:
    try:
        return NamedFile(name, path.read_bytes())
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise Refused(Finding(FindingId.INPUT_UNREADABLE, f"{path} cannot be read ({why})")) from None


async def _import(settings: Settings, files: list[NamedFile], *, dry_run: bool) -> ImportResult:
    async with open_database(settings, Need.FRESH_OR_CURRENT) as database, database.begin() as uow:
        result = await import_files(
            uow,
            files,
            now=system_clock(),
            actor_id=None,
            dry_run=dry_run,
            zone=settings.timezone,
            has_mark=lambda text: find_classified_mark(text) is not None,
        )
        if result.is_applied:
            await uow.commit()
        return result


def list_lines(result: ImportResult) -> Iterator[str]:
    """What was read, every amended value, and what it means for the assignments."""
    for file in result.files:
        yield _line_of(file, result)
    for change in result.amendments:
        yield from _lines_of(change)
    yield f"assignments: {result.new_assignments} new, {result.moved_assignments} with another date"
    if not result.changes and not result.new_assignments:
        yield "nothing to change"
    if not result.is_applied:
        yield "nothing was written: this was a dry run"


def _line_of(file: FileSummary, result: ImportResult) -> str:
    added, amended = (
        result.count(file.kind, action, file=file.name) for action in (Action.ADDED, Action.AMENDED)
    )
    return f"{file.name}: {file.kind}, {file.rows} row(s); {added} added, {amended} amended"


def _lines_of(change: Change) -> Iterator[str]:
    for field in change.fields:
        yield f"  {change.kind} {change.key}: {field.name} {field.old!r} -> {field.new!r}"
