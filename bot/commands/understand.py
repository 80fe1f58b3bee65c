"""``understand``: how texts are read, a JSON object a line, for maintainers of the language rules.

Agencies have the names of the sample data, so that the answer is the same everywhere; no settings and no database
are needed.
"""

import csv
import io
import json
import sys
from argparse import Namespace
from datetime import datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

from bot.clock import system_clock
from bot.commands.console import tell
from bot.language import Context, Understanding, build_agency_index, understand

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def run(arguments: Namespace) -> int:
    at = arguments.at or system_clock()
    at = at.replace(tzinfo=HANOI) if at.tzinfo is None else at.astimezone(HANOI)
    context = load_context()
    for line in sys.stdin:
        tell(answer(line.rstrip("\r\n"), at=at, context=context))
        sys.stdout.flush()
    return 0


def load_context() -> Context:
    rows = csv.DictReader(
        io.StringIO((files("bot.demo") / "data" / "agencies.csv").read_text(encoding="utf-8"))
    )
    return Context(build_agency_index([(row["code"], _names_of(row)) for row in rows]))


def _names_of(row: dict[str, str]) -> list[str]:
    names = [row["name_vi"], row["name_en"], row["short_vi"], *row["aliases"].split("|")]
    return [name for name in names if name]


def answer(line: str, *, at: datetime, context: Context) -> str:
    found = understand(parse_text(line), at=at, context=context)
    return json.dumps(_document(found), ensure_ascii=False)


def parse_text(line: str) -> str:
    """A line is a text as it stands, or a JSON string (for texts of several lines)."""
    if line.startswith('"'):
        try:
            value = json.loads(line)
        except ValueError:
            return line
        return value if isinstance(value, str) else line
    return line


def _document(found: Understanding) -> dict[str, object]:
    return {
        "intent": found.intent.value,
        "intents": [intent.value for intent in found.intents],
        "slots": found.slots.as_dict(),
    }
