"""A read model's new table: creates, fills, indexes and compares it, and switches it with the live one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Set
from functools import partial
from typing import Any

from runtime.database import Connection
from services.projections.engine.readmodel import ReadModel, Record
from services.projections.engine.stream_fold import STANDARD_COLUMNS

NEXT, PREVIOUS = "next", "previous"
_INDEXES = (
    "SELECT pg_get_indexdef(indexrelid) FROM pg_index"
    " WHERE indrelid = $1::regclass AND NOT indisprimary ORDER BY indexrelid"
)
_UNIQUE = (
    "SELECT relname FROM pg_class JOIN pg_index ON oid = indexrelid"
    " WHERE indrelid = $1::regclass AND indisunique AND relname LIKE '%\\_key'"
)


def table(model: ReadModel, which: str = "") -> str:
    """Return the name of a model's live table, or of its `which` table."""
    return f"projections.{model.name}" + (f"_{which}" if which else "")


def columns_of(model: ReadModel) -> tuple[str, ...]:
    """Return the names of all columns, in the order of a record."""
    return (*STANDARD_COLUMNS, *(column.name for column in model.columns))


async def make(connection: Connection, model: ReadModel) -> None:
    """Create the next table, empty."""
    await connection.execute(f"DROP TABLE IF EXISTS {table(model, NEXT)}")
    # Without indexes: they are created after the rows. LIKE copies the collations.
    await connection.execute(
        f"CREATE TABLE {table(model, NEXT)} (LIKE {table(model)}) WITH (fillfactor = 90)"
    )


async def write(
    connection: Connection,
    model: ReadModel,
    into: str,
    records: Iterable[Record],
) -> None:
    """Copy records into a table."""
    schema, _, name = into.partition(".")
    await connection.copy_records_to_table(
        name, schema_name=schema, columns=columns_of(model), records=records
    )


async def indexing(connection: Connection, model: ReadModel) -> list[Callable[[Connection], Awaitable[None]]]:
    """Return jobs that create the live table's indexes on the next table; they may run on several connections."""
    live, fresh = table(model), table(model, NEXT)
    # Names contain the table's OID, to differ from those of the live table's indexes.
    number = await connection.fetchval("SELECT $1::regclass::oid", fresh)
    statements = [f"CREATE UNIQUE INDEX {model.name}_{number}_key ON {fresh} (id)"]
    for at, (definition,) in enumerate(await connection.fetch(_INDEXES, live)):
        _, _, rest = definition.partition(f" ON {live} ")
        unique = "UNIQUE " if definition.startswith("CREATE UNIQUE") else ""
        statements.append(f"CREATE {unique}INDEX {model.name}_{number}_{at} ON {fresh} {rest}")

    async def make_one(connection: Connection, statement: str) -> None:
        await connection.execute(statement)

    return [partial(make_one, statement=statement) for statement in statements]


async def finish(connection: Connection, model: ReadModel) -> None:
    """Add the primary key, grants and statistics to the next table, after its indexes."""
    fresh = table(model, NEXT)
    key = await connection.fetchval(_UNIQUE, fresh)
    await connection.execute(f"ALTER TABLE {fresh} ADD PRIMARY KEY USING INDEX {key}")
    await connection.execute(f"GRANT SELECT, INSERT, UPDATE (recorded_to) ON {fresh} TO upland_projections")
    await connection.execute(f"ANALYZE {fresh}")


async def compared(
    connection: Connection, model: ReadModel, head: int, aside: Set[str]
) -> tuple[int, int, int]:
    """Return the numbers of rows in the new table, rows only in the new one, and rows only in the live one, as of the head.

    Ignores the streams in `aside`. Sums of row hashes detect quickly the usual case of no difference.
    """
    columns = ", ".join(
        f"CASE WHEN recorded_to <= {head} THEN recorded_to END" if name == "recorded_to" else name
        for name in columns_of(model)
    )
    live, fresh = (
        f"(SELECT {columns} FROM {name} WHERE recorded_from <= {head} AND stream <> ALL ($1)) AS {alias}"
        for name, alias in ((table(model), "live"), (table(model, NEXT), "fresh"))
    )
    summary: Any = await connection.fetchrow(
        "SELECT f.rows, f.mark IS NOT DISTINCT FROM l.mark AND f.rows = l.rows"
        f" FROM (SELECT count(*) AS rows, sum(hash_record_extended(fresh, 0)) AS mark FROM {fresh}) AS f,"
        f" (SELECT count(*) AS rows, sum(hash_record_extended(live, 0)) AS mark FROM {live}) AS l",
        list(aside),
    )
    if summary[1]:
        return summary[0], 0, 0
    # A row's id follows from its event, so equal rows have equal ids.
    counts: Any = await connection.fetchrow(
        "SELECT count(fresh.id), count(fresh.id) FILTER (WHERE differ), count(live.id) FILTER (WHERE differ)"
        f" FROM {fresh} FULL JOIN {live} USING (id), LATERAL (SELECT fresh IS DISTINCT FROM live AS differ) AS d",
        list(aside),
    )
    return tuple(counts)


async def swap(connection: Connection, model: ReadModel, which: str) -> None:
    """Make the `which` table the live one, and record the model's version for it.

    The live table becomes the previous one; its comment contains the watermark up to which it is valid, and its version.
    """
    mark = await connection.fetchval(
        "SELECT concat(r.watermark, ' ', coalesce(b.version, $2)) FROM projections.reader r"
        " LEFT JOIN projections.builds b ON b.model = $1",
        model.name,
        model.version,
    )
    statements = [
        f"ALTER TABLE {table(model)} RENAME TO {model.name}_replaced",
        f"ALTER TABLE {table(model, which)} RENAME TO {model.name}",
        f"DROP TABLE IF EXISTS {table(model, PREVIOUS)}",
        f"ALTER TABLE {table(model, 'replaced')} RENAME TO {model.name}_{PREVIOUS}",
        f"COMMENT ON TABLE {table(model, PREVIOUS)} IS '{mark}'",
        f"COMMENT ON TABLE {table(model)} IS NULL",
    ]
    for statement in statements:
        await connection.execute(statement)
    await note(connection, model)


async def note(connection: Connection, model: ReadModel, version: int | None = None) -> None:
    """Record the version of the model that built the live table; by default the model's own."""
    await connection.execute(
        "INSERT INTO projections.builds (model, version) VALUES ($1, $2)"
        " ON CONFLICT (model) DO UPDATE SET version = excluded.version, built_at = now()",
        model.name,
        model.version if version is None else version,
    )
