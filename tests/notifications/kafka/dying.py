"""A process that runs Kafka channels until it kills itself: `python -m tests.notifications.kafka.dying AT` (see `main`)."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from aiokafka import AIOKafkaProducer

from runtime.database import open_pool
from runtime.settings import Settings
from services.notifications.notifier import Notifier
from tests.notifications.kafka.given import Office
from tests.servers import Broker

_commit = AIOKafkaProducer.commit_transaction


async def _die_before(_: AIOKafkaProducer) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def _die_after(producer: AIOKafkaProducer) -> None:
    await _commit(producer)  # type: ignore[no-untyped-call]
    os.kill(os.getpid(), signal.SIGKILL)


async def main(at: str) -> None:
    """Die `sent`: with records sent that are not committed; or `committed`: before the database knows of it."""
    commit = {"sent": _die_before, "committed": _die_after}[at]
    setattr(AIOKafkaProducer, "commit_transaction", commit)  # noqa: B010  the checker takes a method for no variable
    settings = Settings()
    pool = await open_pool(settings.database_url.get_secret_value(), size=4)
    broker = Broker(settings.kafka_bootstrap, None, None)
    await Office.on(broker, settings, pool, Notifier(), "").worker().run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
