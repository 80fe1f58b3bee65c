"""`migrate`, `import` and `export`: from nothing to a workbook, and what is refused on the way."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.commands.office import DATA, Office

AGENCIES = "code,name_vi,level,parent\nCP,Chính phủ,government,\nHDG,Hải Dương,province,CP\n"
TASKS = "code,title_vi,kind,lead,issued_date,due_date,due_precision\n"
TASK = "NV-900,Kế hoạch,one_off,HDG,2024-07-01,2024-07-20,day\n"


def test_migrate_makes_the_database_and_may_be_repeated(office: Office) -> None:
    assert office.ok("migrate").startswith("schema none -> ")
    assert office.ok("migrate").startswith("schema 0")
    assert (office.folder / "var" / "dondoc.sqlite").exists()


def test_the_data_folder_is_for_its_owner_only(office: Office) -> None:
    office.ok("migrate")
    assert (office.folder / "var").stat().st_mode & 0o077 == 0


def test_import_makes_a_database_that_is_not_there_yet(office: Office) -> None:
    out = office.ok("import", office.write("a.csv", AGENCIES))
    assert out.splitlines()[0] == "a.csv: agencies, 2 row(s); 2 added, 0 amended"


def test_several_files_are_taken_in_the_order_they_need(settled: Office) -> None:
    tasks, agencies = settled.write("t.csv", TASKS + TASK), settled.write("a.csv", AGENCIES)
    assert "assignments: 1 new" in settled.ok("import", tasks, agencies)


def test_the_sample_data_is_taken_whole(settled: Office) -> None:
    settled.load()
    out = settled.ok("import", DATA / "agencies.csv", DATA / "groups.csv", DATA / "tasks.csv")
    assert "nothing to change" in out


def test_two_files_of_one_kind_do_not_share_their_totals(settled: Office) -> None:
    settled.ok("import", settled.write("a.csv", AGENCIES))
    (settled.folder / "b").mkdir()
    other = settled.write("b/t.csv", TASKS + TASK.replace("NV-900", "NV-901"))
    first = settled.write("t.csv", TASKS + TASK)
    out = settled.ok("import", first, other).splitlines()
    assert [line.rpartition("; ")[2] for line in out[:2]] == ["1 added, 0 amended"] * 2


def test_a_secrecy_mark_is_refused_and_not_quoted(settled: Office) -> None:
    settled.ok("import", settled.write("a.csv", AGENCIES))
    secret = settled.write("t.csv", TASKS + TASK.replace("Kế hoạch", "Kế hoạch Hoa Sen (Tối mật)"))
    result = settled.do("import", secret)
    assert (result.code, result.out) == (1, "")
    assert "t.csv, row 2, title_vi: a secrecy mark" in result.err
    assert "Hoa Sen" not in result.err


def test_a_changed_row_is_shown_and_applied(settled: Office) -> None:
    settled.ok("import", settled.write("a.csv", AGENCIES), settled.write("t.csv", TASKS + TASK))
    changed = settled.write("t.csv", TASKS + TASK.replace("2024-07-20", "2024-08-01"))
    out = settled.ok("import", changed)
    assert "tasks NV-900: due_on '2024-07-20' -> '2024-08-01'" in out
    assert "1 with another date" in out
    assert "nothing to change" in settled.ok("import", changed)


def test_every_fault_is_told_and_nothing_is_written(settled: Office) -> None:
    settled.ok("import", settled.write("a.csv", AGENCIES))
    wrong = TASKS + TASK + TASK.replace("NV-900", "NV-901").replace("HDG", "XXX").replace("one_off", "odd")
    result = settled.do("import", settled.write("t.csv", wrong))
    assert (result.code, result.out) == (1, "")
    assert "t.csv, row 3, kind: " in result.err
    assert "t.csv, row 3, lead: no agency has the code 'XXX'" in result.err
    assert result.err.splitlines()[-1] == "nothing was written: 2 problem(s)"
    assert "1 added" in settled.ok("import", settled.write("t.csv", TASKS + TASK))


def test_a_dry_run_shows_and_writes_nothing(settled: Office) -> None:
    path = settled.write("a.csv", AGENCIES)
    out = settled.ok("import", "--dry-run", path)
    assert "2 added" in out
    assert "this was a dry run" in out
    assert "2 added" in settled.ok("import", path)


def test_a_file_that_is_not_there_is_named(office: Office) -> None:
    result = office.do("import", "gone.csv")
    assert (result.code, result.ids) == (2, ["E050"])
    assert "gone.csv" in result.err


def test_export_writes_what_was_imported(settled: Office) -> None:
    settled.ok("import", settled.write("a.csv", AGENCIES), settled.write("t.csv", TASKS + TASK))
    assert settled.ok("export", "tasks.xlsx") == "tasks.xlsx: 1 row(s)\n"
    sheet = load_workbook(settled.folder / "tasks.xlsx").worksheets[0]
    assert sheet["B2"].value == "NV-900"
    assert sheet["D2"].value == "Hải Dương"


def test_export_replaces_a_file_and_leaves_nothing_else(settled: Office) -> None:
    settled.ok("import", settled.write("a.csv", AGENCIES), settled.write("t.csv", TASKS + TASK))
    settled.write("tasks.xlsx", "an older one")
    settled.ok("export", "tasks.xlsx")
    assert load_workbook(settled.folder / "tasks.xlsx").worksheets
    assert sorted(path.suffix for path in settled.folder.iterdir() if path.is_file()) == [
        ".csv",
        ".csv",
        ".xlsx",
    ]


def test_export_to_a_folder_that_is_not_there_is_refused(settled: Office) -> None:
    result = settled.do("export", "gone/tasks.xlsx")
    assert (result.code, result.ids) == (2, ["E051"])


@pytest.mark.parametrize("name", ["tasks.csv", "tasks"])
def test_export_knows_one_form_only(name: str, office: Office) -> None:
    result = office.do("export", name)
    assert result.code == 2
    assert ".xlsx" in result.err


def test_a_failed_export_leaves_the_old_file(settled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    old = settled.write("tasks.xlsx", "old")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    result = settled.do("export", "tasks.xlsx")
    assert (result.code, result.ids) == (2, ["E051"])
    assert old.read_text() == "old"
