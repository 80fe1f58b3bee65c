"""Which state of the register's names is in force: a mark that changes with every commit that changes them.

Agencies, their other names and who follows whom are read for every message and change a few times a year. Whoever keeps
them in memory asks for the mark with something that is read anyway, and reads them again when it is another one. The
mark is written in the transaction that changes them, so nobody sees the one without the other, in whatever process.
"""

from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.queues import meta
from bot.storage.tables import agencies, agency_aliases, agency_successions

_KEY = "register_version"
_NAMING = frozenset({agencies, agency_aliases, agency_successions})

VERSION = sa.select(meta.c.value).where(meta.c.key == _KEY).scalar_subquery()
"""To be read together with something else; null before the first start."""


def changes_names(statement: sa.Executable) -> bool:
    return isinstance(statement, sa.UpdateBase) and statement.table in _NAMING


def renew_version(*, is_sqlite: bool) -> sa.Executable:
    """A mark that no other state ever had: counting on would meet itself in a copy of the database."""
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(meta).values(key=_KEY, value=uuid4().hex)
    return insert.on_conflict_do_update(index_elements=["key"], set_={"value": insert.excluded.value})
