"""The answer of an import: what was read, what it changes, or everything that is wrong with it."""

from dataclasses import dataclass

from bot.services.exchange.changes import Action, Change
from bot.services.exchange.headers import FileKind
from bot.services.exchange.problems import RowProblem


@dataclass(frozen=True, slots=True)
class FileSummary:
    name: str
    kind: FileKind
    rows: int


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Either ``problems`` and nothing written, or ``changes``, written unless it was a dry run."""

    files: tuple[FileSummary, ...]
    changes: tuple[Change, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    new_assignments: int = 0
    moved_assignments: int = 0
    """Assignments that follow an amended date of their task."""
    is_applied: bool = False
    base: str = ""
    """Names exactly these changes: as long as a later run names the same, what was shown is what will be written."""
    is_stale: bool = False
    """It was not the base that the caller expected, so nothing was written."""

    @property
    def is_sound(self) -> bool:
        return not self.problems

    def count(self, kind: FileKind, action: Action, *, file: str | None = None) -> int:
        return sum(
            change.kind is kind and change.action is action and file in {None, change.file}
            for change in self.changes
        )

    @property
    def amendments(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.action is Action.AMENDED)
