"""Groups that the bot was put into, and who let it stay."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import BigId, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chat_groups",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("asked_by", BigId, nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("allowed_by", BigId, nullable=True),
        sa.Column("allowed_at", UtcDateTime(), nullable=True),
        sa.Column("leave_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["allowed_by"], ["people.id"], name=op.f("fk_chat_groups_allowed_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_chat_groups_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_groups")),
        sa.UniqueConstraint("chat_id", name=op.f("uq_chat_groups_chat_id")),
    )
    op.create_index(
        "ix_chat_groups_leave_at",
        "chat_groups",
        ["leave_at"],
        unique=False,
        sqlite_where=sa.text("leave_at IS NOT NULL"),
        postgresql_where=sa.text("leave_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_chat_groups_leave_at", "chat_groups")
    op.drop_table("chat_groups")
