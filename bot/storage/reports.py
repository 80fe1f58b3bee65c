"""Reports and their evidence: append-only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.report import Draft, Proof, ProofKind, Report, ReportKind, StoredProof
from bot.storage.database import UnitOfWork
from bot.storage.tables import evidence, people, reports
from bot.storage.urges import is_unanswered

_REPORT_COLUMNS = (
    reports.c.id,
    reports.c.kind,
    reports.c.person_id,
    people.c.name,
    reports.c.at,
    reports.c.percent,
    reports.c.value,
    reports.c.note,
)
_PROOF_COLUMNS = (
    evidence.c.id,
    evidence.c.kind,
    evidence.c.number,
    evidence.c.issued_on,
    evidence.c.url,
    evidence.c.file_id,
    evidence.c.file_unique_id,
    evidence.c.file_name,
    evidence.c.mime,
    evidence.c.size,
)

# By name: inside RETURNING an inserted row is no table to SQLAlchemy.
_IS_AWAITED = sa.exists().where(is_unanswered(sa.literal_column("reports.assignment_id", sa.BigInteger)))
_ADD = sa.insert(reports).returning(reports.c.id, _IS_AWAITED)


@dataclass(frozen=True, slots=True)
class Stored:
    report_id: int
    is_awaited: bool
    """Somebody has urged and waits for an answer."""


def _report_of(row: Sequence[object]) -> Report:
    values = list(row)
    values[1] = ReportKind(str(values[1]))
    return Report(*values)  # type: ignore[arg-type] # columns in the order of the fields


def _proof_of(row: Sequence[object]) -> StoredProof:
    proof_id, kind, *rest = row
    rest[-1] = rest[-1] or 0
    return StoredProof(int(str(proof_id)), Proof(ProofKind(str(kind)), *rest))  # type: ignore[arg-type] # as above


async def add_report(
    uow: UnitOfWork, draft: Draft, person_id: int, undo: Mapping[str, object], *, now: datetime
) -> Stored:
    """``undo`` is what takes it back (see ``services.withdrawing``)."""
    values = {
        "assignment_id": draft.assignment_id,
        "person_id": person_id,
        "at": now,
        "kind": draft.kind,
        "percent": draft.percent,
        "value": draft.value,
        "note": draft.note,
        "undo": dict(undo),
    }
    report_id, is_awaited = (await uow.execute(_ADD, values)).one()
    if draft.proofs:
        await uow.execute(sa.insert(evidence), [_evidence_row(report_id, p, now) for p in draft.proofs])
    return Stored(report_id, bool(is_awaited))


def _evidence_row(report_id: int, proof: Proof, now: datetime) -> dict[str, object]:
    return {
        "report_id": report_id,
        "kind": proof.kind,
        "number": proof.number,
        "issued_on": proof.issued_on,
        "url": proof.url,
        "file_id": proof.file_id,
        "file_unique_id": proof.file_unique_id,
        "file_name": proof.file_name,
        "mime": proof.mime,
        "size": proof.size or None,
        # Evidence outlives the chat: a job fetches the bytes after the commit.
        "fetch_at": now if proof.file_id else None,
    }


@dataclass(frozen=True, slots=True)
class Undoable:
    report_id: int
    assignment_id: int
    undo: dict[str, Any]


async def list_batch(uow: UnitOfWork, report_id: int, person_id: int, *, since: datetime) -> list[Undoable]:
    """The reports that this person stored with one tap, of which ``report_id`` is one, the newest first; none if they
    are older than ``since``, taken back already or somebody else's.
    """
    moment = (
        sa.select(reports.c.at)
        .where(reports.c.id == report_id, reports.c.person_id == person_id)
        .scalar_subquery()
    )
    statement = (
        sa.select(reports.c.id, reports.c.assignment_id, reports.c.undo)
        .where(
            reports.c.person_id == person_id,
            reports.c.at == moment,
            reports.c.at >= since,
            reports.c.withdrawn_at.is_(None),
        )
        .order_by(reports.c.id.desc())
    )
    return [Undoable(row[0], row[1], row[2] or {}) for row in (await uow.execute(statement)).all()]


async def mark_withdrawn(uow: UnitOfWork, report_ids: Sequence[int], *, now: datetime) -> None:
    await uow.execute(sa.update(reports).where(reports.c.id.in_(report_ids)).values(withdrawn_at=now))


async def find_report(uow: UnitOfWork, report_id: int) -> tuple[int, Report] | None:
    """The report with the id of its assignment."""
    statement = (
        sa.select(reports.c.assignment_id, *_REPORT_COLUMNS)
        .join_from(reports, people, people.c.id == reports.c.person_id)
        .where(reports.c.id == report_id)
    )
    row = (await uow.execute(statement)).first()
    return (row[0], _report_of(row[1:])) if row else None


async def list_ids(uow: UnitOfWork, assignment_id: int, *, kind: ReportKind) -> list[int]:
    """Withdrawn ones too, the oldest first."""
    statement = sa.select(reports.c.id).where(
        reports.c.assignment_id == assignment_id, reports.c.kind == kind
    )
    return list((await uow.execute(statement.order_by(reports.c.id))).scalars())


async def find_last_report(
    uow: UnitOfWork, assignment_id: int, *, kind: ReportKind | None = None
) -> Report | None:
    statement = (
        sa.select(*_REPORT_COLUMNS)
        .join_from(reports, people, people.c.id == reports.c.person_id)
        .where(reports.c.assignment_id == assignment_id, reports.c.withdrawn_at.is_(None))
        .order_by(reports.c.id.desc())
        .limit(1)
    )
    if kind is not None:
        statement = statement.where(reports.c.kind == kind)
    row = (await uow.execute(statement)).first()
    return _report_of(row) if row else None


async def load_reporters(uow: UnitOfWork, assignment_ids: Sequence[int]) -> dict[int, int]:
    """By assignment: who reported it done last."""
    last = (
        sa.select(sa.func.max(reports.c.id))
        .where(
            reports.c.assignment_id.in_(assignment_ids),
            reports.c.kind == ReportKind.DONE,
            reports.c.withdrawn_at.is_(None),
        )
        .group_by(reports.c.assignment_id)
    )
    statement = sa.select(reports.c.assignment_id, reports.c.person_id).where(reports.c.id.in_(last))
    return {row[0]: row[1] for row in (await uow.execute(statement)).all()}


@dataclass(frozen=True, slots=True)
class Recent:
    report_id: int
    assignment_id: int
    kind: ReportKind
    at: datetime


async def list_recent_of_person(uow: UnitOfWork, person_id: int, *, since: datetime) -> list[Recent]:
    """What this person reported, the newest first, without what was taken back."""
    statement = (
        sa.select(reports.c.id, reports.c.assignment_id, reports.c.kind, reports.c.at)
        .where(reports.c.person_id == person_id, reports.c.at >= since, reports.c.withdrawn_at.is_(None))
        .order_by(reports.c.id.desc())
    )
    rows = (await uow.execute(statement)).all()
    return [Recent(row[0], row[1], ReportKind(str(row[2])), row[3]) for row in rows]


async def list_last_of_person(uow: UnitOfWork, person_id: int, *, since: datetime) -> list[int]:
    """The assignments that this person's last tap reported on."""
    mine = (reports.c.person_id == person_id, reports.c.withdrawn_at.is_(None))
    newest = sa.select(sa.func.max(reports.c.at)).where(*mine).scalar_subquery()
    statement = (
        sa.select(reports.c.assignment_id)
        .where(*mine, reports.c.at == newest, reports.c.at >= since)
        .distinct()
        .order_by(reports.c.assignment_id)
    )
    return list((await uow.execute(statement)).scalars())


