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
    """A wish for more time, kept as a note and passed to the officer."""
    OBSTACLE = "obstacle"
    """A call for help, kept as a note and passed to the officer."""


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
        if not self.says_something:
            raise ValueRefused
        return self

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
