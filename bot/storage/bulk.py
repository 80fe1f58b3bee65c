"""Writing many rows with one statement, the same on both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from bot.storage.database import UnitOfWork

Values = Mapping[str, Any]


async def insert_rows(uow: UnitOfWork, table: sa.Table, rows: Sequence[Values]) -> None:
    if rows:
        await uow.execute(sa.insert(table), [dict(row) for row in rows])


async def insert_rows_for_ids(uow: UnitOfWork, table: sa.Table, rows: Sequence[Values]) -> list[int]:
    """The new ids in the order of ``rows``."""
    if not rows:
        return []
    statement = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list((await uow.execute(statement, [dict(row) for row in rows])).scalars())


async def update_rows(uow: UnitOfWork, table: sa.Table, rows: Sequence[Values]) -> None:
    """Each row names its ``id`` and the new values; all rows name the same columns."""
    if not rows:
        return
    columns = [name for name in rows[0] if name != "id"]
    values = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in columns}
    statement = sa.update(table).where(table.c.id == sa.bindparam("row_id")).values(values)
    await uow.execute(
        statement, [{"row_id": row["id"]} | {f"new_{name}": row[name] for name in columns} for row in rows]
    )


def in_chunks(ids: Sequence[int], size: int = 5000) -> list[Sequence[int]]:
    """Below the number of parameters that either database takes in one statement (32,766)."""
    return [ids[start : start + size] for start in range(0, len(ids), size)]
