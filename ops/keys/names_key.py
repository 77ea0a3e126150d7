"""The master key of persons' names, replaced: after it, what only the old one opens is lost, wherever a copy of it is.

PostgreSQL's journal and older backups still hold what an erasure took away, wrapped by the master key of that time.
"""

from __future__ import annotations

import secrets

import asyncpg

from ops.instance import Instance
from ops.stored_files import write_secret
from runtime.errors import OperationFailed
from runtime.operators import audit
from services.registry.names.master_key import MasterKeys

_BATCH = 500


class RotationRefused(OperationFailed):
    """A key cannot be replaced now: somebody else is doing it, or what it has sealed does not open."""


async def rotate(instance: Instance, database_url: str) -> int:
    """Replace the master key while everything runs; how many persons' keys were wrapped again.

    A rotation that was interrupted is finished by the next one.

    Raises:
        Busy: another one is under way.
    """
    path = instance.names_key_file()
    with instance.locked("names", wait=False) as mine:
        if not mine:
            raise RotationRefused("the key of names is being replaced already")
        keys = path.read_text(encoding="ascii").split()
        if len(keys) == 1:
            # Both are there until all is wrapped again: a name that is opened meanwhile needs one of them.
            keys = [secrets.token_hex(32), *keys]
            write_secret(path, "\n".join(keys) + "\n")
        connection = await asyncpg.connect(database_url, timeout=5)
        try:
            count = await _wrap_again(connection, MasterKeys(path))
            await audit.note(
                connection, "registry", audit.COMMAND_LINE, "rotate-key", "names.key", count=count
            )
        finally:
            await connection.close()
        write_secret(path, keys[0] + "\n")
        return count


async def _wrap_again(connection: asyncpg.Connection[asyncpg.Record], master: MasterKeys) -> int:
    # From here on a sealing under the old key is refused; this waits for those under way.
    await connection.execute("UPDATE registry.name_master SET id = $1", master.current)
    count = 0
    while rows := await connection.fetch(
        "SELECT person, wrapped FROM registry.name_keys WHERE substring(wrapped FROM 1 FOR 4) <> $1 LIMIT $2",
        master.current,
        _BATCH,
    ):
        rewrapped = [
            (person, wrapped, master.wrap(person, master.unwrap(person, wrapped))) for person, wrapped in rows
        ]
        # Who was erased since has no key to be wrapped.
        await connection.executemany(
            "UPDATE registry.name_keys SET wrapped = $3 WHERE person = $1 AND wrapped = $2", rewrapped
        )
        count += len(rewrapped)
    return count
