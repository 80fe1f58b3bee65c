"""Where each assignment went when agencies changed. Append-only."""

import sqlalchemy as sa

from bot.storage.columns import Json, UtcDateTime
from bot.storage.schema import metadata, ref, row_id

# One row for every assignment that a reorganisation touched; with it the holder on any day can be told.
assignment_moves = sa.Table(
    "assignment_moves",
    metadata,
    row_id(),
    ref("assignment_id", "assignments", index=True),
    ref("succession_id", "agency_successions", nullable=True, index=True),
    ref("from_id", "agencies"),
    ref("to_id", "agencies"),
    # The assignment it became part of; null: it is the one that stays.
    ref("into_id", "assignments", nullable=True, index=True),
    # What merging changed, as it was before; null: nothing but the holder.
    sa.Column("before", Json),
    sa.Column("moved_on", sa.Date, nullable=False, index=True),
    sa.Column("moved_at", UtcDateTime, nullable=False),
)
