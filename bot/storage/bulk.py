"""Writing many rows with one statement, the same on both databases."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from bot.storage.database import UnitOfWork

Values = Mapping[str, Any]


def table_of(columns: Sequence[sa.Column[Any]], *, is_sqlite: bool) -> sa.FromClause:
    """A table named and typed as ``columns``, to insert or update from; its rows come with ``as_table``.

    However many rows there are, they are one parameter (a list of each column on PostgreSQL): neither SQLAlchemy nor
    the database looks at each of them, and the statement is the same every time.
    """
    if is_sqlite:
        each = sa.func.json_each(sa.bindparam("rows", type_=sa.Text)).table_valued("value")
        values = [
            sa.func.json_extract(each.c.value, sa.literal_column(f"'$[{place}]'")).label(column.name)
            for place, column in enumerate(columns)
        ]
        return sa.select(*values).select_from(each).subquery()
    lists = [sa.bindparam(f"rows_{column.name}", type_=ARRAY(column.type)) for column in columns]
    # The cast tells the server their type: an unnest by itself takes lists of anything.
    casts = [sa.cast(values, values.type) for values in lists]
    return sa.func.unnest(*casts).table_valued(*(column.name for column in columns)).render_derived()


def as_table(
    uow: UnitOfWork, columns: Sequence[sa.Column[Any]], rows: Sequence[Sequence[int | str | None]]
) -> dict[str, object]:
    if uow.is_sqlite:
        return {"rows": json.dumps(rows)}
    return {
        f"rows_{column.name}": list(values)
        for column, values in zip(columns, zip(*rows, strict=True), strict=True)
    }


def is_one_of(uow: UnitOfWork, column: sa.ColumnElement[int], ids: Collection[int]) -> sa.ColumnElement[bool]:
    """``column IN (...)`` with one parameter, however many ids there are."""
    if uow.is_sqlite:
        each = sa.func.json_each(json.dumps(list(ids))).table_valued("value")
        return column.in_(sa.select(each.c.value))
    return column == sa.any_(sa.cast(list(ids), ARRAY(sa.BigInteger)))


def is_among(column: sa.ColumnElement[int], *, is_sqlite: bool, name: str = "ids") -> sa.ColumnElement[bool]:
    """The same for a statement that is made once: the ids come as ``name``, from ``as_ids``."""
    if is_sqlite:
        each = sa.func.json_each(sa.bindparam(name, type_=sa.Text)).table_valued("value")
        return column.in_(sa.select(each.c.value))
    return column == sa.any_(sa.bindparam(name, type_=ARRAY(sa.BigInteger)))


def as_ids(uow: UnitOfWork, ids: Collection[int]) -> object:
    return json.dumps(list(ids)) if uow.is_sqlite else list(ids)


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
