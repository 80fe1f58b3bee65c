"""The import: files in, everything checked, then all of it written or nothing."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.calendar import index_overrides
from bot.services import UnitOfWork
from bot.services.exchange.files import NamedFile
from bot.services.exchange.headers import FileKind
from bot.services.exchange.plan import Register, plan_import
from bot.services.exchange.problems import ProblemKey
from bot.services.exchange.reading import HasMark, Sheets, no_marks, read_files
from bot.services.exchange.result import ImportResult
from bot.services.exchange.rights import Rights, list_foreign_kinds
from bot.services.exchange.write import Writer
from bot.storage import assignment_register, register, seats, task_register
from bot.storage.calendar_days import list_overrides
from bot.storage.register_rows import StoredSeats, StoredTasks

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


async def import_files(
    uow: UnitOfWork,
    files: Sequence[NamedFile],
    *,
    now: datetime,
    actor_id: int | None,
    dry_run: bool = False,
    zone: ZoneInfo = HANOI,
    has_mark: HasMark = no_marks,
) -> ImportResult:
    """Applies the files in the order in which they depend on each other, whatever the order given.

    Of two files of one kind the later one wins where they differ. The caller has checked that the actor may
    import, and commits. Reading and planning run in a thread; the transaction stays open meanwhile.
    """
    sheets = await asyncio.to_thread(read_files, files, has_mark=has_mark)
    return await import_sheets(uow, sheets, now=now, actor_id=actor_id, dry_run=dry_run, zone=zone)


async def import_sheets(
    uow: UnitOfWork,
    sheets: Sheets,
    *,
    now: datetime,
    actor_id: int | None,
    dry_run: bool = False,
    zone: ZoneInfo = HANOI,
    rights: Rights | None = None,
    base: str | None = None,
) -> ImportResult:
    """``import_files`` for files that were read before the transaction began.

    With ``rights`` every row must lie within them. With ``base``, that of an earlier dry run, nothing is written
    unless this run would do exactly what that one showed.
    """
    foreign = list_foreign_kinds(sheets.tables, rights) if rights else []
    if foreign or any(problem.key in _NOT_JUDGED for problem in sheets.problems):
        return ImportResult(sheets.summaries, problems=(*sheets.problems, *foreign))
    await register.lock_register(uow)
    stored = await _load(uow, sheets, zone)
    plan = await asyncio.to_thread(plan_import, sheets.tables, stored, now=now, zone=zone, rights=rights)
    problems = (*sheets.problems, *plan.problems)
    if problems:
        ordered = sorted(problems, key=lambda problem: (problem.file, problem.row or 0))
        return ImportResult(sheets.summaries, problems=tuple(ordered))
    is_stale = base is not None and base != plan.base
    result = ImportResult(
        files=sheets.summaries,
        changes=plan.changes,
        new_assignments=len(plan.assignments.added),
        moved_assignments=len(plan.assignments.moved),
        is_applied=not dry_run and not is_stale,
        base=plan.base,
        is_stale=is_stale,
    )
    if result.is_applied and plan.has_work:
        await Writer(uow, plan, stored, now, actor_id).write()
    return result


#: With one of these the rows cannot be judged: their complaints would all be about the missing part.
_NOT_JUDGED = frozenset(
    {
        ProblemKey.TOO_BIG,
        ProblemKey.TOO_MANY_ROWS,
        ProblemKey.EMPTY,
        ProblemKey.UNREADABLE,
        ProblemKey.NOT_UTF8,
        ProblemKey.BROKEN_CSV,
        ProblemKey.UNKNOWN_KIND,
        ProblemKey.MISSING_COLUMN,
        ProblemKey.REPEATED_COLUMN,
    }
)


async def _load(uow: UnitOfWork, sheets: Sheets, zone: ZoneInfo) -> Register:
    agencies = await register.load_agencies(uow)
    has_people, has_tasks = FileKind.PEOPLE in sheets.tables, FileKind.TASKS in sheets.tables
    tasks = await task_register.load_tasks(uow, zone) if has_tasks else StoredTasks({}, {}, {}, {})
    named = {
        line.cells.get("code") for table in sheets.tables.get(FileKind.TASKS, ()) for line in table.lines
    }
    codes = {code.upper() for code in named if isinstance(code, str)}
    return Register(
        agencies=agencies,
        groups=await register.load_groups(uow),
        successions=await register.load_successions(uow, {v: k for k, v in agencies.ids.items()}),
        overrides=index_overrides(await list_overrides(uow)),
        seats=await seats.load_seats(uow) if has_people else StoredSeats({}, {}, {}),
        tasks=tasks,
        assignments=await assignment_register.load_assignments(
            uow, {code: task_id for code, task_id in tasks.ids.items() if code in codes}
        ),
    )
