"""What waits in the outbox is found in the order in which it goes, so that a claim reads no more than it takes."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_NAME = "ix_outbox_queued"


def upgrade() -> None:
    _index(["priority", "id", "not_before"])


def downgrade() -> None:
    _index(["priority", "not_before", "id"])


def _index(columns: list[str]) -> None:
    queued = sa.text("status = 'queued'")
    op.drop_index(_NAME, "outbox")
    op.create_index(_NAME, "outbox", columns, sqlite_where=queued, postgresql_where=queued)
