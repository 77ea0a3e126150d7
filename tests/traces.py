"""Looking for a text wherever it may have been written, in whatever spelling."""

from __future__ import annotations

import io
import json
from base64 import b64encode, urlsafe_b64encode

import asyncpg


def spellings(text: str) -> list[bytes]:
    """The text as bytes: plain, in JSON's escapes, in hexadecimal, and inside any base64."""
    raw = text.encode()
    forms = [raw, json.dumps(text)[1:-1].encode(), raw.hex().encode(), raw.hex().upper().encode()]
    for shift, first in ((0, 0), (1, 2), (2, 3)):  # bytes before it, and the characters that they reach into
        last = (shift + len(raw)) * 8 // 6
        padded = b"\0" * shift + raw
        forms += [encode(padded)[first:last] for encode in (b64encode, urlsafe_b64encode)]
    return forms


def occurs_in(text: str, *places: bytes) -> bool:
    """Whether any spelling of the text stands in one of the places."""
    return any(spelling in place for place in places for spelling in spellings(text))


async def tables(url: str) -> dict[str, bytes]:
    """Every row of every table of a database that is ours, by the table's name, in PostgreSQL's binary form."""
    connection = await asyncpg.connect(url)
    try:
        names = await connection.fetch(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        dumped = {}
        for schema, table in names:
            into = io.BytesIO()
            await connection.copy_from_table(table, schema_name=schema, output=into, format="binary")
            dumped[f"{schema}.{table}"] = into.getvalue()
        return dumped
    finally:
        await connection.close()
