"""Files that cross the chat: those that people send to be imported, and ours that Telegram keeps already."""

import sqlalchemy as sa

from bot.storage.columns import Json, UtcDateTime
from bot.storage.schema import metadata, ref, row_id

uploads = sa.Table(
    "uploads",
    metadata,
    row_id(),
    ref("person_id", "people"),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("file_id", sa.Text, nullable=False),
    sa.Column("file_unique_id", sa.Text, nullable=False, default=""),
    sa.Column("file_name", sa.Text, nullable=False, default=""),
    sa.Column("mime", sa.Text, nullable=False, default=""),
    sa.Column("size", sa.BigInteger, nullable=False, default=0),
    sa.Column("caption", sa.Text, nullable=False, default=""),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    # Counts the previews: a button of an older one does nothing.
    sa.Column("rev", sa.Integer, nullable=False, default=0),
    # When a job has to look at it next: to fetch, to apply, to let it expire (null: never again).
    sa.Column("due_at", UtcDateTime),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("sha256", sa.Text, nullable=False, default=""),
    sa.Column("stored_as", sa.Text, nullable=False, default=""),
    # What was shown: what is wrong, or what would change; and the name of exactly those changes.
    sa.Column("findings", Json, nullable=False),
    sa.Column("base", sa.Text, nullable=False, default=""),
    sa.Column("decided_at", UtcDateTime),
)
sa.Index("ix_uploads_due_at", uploads.c.due_at)

sent_files = sa.Table(
    "sent_files",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("file_id", sa.Text, nullable=False),
    sa.Column("sent_at", UtcDateTime, nullable=False),
)
sa.Index("ix_sent_files_sent_at", sent_files.c.sent_at)
