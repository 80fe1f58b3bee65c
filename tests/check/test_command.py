"""The command and the ids of what it finds."""

from pathlib import Path

import pytest

from bot.findings import Finding, FindingId, find_hint, render_finding
from tests.commands.office import TOKEN, Office

# --- the command --------------------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.chdir(tmp_path)
    return Office(tmp_path, capsys, monkeypatch, {"BOT_TOKEN": TOKEN})


def test_errors_end_with_1_warnings_with_0(office: Office) -> None:
    result = office.do("check", "--offline")
    assert (result.code, result.err) == (1, "")
    assert result.out.splitlines()[-1] == "1 error(s), 0 warning(s)"
    office.ok("migrate")
    result = office.do("check", "--offline")
    assert result.code == 0
    assert "W106: no officer can be reached" in result.out


def test_bad_settings_are_findings_as_well(office: Office) -> None:
    office.settings["SEND_RATE"] = "fast"
    result = office.do("check", "--offline")
    assert (result.code, result.err) == (1, "")
    assert "E001 SEND_RATE: " in result.out


# --- the ids ------------------------------------------------------------------------------------------------


def test_everything_that_can_be_mended_has_a_hint() -> None:
    informative = {finding_id for finding_id in FindingId if not find_hint(Finding(finding_id, ""))}
    assert all(finding_id.startswith("I") for finding_id in informative)


def test_a_finding_is_one_line() -> None:
    line = render_finding(Finding(FindingId.FOLDER_NOT_WRITABLE, "cannot\nbe written", "DATA_DIR"))
    assert line.startswith("E012 DATA_DIR: cannot be written (hint: ")
    assert "\n" not in line


def test_the_manual_explains_every_id() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [finding_id for finding_id in FindingId if f"| {finding_id} |" not in manual] == []
