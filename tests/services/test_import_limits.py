"""What an import never lets through: endless titles, secrecy marks wherever they stand, rows outside the rights."""

import asyncio
import io
import zipfile

import pytest
import sqlalchemy as sa
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from bot.domain.agencies import Scope
from bot.language import find_classified_mark
from bot.services.exchange import (
    FileKind,
    ImportResult,
    Limits,
    NamedFile,
    ProblemKey,
    Rights,
    Sheets,
    import_sheets,
    read_files,
    render_problem,
)
from bot.services.exchange.cells import MAX_LINE
from bot.services.uploads import LIMITS
from bot.storage.database import Database
from bot.storage.tables import events, tasks
from tests.services.exchange_setting import (
    NOW,
    agency_file,
    count,
    csv_file,
    faults,
    fetch,
    take_in,
    take_in_ground,
    task_file,
    update_assignments,
    xlsx_file,
)

ROW = "NV-1,{},one_off,T1,single,2024-07-01,2024-08-30"
SECRET = "Kế hoạch Hoa Sen (Tối mật)"
COLUMNS = "code,title_vi,kind,lead,lead_mode,issued_date,due_date"
PROVINCE = Rights(frozenset({FileKind.TASKS}), Scope(("/CP/T1/",)))


def has_mark(text: str) -> bool:
    return find_classified_mark(text) is not None


def read(*files: NamedFile, limits: Limits | None = None) -> Sheets:
    return read_files(files, limits=limits, has_mark=has_mark)


async def take_sheets(
    database: Database,
    sheets: Sheets,
    *,
    rights: Rights | None = None,
    base: str | None = None,
    dry_run: bool = False,
) -> ImportResult:
    async with database.begin() as uow:
        result = await import_sheets(
            uow, sheets, now=NOW, actor_id=None, rights=rights, base=base, dry_run=dry_run
        )
        await uow.commit()
        return result


# --- length -----------------------------------------------------------------------------------------------


async def test_a_title_of_five_hundred_letters_is_taken_and_a_longer_one_is_not(database: Database) -> None:
    await take_in_ground(database, task_file(ROW.format("x" * MAX_LINE)))
    result = await take_in(database, task_file(ROW.format("x" * (MAX_LINE + 1))))
    assert faults(result) == [(2, "title_vi", ProblemKey.OVER_LIMIT)]
    assert "501 characters; 500 are the most" in render_problem(result.problems[0])


async def test_names_of_agencies_have_the_same_limit(database: Database) -> None:
    text = f"code,name_vi,level,parent\nCP,{'x' * 501},government,\n"
    assert faults(await take_in(database, agency_file(text))) == [(2, "name_vi", ProblemKey.OVER_LIMIT)]


# --- secrecy marks ----------------------------------------------------------------------------------------


async def test_a_marked_row_is_named_and_its_text_is_not_repeated(database: Database) -> None:
    await take_in_ground(database)
    result = await take_sheets(database, read(task_file(ROW.format(SECRET))))
    assert faults(result) == [(2, "title_vi", ProblemKey.CLASSIFIED)]
    assert "Hoa Sen" not in repr(result)


@pytest.mark.parametrize("column", COLUMNS.split(","))
async def test_a_mark_is_found_in_every_column_and_quoted_in_none(database: Database, column: str) -> None:
    await take_in_ground(database)
    cells = dict(zip(COLUMNS.split(","), ROW.format("x").split(","), strict=True)) | {column: SECRET}
    sheets = read(task_file(",".join(cells.values())))
    assert sheets.is_classified
    result = await take_sheets(database, sheets)
    assert (2, column, ProblemKey.CLASSIFIED) in faults(result)
    assert "Hoa Sen" not in repr(result)


@pytest.mark.parametrize("text", [f"{SECRET}\n{COLUMNS}\n{ROW}", f"{COLUMNS},{SECRET}\n{ROW},x"])
def test_a_mark_in_the_heading_is_found_and_not_quoted(text: str) -> None:
    sheets = read(csv_file(text))
    assert sheets.is_classified
    assert "Hoa Sen" not in repr(sheets.problems)


def test_ordinary_words_pass() -> None:
    sheets = read(task_file(ROW.format("Bảo đảm an toàn, bảo mật thông tin; đổi mật khẩu")))
    assert not sheets.is_classified


def saved(workbook: Workbook) -> NamedFile:
    content = io.BytesIO()
    workbook.save(content)
    return NamedFile("a.xlsx", content.getvalue())


@pytest.mark.parametrize("place", ["sheet", "comment", "title"])
def test_a_mark_beside_the_rows_is_found(place: str) -> None:
    file = xlsx_file([COLUMNS.split(","), ROW.format("x").split(",")])
    workbook = load_workbook(io.BytesIO(file.content))
    if place == "sheet":
        workbook.create_sheet("2").append([SECRET])
    elif place == "comment":
        workbook.worksheets[0]["A2"].comment = Comment(SECRET, "An")
    else:
        workbook.properties.title = SECRET
    sheets = read(saved(workbook))
    assert [(p.row, p.key) for p in sheets.problems] == [(None, ProblemKey.CLASSIFIED)]


# --- size -------------------------------------------------------------------------------------------------


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (LIMITS.unpacked + 1))
    assert len(content.getvalue()) < LIMITS.size
    sheets = read(NamedFile("a.xlsx", content.getvalue()), limits=LIMITS)
    assert [p.key for p in sheets.problems] == [ProblemKey.TOO_BIG]


