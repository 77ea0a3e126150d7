"""The tables of the read models are described by the models; the migrations make just these."""

from __future__ import annotations

import asyncpg
import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from services.projections.engine.readmodel import ReadModel
from services.projections.engine.stream_fold import STANDARD_COLUMNS
from services.projections.readmodels.tables import MODELS, TABLES
from tests.servers import Database

_COLUMNS = """
    SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required
    FROM pg_attribute a
    WHERE a.attrelid = ('projections.' || $1)::regclass AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum
"""
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def _type(kind: TypeEngine[object]) -> str:
    """A column's type as PostgreSQL names it."""
    return kind.compile(_DIALECT).lower().replace("timestamp with time zone", "timestamptz")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
async def test_the_migrations_make_the_table_of_the_model(database: Database, model: ReadModel) -> None:
    owner = await asyncpg.connect(database.owner_url)
    made = await owner.fetch(_COLUMNS, model.name)
    keys = await owner.fetchval(
        "SELECT count(*) FROM pg_index WHERE indrelid = ('projections.' || $1)::regclass AND indisprimary",
        model.name,
    )
    await owner.close()
    described = TABLES[model.name].columns
    assert {row["name"]: row["type"] for row in made} == {
        column.name: _type(column.type) for column in described
    }
    assert {row["name"]: row["required"] for row in made} == {
        column.name: not column.nullable for column in described
    }
    # The order of a model's own columns is free: every statement names them.
    for order in ([row["name"] for row in made], [column.name for column in described]):
        assert tuple(order[: len(STANDARD_COLUMNS)]) == STANDARD_COLUMNS
    assert keys == 1


async def test_no_other_table_of_rows_is_there(database: Database) -> None:
    owner = await asyncpg.connect(database.owner_url)
    with_rows = await owner.fetch(
        "SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE c.relnamespace = 'projections'::regnamespace AND c.relkind = 'r' AND a.attname = 'recorded_to'"
    )
    await owner.close()
    # Places are computed from rows, and not by folding events.
    assert {row["relname"] for row in with_rows} == TABLES.keys() | {"places"}
