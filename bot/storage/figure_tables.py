"""Frozen reviews of periods, and lists of agencies: the league, praise and criticism, from draft to approval."""

import sqlalchemy as sa

from bot.storage.columns import Json, UtcDateTime
from bot.storage.schema import metadata, ref, row_id

reviews = sa.Table(
    "reviews",
    metadata,
    row_id(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("to_on", sa.Date, nullable=False),
    sa.Column("scope_key", sa.Text, nullable=False),
    sa.Column("contents", Json, nullable=False),
    sa.Column("taken_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("kind", "to_on", "scope_key"),
)

agency_lists = sa.Table(
    "agency_lists",
    metadata,
    row_id(),
    # league, praise or criticism
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("scope_key", sa.Text, nullable=False),
    sa.Column("contents", Json, nullable=False),
    # draft: seen by whoever drew it up and by those who may approve; open: by everybody inside; closed: by nobody new.
    sa.Column("status", sa.Text, nullable=False),
    ref("made_by", "people"),
    sa.Column("made_at", UtcDateTime, nullable=False),
    ref("approved_by", "people", nullable=True),
    sa.Column("approved_at", UtcDateTime),
    sa.Column("ended_at", UtcDateTime),
)
sa.Index(
    "ix_agency_lists_alive",
    agency_lists.c.kind,
    sqlite_where=agency_lists.c.ended_at.is_(None),
    postgresql_where=agency_lists.c.ended_at.is_(None),
)
