"""The registry's log, read as the owner of its database: for verifying, for rebuilds, and for nothing that serves requests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

from contracts.envelope import Fact, Recorded
from runtime.database import Connection, connect
from runtime.facts import stored_fact
from services.projections.rebuild.log_slices import Slice, cut, sampled_positions
from services.registry.log.pages import COLUMNS

_PAGE = 5_000  # events fetched at a time
_AFTER = (
    f"SELECT {COLUMNS} FROM registry.events WHERE position > $1 AND position <= $2"
    f" ORDER BY position LIMIT {_PAGE}"
)
_AT = f"SELECT {COLUMNS} FROM registry.events WHERE position = ANY($1)"
_BY_STREAM = (
    f"SELECT {COLUMNS} FROM registry.events WHERE position <= $1 AND stream > $2 ORDER BY stream, version"
)
_OF_STREAMS = f"SELECT {COLUMNS} FROM registry.events WHERE stream >= $1 AND stream < $2 AND position <= $3 ORDER BY position"
_STREAMS = "SELECT stream FROM registry.events WHERE position = ANY($1)"
# The columns of a fact as projections store it, up to the position $1, of the streams from $2 up to $3.
_SLICE = (
    "SELECT stream, version, position, type, schema_version, recorded_at, audience, data FROM registry.events"
    " WHERE position <= $1 AND stream >= $2 AND stream < $3 ORDER BY stream, version"
)
_HEAD = "SELECT position FROM registry.head"


@dataclass(frozen=True)
class RegistryLog:
    """The log up to the position `head`. `url` is PostgreSQL as the owner."""

    url: str
    head: int

    # ---- all of it ---------------------------------------------------------------------------------------------
    async def after(self, position: int = 0) -> AsyncIterator[Recorded]:
        """The events after a position, in the order of the log."""
        connection = await connect(self.url)
        try:
            while rows := await connection.fetch(_AFTER, position, self.head):
                for row in rows:
                    yield Recorded(*row)
                position = rows[-1]["position"]
        finally:
            await connection.close()

    async def by_stream(self, after: str = "") -> AsyncIterator[Recorded]:
        """The events of one stream after another, each from its first version on, as they were at one moment.

        after: the stream after which to begin, in the order of their names.
        """
        connection = await connect(self.url)
        try:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                async for row in connection.cursor(_BY_STREAM, self.head, after, prefetch=_PAGE):
                    yield Recorded(*row)
        finally:
            await connection.close()

    async def of_streams(self, first: str, behind: str, upto: int) -> AsyncIterator[Recorded]:
        """The events up to a position of the streams from one name up to another, which is not among them."""
        connection = await connect(self.url)
        try:
            for row in await connection.fetch(_OF_STREAMS, first, behind, upto):
                yield Recorded(*row)
        finally:
            await connection.close()

    async def at(self, positions: Sequence[int]) -> dict[int, Recorded]:
        """The events at these positions, by position; those that the log does not have are left out."""
        connection = await connect(self.url)
        try:
            rows = await connection.fetch(_AT, list(positions))
        finally:
            await connection.close()
        return {row["position"]: Recorded(*row) for row in rows}

    # ---- in slices, as a rebuild takes it (`services.projections.rebuild.log_slices.LogReader`) -----------------
    @property
    def worker(self) -> str:
        """The module that another process runs to fold slices of this log."""
        return "ops.rebuild.worker"

    async def slices(self, categories: Iterable[str]) -> list[Slice]:
        """Positions are dense, so streams sampled at even distances have as many events between them."""
        connection = await connect(self.url)
        try:
            rows = await connection.fetch(_STREAMS, sampled_positions(self.head))
        finally:
            await connection.close()
        streams = sorted(row["stream"] for row in rows)
        return [part for category in sorted(categories) for part in cut(category, streams)]

    async def read(self, connection: Connection, part: Slice) -> list[Fact]:
        """The facts of a slice."""
        return [stored_fact(*row) for row in await connection.fetch(_SLICE, self.head, *part)]

    async def copy_slice(self, connection: Connection, part: Slice, table: str) -> bool:
        """Copy the rows of a slice into a table of the same database that has the columns of a fact."""
        await connection.execute(f"INSERT INTO {table} {_SLICE}", self.head, *part)
        return True


async def head_of(owner_url: str) -> int:
    """The last position of the log now."""
    connection = await connect(owner_url)
    try:
        return int(await connection.fetchval(_HEAD))
    finally:
        await connection.close()


async def current_log(owner_url: str) -> RegistryLog:
    """The log up to its last position now."""
    return RegistryLog(owner_url, await head_of(owner_url))
