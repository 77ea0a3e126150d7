"""`python -m tests.notifications.webhook.notices DSN PORT TIME` sends mails about disabled webhooks until it is killed."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime

import asyncpg

from runtime.database import open_pool
from services.notifications.channels.webhook.notices import Notices
from services.notifications.deliveries.clock import Clock
from services.notifications.deliveries.store import Channels
from services.notifications.mail.sending import MailServer
from tests.notifications.digest.given import Morning, settings_of


def notices_of(pool: asyncpg.Pool[asyncpg.Record], port: int, clock: Clock) -> Notices:
    """The mails, to a server on loopback."""
    return Notices(Channels(pool), MailServer(settings_of(port)), clock, "https://upland.example")


async def main(dsn: str, port: int, now: datetime) -> None:
    """Send until killed."""
    await notices_of(await open_pool(dsn), port, Morning(now)).run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), datetime.fromisoformat(sys.argv[3])))
