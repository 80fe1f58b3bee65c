"""What is on its way: updates in, messages out, open dialogues; and the frozen digests."""

import sqlalchemy as sa

from bot.storage.columns import BigId, Json, UtcDateTime
from bot.storage.schema import metadata, ref, row_id

inbox = sa.Table(
    "inbox",
    metadata,
    row_id(),
    sa.Column("update_id", sa.BigInteger, nullable=False, unique=True),
    sa.Column("chat_key", sa.BigInteger, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("retry_at", UtcDateTime),
    sa.Column("error", sa.Text, nullable=False, default=""),
    sa.Column("done_at", UtcDateTime),
)
# The head of the whole queue, and the head of each chat, without walking over what is done.
sa.Index(
    "ix_inbox_new",
    inbox.c.id,
    sqlite_where=inbox.c.status == "new",
    postgresql_where=inbox.c.status == "new",
)
sa.Index(
    "ix_inbox_waiting",
    inbox.c.chat_key,
    inbox.c.id,
    sqlite_where=inbox.c.status == "new",
    postgresql_where=inbox.c.status == "new",
)

sa.Index(
    "ix_inbox_dead",
    inbox.c.id,
    sqlite_where=inbox.c.status == "dead",
    postgresql_where=inbox.c.status == "dead",
)

outbox = sa.Table(
    "outbox",
    metadata,
    row_id(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("dedupe_key", sa.Text, unique=True),
    ref("person_id", "people", nullable=True),
    sa.Column("chat_id", sa.BigInteger),
    sa.Column("target_message_id", sa.BigInteger),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("data", Json, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("not_before", UtcDateTime, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("sent_at", UtcDateTime),
    sa.Column("seen_at", UtcDateTime),
    sa.Column("message_id", sa.BigInteger),
    sa.Column("error", sa.Text, nullable=False, default=""),
)
sa.Index(
    "ix_outbox_queued",
    outbox.c.priority,
    outbox.c.id,
    outbox.c.not_before,
    sqlite_where=outbox.c.status == "queued",
    postgresql_where=outbox.c.status == "queued",
)
sa.Index(
    "ix_outbox_sending",
    outbox.c.id,
    sqlite_where=outbox.c.status == "sending",
    postgresql_where=outbox.c.status == "sending",
)
sa.Index(
    "ix_outbox_failed",
    outbox.c.created_at,
    sqlite_where=outbox.c.status == "failed",
    postgresql_where=outbox.c.status == "failed",
)
sa.Index(
    "ix_outbox_unseen",
    outbox.c.person_id,
    sqlite_where=sa.and_(outbox.c.status == "sent", outbox.c.seen_at.is_(None), outbox.c.kind != "reply"),
    postgresql_where=sa.and_(outbox.c.status == "sent", outbox.c.seen_at.is_(None), outbox.c.kind != "reply"),
)
sa.Index(
    "ix_outbox_notices",
    outbox.c.person_id,
    outbox.c.id,
    sqlite_where=sa.and_(outbox.c.kind == "notice", outbox.c.status == "sent"),
    postgresql_where=sa.and_(outbox.c.kind == "notice", outbox.c.status == "sent"),
)
sa.Index("ix_outbox_chat_id_message_id", outbox.c.chat_id, outbox.c.message_id)

notice_items = sa.Table(
    "notice_items",
    metadata,
    row_id(),
    ref("person_id", "people"),
    ref("assignment_id", "assignments"),
    sa.Column("rung", sa.Text, nullable=False),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("condition", sa.Text, nullable=False),
    # Which climb of the ladder: the due date, or the submission under review; a granted date starts a new one.
    sa.Column("round", sa.Text, nullable=False, default=""),
    sa.Column("planned_at", UtcDateTime, nullable=False),
    ref("outbox_id", "outbox", nullable=True, index=True),
    sa.Column("outcome", sa.Text, nullable=False, default=""),
    sa.UniqueConstraint("assignment_id", "person_id", "recipient", "rung", "round"),
)
sa.Index(
    "ix_notice_items_loose",
    notice_items.c.person_id,
    sqlite_where=notice_items.c.outbox_id.is_(None),
    postgresql_where=notice_items.c.outbox_id.is_(None),
)

sa.Index(
    "ix_notice_items_undelivered",
    notice_items.c.person_id,
    sqlite_where=notice_items.c.outcome == "undelivered",
    postgresql_where=notice_items.c.outcome == "undelivered",
)

dialogues = sa.Table(
    "dialogues",
    metadata,
    row_id(),
    sa.Column("person_id", BigId, sa.ForeignKey("people.id"), nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("data", Json, nullable=False),
    sa.Column("rev", sa.Integer, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    # The outbox row of the card with the buttons, so that it can be seen to expire.
    sa.Column("card_id", BigId),
)
sa.Index(
    "ix_dialogues_expires_at",
    dialogues.c.expires_at,
    sqlite_where=dialogues.c.card_id.is_not(None),
    postgresql_where=dialogues.c.card_id.is_not(None),
)

snapshots = sa.Table(
    "snapshots",
    metadata,
    row_id(),
    sa.Column("reporting_on", sa.Date, nullable=False),
    sa.Column("scope_key", sa.Text, nullable=False),
    sa.Column("figures", Json, nullable=False),
    sa.Column("taken_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("reporting_on", "scope_key"),
)

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
