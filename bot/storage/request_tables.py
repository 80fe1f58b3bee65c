"""What runs on a clock of its own beside the ladder: extensions, obstacles, urging. Every step is kept.

``clock_at`` is when silence climbs next (null: nobody is owed an answer); ``climbs`` is how often it has.
"""

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
    sa.Column("clock_at", UtcDateTime),
    sa.Column("climbs", sa.Integer, nullable=False, default=0),
    sa.Column("proposed_on", sa.Date),
    sa.Column("granted_on", sa.Date),
    sa.Column("decided_at", UtcDateTime),
    ref("decided_by", "people", nullable=True),
    sa.Column("remark", sa.Text, nullable=False, default=""),
)
_IS_OPEN = extensions.c.status.in_(["pending", "proposed"])
# Exactly one request of an assignment can be open.
sa.Index(
    "uq_extensions_open",
    extensions.c.assignment_id,
    unique=True,
    sqlite_where=_IS_OPEN,
    postgresql_where=_IS_OPEN,
)
sa.Index("ix_extensions_clock_at", extensions.c.clock_at)

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
    # Whose answer is awaited: the focal points of an agency, or (null) the standing agency's officer.
    ref("holder_id", "agencies", nullable=True),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("clock_at", UtcDateTime),
    sa.Column("climbs", sa.Integer, nullable=False, default=0),
    # The last word of the desk: an answer, or a question back.
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
sa.Index("ix_obstacles_clock_at", obstacles.c.clock_at)

urges = sa.Table(
    "urges",
    metadata,
    row_id(),
    ref("assignment_id", "assignments", index=True),
    ref("person_id", "people"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("remark", sa.Text, nullable=False, default=""),
    sa.Column("is_express", sa.Boolean, nullable=False, default=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("clock_at", UtcDateTime),
    sa.Column("climbs", sa.Integer, nullable=False, default=0),
    sa.Column("seen_at", UtcDateTime),
    sa.Column("answered_at", UtcDateTime),
    ref("report_id", "reports", nullable=True),
)
sa.Index("ix_urges_clock_at", urges.c.clock_at)
