"""A person's name in an instance: in no log, topic, view, feed or file while it is stored, and gone after its erasure."""

from __future__ import annotations

import json
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer

from ops.embedded.postgres import SUPERUSER, _installed
from services.registry.names.master_key import MasterKeys, Replaced
from tests.instance import Upland
from tests.running import until
from tests.traces import occurs_in, tables

NAME = "Świętopełk Grzebieniowąs-Żółtko"
FILE = f"""
facts:
  - {{do: parties/jarzebinow/register, kind: city, names: {{pl: Jarzębinów}}, mode: performed}}
  - {{do: persons/mayor/register, name: {NAME}, mode: performed}}
  - {{do: persons/deputy/register, name: Bożydar Wszebąk, mode: performed}}
  - {{do: persons/mayor/assume-function, organisation: party-jarzebinow, title: {{pl: burmistrz}}, mode: performed}}
"""
QUESTIONS = (
    "network", "timeline?limit=500", "matrix", "parties/jarzebinow", "parties", "search?q=burmistrz",
    "search?q=Grzebieniowąs", "together?subjects=party-jarzebinow",
)  # fmt: skip


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    # No connection is kept: `upland` blocks this loop, which then does not see that a service closed one.
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as opened:
        yield opened


async def get(session: aiohttp.ClientSession, upland: Upland, service: str, path: str) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {upland.instance.operator_key()}"}
    async with session.get(upland.instance.url(service) + path, headers=headers) as answer:
        return answer.status, str(dict(answer.headers)).encode() + await answer.read()


