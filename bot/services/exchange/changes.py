"""What an import does to the register: rows added, rows amended with their old and new values."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from bot.services.exchange.drafts import Draft
from bot.services.exchange.headers import FileKind
from bot.storage.register_rows import DirectiveRow


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]


Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row", bound=_Dataclass)


class Action(StrEnum):
    ADDED = "added"
    AMENDED = "amended"


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    old: str | float | bool | None
    new: str | float | bool | None


@dataclass(frozen=True, slots=True)
class Change:
    """One row of one kind; ``fields`` are those that differ, none when the row is new."""

    kind: FileKind
    key: str
    action: Action
    fields: tuple[FieldChange, ...] = ()
    file: str = ""
    """Which of the files says so."""


@dataclass(frozen=True, slots=True)
class Edits(Generic[Row]):
    """The rows to write, and what is new in each of them in the same order."""

    added: tuple[Row, ...]
    amended: tuple[Row, ...]
    changes: tuple[Change, ...]


def compare(
    kind: FileKind,
    draft: Draft[Key, Row],
    stored: Mapping[Key, Row],
    *,
    ignored: frozenset[str] = frozenset(),
    extras: Mapping[Key, tuple[FieldChange, ...]] = MappingProxyType({}),
) -> Edits[Row]:
    """What the rows that the files speak of change. A row that differs in nothing is not in the answer.

    ``extras`` are changes that the row itself does not show.
    """
    added: list[Row] = []
    amended: list[Row] = []
    changes: list[Change] = []
    for key in draft.places:
        old, new, file = stored.get(key), draft.rows[key], draft.places[key].line.file
        if old is None:
            added.append(new)
            changes.append(Change(kind, str(key), Action.ADDED, file=file))
        elif differing := differences(old, new, ignored=ignored) + extras.get(key, ()):
            amended.append(new)
            changes.append(Change(kind, str(key), Action.AMENDED, differing, file))
    return Edits(tuple(added), tuple(amended), tuple(changes))


def differences(old: Row, new: Row, *, ignored: frozenset[str] = frozenset()) -> tuple[FieldChange, ...]:
    names = [field.name for field in fields(old) if field.name not in ignored]
    pairs = [(name, getattr(old, name), getattr(new, name)) for name in names]
    return tuple(FieldChange(name, _plain(a), _plain(b)) for name, a, b in pairs if a != b)


def _plain(value: object) -> str | float | bool | None:
    """As it can be stored in JSON and shown to people."""
    match value:
        case None | bool() | float() | int():
            return value
        case date():
            return value.isoformat()
        case DirectiveRow():
            return "; ".join(filter(None, (value.document, value.meeting, value.article)))
        case tuple():
            return "|".join(str(part) for part in value)
        case _:
            return str(value)
