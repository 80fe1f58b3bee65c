"""Agencies that change: what was carried out, where each assignment went, seats that are to be confirmed again."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import BigId, Json, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agencies", sa.Column("inherits", Json, nullable=True))
    op.add_column("agency_successions", sa.Column("applied_at", UtcDateTime(), nullable=True))
    op.add_column("agency_successions", sa.Column("told_at", UtcDateTime(), nullable=True))
    op.add_column("appointments", sa.Column("carried_from_id", BigId, nullable=True))
    op.add_column("appointments", sa.Column("to_confirm_since", UtcDateTime(), nullable=True))
    op.create_table(
        "assignment_moves",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("assignment_id", BigId, nullable=False),
        sa.Column("succession_id", BigId, nullable=True),
        sa.Column("from_id", BigId, nullable=False),
        sa.Column("to_id", BigId, nullable=False),
        sa.Column("into_id", BigId, nullable=True),
        sa.Column("before", Json, nullable=True),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_assignment_moves_assignment_id")
        ),
        sa.ForeignKeyConstraint(["from_id"], ["agencies.id"], name=op.f("fk_assignment_moves_from_id")),
        sa.ForeignKeyConstraint(["into_id"], ["assignments.id"], name=op.f("fk_assignment_moves_into_id")),
        sa.ForeignKeyConstraint(
            ["succession_id"], ["agency_successions.id"], name=op.f("fk_assignment_moves_succession_id")
        ),
        sa.ForeignKeyConstraint(["to_id"], ["agencies.id"], name=op.f("fk_assignment_moves_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_moves")),
    )
    for column in ("assignment_id", "into_id", "moved_on", "succession_id"):
        op.create_index(op.f(f"ix_assignment_moves_{column}"), "assignment_moves", [column], unique=False)


def downgrade() -> None:
    for column in ("succession_id", "moved_on", "into_id", "assignment_id"):
        op.drop_index(op.f(f"ix_assignment_moves_{column}"), "assignment_moves")
    op.drop_table("assignment_moves")
    op.drop_column("appointments", "to_confirm_since")
    op.drop_column("appointments", "carried_from_id")
    op.drop_column("agency_successions", "told_at")
    op.drop_column("agency_successions", "applied_at")
    op.drop_column("agencies", "inherits")
