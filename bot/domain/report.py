"""What a focal point says about an assignment: a draft until confirmed, then a report for good."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from bot.domain.errors import ProofMissing, ValueRefused


class ReportKind(StrEnum):
    PROGRESS = "progress"
    DONE = "done"
    NOTE = "note"
    EXTENSION = "extension"
    """A request for a later due date; somebody decides it."""
    OBSTACLE = "obstacle"
    """Something in the way; somebody answers it."""


class Field(StrEnum):
    """One thing to ask for; stable, for open dialogues are stored under these names."""

    NUMBER = "number"
    VALUE = "value"
    PROOF = "proof"
    NOTE = "note"
    WANTED = "wanted"
    WHY = "why"
    CATEGORY = "category"
    OBSTACLE = "obstacle"
    ASKED_OF = "asked_of"


LARGEST_VALUE = 1e15
"""Beyond it a float no longer counts in ones; no indicator gets there."""
#: Kinds that are passed to the officer as they are.
WISHES = frozenset({ReportKind.EXTENSION, ReportKind.OBSTACLE})


class ProofKind(StrEnum):
    DOCUMENT = "document"
    FILE = "file"
    PHOTO = "photo"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Proof:
    """A document number with its date, a file or photo by its channel's id, or a link."""

    kind: ProofKind
    number: str = ""
    issued_on: date | None = None
    url: str = ""
    file_id: str = ""
    file_unique_id: str = ""
    file_name: str = ""
    mime: str = ""
    size: int = 0

    def to_json(self) -> dict[str, Any]:
        data = {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}
        if self.issued_on is not None:
            data["issued_on"] = self.issued_on.isoformat()
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        values = dict(data)
        values["kind"] = ProofKind(values["kind"])
        if values.get("issued_on"):
            values["issued_on"] = date.fromisoformat(values["issued_on"])
        return cls(**values)


@dataclass(frozen=True, slots=True)
class StoredProof:
    id: int
    proof: Proof


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be stored for one assignment when the person says yes."""

    assignment_id: int
    kind: ReportKind
    percent: float | None = None
    value: float | None = None
    note: str = ""
    proofs: tuple[Proof, ...] = ()
    wanted_on: date | None = None
    """The due date asked for."""
    delta_days: int | None = None
    """Instead of a date: so many days later, working days if ``is_delta_working``."""
    is_delta_working: bool = False
    category: str = ""
    asked_of: str = ""
    """Code of the agency whose help is asked for; empty: the standing agency."""
    is_not_started: bool = False
    """Progress of the kind "not begun yet"."""

    def checked(self) -> Self:
        """The draft itself, if it may be stored.

        Raises:
            ValueRefused: percent outside 0..100, a negative or absurd value, nothing said at all.
            ProofMissing: finished without proof (product §2).
        """
        if self.percent is not None and not 0 <= self.percent <= 100:
            raise ValueRefused
        if self.value is not None and not 0 <= self.value < LARGEST_VALUE:
            raise ValueRefused
        if self.kind is ReportKind.DONE and not self.proofs:
            raise ProofMissing
        if not self.says_something or self.missing is not None:
            raise ValueRefused
        return self

    @property
    def missing(self) -> "Field | None":
        """What has to be asked for before it can be stored, one thing at a time."""
        match self.kind:
            case ReportKind.DONE if not self.proofs:
                return Field.PROOF
            case ReportKind.EXTENSION if self.wanted_on is None and self.delta_days is None:
                return Field.WANTED
            case ReportKind.EXTENSION if not self.note.strip():
                return Field.WHY
            case ReportKind.OBSTACLE if not self.category:
                return Field.CATEGORY
            case ReportKind.OBSTACLE if not self.note.strip():
                return Field.OBSTACLE
            case _:
                return None

    @property
    def says_something(self) -> bool:
        return self.percent is not None or self.value is not None or bool(self.note) or bool(self.proofs)

    def with_proof(self, *proofs: Proof) -> "Draft":
        return replace(self, kind=ReportKind.DONE, proofs=(*self.proofs, *proofs))

    def to_json(self) -> dict[str, Any]:
        return {
            "assignment_id": self.assignment_id,
            "kind": self.kind.value,
            "percent": self.percent,
            "value": self.value,
            "note": self.note,
            "proofs": [proof.to_json() for proof in self.proofs],
            "wanted_on": self.wanted_on.isoformat() if self.wanted_on else None,
            "delta_days": self.delta_days,
            "is_delta_working": self.is_delta_working,
            "category": self.category,
            "asked_of": self.asked_of,
            "is_not_started": self.is_not_started,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            assignment_id=data["assignment_id"],
            kind=ReportKind(data["kind"]),
            percent=data["percent"],
            value=data["value"],
            note=data["note"],
            proofs=tuple(Proof.from_json(proof) for proof in data["proofs"]),
            # A dialogue that was opened before these existed goes on.
            wanted_on=date.fromisoformat(data["wanted_on"]) if data.get("wanted_on") else None,
            delta_days=data.get("delta_days"),
            is_delta_working=data.get("is_delta_working", False),
            category=data.get("category", ""),
            asked_of=data.get("asked_of", ""),
            is_not_started=data.get("is_not_started", False),
        )


@dataclass(frozen=True, slots=True)
class Report:
    id: int
    kind: ReportKind
    person_id: int
    person_name: str
    at: datetime
    percent: float | None
    value: float | None
    note: str
