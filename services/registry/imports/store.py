"""The table of imports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import asyncpg
import orjson

from runtime.database import AWAY
from runtime.errors import Unavailable

State = Literal["checking", "checked", "importing", "imported", "undoing", "undone", "failed"]
Phase = Literal["dry_run", "result", "undo"]

_COLUMNS = "id, owner, key_id, name, options, state, confirmed, reason, dry_run, result, undo, created_at, changed_at"
_NEW = """
    INSERT INTO registry.imports (id, owner, key_id, name, content, options, state)
    VALUES ($1, $2, $3, $4, $5, $6, 'checking')
"""
_COUNT = "SELECT count(*) FROM registry.imports WHERE owner = $1"
_ONE = f"SELECT {_COLUMNS} FROM registry.imports WHERE id = $1"
_NEXT = f"""
    SELECT {_COLUMNS}, content FROM registry.imports
    WHERE state IN ('checking', 'importing', 'undoing') ORDER BY changed_at LIMIT 1
"""
_MOVE = f"""
    UPDATE registry.imports SET state = $3, confirmed = coalesce($4, confirmed), options = coalesce($5, options),
        reason = NULL, changed_at = now()
    WHERE id = $1 AND state = $2 RETURNING {_COLUMNS}
"""
_END = """
    UPDATE registry.imports
    SET state = $3, reason = $4, dry_run = coalesce($5, dry_run), result = coalesce($6, result), undo = coalesce($7, undo),
        content = CASE WHEN $8 THEN NULL ELSE content END, changed_at = now()
    WHERE id = $1 AND state = $2
"""
_REMOVE = "DELETE FROM registry.imports WHERE changed_at < now() - make_interval(secs => $1 * 86400)"
_RECORDED = """
    SELECT stream, version, data FROM registry.events
    WHERE correlation_id = $1 AND correlation_id LIKE 'import:%' ORDER BY position
"""


@dataclass(frozen=True)
class Import:
    """One import; the reports are as `Report.as_json` gives them. `content` is there only for who runs it."""

    id: str
    owner: str
    key_id: str
    name: str
    options: dict[str, Any]
    state: State
    confirmed: str | None
    reason: str | None
    dry_run: dict[str, Any] | None
    result: dict[str, Any] | None
    undo: dict[str, Any] | None
    created_at: datetime
    changed_at: datetime
    content: bytes | None = None

    @property
    def correlation(self) -> str:
        """The correlation id of the events that it records."""
        return f"import:{self.id}"


class Imports:
    """Reads and changes the table. Every change names the state that it leaves, so that two never both make it."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    async def add(self, id: str, owner: str, key_id: str, name: str, content: bytes, options: Any) -> None:
        """A new import, to be checked."""
        await self._fetch(_NEW, id, owner, key_id, name, content, _encode(options))

    async def count(self, owner: str) -> int:
        """How many imports of an owner are kept."""
        return int((await self._fetch(_COUNT, owner))[0][0])

    async def get(self, id: str) -> Import | None:
        """The import of this id, without the file."""
        rows = await self._fetch(_ONE, id)
        return _read(rows[0]) if rows else None

    async def next(self) -> Import | None:
        """What is to be done next, with the file."""
        rows = await self._fetch(_NEXT)
        return _read(rows[0]) if rows else None

    async def move(
        self, id: str, before: State, after: State, confirmed: str | None = None, options: Any = None
    ) -> Import | None:
        """The import in its new state, with other options where they are given; None where it is not in the state `before`."""
        given = None if options is None else _encode(options)
        rows = await self._fetch(_MOVE, id, before, after, confirmed, given)
        return _read(rows[0]) if rows else None

    async def end(
        self, id: str, before: State, after: State, phase: Phase, report: Any = None, reason: str | None = None,
        *, keep: bool = True,
    ) -> None:  # fmt: skip
        """A phase has ended; `keep` tells whether the file is needed any longer."""
        reports = [
            _encode(report) if report is not None and phase == one else None
            for one in ("dry_run", "result", "undo")
        ]
        await self._fetch(_END, id, before, after, reason, *reports, not keep)

    async def remove(self, days: float) -> None:
        """Remove what has not changed for so many days."""
        await self._fetch(_REMOVE, days)

    async def recorded(self, correlation: str) -> list[tuple[str, int, dict[str, Any]]]:
        """Stream, version and data of the events under an import's correlation id, in the order of the log."""
        return [
            (row["stream"], row["version"], orjson.loads(row["data"]))
            for row in await self._fetch(_RECORDED, correlation)
        ]

    async def _fetch(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        try:
            return await self._pool.fetch(query, *arguments)
        except AWAY as error:
            raise Unavailable("PostgreSQL does not answer. Ask again.") from error


def _encode(value: Any) -> str:
    # PostgreSQL's jsonb holds no NUL; a file may.
    return orjson.dumps(value).decode().replace("\\u0000", "\\ufffd")


def _read(row: asyncpg.Record) -> Import:
    values = dict(row)
    for name in ("options", "dry_run", "result", "undo"):
        values[name] = orjson.loads(values[name]) if values[name] is not None else None
    return Import(**values)
