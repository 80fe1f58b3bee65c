"""Scopes as conditions on agencies: whose papers a query may see at all."""

from functools import cache

import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.storage.tables import agencies


def in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    """The condition on ``agencies`` that keeps a query inside ``scope``; nothing at all for an empty one."""
    path = agencies.c.path
    ranges = (sa.and_(path >= low, path < high) for low, high in map(_range_of, scope.prefixes))
    return sa.or_(sa.false(), *ranges)


def _range_of(prefix: str) -> tuple[str, str]:
    """A range, not LIKE: every path ends with "/", and "0" is the character after it."""
    return prefix, f"{prefix[:-1]}0"


@cache
def is_within(prefixes: int) -> sa.ColumnElement[bool]:
    """The same for a statement that is made once, with ``bounds_of`` a scope of so many prefixes."""
    path = agencies.c.path
    ranges = (
        sa.and_(path >= sa.bindparam(f"from_{n}"), path < sa.bindparam(f"to_{n}")) for n in range(prefixes)
    )
    return sa.or_(sa.false(), *ranges)


def bounds_of(scope: Scope) -> dict[str, object]:
    bounds: dict[str, object] = {}
    for number, (low, high) in enumerate(map(_range_of, scope.prefixes)):
        bounds |= {f"from_{number}": low, f"to_{number}": high}
    return bounds
