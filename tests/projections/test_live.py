"""Which commits the server-sent events announce to a page, and which not."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import orjson

from services.projections.engine.sink import ReadModels
from services.projections.queries.http.live import Live
from services.projections.readmodels.tables import MODELS
from tests.projections.conftest import Views
from tests.projections.given import Log, party
from tests.servers import Database


def _event_of(chunk: bytes) -> Any:
    assert chunk.endswith(b"\n\n")
    return orjson.loads(chunk.partition(b"data: ")[2])


async def _commit(live: Live, database: Database, log: Log, since: int) -> None:
    connection = await asyncpg.connect(database.url("upland_projections"))
    try:
        async with connection.transaction():
            await live.apply(connection, log.events[since:])
    finally:
        await connection.close()
    await live.committed(log.head, sorted({event.stream for event in log.events[since:]}))


async def test_streams_are_announced_after_the_commit_to_those_who_may_read_them(database: Database) -> None:
    live, log = Live(ReadModels(MODELS)), Log()
    everybody: AsyncIterator[bytes] = live.events(("public",), lambda: log.head)
    operator = live.events(("public", "partners", "participants", "owner"), lambda: log.head)
    assert (
        _event_of(await anext(everybody))
        == _event_of(await anext(operator))
        == {"position": 0, "streams": []}
    )
    party(log, "lublin", "city", "Lublin")
    log.add(
        "agreement-a",
        "AgreementProposed",
        kind="contract",
        parties=["party-lublin", "party-radom"],
        subject={"pl": "x"},
    )
    await _commit(live, database, log, 0)
    assert _event_of(await anext(everybody)) == {"position": 2, "streams": ["party-lublin"]}
    assert _event_of(await anext(operator)) == {"position": 2, "streams": ["agreement-a", "party-lublin"]}
    party(log, "radom", "city", "Radom")
    await _commit(live, database, log, 2)
    party(log, "jaworzno", "city", "Jaworzno")
    await _commit(live, database, log, 3)
    assert _event_of(await anext(everybody)) == {"position": 4, "streams": ["party-jaworzno", "party-radom"]}


async def test_silence_is_filled_and_other_processes_commits_are_noticed() -> None:
    live, position = Live(ReadModels(MODELS)), [7]
    stream = live.events(("public",), lambda: position[0], heartbeat=0.05)
    await anext(stream)
    assert (await anext(stream)).startswith(b":")
    position[0] = 9
    assert _event_of(await anext(stream)) == {"position": 9, "streams": []}


async def test_a_process_that_ends_ends_its_streams() -> None:
    live = Live(ReadModels(MODELS))
    stream = live.events(("public",), lambda: 1)
    await anext(stream)
    live.close()
    assert [chunk async for chunk in stream] == []


async def test_the_stream_over_http(views: Views) -> None:
    async with views.running.session.get(f"{views.running.url}/v1/live") as answer:
        assert answer.status == 200
        assert answer.content_type == "text/event-stream"
        assert await answer.content.readline() == b"retry: 2000\n"


async def test_a_revoked_key_ends_its_stream_and_no_other(views: Views) -> None:
    key, other = (
        views.keys.issue(name, "views:read", subject=name) for name in ("cluster-dkm", "cluster-pgm")
    )
    url = f"{views.running.url}/v1/live"
    async with (
        views.running.session.get(url, headers={"Authorization": f"Bearer {key}"}) as ending,
        views.running.session.get(url, headers={"Authorization": f"Bearer {other}"}) as going,
        views.running.session.get(url) as anybody,
    ):
        for answer in (ending, going, anybody):
            assert await answer.content.readline() == b"retry: 2000\n"
        views.keys.revoke("cluster-dkm")
        async with asyncio.timeout(60):
            await ending.content.read()
        assert not going.content.at_eof()
        assert not anybody.content.at_eof()
    async with views.running.session.get(url, headers={"Authorization": f"Bearer {key}"}) as answer:
        assert answer.status == 401