def test_the_chat_takes_fewer_rows_than_the_command_line() -> None:
    rows = [ROW.format("x")] * (LIMITS.rows + 1)
    assert [p.key for p in read(task_file(*rows), limits=LIMITS).problems] == [ProblemKey.TOO_MANY_ROWS]
    assert read(task_file(*rows)).problems == ()


# --- rights -----------------------------------------------------------------------------------------------


async def test_rows_inside_the_scope_are_taken(database: Database) -> None:
    await take_in_ground(database)
    row = "NV-1,x,one_off,T1|S1,each,2024-07-01,2024-08-30"
    assert faults(await take_sheets(database, read(task_file(row)), rights=PROVINCE)) == []


@pytest.mark.parametrize("lead", ["T2", "T1|T2", "@BO", "@CHON"])
async def test_rows_outside_the_scope_are_refused(database: Database, lead: str) -> None:
    await take_in_ground(database)
    row = f"NV-1,x,one_off,{lead},each,2024-07-01,2024-08-30"
    result = await take_sheets(database, read(task_file(row)), rights=PROVINCE)
    assert faults(result) == [(2, "lead", ProblemKey.ROW_NOT_YOURS)]
    assert await count(database, tasks) == 0


@pytest.mark.parametrize("lead", ["T2", "T1|T2"])
async def test_a_task_that_others_share_cannot_be_amended(database: Database, lead: str) -> None:
    await take_in_ground(database, task_file(f"NV-1,x,one_off,{lead},each,2024-07-01,2024-08-30"))
    result = await take_sheets(database, read(task_file(ROW.format("mine"))), rights=PROVINCE)
    assert (2, "code", ProblemKey.ROW_NOT_YOURS) in faults(result)


async def test_a_task_that_was_stopped_elsewhere_is_still_not_ones_own(database: Database) -> None:
    await take_in_ground(database, task_file(ROW.format("x").replace("T1", "T2")))
    await update_assignments(database, "NV-1", "T2", status="cancelled")
    result = await take_sheets(database, read(task_file(ROW.format("mine"))), rights=PROVINCE)
    assert faults(result) == [(2, "code", ProblemKey.ROW_NOT_YOURS)]


async def test_an_unknown_lead_is_that_and_nothing_else(database: Database) -> None:
    await take_in_ground(database)
    row = "NV-1,x,one_off,XX|@YY,each,2024-07-01,2024-08-30"
    keys = {key for _, _, key in faults(await take_sheets(database, read(task_file(row)), rights=PROVINCE))}
    assert keys == {ProblemKey.UNKNOWN_AGENCY, ProblemKey.UNKNOWN_GROUP}


async def test_another_kind_of_file_is_refused_as_a_whole(database: Database) -> None:
    result = await take_sheets(database, read(agency_file()), rights=PROVINCE)
    assert faults(result) == [(None, "", ProblemKey.KIND_NOT_YOURS)]


# --- what was previewed -----------------------------------------------------------------------------------


async def test_only_what_was_shown_is_written(database: Database) -> None:
    await take_in_ground(database)
    sheets = read(task_file(ROW.format("x")))
    shown = await take_sheets(database, sheets, dry_run=True)
    assert (await take_sheets(database, sheets, base="another")).is_stale
    assert await count(database, tasks) == 0
    assert (await take_sheets(database, sheets, base=shown.base)).is_applied
    assert await count(database, tasks) == 1


async def test_what_changes_the_outcome_changes_the_base(database: Database) -> None:
    await take_in_ground(database)
    sheets = read(task_file(ROW.format("x")))
    before = await take_sheets(database, sheets, dry_run=True)
    await take_in(database, task_file(ROW.format("y")))
    after = await take_sheets(database, sheets, dry_run=True)
    assert before.base != after.base
    assert after.base == (await take_sheets(database, sheets, dry_run=True)).base


# --- two at once ------------------------------------------------------------------------------------------


async def test_two_imports_at_once_add_a_row_once(database: Database) -> None:
    await take_in_ground(database)
    file = task_file(ROW.format("x"))
    results = await asyncio.gather(*(take_in(database, file) for _ in range(4)))
    assert sorted(len(result.changes) for result in results) == [0, 0, 0, 1]
    assert await count(database, tasks) == 1
    imported = sa.select(sa.func.count()).select_from(events).where(events.c.kind == "imported")
    assert await fetch(database, imported) == [(2,)]


async def test_two_taps_on_one_preview_write_it_once(database: Database) -> None:
    await take_in_ground(database)
    sheets = read(task_file(ROW.format("x")))
    base = (await take_sheets(database, sheets, dry_run=True)).base
    results = await asyncio.gather(*(take_sheets(database, sheets, base=base) for _ in range(4)))
    assert sorted(result.is_applied for result in results) == [False, False, False, True]


# --- the summary ------------------------------------------------------------------------------------------


async def test_two_files_of_one_kind_are_counted_each_by_itself(database: Database) -> None:
    await take_in_ground(database)
    one = csv_file(f"{COLUMNS}\n{ROW.format('x')}", "one.csv")
    other = csv_file(f"{COLUMNS}\n{ROW.format('y').replace('NV-1', 'NV-2')}\n", "other.csv")
    result = await take_in(database, one, other)
    counts = [
        result.count(file.kind, action, file=file.name)
        for file in result.files
        for action in {change.action for change in result.changes}
    ]
    assert counts == [1, 1]
