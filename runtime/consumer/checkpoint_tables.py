"""The tables of a reader's progress: `checkpoints`, a row for each partition, and `reader`, the row with the watermark.

Processes of one service that apply events of different partitions lock different checkpoints. The row of `reader` is
locked by the last statement of each transaction, and so only for the time of a commit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from runtime.consumer.checkpoints import Progress
from runtime.consumer.epochs import Mark
from runtime.database import Connection

_LOCK = """
    WITH locked AS (
        SELECT partition, position FROM {name}.checkpoints WHERE partition = ANY($1::int[]) ORDER BY partition FOR UPDATE
    )
    SELECT r.resets, {generation}, ARRAY(SELECT partition FROM locked ORDER BY partition),
           ARRAY(SELECT position FROM locked ORDER BY partition)
    FROM {name}.reader r
"""
# `above`: the applied positions above the watermark. PostgreSQL evaluates each expression on the row as it is once the
# lock is there. The revision is for processes of earlier releases: it shows them that others have committed.
_SAVE = """
    WITH moved AS (
        UPDATE {name}.reader AS r SET
            revision = r.revision + 1,
            last_hash = CASE WHEN $4 > coalesce(r.last_position, 0) THEN $5 ELSE r.last_hash END,
            last_position = greatest(r.last_position, $4),
            (watermark, above) = (
                SELECT n.reached, n.applied - int8multirange(int8range(NULL, n.reached, '[]'))
                FROM (
                    SELECT a.applied, coalesce(
                        (SELECT upper(x) - 1 FROM unnest(a.applied) AS x WHERE x @> r.watermark + 1), r.watermark
                    ) AS reached
                    FROM (
                        SELECT r.above + coalesce(
                            (SELECT range_agg(int8range(p, p, '[]')) FROM unnest($3::bigint[]) AS p), '{{}}'
                        ) AS applied
                    ) AS a
                ) AS n
            )
        RETURNING r.watermark
    ), stored AS (
        INSERT INTO {name}.checkpoints (partition, position) SELECT * FROM unnest($1::int[], $2::bigint[])
        ON CONFLICT (partition) DO UPDATE SET position = excluded.position
    )
    SELECT watermark FROM moved
"""


class Locked(NamedTuple):
    """What a transaction has locked.

    resets: how often an operator has reset the tables. generation: the sink's. positions: the checkpoints, by partition.
    """

    resets: int
    generation: Any
    positions: dict[int, int]


class CheckpointTables:
    """The tables in one service's schema; `generation` is the sink's SQL for it."""

    def __init__(self, schema: str, generation: str) -> None:
        self._schema = schema
        self._lock = _LOCK.format(name=schema, generation=generation)
        self._save = _SAVE.format(name=schema)

    async def read(self, connection: Connection) -> tuple[int, Progress]:
        """How often an operator has reset the tables, and how far all processes have come."""
        rows = await connection.fetch(f"SELECT partition, position FROM {self._schema}.checkpoints")
        reader = await connection.fetchrow(f"SELECT watermark, resets FROM {self._schema}.reader")
        assert reader is not None
        checkpoints = {row["partition"]: row["position"] for row in rows}
        return reader["resets"], Progress(checkpoints, reader["watermark"])

    async def lock(self, connection: Connection, partitions: Sequence[int], new: Sequence[int]) -> Locked:
        """Lock checkpoints in the order of their partitions, so that processes do not wait for each other in a circle.

        Args:
            new: those of the partitions that may have no row yet.
        """
        if new:
            await connection.execute(
                f"INSERT INTO {self._schema}.checkpoints (partition, position) SELECT unnest($1::int[]), 0"
                " ON CONFLICT DO NOTHING",
                list(new),
            )
        row = await connection.fetchrow(self._lock, list(partitions))
        assert row is not None
        resets, generation, locked, positions = row
        return Locked(resets, generation, dict(zip(locked, positions, strict=True)))

    async def lock_watermark(self, connection: Connection) -> None:
        """Lock the row with the watermark: it does not move until the commit."""
        await connection.execute(f"SELECT FROM {self._schema}.reader FOR NO KEY UPDATE")

    async def save(
        self, connection: Connection, moved: Mapping[int, int], positions: Sequence[int], mark: Mark
    ) -> int:
        """Store checkpoints and which positions are applied now; the watermark that follows from what all have applied.

        It is the last statement before the commit: from here on the processes of a service take turns.
        """
        watermark = await connection.fetchval(
            self._save, list(moved), list(moved.values()), list(positions), mark.position, mark.hash
        )
        return int(watermark)


async def stop_readers(connection: Connection, schema: str) -> None:
    """Let every process of a service finish its transaction, and none begin another, until this one's ends. As the owner."""
    await connection.execute(f"LOCK TABLE {schema}.checkpoints IN EXCLUSIVE MODE")
    # Processes of earlier releases lock this row first.
    await connection.execute(f"SELECT FROM {schema}.reader FOR UPDATE")
