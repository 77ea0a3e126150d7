"""`python -m tests.notifications.digest.process DSN PORT KEY-FILE TIME` runs channels as a process that may be killed."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from runtime.database import open_pool
from services.notifications.notifier import Notifier
from tests.notifications.deliveries.given import Office
from tests.notifications.digest.given import Morning, kind_of


async def main(dsn: str, port: int, key_file: Path, now: datetime) -> None:
    """Run a worker until killed."""
    pool = await open_pool(dsn)
    clock = Morning(now)
    office = Office.open(pool, Notifier(), key_file, clock, kind_of(port, pool, clock))
    await office.worker().run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), datetime.fromisoformat(sys.argv[4])))
