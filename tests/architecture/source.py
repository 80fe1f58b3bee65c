"""The project's own Python files, parsed once for all tests of this folder."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FOLDERS = ("bot", "handlers", "jobs")


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    """The path from the root of the project, with slashes."""
    text: str
    tree: ast.Module

    @property
    def is_migration(self) -> bool:
        return self.name.startswith("bot/storage/migrations/versions/")


@cache
def sources() -> tuple[Source, ...]:
    paths = sorted(path for folder in _FOLDERS for path in (ROOT / folder).rglob("*.py"))
    texts = [(path, path.read_text(encoding="utf-8")) for path in paths]
    return tuple(Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text)) for path, text in texts)


def sources_in(*folders: str) -> Iterator[Source]:
    return (source for source in sources() if source.name.startswith(folders))


def docstring_ids(tree: ast.Module) -> set[int]:
    """``id()`` of every constant that is a docstring or a bare string below an attribute."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
