"""Groups that the bot was put into, and who let it stay."""

import sqlalchemy as sa

from bot.storage.columns import UtcDateTime
from bot.storage.schema import metadata, ref, row_id

chat_groups = sa.Table(
    "chat_groups",
    metadata,
    row_id(),
    sa.Column("chat_id", sa.BigInteger, nullable=False, unique=True),
    sa.Column("title", sa.Text, nullable=False, default=""),
    # asked: waits for the private answer; allowed; left: not in it any more, or about to leave.
    sa.Column("status", sa.Text, nullable=False),
    ref("asked_by", "people"),
    sa.Column("asked_at", UtcDateTime, nullable=False),
    ref("allowed_by", "people", nullable=True),
    sa.Column("allowed_at", UtcDateTime),
    # When to leave unless somebody allows it before; null: no leaving is owed.
    sa.Column("leave_at", UtcDateTime),
)
sa.Index(
    "ix_chat_groups_leave_at",
    chat_groups.c.leave_at,
    sqlite_where=chat_groups.c.leave_at.is_not(None),
    postgresql_where=chat_groups.c.leave_at.is_not(None),
)
