"""A settings table that is checked while it is read: all faults are collected, none stops the reading.

Knows TOML's types, not what the tables mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

_E = TypeVar("_E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """Faults go to ``problems`` with their key path; a stand-in value is returned for a faulty one."""

    values: Mapping[str, object]
    path: str
    problems: list[str]

    def note(self, key: str, fault: str) -> None:
        self.problems.append(f"{self._at(key)}: {fault}")

    def integer(self, key: str, default: int | None = None, *, low: int = 0, high: int) -> int:
        value = self.values.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.note(key, f"a whole number from {low} to {high} is needed, not {shown(value)}")
        return high

    def choice(self, key: str, kind: type[_E], default: _E) -> _E:
        return self.member(key, self.values.get(key, default), kind) or default

    def member(self, key: str, value: object, kind: type[_E]) -> _E | None:
        if isinstance(value, str) and value in {*kind}:
            return kind(value)
        self.note(key, f"one of {', '.join(kind)} is needed, not {shown(value)}")
        return None

    def table(self, key: str) -> "CheckedTable":
        return self._sub(self.values.get(key), key)

    def tables(self, key: str) -> list["CheckedTable"]:
        found = self.values.get(key, [])
        if isinstance(found, list):
            return [self._sub(value, f"{key}[{n}]") for n, value in enumerate(found, start=1)]
        self.note(key, f"write [[{key}]], once for each")
        return []

    def refuse_others(self, *known: str) -> None:
        for key in self.values:
            if key not in known:
                self.note(key, "unknown key")

    def _sub(self, value: object, key: str) -> "CheckedTable":
        if isinstance(value, dict):
            return CheckedTable(value, self._at(key), self.problems)
        self.note(key, "a table is needed")
        return CheckedTable({}, self._at(key), [])

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


def shown(value: object) -> str:
    return "nothing" if value is None else repr(value)
