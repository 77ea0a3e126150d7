"""Past positions: every query gives the same answer from today's record with `known_at` as from a record that ends there."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest

from benchmarks.world import events
from contracts.envelope import Recorded
from contracts.streams import id_of
from services.projections.app import build
from services.projections.engine.sink import ReadModels
from services.projections.questions import QUESTIONS
from services.projections.readmodels.tables import MODELS
from tests.running import ALL_SCOPES, KeyRing, Running, served, settings_for
from tests.servers import Databases, free_ports

SIZE = 1500
STOPS = (150, 600, 1100)
_NEEDED = {
    "since": "40",
    "q": "klaster",
    "name": "klaster",
    "members": "3",
    "classes": "full:1",
    "years": "2",
}


class Stopped:
    """The views over a log that grows as far as a test lets it."""

    def __init__(self, running: Running, url: str, key: str) -> None:
        self.running, self.url, self.key = running, url, key
        self.sink = ReadModels(MODELS)
        self.applied = 0

    async def apply(self, log: list[Recorded], until: int) -> None:
        """Apply the log up to a position."""
        connection = await asyncpg.connect(self.url)
        try:
            async with connection.transaction():
                assert not await self.sink.apply(connection, log[self.applied : until])
                await connection.execute("UPDATE projections.reader SET watermark = $1", until)
            await self.sink.committed(until, [])
        finally:
            await connection.close()
        self.applied = until

    async def get(self, path: str, whose: str, **query: str) -> Any:
        """An answer without the members that depend on the current end of the record."""
        headers = {"Authorization": f"Bearer {self.key}"} if whose == "operator" else {}
        url = f"{self.running.url}{path}"
        async with self.running.session.get(url, params=query, headers=headers) as answer:
            body = orjson.loads(await answer.read())
            if answer.status == 200:
                del body["meta"]["position"]
                body["meta"]["next"] = body["meta"]["next"] is not None  # a cursor names its query
            else:
                del body["correlation_id"]
            return answer.status, body


@pytest.fixture
async def two(databases: Databases, tmp_path: Path) -> AsyncIterator[tuple[Stopped, Stopped]]:
    async with AsyncExitStack() as stack:
        made = []
        for name in ("today", "then"):
            database = await databases.clone()
            stack.push_async_callback(databases.drop, database)
            keys = KeyRing(tmp_path / f"{name}.json")
            key = keys.issue("operator", *ALL_SCOPES)
            nowhere = f"http://127.0.0.1:{free_ports(1)[0]}"
            settings = settings_for(
                database, "upland_projections", keys, anonymous_read=True, registry_url=nowhere
            )
            running = await stack.enter_async_context(served(settings, build))
            made.append(Stopped(running, database.url("upland_projections"), key))
        yield made[0], made[1]


def _requests(log: list[Recorded], until: int) -> list[tuple[str, dict[str, str]]]:
    """Every query with its required parameters; ids are of streams that existed by then."""
    known = {event.stream for event in log[:until]}
    clusters = [id_of(stream) for stream in sorted(known) if stream.startswith("cluster-")][:8]
    requests = []
    for question in QUESTIONS:
        more = {"limit": "40"} if question.sort else {}
        lists = {"clusters": ",".join(clusters), "subjects": f"cluster-{clusters[0]}"}
        more |= {name: text for name, text in (_NEEDED | lists).items() if name in question.filters}
        if question.id.fullmatch(log[0].id):
            amended = [event.id for event in log[:until] if event.type.startswith("Fact")]
            ids = [log[0].id, log[until - 1].id, *amended[:3]]
        else:
            category = {"clusters": "cluster", "parties": "party", "agreements": "agreement"}.get(
                question.path.split("/")[2], ""
            )
            ids = [id_of(stream) for stream in sorted(known) if stream.startswith(f"{category}-")][:4]
        if "{id}" in question.path:
            requests += [(question.path.replace("{id}", id), more) for id in ids]
        else:
            requests.append((question.path, more))
    return requests


def _first(was: Any, now: Any, at: str = "") -> str:
    """Where two answers differ first."""
    if isinstance(was, dict) and isinstance(now, dict) and was.keys() == now.keys():
        return next(
            (_first(was[name], now[name], f"{at}/{name}") for name in was if was[name] != now[name]), ""
        )
    if isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        pairs = enumerate(zip(was, now, strict=True))
        return next((_first(old, new, f"{at}/{n}") for n, (old, new) in pairs if old != new), "")
    return f"{at}: {str(was)[:300]} was the answer then, {str(now)[:300]} is the answer now"


async def test_a_past_position_answers_as_a_record_that_stopped_there(two: tuple[Stopped, Stopped]) -> None:
    log = list(events(SIZE))
    today, then = two
    await today.apply(log, SIZE)
    compared = 0
    for stop in STOPS:
        await then.apply(log, stop)
        for path, more in _requests(log, stop):
            for as_of in ("../..", "2021-06"):
                for whose in ("operator", "anonymous"):
                    query = more | {"as_of": as_of}
                    status, was = await then.get(path, whose, **query)
                    now = await today.get(path, whose, known_at=str(stop), **query)
                    if (status, was) != now:
                        pytest.fail(f"{path} {query} {whose} at {stop}: {_first(was, now[1])}")
                    assert status == 200 or (whose == "anonymous" and status == 404), was
                    compared += status == 200 and bool(was["data"])
    assert compared > len(STOPS) * len(QUESTIONS)
