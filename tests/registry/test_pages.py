"""Pages of the log: what a reader may not have shows in nothing, and no page is larger than a few megabytes."""

from __future__ import annotations

import os

import orjson

from contracts.fields import Audience
from services.registry.app import build
from services.registry.log.appends import Append, NewEvent
from services.registry.log.log import Log
from services.registry.log.pages import PAGE_BYTES, Wanted
from tests.registry.test_log import opened
from tests.running import KeyRing, Running, served, settings_for
from tests.servers import Database

LARGE = 240_000


async def store(log: Log, stream: str, *audiences: Audience, data: bytes = b"{}") -> None:
    events = [
        NewEvent("PartyRegistered", 1, audience, os.urandom(16), "c", None, data) for audience in audiences
    ]
    await log.append(Append(stream, None, events))


async def test_pages_are_bounded_in_bytes_and_lose_nothing(database: Database) -> None:
    async with opened(database) as log:
        for _ in range(30):
            await store(log, "party-a", "public", "public", data=b'"' + b"a" * LARGE + b'"')
        for kind in ("log", "stream"):
            seen: list[int] = []
            full = True
            while full:
                after = seen[-1] if seen else 0
                page = (
                    await log.page(Wanted(), after, 10_000)
                    if kind == "log"
                    else await log.stream_page(Wanted(), "party-a", after + 1, 10_000)
                )
                assert sum(len(event.data) for event in page.events) < PAGE_BYTES + LARGE + 1_000
                seen += [event.position for event in page.events]
                full = page.full
            assert seen == list(range(1, 61))


async def test_one_event_larger_than_a_page_is_a_page(database: Database) -> None:
    async with opened(database, batch_bytes=64 << 20) as log:
        await store(log, "party-a", "public", data=b'"' + b"a" * (PAGE_BYTES + 1) + b'"')
        await store(log, "party-a", "public")
        page = await log.page(Wanted(), 0, 10)
        assert ([event.position for event in page.events], page.full) == ([1], True)
        assert [event.position for event in (await log.page(Wanted(), 1, 10)).events] == [2]


async def test_what_is_hidden_is_left_out_before_a_page_is_cut(database: Database) -> None:
    async with opened(database) as log:
        await store(log, "party-a", "owner", "public", "participants", "public")
        await store(log, "membership-a.b", "owner")
        public = Wanted(("public",))
        assert [e.position for e in (await log.page(public, 0, 1)).events] == [2]
        assert [e.position for e in (await log.page(public, 2, 1)).events] == [4]
        assert [e.version for e in (await log.stream_page(public, "party-a", 1, 1)).events] == [2]
        hidden = Wanted(("public",), ["PartyRegistered"], ["membership-a."])
        assert await log.page(hidden, 0, 1) == ([], False)


async def test_over_http_a_stream_with_hidden_events_only_is_like_one_that_is_not_there(
    database: Database, keys: KeyRing
) -> None:
    settings = settings_for(database, "upland_registry", keys, anonymous_read=True)
    async with served(settings, build) as registry:
        await _hidden_like_absent(registry, database)


async def _hidden_like_absent(registry: Running, database: Database) -> None:
    async with opened(database) as log:
        await store(log, "party-a", "public", "owner", "owner", "public")
        await store(log, "membership-a.b", "owner", "owner")

    async def get(path: str) -> tuple[int, bytes, dict[str, str]]:
        async with registry.session.get(registry.url + path) as answer:
            headers = {
                name: answer.headers[name] for name in ("Link", "Upland-Position") if name in answer.headers
            }
            return answer.status, await answer.read(), headers

    there = await get("/v1/history?stream=membership-a.&type=PartyRegistered&limit=1")
    absent = await get("/v1/history?stream=membership-z.&type=PartyRegistered&limit=1")
    assert there[1] == absent[1] == b"[]"
    assert there[2]["Upland-Position"] == absent[2]["Upland-Position"] == "6"
    assert there[2]["Link"].replace("-a.", "-z.") == absent[2]["Link"]
    for path in ("/v1/streams/membership-a.b", "/v1/events/membership-a.b@1"):
        status, body, _ = await get(path)
        missing = await get(path.replace("a.b", "a.c"))
        assert status == missing[0] == 404
        existing, unknown = orjson.loads(body), orjson.loads(missing[1])
        assert existing["detail"].replace("a.b", "a.c") == unknown["detail"]
    # The page of a stream is full of what may be read, or there is no next one.
    status, body, headers = await get("/v1/streams/party-a?limit=1")
    assert [event["streamversion"][-1] for event in orjson.loads(body)] == ["1"]
    assert headers["Link"] == '</v1/streams/party-a?from_version=2&limit=1>; rel="next"'
    status, body, headers = await get("/v1/streams/party-a?limit=1&from_version=2")
    assert [event["streamversion"][-1] for event in orjson.loads(body)] == ["4"]