async def records(upland: Upland) -> list[bytes]:
    """Every record of the topic: key, value and headers."""
    consumer = AIOKafkaConsumer(
        "upland.events",
        **upland.instance.kafka_client(),
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await consumer.start()
    try:
        ends = await consumer.end_offsets(consumer.assignment())
        contents: list[bytes] = []
        while any([await consumer.position(part) < end for part, end in ends.items()]):
            for batch in (await consumer.getmany(timeout_ms=500)).values():
                contents += [
                    repr((record.key, record.headers)).encode() + (record.value or b"") for record in batch
                ]
        return contents
    finally:
        await consumer.stop()


def files(folder: Path) -> dict[str, bytes]:
    """All files under a folder, which change while they are read."""
    contents = {}
    for path in folder.rglob("*"):
        try:
            if path.is_file():
                contents[str(path.relative_to(folder))] = path.read_bytes()
        except FileNotFoundError:
            continue
    return contents


async def as_owner(upland: Upland, query: str, *arguments: Any) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(upland.instance.database_url())
    try:
        return await connection.fetch(query, *arguments)
    finally:
        await connection.close()


async def applied(upland: Upland) -> None:
    """Wait until both consumers have applied the complete log from Kafka."""

    async def complete() -> bool:
        [head] = await as_owner(upland, "SELECT position FROM registry.head")
        readers = await as_owner(
            upland,
            "SELECT watermark FROM projections.reader UNION ALL SELECT watermark FROM notifications.reader",
        )
        return all(reader["watermark"] == head["position"] for reader in readers)

    await until(complete)


async def checkpoint(upland: Upland) -> None:
    """All pages are written to their files."""
    postgres = upland.instance.postgres()
    connection = await postgres.connect(SUPERUSER, postgres.superuser_password, "upland")
    try:
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


async def everywhere(session: aiohttp.ClientSession, upland: Upland) -> dict[str, bytes]:
    """Everything that the instance has stored, published and logged, and all its answers; without the secrets."""
    await checkpoint(upland)
    contents = {
        f"table {name}": rows for name, rows in (await tables(upland.instance.database_url())).items()
    }
    contents |= {f"file {name}": content for name, content in files(upland.folder).items()}
    contents |= {f"record {number}": record for number, record in enumerate(await records(upland))}
    for path in QUESTIONS:
        status, contents[f"question {path}"] = await get(session, upland, "projections", f"/v1/{path}")
        assert status in {200, 404}, path
    for service, path in (("registry", "/v1/history?limit=10000"), ("notifications", "/v1/feed?limit=500")):
        status, contents[f"{service}{path}"] = await get(session, upland, service, path)
        assert status == 200, path
    return contents


async def test_a_name_is_nowhere_in_clear_and_nowhere_at_all_when_it_is_erased(
    upland: Upland, tmp_path: Path, session: aiohttp.ClientSession
) -> None:
    (tmp_path / "facts.yaml").write_text(FILE)
    imported = upland("import", str(tmp_path / "facts.yaml"))
    assert imported.returncode == 0, imported.stdout + imported.stderr
    await applied(upland)
    [sealed] = await as_owner(
        upland,
        "SELECT person, wrapped, ciphertext FROM registry.names JOIN registry.name_keys USING (person)"
        " WHERE person = (SELECT stream FROM registry.events WHERE type = 'FunctionAssumed')",
    )
    person = sealed["person"].removeprefix("person-")

    status, answer = await get(session, upland, "registry", f"/v1/persons/{person}/name")
    assert status == 200
    opened = json.loads(answer[answer.index(b"{", answer.index(b"}")) :])
    assert opened["name"] == NAME
    contents = await everywhere(session, upland) | {"import": (imported.stdout + imported.stderr).encode()}
    assert {
        "file logs/registry.log",
        "record 0",
        "table registry.events",
        "question network",
    } <= contents.keys()
    assert any(
        b"name.opened" in content for name, content in contents.items() if name.startswith("file logs/")
    )
    for text in (NAME, "Grzebieniowąs", opened["disclosure"]):
        echoed = "question search?q=Grzebieniowąs"  # a search may repeat what was searched for
        assert [
            name for name, content in contents.items() if occurs_in(text, content) and name != echoed
        ] == []

    async with session.post(
        upland.instance.url("registry") + f"/v1/persons/{person}/erase",
        json={"legal_basis": "GDPR, Article 17(1)(b)"},
        headers={
            "Authorization": f"Bearer {upland.instance.operator_key()}",
            "Idempotency-Key": "erase-the-mayor",
        },
    ) as erased:
        assert erased.status == 201, await erased.text()

    async def swept() -> bool:
        await checkpoint(upland)
        files_content = [
            file for name, file in files(upland.folder / "postgres").items() if not name.startswith("pg_wal")
        ]
        return not any(
            bytes(sealed[each]) in file for file in files_content for each in ("wrapped", "ciphertext")
        )

    await until(swept)
    status, answer = await get(session, upland, "registry", f"/v1/persons/{person}/name")
    assert status == 404
    assert b"was erased" in answer
    await applied(upland)
    dump = pg_dump(upland)
    assert sealed["person"].encode() in dump
    contents = {"dump": dump, **await everywhere(session, upland)}
    for value in (bytes(sealed["wrapped"]), bytes(sealed["ciphertext"])):
        assert [
            name
            for name, content in contents.items()
            if (value in content or value.hex().encode() in content) and "pg_wal" not in name
        ] == []
    assert b"burmistrz" in contents["registry/v1/history?limit=10000"]
    assert b"burmistrz" in contents["table projections.directory"]
    [tombstone] = await as_owner(
        upland, "SELECT * FROM registry.name_keys WHERE person = $1", sealed["person"]
    )
    assert tombstone["wrapped"] is None
    # PostgreSQL's journal may still hold what was deleted; after a new master key no file of this instance opens it.
    old, master = upland.instance.secret("names.key"), upland.instance.names_key_file()
    rotated = upland("key", "rotate-names")
    assert rotated.returncode == 0, rotated.stderr
    assert rotated.stdout.startswith("wrapped 1 keys with the new master key")
    with pytest.raises(Replaced):
        MasterKeys(master).unwrap(sealed["person"], sealed["wrapped"])
    assert old.encode() not in b"".join(files(upland.folder).values())
    assert master.stat().st_mode & 0o777 == 0o600
    [(stays,)] = await as_owner(upland, "SELECT person FROM registry.names")
    status, answer = await get(
        session, upland, "registry", f"/v1/persons/{stays.removeprefix('person-')}/name"
    )
    assert status == 200
    assert "Bożydar".encode() in answer
    # The file is imported once more: nobody comes back.
    again = upland("import", str(tmp_path / "facts.yaml"))
    assert again.returncode == 0, again.stdout + again.stderr
    assert [row["person"] for row in await as_owner(upland, "SELECT person FROM registry.names")] == [stays]


def pg_dump(upland: Upland) -> bytes:
    """A backup of the database, made now."""
    command = [str(_installed() / "bin" / "pg_dump"), "--dbname", upland.instance.database_url()]
    return subprocess.run(command, capture_output=True, check=True).stdout
