"""A read model's table beside the live one: made, filled, indexed, compared, and switched with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from runtime.database import Connection
from runtime.fold import STANDARD
from runtime.readmodel import ReadModel

NEXT, PREVIOUS = "next", "previous"
_INDEXES = (
    "SELECT pg_get_indexdef(indexrelid) FROM pg_index"
    " WHERE indrelid = $1::regclass AND NOT indisprimary ORDER BY indexrelid"
)


def table(model: ReadModel, which: str = "") -> str:
    """The name of a model's table: the live one, or the one beside it."""
    return f"projections.{model.name}" + (f"_{which}" if which else "")


def columns_of(model: ReadModel) -> tuple[str, ...]:
    """All columns, in the order of a record."""
    return (*STANDARD, *(column.name for column in model.columns))


async def make(connection: Connection, model: ReadModel) -> None:
    """Make the next table, empty."""
    await connection.execute(f"DROP TABLE IF EXISTS {table(model, NEXT)}")
    # Without indexes, which are made when the rows are there. The collations come with the columns.
    await connection.execute(
        f"CREATE TABLE {table(model, NEXT)} (LIKE {table(model)}) WITH (fillfactor = 90)"
    )


async def write(
    connection: Connection,
    model: ReadModel,
    into: str,
    records: Iterable[tuple[Any, ...]],
) -> None:
    """Copy records into a table."""
    schema, _, name = into.partition(".")
    await connection.copy_records_to_table(
        name, schema_name=schema, columns=columns_of(model), records=records
    )


async def index(connection: Connection, model: ReadModel) -> None:
    """Give the next table the live one's indexes and grants."""
    live, fresh = table(model), table(model, NEXT)
    await connection.execute(f"ALTER TABLE {fresh} ADD PRIMARY KEY (id)")
    for (definition,) in await connection.fetch(_INDEXES, live):
        _, _, rest = definition.partition(f" ON {live} ")
        await connection.execute(f"CREATE INDEX ON {fresh} {rest}")
    await connection.execute(f"GRANT SELECT, INSERT, UPDATE (recorded_to) ON {fresh} TO upland_projections")
    await connection.execute(f"ANALYZE {fresh}")


async def compared(connection: Connection, model: ReadModel, head: int) -> tuple[int, int, int]:
    """Rows of the new table, those that the old one lacks, and those that only the old one has, as of the head."""
    columns = ", ".join(
        f"CASE WHEN recorded_to <= {head} THEN recorded_to END" if name == "recorded_to" else name
        for name in columns_of(model)
    )
    live, fresh = (
        f"SELECT {columns} FROM {name} WHERE recorded_from <= {head}"  # noqa: S608
        for name in (table(model), table(model, NEXT))
    )
    rows = f"SELECT count(*) FROM {table(model, NEXT)}"  # noqa: S608
    missing, surplus = (
        f"SELECT count(*) FROM ({one} EXCEPT {other}) AS d"  # noqa: S608
        for one, other in ((fresh, live), (live, fresh))
    )
    counts = [int(await connection.fetchval(query)) for query in (rows, missing, surplus)]
    return counts[0], counts[1], counts[2]


async def swap(connection: Connection, model: ReadModel, which: str) -> None:
    """Make `model_which` the live table; the live one becomes the previous one, marked with how far it is right."""
    watermark = await connection.fetchval("SELECT watermark FROM projections.reader")
    statements = [
        f"ALTER TABLE {table(model)} RENAME TO {model.name}_replaced",
        f"ALTER TABLE {table(model, which)} RENAME TO {model.name}",
        f"DROP TABLE IF EXISTS {table(model, PREVIOUS)}",
        f"ALTER TABLE {table(model, 'replaced')} RENAME TO {model.name}_{PREVIOUS}",
        f"COMMENT ON TABLE {table(model, PREVIOUS)} IS '{watermark}'",
        f"COMMENT ON TABLE {table(model)} IS NULL",
    ]
    for statement in statements:
        await connection.execute(statement)
