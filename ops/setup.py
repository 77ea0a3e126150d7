"""Prepares a stack whose servers are not ours (docker-compose.yml): `python -m ops.setup [--stay]`.

Migrations, read models rebuilt where an upgrade needs it, the services' passwords, the topic, the services' rights
on Kafka, the keys: what `upland up` does for its embedded servers. Repeating it changes nothing. Takes from the
environment UPLAND_OWNER_URL, UPLAND_KAFKA_* (Kafka's administrator), UPLAND_DATA,
{REGISTRY,PROJECTIONS,NOTIFICATIONS}_PASSWORD, KAFKA_{RELAY,PROJECTIONS,NOTIFICATIONS,PARTNERS}_PASSWORD and
{PROJECTIONS,NOTIFICATIONS}_KEY, which `deploy/run.sh` reads from files in containers; UPLAND_SERVICES has the addresses of
the services for `upland`'s other commands.
With --stay it then runs the rebuilds that operators request until SIGTERM, and the container remains a place for `upland key …`.
"""

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from functools import partial
from pathlib import Path

import asyncpg
from aiokafka.errors import KafkaError

from ops import others
from ops.embedded.kafka import ACCOUNTS, PARTITIONS, PARTNER_TOPICS, TOPIC, ensure_topic
from ops.embedded.postgres import TEMPORARY_FILES
from ops.instance import ROLES, Instance
from ops.kafka import principals
from ops.kafka.topic import stamp_by_broker
from ops.keys import api_keys
from ops.rebuild import requests, upgrade
from runtime.migrate import migrate

_DONE = Path(tempfile.gettempdir(), "upland-is-set-up")  # inside the container, for its health check


async def prepare(instance: Instance, owner_url: str) -> None:
    await migrate(owner_url)
    await upgrade.upgrade(owner_url, lambda *done: print(upgrade.progress_text(*done), flush=True))
    connection = await asyncpg.connect(owner_url)
    try:
        for role in ROLES:
            password = os.environ[f"{role.removeprefix('upland_').upper()}_PASSWORD"]
            # DDL takes no parameters; the server itself quotes the password.
            statement = await connection.fetchval(
                f"SELECT format('ALTER ROLE {role} LOGIN PASSWORD %L', $1::text)", password
            )
            await connection.execute(statement)
            with contextlib.suppress(asyncpg.InsufficientPrivilegeError):  # only a superuser may
                await connection.execute(f"ALTER ROLE {role} SET temp_file_limit = '{TEMPORARY_FILES}'")
    finally:
        await connection.close()
    partitions = int(os.environ.get("UPLAND_PARTITIONS", PARTITIONS))
    topic = os.environ.get("UPLAND_TOPIC", TOPIC)
    await ensure_topic(instance.kafka_client(), topic, partitions)
    with contextlib.suppress(KafkaError):  # where we may not, the relay goes without it
        await stamp_by_broker(instance.kafka_client(), topic)
    passwords = {service: os.environ[f"KAFKA_{service.upper()}_PASSWORD"] for service in ACCOUNTS}
    partner_topics = os.environ.get("UPLAND_PARTNER_TOPICS", PARTNER_TOPICS)
    await principals.ensure(
        instance.kafka_client(), passwords, topic, partner_topics, os.environ.get("UPLAND_KAFKA_CA_FILE")
    )
    for service in ("projections", "notifications"):
        api_keys.adopt(instance, os.environ[f"{service.upper()}_KEY"], service, ["history:read"])
    api_keys.ensure_operator(instance)


async def _stay(owner_url: str) -> None:
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await requests.follow(owner_url, partial(requests.run_requested, owner_url))


def main() -> int:
    """The command line's entry."""
    folder = Path(os.environ.get("UPLAND_DATA", "data")).absolute()
    instance = Instance(folder, broker=os.environ["UPLAND_KAFKA_BOOTSTRAP"], services=others.services())
    instance.make_folder()
    instance.save()
    asyncio.run(prepare(instance, os.environ["UPLAND_OWNER_URL"]))
    print("set up", flush=True)
    if "--stay" in sys.argv:
        _DONE.touch()
        asyncio.run(_stay(os.environ["UPLAND_OWNER_URL"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
