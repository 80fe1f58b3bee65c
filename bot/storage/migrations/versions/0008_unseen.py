"""A reply goes to whoever is looking: it is never looked for among what was not seen."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NAME = "ix_outbox_unseen"
_BEFORE = "status = 'sent' AND seen_at IS NULL"


def upgrade() -> None:
    _index(f"{_BEFORE} AND kind != 'reply'")


def downgrade() -> None:
    _index(_BEFORE)


def _index(where: str) -> None:
    op.drop_index(_NAME, "outbox")
    op.create_index(
        _NAME, "outbox", ["person_id"], sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )
