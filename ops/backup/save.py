"""Makes a backup while everything runs: the database at one moment, with the log's position there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import orjson

from ops.backup.archive import DUMP, KEYS, Counted, Manifest, written
from ops.backup.dump import dumped
from ops.options import CommandRefused
from runtime.database import connect

# Files of the data folder that open what is sealed in the database: names, channels' secrets, and records of Kafka.
SECRETS = ("names.key", "channels.key", "bus.key")
_MOMENT = """
    SELECT h.position, e.epoch, v.stream || '@' || v.version AS last_event, r.version_num AS revision,
           current_setting('server_version') AS postgresql,
           EXISTS (SELECT FROM registry.names) OR EXISTS (SELECT FROM notifications.channels) AS sealed
    FROM registry.head h
    LEFT JOIN registry.events v USING (position)
    CROSS JOIN (SELECT epoch FROM registry.epochs ORDER BY number DESC LIMIT 1) e
    CROSS JOIN migration r
"""


async def save(owner_url: str, keys: bytes, path: Path, counted: Counted) -> Manifest:
    """Write a backup of the database to `path`; what it holds.

    Args:
        keys: the hashes of the API keys, as `keys.json` has them.
        counted: called with the bytes written.

    Raises:
        BackupUnusable: there is a file of that name.
        PostgresFailed: PostgreSQL cannot be read.
        Unavailable: PostgreSQL does not answer.
    """
    connection = await connect(owner_url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            moment = await connection.fetchrow(_MOMENT)
            assert moment is not None
            snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
            made_at = datetime.now(UTC).isoformat(timespec="seconds")
            with written(path, counted) as archive:
                await archive.add(DUMP, dumped(owner_url, snapshot))
                await archive.add(KEYS, _one_chunk(keys))
                manifest = Manifest(made_at, **moment, sizes=archive.sizes, hashes=archive.hashes)
                archive.end(manifest)
    finally:
        await connection.close()
    return manifest


async def _one_chunk(content: bytes) -> AsyncIterator[bytes]:
    yield content


def secrets_of(folder: Path) -> bytes:
    """What `upland restore --secrets` takes: the secrets that are not in a backup, as JSON.

    Raises:
        CommandRefused: one of them is missing.
    """
    secrets = {}
    for name in SECRETS:
        try:
            secrets[name] = (folder / name).read_text(encoding="ascii")
        except FileNotFoundError:
            raise CommandRefused(
                f"there is no {folder / name}: start the record once with `upland up`"
            ) from None
    return orjson.dumps(secrets, option=orjson.OPT_INDENT_2) + b"\n"
