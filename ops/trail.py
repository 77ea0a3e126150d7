"""What the command line did with files, such as keys and backups, in the audit trail, which is in the database.

Such an action needs no database and is not undone for want of one: where PostgreSQL cannot keep it, the operator reads so.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ops.instance import Instance
from runtime.errors import OperationFailed


async def keep(instance: Instance, action: str, targets: Sequence[str]) -> None:
    """Keep an action for each of its targets, in the registry's part of the trail."""
    if not targets:
        return
    from runtime.database import WAITS, connect
    from runtime.operators import audit

    failures: tuple[type[BaseException], ...] = (OperationFailed, *WAITS)
    try:
        connection = await connect(instance.database_url())
        try:
            for target in targets:
                await audit.note(connection, "registry", audit.COMMAND_LINE, action, target)
        finally:
            await connection.close()
    except failures as error:
        print(f"upland: done, but the audit trail does not have it: {error}", file=sys.stderr)
