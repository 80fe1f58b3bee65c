"""Requests with a clock of their own, reports that can be taken back, cards that can be seen to expire."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import BigId, Json, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "extensions",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("assignment_id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("report_id", BigId, nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("old_due_on", sa.Date(), nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("decider", sa.Text(), nullable=False),
        sa.Column("clock_at", UtcDateTime(), nullable=True),
        sa.Column("climbs", sa.Integer(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=True),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", BigId, nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_extensions_assignment_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_extensions_decided_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_extensions_person_id")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_extensions_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
    )
    op.create_index(op.f("ix_extensions_assignment_id"), "extensions", ["assignment_id"], unique=False)
    op.create_index("ix_extensions_clock_at", "extensions", ["clock_at"], unique=False)
    op.create_index(
        "uq_extensions_open",
        "extensions",
        ["assignment_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('pending', 'proposed')"),
        postgresql_where=sa.text("status IN ('pending', 'proposed')"),
    )

    op.create_table(
        "obstacles",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("assignment_id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("report_id", BigId, nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("holder_id", BigId, nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("clock_at", UtcDateTime(), nullable=True),
        sa.Column("climbs", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by", BigId, nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_obstacles_answered_by")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_obstacles_assignment_id")
        ),
        sa.ForeignKeyConstraint(["holder_id"], ["agencies.id"], name=op.f("fk_obstacles_holder_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_obstacles_person_id")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_obstacles_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obstacles")),
    )
    op.create_index(op.f("ix_obstacles_assignment_id"), "obstacles", ["assignment_id"], unique=False)
    op.create_index("ix_obstacles_clock_at", "obstacles", ["clock_at"], unique=False)
    op.create_index(
        "ix_obstacles_open",
        "obstacles",
        ["assignment_id"],
        unique=False,
        sqlite_where=sa.text("status != 'closed'"),
        postgresql_where=sa.text("status != 'closed'"),
    )

    op.create_table(
        "urges",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("assignment_id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("is_express", sa.Boolean(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("clock_at", UtcDateTime(), nullable=True),
        sa.Column("climbs", sa.Integer(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("report_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_urges_assignment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_urges_person_id")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_urges_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urges")),
    )
    op.create_index(op.f("ix_urges_assignment_id"), "urges", ["assignment_id"], unique=False)
    op.create_index("ix_urges_clock_at", "urges", ["clock_at"], unique=False)

    op.add_column("dialogues", sa.Column("card_id", BigId, nullable=True))
    op.create_index(
        "ix_dialogues_expires_at",
        "dialogues",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("card_id IS NOT NULL"),
        postgresql_where=sa.text("card_id IS NOT NULL"),
    )

    op.add_column("reports", sa.Column("withdrawn_at", UtcDateTime(), nullable=True))
    op.add_column("reports", sa.Column("undo", Json, nullable=True))


def downgrade() -> None:
    op.drop_column("reports", "undo")
    op.drop_column("reports", "withdrawn_at")

    op.drop_index("ix_dialogues_expires_at", "dialogues")
    op.drop_column("dialogues", "card_id")

    op.drop_index("ix_urges_clock_at", "urges")
    op.drop_index(op.f("ix_urges_assignment_id"), "urges")

    op.drop_table("urges")
    op.drop_index("ix_obstacles_open", "obstacles")
    op.drop_index("ix_obstacles_clock_at", "obstacles")
    op.drop_index(op.f("ix_obstacles_assignment_id"), "obstacles")

    op.drop_table("obstacles")
    op.drop_index("uq_extensions_open", "extensions")
    op.drop_index("ix_extensions_clock_at", "extensions")
    op.drop_index(op.f("ix_extensions_assignment_id"), "extensions")

    op.drop_table("extensions")
