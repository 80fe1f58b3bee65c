"""Requests of focal points: extensions and obstacles, with every decision kept."""

import sqlalchemy as sa

from bot.storage.columns import UtcDateTime
from bot.storage.schema import metadata, ref, row_id

extensions = sa.Table(
    "extensions",
    metadata,
    row_id(),
    ref("assignment_id", "assignments", index=True),
    ref("person_id", "people"),
    ref("report_id", "reports"),
    sa.Column("asked_at", UtcDateTime, nullable=False),
    sa.Column("old_due_on", sa.Date, nullable=False),
    sa.Column("wanted_on", sa.Date, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, default=""),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("decider", sa.Text, nullable=False),
    sa.Column("granted_on", sa.Date),
    sa.Column("decided_at", UtcDateTime),
    ref("decided_by", "people", nullable=True),
    sa.Column("remark", sa.Text, nullable=False, default=""),
)
# Exactly one request of an assignment can be open.
sa.Index(
    "uq_extensions_pending",
    extensions.c.assignment_id,
    unique=True,
    sqlite_where=extensions.c.status == "pending",
    postgresql_where=extensions.c.status == "pending",
)

obstacles = sa.Table(
    "obstacles",
    metadata,
    row_id(),
    ref("assignment_id", "assignments", index=True),
    ref("person_id", "people"),
    ref("report_id", "reports"),
    sa.Column("raised_at", UtcDateTime, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    ref("asked_of_id", "agencies", nullable=True),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False, default=""),
    sa.Column("answered_at", UtcDateTime),
    ref("answered_by", "people", nullable=True),
    sa.Column("closed_at", UtcDateTime),
)
sa.Index(
    "ix_obstacles_open",
    obstacles.c.assignment_id,
    sqlite_where=obstacles.c.status != "closed",
    postgresql_where=obstacles.c.status != "closed",
)
