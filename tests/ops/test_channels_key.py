"""`upland key rotate-channels`: everything opens with the new key, nothing with the old one, and no secret is another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ops.instance import Instance
from ops.keys import channels_key
from ops.keys.names_key import RotationRefused
from runtime.database import open_pool
from runtime.errors import Reply
from services.notifications.cursor import Cursor
from services.notifications.deliveries.seal import Seal
from services.notifications.deliveries.store import Channels
from tests.servers import Database


@pytest.fixture
async def channels(database: Database) -> AsyncIterator[Channels]:
    pool = await open_pool(database.url("upland_notifications"))
    yield Channels(pool)
    pool.terminate()


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    made = Instance(tmp_path / "data")
    made.make_folder()
    return made


async def sealed_channel(channels: Channels, seal: Seal, secret: str) -> str:
    """A channel with a secret, which an answer has shown."""
    made = await channels.create("s", "webhook", {}, Cursor(0, 0, "0" * 16))
    secrets, answer = (seal.close(made.id, {name: secret}) for name in ("secret", "answer"))
    await channels.change(made.id, "active", None, lease=made.lease, secrets=secrets, answer=answer)
    return made.id


async def columns(channels: Channels, id: str) -> list[bytes]:
    row = await channels.pool.fetchrow("SELECT secrets, answer FROM notifications.channels WHERE id = $1", id)
    assert row is not None
    return list(row)


async def test_the_key_is_replaced_while_channels_are_made(
    channels: Channels, instance: Instance, database: Database, tmp_path: Path
) -> None:
    path = instance.secret_file("channels.key")
    old, seal = path.read_text().strip(), Seal(path)
    ids = [await sealed_channel(channels, seal, f"s{number}") for number in range(20)]
    await channels.create("s", "atom", {}, Cursor(0, 0, "0" * 16))  # it has no secret

    async def make() -> None:
        ids.extend([await sealed_channel(channels, seal, f"s{number}") for number in range(20, 40)])

    count, _ = await asyncio.gather(channels_key.rotate(instance, database.owner_url), make())
    assert count >= 40
    new = path.read_text().split()
    assert (len(new), new == [old]) == (1, False)
    assert path.stat().st_mode & 0o777 == 0o600
    (tmp_path / "old.key").write_text(old)
    for number, id in enumerate(ids):
        secrets, answer = await columns(channels, id)
        assert (seal.open(id, secrets), seal.open(id, answer)) == (
            {"secret": f"s{number}"},
            {"answer": f"s{number}"},
        )
        with pytest.raises(Reply):
            Seal(tmp_path / "old.key").open(id, secrets)


async def test_an_interrupted_one_is_finished_and_what_does_not_open_keeps_the_old_key(
    channels: Channels, instance: Instance, database: Database
) -> None:
    path = instance.secret_file("channels.key")
    old = path.read_text().strip()
    id = await sealed_channel(channels, Seal(path), "s")
    lost = await sealed_channel(channels, Seal(path), "lost")
    await channels.pool.execute("UPDATE notifications.channels SET secrets = 'x' WHERE id = $1", lost)
    with pytest.raises(RotationRefused, match=lost):
        await channels_key.rotate(instance, database.owner_url)
    [new, second] = path.read_text().split()
    assert second == old
    now = await channels.get(lost)
    assert now is not None
    await channels.change(lost, "closed", None, lease=now.lease)
    await channels_key.rotate(instance, database.owner_url)
    assert path.read_text().split() == [new]
    assert Seal(path).open(id, (await columns(channels, id))[0]) == {"secret": "s"}
    with instance.locked("channels", wait=False), pytest.raises(RotationRefused, match="already"):
        await channels_key.rotate(instance, database.owner_url)
