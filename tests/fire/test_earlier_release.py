"""The record of an earlier release, kept in `earlier/`, starts under this one and goes on.

A sample is what that release left behind, by its date: `database.dump` (pg_dump), the records of Kafka's topic, files of the data
folder, and what it answered before it was stopped. It was written by the program of that day and is never made again.
"""

from __future__ import annotations

import asyncio
import base64
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest
from aiokafka import AIOKafkaProducer

from ops.backup import servers
from ops.backup.dump import restored
from ops.embedded.kafka import TOPIC, ensure_topic
from ops.instance import ROLES, Instance
from ops.supervision import parts
from runtime.database import connect
from tests.instance import Upland, placed
from tests.running import until

_SAMPLES = sorted((Path(__file__).parent / "earlier").glob("*.zip"))
_PATIENCE = 120.0


class Sample:
    """What an earlier release left."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as file:
            self._parts = {name: file.read(name) for name in file.namelist()}
        self.answers: dict[str, Any] = orjson.loads(self._parts["answers.json"])

    def files(self) -> Iterator[tuple[str, bytes]]:
        for name, content in self._parts.items():
            if name.startswith("folder/"):
                yield name.removeprefix("folder/"), content

    def dump(self) -> bytes:
        return self._parts["database.dump"]

    def records(self) -> dict[int, list[dict[str, Any]]]:
        """The records of each partition, in order."""
        by_partition: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
        for line in self._parts["topic.jsonl"].splitlines():
            record = orjson.loads(line)
            by_partition[record["partition"]].append(record)
        return dict(by_partition)


async def _place(sample: Sample, upland: Upland) -> None:
    """Make the folder what it was when the release of before was stopped."""
    instance = Instance(upland.folder, upland.port_base)
    instance.make_folder()
    for name, content in sample.files():
        (instance.folder / name).write_bytes(content)
    postgres = instance.postgres()
    async with servers.running(instance, parts.database(postgres)):
        await postgres.ensure_database()
        connection = await connect(postgres.owner_url)
        for role in ROLES:
            await connection.execute(f"CREATE ROLE {role} NOLOGIN")
        await connection.close()
        await restored(postgres.owner_url, [sample.dump()])
    async with servers.running(instance, parts.broker(instance)):
        await ensure_topic(instance.kafka_client(), TOPIC, len(sample.records()))
        async with AIOKafkaProducer(**instance.kafka_client()) as producer:
            for partition, records in sample.records().items():
                for each in records:
                    headers = [(name, base64.b64decode(value)) for name, value in each["headers"]]
                    value = base64.b64decode(each["value"])
                    await producer.send(
                        TOPIC, value, each["key"].encode(), partition, each["timestamp"], headers
                    )


@pytest.fixture(params=_SAMPLES, ids=lambda path: path.stem)
def sample(request: pytest.FixtureRequest) -> Sample:
    return Sample(request.param)


async def test_the_record_of_an_earlier_release_goes_on(sample: Sample) -> None:
    with placed() as upland:
        await _place(sample, upland)
        started = await asyncio.to_thread(upland.up, empty=False)
        assert started.returncode == 0, started.stdout + started.stderr
        async with aiohttp.ClientSession() as session:
            await _answers_are_the_same(session, upland, sample.answers)
        verified = await asyncio.to_thread(upland, "verify")
        assert verified.returncode == 0, verified.stdout
        assert f"({len(sample.answers['history']) + 1} events)" in verified.stdout


async def _answers_are_the_same(
    session: aiohttp.ClientSession, upland: Upland, before: dict[str, Any]
) -> None:
    """What was answered is answered now: the log, the feed and a cursor in it, a command that comes once more, a name."""
    url = upland.instance.url
    # The key of before still opens everything.
    key = {"Authorization": f"Bearer {upland.instance.operator_key()}"}

    async def get(service: str, path: str, headers: dict[str, str]) -> Any:
        async with session.get(url(service) + path, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            return orjson.loads(await answer.read())

    async def send(path: str, body: dict[str, Any], idempotency_key: str) -> Any:
        headers = key | {"Idempotency-Key": idempotency_key}
        async with session.post(url("registry") + path, json=body, headers=headers) as answer:
            assert answer.status == 201, await answer.text()
            return orjson.loads(await answer.read())

    history = await get("registry", "/v1/history?limit=10000", key)
    assert history == before["history"]
    party = {"kind": "organisation", "names": {"pl": "Próbka"}}
    again = await send("/v1/parties/sample/register", party, "party of the sample")
    assert again["events"] == before["party"]["events"]
    person = before["person"]["stream"].removeprefix("person-")
    assert before["name"] in str(await get("registry", f"/v1/persons/{person}/name", key))
    more = (await send("/v1/parties/more/register", party | {"names": {"pl": "Nowa"}}, "more"))["events"][0][
        "id"
    ]

    async def feed(query: str = "") -> list[str]:
        return [each["id"] for each in await get("notifications", f"/v1/feed?limit=1000{query}", {})]

    async def delivered() -> bool:
        return more in await feed()

    await until(delivered, _PATIENCE)
    assert await feed() == [*before["feed"], more]
    assert await feed(f"&cursor={before['cursor']}") == [*before["after_cursor"], more]
