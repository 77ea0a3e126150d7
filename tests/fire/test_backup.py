"""A backup restored: into the folder whose Kafka is ahead of it, and into a new one; a file that is not whole changes nothing."""

from __future__ import annotations

import asyncio
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest
from aiokafka import AIOKafkaProducer

from contracts import disclosures
from ops.backup import command, servers
from ops.backup.archive import MANIFEST, BackupUnusable
from ops.embedded.kafka import PARTITIONS, TOPIC
from ops.instance import Instance
from ops.supervision import parts, switch
from runtime.database import open_pool
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.partitions import partition_of
from runtime.kafka.records import headers_of
from services.registry.names.master_key import MasterKeys
from services.registry.names.names import Names
from tests.instance import Upland, free_base, placed, running
from tests.ops.test_verify import event
from tests.running import until

_PATIENCE = 120.0
NAME = "Świętopełk Żółtko"
STAYS = "Bożydar Wszebąk"


@pytest.fixture(scope="module")
def upland() -> Iterator[Upland]:
    with running() as started:
        yield started


@pytest.fixture(scope="module")
def backups(upland: Upland, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A backup of the instance, and the secrets to it."""
    folder = tmp_path_factory.mktemp("backups")
    printed(upland, "backup", str(folder / "backup.zip"), "--secrets", str(folder / "secrets.json"))
    return folder / "backup.zip", folder / "secrets.json"


class Caller:
    """Coordinator and partner of an instance, over HTTP with the operator's key."""

    def __init__(self, upland: Upland, session: aiohttp.ClientSession) -> None:
        self._instance, self._session = upland.instance, session
        self._headers = {"Authorization": f"Bearer {self._instance.operator_key()}"}

    async def send(self, path: str, body: dict[str, Any], key: str) -> str:
        """Record something; the id of its event."""
        headers = self._headers | {"Idempotency-Key": key}
        url = f"{self._instance.url('registry')}/v1/{path}"
        async with self._session.post(url, json=body, headers=headers) as answer:
            stored = await answer.json()
            assert answer.status == 201, stored
            return str(stored["events"][0]["id"])

    async def name(self, person: str) -> tuple[int, dict[str, Any]]:
        """What the registry opens of a person's name."""
        url = f"{self._instance.url('registry')}/v1/persons/{person}/name"
        async with self._session.get(url, headers=self._headers) as answer:
            return answer.status, await answer.json()

    async def feed(self, cursor: str | None = None) -> tuple[int, Any, str]:
        """One page of the feed: status, body, the next cursor."""
        query = {"limit": "1000"} | ({"cursor": cursor} if cursor else {})
        url = f"{self._instance.url('notifications')}/v1/feed"
        async with self._session.get(url, params=query, headers=self._headers) as answer:
            following = answer.headers.get("Link", "").partition("cursor=")[2].partition("&")[0]
            return answer.status, orjson.loads(await answer.read()), following

    async def delivered(self, id: str) -> str:
        """Wait until the feed ends with this event, which Kafka therefore has; the cursor behind it."""

        async def there() -> str | None:
            status, body, following = await self.feed()
            return following if status == 200 and body and body[-1]["id"] == id else None

        cursor: str = await until(there, _PATIENCE)
        return cursor


def printed(upland: Upland, *arguments: str) -> dict[str, Any]:
    ended = upland(*arguments, "--json")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return dict(orjson.loads(ended.stdout))


async def test_what_kafka_has_beyond_the_backup_comes_back_and_what_was_erased_stays_erased(
    upland: Upland, tmp_path: Path
) -> None:
    # No connection is kept: `upland` blocks this loop, which then does not see that a service closed one.
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        caller = Caller(upland, session)
        erased, stays = [
            (await caller.send("persons/new/register", {"name": name}, f"person {number}"))
            .partition("@")[0]
            .removeprefix("person-")
            for number, name in enumerate((NAME, STAYS))
        ]
        early = await caller.delivered(
            await caller.send(
                "parties/early/register", {"kind": "organisation", "names": {"pl": "Wczesna"}}, "early"
            )
        )
        backup, secrets = tmp_path / "backup.zip", tmp_path / "secrets.json"
        saved = printed(upland, "backup", str(backup), "--secrets", str(secrets))
        assert (saved["position"], saved["last_event"], saved["sealed"]) == (3, "party-early@1", True)
        assert {file.stat().st_mode & 0o777 for file in (backup, secrets)} == {0o600}
        assert NAME.encode() not in backup.read_bytes()
        again = upland("backup", str(backup))
        assert (again.returncode, "exists already" in again.stderr) == (1, True)
        assert printed(upland, "restore", str(backup), "--check")["hashes"] == saved["hashes"]

        await caller.send(f"persons/{erased}/erase", {"legal_basis": "art. 17 RODO"}, "erasure")
        late = await caller.delivered(
            await caller.send(
                "parties/late/register", {"kind": "organisation", "names": {"pl": "Późna"}}, "late"
            )
        )
        _, lines, _ = await caller.feed()

        busy = upland("restore", str(backup), "--yes")
        assert (busy.returncode, "upland down" in busy.stderr) == (1, True)
        assert upland("down").returncode == 0
        unasked = upland("restore", str(backup))
        assert (unasked.returncode, "--yes" in unasked.stderr) == (1, True)
        restored = printed(upland, "restore", str(backup), "--yes")
        assert (restored["position"], restored["healed"], restored["head"]) == (3, 2, 5)
        assert (restored["lost"], restored["kafka"]) == (0, None)
        assert restored["erased"] == [f"person-{erased}"]
        assert Path(restored["aside"]).is_dir()

        assert upland.up().returncode == 0
        # The log is what it was, at the positions that it had; partners begin again.
        for cursor in (early, late):
            status, problem, _ = await caller.feed(cursor)
            assert (status, problem["parameter"]) == (400, "cursor")
        await caller.delivered("party-late@1")
        assert (await caller.feed())[1] == lines
        assert (await caller.name(stays))[1]["name"] == STAYS
        status, problem = await caller.name(erased)
        assert (status, problem["erased"]) == (404, f"person-{erased}@2")
        await caller.delivered(
            await caller.send(
                "parties/after/register", {"kind": "organisation", "names": {"pl": "Po"}}, "after"
            )
        )
        verified = upland("verify")
        assert verified.returncode == 0, verified.stdout
    await asyncio.to_thread(_into_a_new_folder, backup, secrets, [erased, stays])


async def _publish(instance: Instance, *positions: int) -> None:
    """Put events that the relay has signed on the topic, as one of a newer log did; nothing of the instance runs."""
    keys = BusKeys.read(instance.bus_key_file())
    async with (
        servers.running(instance, parts.broker(instance)),
        AIOKafkaProducer(**instance.kafka_client(), enable_idempotence=True) as producer,
    ):
        for position in positions:
            each = event(position, "party-elsewhere", 1)
            number = partition_of(each.stream, PARTITIONS)
            headers = headers_of(each, 0, number, keys)
            await producer.send_and_wait(
                TOPIC, each.data, each.stream.encode(), partition=number, headers=headers
            )


def test_what_kafka_has_and_the_restored_log_has_not_is_left_for_a_person_to_decide(
    upland: Upland, backups: tuple[Path, Path], tmp_path: Path
) -> None:
    backup, unmatched = backups[0], tmp_path / "unmatched.ndjson"
    head = printed(upland, "restore", str(backup), "--check")["position"]
    assert upland("down").returncode == 0
    both = upland("restore", str(backup), "--yes", "--without-kafka", "--unmatched", str(unmatched))
    assert (both.returncode, "do not go together" in both.stderr) == (2, True)
    asyncio.run(_publish(upland.instance, head + 2))

    stopped = upland("restore", str(backup), "--yes")
    assert (stopped.returncode, stopped.stdout) == (1, "")
    assert f"position {head + 1} is missing in Kafka, which goes on with party-elsewhere@1" in stopped.stderr
    assert "`--unmatched FILE`" in stopped.stderr
    assert not (upland.folder / "postgres.restoring").exists()
    unmatched.touch()
    there = upland("restore", str(backup), "--yes", "--unmatched", str(unmatched))
    assert (there.returncode, "exists already" in there.stderr) == (1, True)
    unmatched.unlink()

    # Left as it is, Kafka gets nothing more: the relay says why, and everything else runs.
    assert printed(upland, "restore", str(backup), "--yes", "--without-kafka")["head"] == head
    blocked = upland.up()
    assert blocked.returncode == 1
    assert "everything runs, but" in blocked.stderr
    # Which partition is named depends on where the streams lie: their epochs differ, and neither is the log's.
    assert re.search(r"Kafka holds records of epoch \w+ \(position \d+ in partition \d+\)", blocked.stderr)
    assert "`upland republish`" in blocked.stderr
    assert upland("down").returncode == 0

    restored = printed(upland, "restore", str(backup), "--yes", "--unmatched", str(unmatched))
    assert (restored["head"], restored["unmatched"], restored["lost"]) == (head, 1, 2)
    [line] = unmatched.read_bytes().splitlines()
    assert orjson.loads(line)["event"]["id"] == "party-elsewhere@1"
    assert unmatched.stat().st_mode & 0o777 == 0o600
    assert upland.up().returncode == 0
    verified = upland("verify")
    assert verified.returncode == 0, verified.stdout


def _into_a_new_folder(backup: Path, secrets: Path, persons: list[str]) -> None:
    with placed() as other:
        base = ("--port-base", str(other.port_base))
        sealed = other("restore", str(backup), "--yes", *base)
        assert (sealed.returncode, "--secrets" in sealed.stderr) == (1, True)
        assert not other.folder.exists()
        restored = printed(other, "restore", str(backup), "--yes", "--secrets", str(secrets), *base)
        assert (restored["position"], restored["head"], restored["aside"]) == (3, 3, None)
        assert "no Kafka" in restored["kafka"]
        # Of an erasure after the backup a new folder cannot know; the operator makes it again.
        assert asyncio.run(_disclosed(other.instance, persons)) == [NAME, STAYS]


async def _disclosed(instance: Instance, persons: list[str]) -> list[str]:
    """Persons' names, opened with what the folder has; only its database is started, which takes a fifth of the time."""
    async with servers.running(instance, parts.database(instance.postgres())):
        pool = await open_pool(instance.database_url())
        try:
            names = Names(pool, MasterKeys(instance.names_key_file()))
            return [
                disclosures.read(name.disclosure).value
                for person in persons
                for name in await names.open(f"person-{person}")
            ]
        finally:
            await pool.close()


def _cut(backup: Path) -> None:
    content = backup.read_bytes()
    backup.write_bytes(content[: len(content) // 2])


def _flipped(backup: Path) -> None:
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)


def _of_another_release(name: str, value: object) -> Any:
    def change(backup: Path) -> None:
        with zipfile.ZipFile(backup) as file:
            parts = {part: file.read(part) for part in file.namelist()}
        parts[MANIFEST] = orjson.dumps(orjson.loads(parts[MANIFEST]) | {name: value})
        with zipfile.ZipFile(backup, "w") as file:
            for part, content in parts.items():
                file.writestr(part, content)

    return change


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (_cut, "no backup of Upland"),
        (_flipped, "is damaged"),
        (_of_another_release("format", 2), "format 2"),
        (_of_another_release("revision", "9999"), "the schema 9999"),
        (lambda backup: backup.unlink(), "there is no"),
        (lambda backup: backup.write_text("nothing"), "no backup of Upland"),
    ],
)
def test_what_is_not_a_whole_backup_is_refused_and_changes_nothing(
    backups: tuple[Path, Path], tmp_path: Path, damage: Any, words: str
) -> None:
    backup, secrets = tmp_path / "backup.zip", backups[1]
    shutil.copy(backups[0], backup)
    damage(backup)
    instance = Instance(tmp_path / "data", free_base())
    with pytest.raises(BackupUnusable, match=words):
        command.check(backup, as_json=True)
    with pytest.raises(BackupUnusable, match=words):
        command.run(instance, backup, secrets, True, False, None, True)
    assert not (instance.folder / "postgres").exists()
    assert not (instance.folder / "instance.json").exists()


@pytest.mark.parametrize("killed", ["before the switch", "between its two renames"])
def test_a_restore_that_was_killed_is_finished_by_the_next_start(tmp_path: Path, killed: str) -> None:
    instance = Instance(tmp_path)
    instance.make_folder()
    live = instance.folder / "postgres"
    if killed == "before the switch":
        live.mkdir()
        (live / "old").touch()
    begun = switch.begin(instance)
    begun.mkdir()
    (begun / "new").touch()
    assert switch.switch(instance) is None  # not complete: what is live stays
    switch.complete(instance)
    aside = switch.switch(instance)
    assert (live / "new").exists()
    assert (aside is not None and (aside / "old").exists()) == (killed == "before the switch")
    assert switch.switch(instance) is None
