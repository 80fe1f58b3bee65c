"""The calendar file against RFC 5545: lines, folding, escaping, all-day events, alarms."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Language
from bot.domain.task import Assignment
from bot.texts.ics import LINE_OCTETS, escape_text, fold, render_calendar
from tests.domain.figures_setting import RULES
from tests.texts.hostile_setting import HOSTILE
from tests.texts.hostile_setting import assignment as hostile
from tests.texts.test_sheets import ASSIGNMENT

NOW = datetime(2024, 7, 15, 1, 30, tzinfo=UTC)


def calendar(*assignments: Assignment, language: Language = Language.VI) -> bytes:
    return render_calendar(assignments, language, RULES, made_at=NOW)


def unfolded(content: bytes) -> list[str]:
    return content.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")


def values(content: bytes, name: str) -> list[str]:
    return [line.partition(":")[2] for line in unfolded(content) if line.partition(":")[0] == name]


def unescaped(text: str) -> str:
    """As §3.3.11 reads it."""
    read, letters = "", iter(text)
    for letter in letters:
        if letter == "\\":
            following = next(letters)
            read += "\n" if following in "nN" else following
        else:
            read += letter
    return read


def test_an_event_is_a_whole_day_with_an_alarm_before() -> None:
    content = calendar(replace(ASSIGNMENT, due_on=date(2024, 8, 30), rev=4))
    assert values(content, "UID") == ["assignment-1@dondoc"]
    assert values(content, "SEQUENCE") == ["4"]
    assert values(content, "DTSTAMP") == ["20240715T013000Z"]
    assert values(content, "DTSTART;VALUE=DATE") == ["20240830"]
    assert values(content, "DTEND;VALUE=DATE") == ["20240831"]
    assert values(content, "SUMMARY") == ["Hạn NV-001: Ban hành kế hoạch"]
    assert values(content, "TRIGGER") == ["-PT15H30M"]
    assert b"TZID" not in content


def test_every_begin_has_its_end_and_every_event_what_it_needs() -> None:
    lines = unfolded(calendar(ASSIGNMENT, replace(ASSIGNMENT, id=2)))
    open_parts: list[str] = []
    for line in lines:
        name, _, part = line.partition(":")
        if name == "BEGIN":
            open_parts.append(part)
        if name == "END":
            assert open_parts.pop() == part
    assert open_parts == []
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert lines[1:3] == ["VERSION:2.0", "PRODID:-//Don Doc//Deadlines//VI"]


@pytest.mark.parametrize(
    ("due_on", "trigger"),
    [
        (date(2024, 7, 16), "-PT15H30M"),  # Tuesday: Monday 08:30
        (date(2024, 7, 15), "-P2DT15H30M"),  # Monday: Friday 08:30
        (date(2024, 7, 20), "-PT15H30M"),  # Saturday: Friday
    ],
)
def test_it_rings_at_the_time_of_reminders_on_the_working_day_before(due_on: date, trigger: str) -> None:
    assert values(calendar(replace(ASSIGNMENT, due_on=due_on)), "TRIGGER") == [trigger]


def test_the_same_assignment_keeps_its_name_when_its_date_moves() -> None:
    before, after = (calendar(replace(ASSIGNMENT, due_on=date(2024, 8, d), rev=d)) for d in (1, 2))
    assert values(before, "UID") == values(after, "UID")
    assert values(before, "SEQUENCE") < values(after, "SEQUENCE")


def test_what_has_no_date_has_no_event() -> None:
    assert values(calendar(replace(ASSIGNMENT, due_on=None)), "BEGIN") == ["VCALENDAR"]


def test_the_specials_are_escaped() -> None:
    assert escape_text("a,b;c\\d\ne\r\nf:g") == "a\\,b\\;c\\\\d\\ne\\nf:g"


def test_control_characters_do_not_get_in() -> None:
    assert escape_text("a\x00b\x07c\rd\x7fe") == "abcde"


@given(st.text())
def test_what_is_escaped_reads_back_and_stays_on_one_line(text: str) -> None:
    printable = "".join(c for c in text.replace("\r\n", "\n") if (c >= " " and c != "\x7f") or c == "\n")
    assert unescaped(escape_text(text)) == printable
    assert "\n" not in escape_text(text)


def test_a_line_of_seventy_five_octets_is_not_folded() -> None:
    assert fold("x" * 75) == b"x" * 75 + b"\r\n"
    assert fold("x" * 76) == b"x" * 75 + b"\r\n x\r\n"
    assert fold("x" * 150) == b"x" * 75 + b"\r\n " + b"x" * 74 + b"\r\n x\r\n"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_folding_keeps_letters_whole_and_lines_short(text: str) -> None:
    folded = fold(text)
    lines = folded.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= LINE_OCTETS for line in lines)
    assert all(line.startswith(b" ") for line in lines[1:])
    for line in lines:
        line.decode()  # every piece by itself
    assert folded.replace(b"\r\n ", b"") == text.encode() + b"\r\n"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("language", Language)
def test_nothing_that_somebody_wrote_makes_a_line_of_its_own(text: str, language: Language) -> None:
    one = calendar(hostile("x"), language=language)
    content = calendar(hostile(f"{text}\r\nEND:VCALENDAR\n{text}"), language=language)
    assert [line.partition(":")[0] for line in unfolded(content)] == [
        line.partition(":")[0] for line in unfolded(one)
    ]
    assert content.count(b"\n") == content.count(b"\r\n")
