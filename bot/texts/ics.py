"""Deadlines as an iCalendar file (RFC 5545): all-day events, so that no time zone has to be explained to a phone.

The same assignment keeps its UID, and its revision counts as SEQUENCE: taken in again, a moved date moves.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.people import Language
from bot.domain.rules import Rules
from bot.domain.task import Assignment
from bot.texts.catalogue import label
from bot.texts.phrases import agency_of, code_of, title_of

LINE_OCTETS = 75
"""RFC 5545 §3.1, without the line break."""
_TITLE = 200


def render_calendar(
    assignments: Iterable[Assignment], language: Language, rules: Rules, *, made_at: datetime
) -> bytes:
    """One event a deadline, with an alarm on the working day before; those without a date are left out."""
    properties = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Don Doc//Deadlines//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape_text(label(language, 'file.calendar_name'))}",
    ]
    for assignment in assignments:
        if assignment.due_on is not None:
            properties += _list_event(assignment, assignment.due_on, language, rules, made_at)
    properties.append("END:VCALENDAR")
    return b"".join(fold(line) for line in properties)


def _list_event(
    assignment: Assignment, due_on: date, language: Language, rules: Rules, made_at: datetime
) -> list[str]:
    title = title_of(assignment, language, limit=_TITLE)
    summary = label(language, "file.event", code=code_of(assignment, language), title=title)
    return [
        "BEGIN:VEVENT",
        f"UID:assignment-{assignment.id}@dondoc",
        f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{assignment.rev}",
        f"DTSTART;VALUE=DATE:{due_on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{due_on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escape_text(summary)}",
        f"DESCRIPTION:{escape_text(agency_of(assignment, language))}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escape_text(summary)}",
        f"TRIGGER:{_trigger(due_on, rules)}",
        "END:VALARM",
        "END:VEVENT",
    ]


def _trigger(due_on: date, rules: Rules) -> str:
    """From the midnight on which the day begins back to the time of reminders on the working day before."""
    before = rules.calendar.last_working_day(due_on - timedelta(days=1))
    rings = datetime.combine(before, rules.slots.remind_at)
    minutes = int((datetime.combine(due_on, time()) - rings) / timedelta(minutes=1))
    days, rest = divmod(minutes, 24 * 60)
    return f"-P{f'{days}D' if days else ''}T{rest // 60}H{rest % 60}M"


def escape_text(text: str) -> str:
    """RFC 5545 §3.3.11; other control characters have no place in a text."""
    for letter, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\n"), ("\n", "\\n")):
        text = text.replace(letter, escaped)
    return "".join(letter for letter in text if letter >= " " and letter != "\x7f")


def fold(line: str) -> bytes:
    """A content line in pieces of at most 75 octets, never inside a letter; every further piece begins with a space."""
    return b"\r\n ".join(_list_pieces(line)) + b"\r\n"


def _list_pieces(line: str) -> Iterator[bytes]:
    piece, room = bytearray(), LINE_OCTETS
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > room:
            yield bytes(piece)
            piece, room = bytearray(), LINE_OCTETS - 1
        piece += octets
    yield bytes(piece)
