"""`understand`: one text a line in, one JSON object a line out, without settings or a database."""

import io
import json
import sys
from typing import Any

import pytest

from tests.commands.office import Office

AT = "2024-07-16T09:00+07:00"


def understand(office: Office, *lines: str, at: str = AT) -> list[dict[str, Any]]:
    text = "".join(f"{line}\n" for line in lines)
    office.monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    return [json.loads(line) for line in office.ok("understand", "--at", at).splitlines()]


def test_a_report_is_read(office: Office) -> None:
    (found,) = understand(office, "NV-001 xong 60%")
    assert (found["intent"], found["intents"]) == ("report_progress", ["report_progress"])
    assert (found["slots"]["tasks"], found["slots"]["percent"]) == (["NV-001"], 60)


def test_a_json_string_is_a_text_of_several_lines(office: Office) -> None:
    (found,) = understand(office, json.dumps("NV-001 xong 60%\nNV-002 xong 70%"))
    assert found["slots"]["tasks"] == ["NV-001", "NV-002"]


@pytest.mark.parametrize("line", ['"chưa xong', "{", "12", '"a" b', ""])
def test_whatever_is_no_json_string_is_a_text(line: str, office: Office) -> None:
    (found,) = understand(office, line)
    assert set(found) == {"intent", "intents", "slots"}


def test_every_line_is_answered_in_order(office: Office) -> None:
    found = understand(office, "NV-001 xong 10%", "", "NV-003 xong 30%")
    assert [entry["slots"].get("tasks") for entry in found] == [["NV-001"], None, ["NV-003"]]


def test_dates_count_from_the_moment_given(office: Office) -> None:
    text = "NV-001 xin gia hạn đến ngày mai"
    (first,) = understand(office, text)
    (later,) = understand(office, text, at="2024-07-18T09:00")
    (in_utc,) = understand(office, text, at="2024-07-16T18:00Z")
    assert [entry["slots"]["date"] for entry in (first, later, in_utc)] == [
        "2024-07-17",
        "2024-07-19",
        "2024-07-18",  # in Hanoi it is the 17th already
    ]


def test_agencies_are_known_by_name(office: Office) -> None:
    (found,) = understand(office, "Hải Dương thế nào")
    assert found["slots"]["agency"] == "HDG"


def test_vietnamese_is_written_as_it_is(office: Office) -> None:
    office.monkeypatch.setattr(sys, "stdin", io.StringIO("NV-001 vướng kinh phí\n"))
    assert "\\u" not in office.ok("understand")


def test_a_wrong_moment_is_refused(office: Office) -> None:
    assert office.do("understand", "--at", "yesterday").code == 2


async def test_it_needs_neither_telegram_nor_a_database(office: Office) -> None:
    office.settings |= {"BOT_TOKEN": "nonsense", "PYTHONPROFILEIMPORTTIME": "1"}
    result = await office.finish(await office.start("understand", "--at", AT), "NV-001 xong\n")
    assert result.code == 0
    assert json.loads(result.out)["intent"] == "report_done"
    imported = {line.rpartition("|")[2].strip() for line in result.err.splitlines()}
    assert "bot.language" in imported
    assert imported.isdisjoint({"telegram", "sqlalchemy", "apscheduler", "pydantic"})
