"""Reading one line of a table column by column, noting everything that cannot be read."""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import TypeVar

from bot.services.exchange.files import Fault, Line
from bot.services.exchange.problems import ProblemKey, RowProblem

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?P<sign>[/-])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4})", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_GROUP_CODE = re.compile(r"@[A-Za-z0-9._-]{1,63}", re.ASCII)
MAX_LINE = 500
"""Characters of a title or a name: more does not fit one message, nor a card beside its other lines."""

Choice = TypeVar("Choice", bound=StrEnum)


def is_group(code: str) -> bool:
    return code.startswith("@")


class Cells:
    """The cells of one line. Every reader answers with something usable; ``is_sound`` tells whether all were."""

    def __init__(self, line: Line, note: Callable[[RowProblem], None]) -> None:
        self.line = line
        self.is_sound = True
        self._note = note
        self._noted: set[tuple[ProblemKey, str]] = set()

    def problem(self, key: ProblemKey, column: str = "", **facts: object) -> None:
        """A cell may be read twice; what is wrong with it is said once."""
        self.is_sound = False
        if (key, column) in self._noted:
            return
        self._noted.add((key, column))
        self._note(RowProblem(self.line.file, key, self.line.number, column, facts))

    def has(self, column: str) -> bool:
        """Whether the file has the column at all; in a file without it nothing is said about it."""
        return column in self.line.cells

    def is_stated(self, column: str) -> bool:
        return bool(self.line.cells.get(column))

    def text(self, column: str) -> str:
        cell = self.line.cells.get(column, "")
        if isinstance(cell, Fault):
            self.problem(cell.key, column, value=cell.value)
            return ""
        return cell

    def required(self, column: str) -> str:
        text = self.text(column)
        if not self.is_stated(column):
            self.problem(ProblemKey.BLANK, column)
        return text

    def one_line(self, column: str) -> str:
        """Titles and names: line breaks of a narrow cell are not meant."""
        return self._short(column, " ".join(self.text(column).split()))

    def required_line(self, column: str) -> str:
        return self._short(column, " ".join(self.required(column).split()))

    def _short(self, column: str, line: str) -> str:
        if len(line) > MAX_LINE:
            self.problem(ProblemKey.OVER_LIMIT, column, value=len(line), limit=MAX_LINE)
        return line[:MAX_LINE]

    def date(self, column: str) -> date | None:
        text = self.text(column)
        if not text:
            return None
        parsed = parse_date(text)
        if parsed is None:
            self.problem(ProblemKey.NOT_A_DATE, column, value=text)
        return parsed

    def number(self, column: str) -> float | None:
        text = self.text(column)
        if not text:
            return None
        if _NUMBER.fullmatch(text) is None:
            self.problem(ProblemKey.NOT_A_NUMBER, column, value=text)
            return None
        return float(text)

    def choice(self, column: str, choices: type[Choice], default: Choice | None = None) -> Choice:
        """A blank means ``default``; without one it is a fault."""
        text = self.text(column) if default else self.required(column)
        members = list(choices)
        if not text:
            return default or members[0]
        if text.lower() not in {member.value for member in members}:
            self.problem(ProblemKey.NOT_A_CHOICE, column, value=text, choices=", ".join(members))
            return default or members[0]
        return choices(text.lower())

    def choices(self, column: str, choices: type[Choice]) -> tuple[Choice, ...]:
        """Any of them, separated by ``|``."""
        values = {member.value for member in choices}
        for name in self.names(column):
            if name not in values:
                self.problem(ProblemKey.NOT_A_CHOICE, column, value=name, choices=", ".join(sorted(values)))
        return tuple(choices(name) for name in self.names(column) if name in values)

    def truth(self, column: str) -> bool:
        text = self.required(column)
        if text and text.lower() not in _TRUTHS:
            self.problem(ProblemKey.NOT_A_CHOICE, column, value=text, choices=", ".join(_TRUTHS))
        return _TRUTHS.get(text.lower(), False)

    def code(self, column: str) -> str:
        return self._checked(column, self.text(column), _CODE)

    def required_code(self, column: str) -> str:
        return self._checked(column, self.required(column), _CODE)

    def group_code(self, column: str) -> str:
        return self._checked(column, self.required(column), _GROUP_CODE)

    def codes(self, column: str) -> tuple[str, ...]:
        """Codes of agencies and of @groups, separated by ``|``."""
        found = self.names(column)
        return tuple(self._checked(column, code, _GROUP_CODE if is_group(code) else _CODE) for code in found)

    def names(self, column: str) -> tuple[str, ...]:
        """Any names separated by ``|``, each once."""
        parts = (" ".join(part.split()) for part in self.text(column).split("|"))
        return tuple(dict.fromkeys(part for part in parts if part))

    def _checked(self, column: str, text: str, form: re.Pattern[str]) -> str:
        if text and form.fullmatch(text) is None:
            self.problem(ProblemKey.NOT_A_CODE, column, value=text)
        return text


_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def parse_date(text: str) -> date | None:
    """``2024-07-20``, or day first as Vietnam writes it: ``20/07/2024``, ``20-7-2024``. Never month first."""
    day_first = _DAY_FIRST.fullmatch(text)
    if day_first is None and _DATE.fullmatch(text) is None:
        return None
    try:
        if day_first is None:
            day = date.fromisoformat(text)
        else:
            day = date(int(day_first["year"]), int(day_first["month"]), int(day_first["day"]))
    except ValueError:
        return None
    return day if 1900 < day.year < 2200 else None
