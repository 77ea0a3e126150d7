"""A backup restored into servers that others run: an empty database, and a Kafka that is ahead of the backup."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from ops.backup import command, restore
from ops.backup.archive import opened
from ops.backup.save import save
from ops.instance import SERVICES, Instance
from ops.log.reader import RegistryLog
from ops.options import CommandRefused
from runtime.migrate import migrate
from tests.ops.test_verify import publish, several, store
from tests.servers import BUS_KEY_FILE, Broker, Database, free_ports


@pytest.fixture
async def empty(database: Database) -> AsyncIterator[Database]:
    """Another database of the same server, prepared as `python -m ops.setup` does it."""
    name = f"{database.name}_new"
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute(f"CREATE DATABASE {name}")
    made = Database(name, database.owner_url.replace(database.name, name))
    await migrate(made.owner_url)
    yield made
    await owner.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await owner.close()


@pytest.fixture
def instance(
    empty: Database, kafka: Broker, topic: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Instance:
    for name, value in (
        ("OWNER_URL", empty.owner_url),
        ("TOPIC", topic),
        ("BUS_KEY_FILE", str(BUS_KEY_FILE)),
        ("KAFKA_SECURITY", kafka.security),
        ("KAFKA_USERNAME", kafka.username),
        ("KAFKA_PASSWORD", kafka.password),
    ):
        if value:
            monkeypatch.setenv(f"UPLAND_{name}", value)
    ports = free_ports(len(SERVICES))
    services = {name: f"http://127.0.0.1:{port}" for name, port in zip(SERVICES, ports, strict=True)}
    made = Instance(tmp_path / "data", broker=kafka.bootstrap, services=services)
    made.make_folder()
    made.save()
    return made


async def test_what_kafka_has_beyond_the_backup_comes_back(
    database: Database, empty: Database, instance: Instance, kafka: Broker, topic: str, tmp_path: Path
) -> None:
    log = several(40)
    await store(database, log[:30])
    backup = tmp_path / "backup.zip"
    await save(database.owner_url, b"[]", backup, lambda _: None)
    with opened(backup) as archive:

        async def restored(*, without_kafka: bool = False, unmatched: Path | None = None) -> restore.Restored:
            return await restore.restore_into(
                instance, archive, lambda _: None, lambda *_: None, without_kafka=without_kafka, unmatched=unmatched
            )  # fmt: skip

        # Behind a hole: nothing is changed, and a person decides.
        await publish(kafka, topic, [*log[:35], *log[36:]])
        with pytest.raises(CommandRefused, match=r"position 36 is missing in Kafka.*`--unmatched FILE`"):
            await restored()
        owner = await asyncpg.connect(empty.owner_url)
        assert await owner.fetchval("SELECT to_regclass('registry.events')") is None
        done = await restored(unmatched=tmp_path / "unmatched.jsonl")
        assert (done.position, done.healed, done.head, done.unmatched, done.lost) == (30, 5, 35, 4, 5)
        stored = [each async for each in RegistryLog(empty.owner_url, 40).after()]
        assert [each._replace(salt=b"") for each in stored] == [each._replace(salt=b"") for each in log[:35]]
        reason = await owner.fetchval(
            "SELECT why FROM registry.operator_actions WHERE action = 'begin-epoch'"
        )
        assert reason.startswith("restored from the backup of ")
        # What is there now is not overwritten.
        with pytest.raises(CommandRefused, match="has 35 events"):
            await restored()
        assert await owner.fetchval("SELECT position FROM registry.head") == 35
        await owner.close()


def test_secrets_of_others_are_not_in_the_folder(instance: Instance, tmp_path: Path) -> None:
    with pytest.raises(CommandRefused, match="deploy/secrets"):
        command._secrets(instance, None, tmp_path / "secrets.json")  # type: ignore[arg-type]
