"""Column types that behave the same on SQLite and PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql


class UtcDateTime(sa.TypeDecorator[datetime]):
    """Aware UTC datetimes only; a naive value is a programming error and is refused at once."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime reached the database")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def result_processor(
        self, dialect: sa.Dialect, coltype: object
    ) -> Callable[[datetime | str | None], datetime | None] | None:
        """Without a detour through the type below: it is called for every moment that is read."""
        del coltype
        return None if dialect.name == "postgresql" else _read_utc  # asyncpg gives them aware, in UTC


def _read_utc(value: datetime | str | None) -> datetime | None:
    if value is None:
        return None
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read.replace(tzinfo=UTC)


#: JSONB where it exists; plain JSON text elsewhere.
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

#: 64-bit key that SQLite still treats as its rowid.
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

#: A chain of codes, compared byte by byte on both databases, so that "inside" is a range of an index.
PathText = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