async def list_spoken_of(uow: UnitOfWork, assignment_ids: Sequence[int]) -> set[int]:
    """Which of these somebody said anything about, be it a wish."""
    if not assignment_ids:
        return set()
    statement = sa.select(reports.c.assignment_id).where(
        reports.c.assignment_id.in_(assignment_ids), reports.c.withdrawn_at.is_(None)
    )
    return set((await uow.execute(statement.distinct())).scalars())


async def list_proofs(uow: UnitOfWork, report_id: int) -> list[StoredProof]:
    statement = sa.select(*_PROOF_COLUMNS).where(evidence.c.report_id == report_id).order_by(evidence.c.id)
    return [_proof_of(row) for row in (await uow.execute(statement)).all()]


async def list_proofs_since(uow: UnitOfWork, assignment_id: int, *, since: datetime) -> list[StoredProof]:
    """All evidence of a submission: of its report, and of whatever was added while it waited."""
    statement = (
        sa.select(*_PROOF_COLUMNS)
        .join_from(evidence, reports, reports.c.id == evidence.c.report_id)
        .where(
            reports.c.assignment_id == assignment_id,
            reports.c.at >= since,
            reports.c.withdrawn_at.is_(None),
        )
        .order_by(evidence.c.id)
    )
    return [_proof_of(row) for row in (await uow.execute(statement)).all()]


async def find_proof(uow: UnitOfWork, proof_id: int) -> tuple[int, StoredProof] | None:
    """A piece of evidence with the id of the assignment it belongs to."""
    statement = (
        sa.select(reports.c.assignment_id, *_PROOF_COLUMNS)
        .join_from(evidence, reports, reports.c.id == evidence.c.report_id)
        .where(evidence.c.id == proof_id)
    )
    row = (await uow.execute(statement)).first()
    return (row[0], _proof_of(row[1:])) if row else None
