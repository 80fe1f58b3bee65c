"""The import: files in, everything checked, then all of it written or nothing."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.calendar import index_overrides
from bot.services import UnitOfWork
from bot.services.exchange.csv_files import read_csv
from bot.services.exchange.files import MAX_BYTES, NamedFile, Table, Unreadable, table_from
from bot.services.exchange.headers import FileKind, recognise
from bot.services.exchange.plan import Register, plan_import
from bot.services.exchange.problems import ProblemKey, RowProblem
from bot.services.exchange.result import FileSummary, ImportResult
from bot.services.exchange.write import Writer
from bot.services.exchange.xlsx_files import SIGNATURE, read_xlsx
from bot.storage import assignment_register, register, seats, task_register
from bot.storage.calendar_days import list_overrides
from bot.storage.register_rows import StoredSeats, StoredTasks

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Upload:
    """The files as tables by kind, and what is wrong with them before any row was looked at."""

    tables: Mapping[FileKind, Sequence[Table]]
    summaries: tuple[FileSummary, ...]
    problems: tuple[RowProblem, ...]


async def import_files(
    uow: UnitOfWork,
    files: Sequence[NamedFile],
    *,
    now: datetime,
    actor_id: int | None,
    dry_run: bool = False,
    zone: ZoneInfo = HANOI,
) -> ImportResult:
    """Applies the files in the order in which they depend on each other, whatever the order given.

    Of two files of one kind the later one wins where they differ. The caller has checked that the actor may
    import, and commits. Reading and planning run in a thread; the transaction stays open meanwhile.
    """
    upload = await asyncio.to_thread(read_files, files)
    if any(problem.key in _NOT_JUDGED for problem in upload.problems):
        return ImportResult(upload.summaries, problems=upload.problems)
    await register.lock_register(uow)
    stored = await _load(uow, upload, zone)
    plan = await asyncio.to_thread(plan_import, upload.tables, stored, now=now, zone=zone)
    problems = (*upload.problems, *plan.problems)
    if problems:
        ordered = sorted(problems, key=lambda problem: (problem.file, problem.row or 0))
        return ImportResult(upload.summaries, problems=tuple(ordered))
    result = ImportResult(
        files=upload.summaries,
        changes=plan.changes,
        new_assignments=len(plan.assignments.added),
        moved_assignments=len(plan.assignments.moved),
        is_applied=not dry_run,
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


def read_files(files: Sequence[NamedFile]) -> Upload:
    tables: dict[FileKind, list[Table]] = {}
    summaries: list[FileSummary] = []
    problems: list[RowProblem] = []
    for file in files:
        try:
            table, faults = _read_file(file)
            kind, header_faults = recognise(table)
        except Unreadable as error:
            problems.append(RowProblem(file.name, error.key, facts=error.facts))
            continue
        problems += [*faults, *header_faults]
        tables.setdefault(kind, []).append(table)
        summaries.append(FileSummary(file.name, kind, len(table.lines)))
    return Upload(tables, tuple(summaries), tuple(problems))


def _read_file(file: NamedFile) -> tuple[Table, list[RowProblem]]:
    if len(file.content) > MAX_BYTES:
        raise Unreadable(ProblemKey.TOO_BIG, size=len(file.content), limit=MAX_BYTES)
    read = read_xlsx if file.content.startswith(SIGNATURE) else read_csv
    return table_from(file.name, read(file.content))


async def _load(uow: UnitOfWork, upload: Upload, zone: ZoneInfo) -> Register:
    agencies = await register.load_agencies(uow)
    has_people, has_tasks = FileKind.PEOPLE in upload.tables, FileKind.TASKS in upload.tables
    tasks = await task_register.load_tasks(uow, zone) if has_tasks else StoredTasks({}, {}, {}, {})
    named = {
        line.cells.get("code") for table in upload.tables.get(FileKind.TASKS, ()) for line in table.lines
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
