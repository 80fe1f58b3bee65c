"""Reviews of periods, lists of agencies; the record found by when it was written."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import BigId, Json, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("scope_key", sa.Text(), nullable=False),
        sa.Column("contents", Json, nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("kind", "to_on", "scope_key", name=op.f("uq_reviews_kind_to_on_scope_key")),
    )
    op.create_table(
        "agency_lists",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scope_key", sa.Text(), nullable=False),
        sa.Column("contents", Json, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("made_by", BigId, nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("approved_by", BigId, nullable=True),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["people.id"], name=op.f("fk_agency_lists_approved_by_people")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_agency_lists_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_lists")),
    )
    op.create_index(
        "ix_agency_lists_alive",
        "agency_lists",
        ["kind"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_events_at", "events", ["at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_events_at", "events")
    op.drop_index("ix_agency_lists_alive", "agency_lists")
    op.drop_table("agency_lists")
    op.drop_table("reviews")
