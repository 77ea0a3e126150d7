"""The key that seals the secrets of partners' channels, replaced: after it, no copy of the database opens with the old one."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path

import asyncpg

from ops.instance import Instance
from ops.keys.names_key import RotationRefused
from ops.stored_files import write_secret
from runtime.errors import Reply
from runtime.operators import audit
from services.notifications.deliveries.seal import Seal

# A service that is sealing at this moment may have read the file before the new key was in it.
_UNDER_WAY = 2.0
_COLUMNS = ("secrets", "answer")


async def rotate(instance: Instance, database_url: str) -> int:
    """Replace the key while everything runs; how many secrets were sealed again.

    A rotation that was interrupted is finished by the next one.

    Raises:
        RotationRefused: another one is under way, or a channel's secrets open with no key of the file; the old key stays then.
    """
    path = instance.secret_file("channels.key")
    with instance.locked("channels", wait=False) as mine:
        if not mine:
            raise RotationRefused("the key of channels is being replaced already")
        keys = path.read_text(encoding="ascii").split()
        if len(keys) == 1:
            # Both are there until all is sealed again: a channel that runs meanwhile needs one of them.
            keys = [secrets.token_hex(32), *keys]
            write_secret(path, "\n".join(keys) + "\n")
            await asyncio.sleep(_UNDER_WAY)
        connection = await asyncpg.connect(database_url, timeout=5)
        try:
            count = await _seal_again(connection, path, keys[0])
            await audit.note(
                connection, "notifications", audit.COMMAND_LINE, "rotate-key", "channels.key", count=count
            )
        finally:
            await connection.close()
        write_secret(path, keys[0] + "\n")
        return count


async def _seal_again(connection: asyncpg.Connection[asyncpg.Record], path: Path, current: str) -> int:
    """Seal everything with the first key of the file; how many secrets that were."""
    seal, count, unreadable = Seal(path), 0, []
    for column in _COLUMNS:
        rows = await connection.fetch(
            f"SELECT id, {column} AS sealed FROM notifications.channels WHERE {column} IS NOT NULL"
        )
        for id, sealed in rows:
            if Seal.is_of(current, sealed):
                continue
            try:
                again = seal.close(id, seal.open(id, sealed))
            except Reply:
                unreadable.append(id)
                continue
            # What was changed meanwhile was sealed with the new key.
            await connection.execute(
                f"UPDATE notifications.channels SET {column} = $3 WHERE id = $1 AND {column} = $2",
                id,
                sealed,
                again,
            )
            count += 1
    if unreadable:
        raise RotationRefused(
            f"the secrets of {', '.join(sorted(set(unreadable)))} open with no key of {path.name}: have their owners rotate"
            " them, or close these channels, and run this again"
        )
    return count
