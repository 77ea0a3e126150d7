"""The feed as server-sent events: resuming, heartbeats, keys that are revoked, readers that do not read."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import orjson
import pytest

from contracts.statement import statement
from services.notifications.channels.sse.pace import Pace
from tests.notifications.conftest import Service, Start
from tests.notifications.given import DKM, LUBLIN, PGM, SAAM, Log, ids_for, without_epoch

LETTER = "agreement-letter"
QUICK = Pace(heartbeat=0.2, look=0.05, rotation=30, patience=0.5)


class Reading:
    """The blocks of an event stream: field → value; a comment stands under the empty name."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.answer = answer

    async def block(self) -> dict[str, bytes] | None:
        """The next block; None when the stream has ended."""
        fields: dict[str, bytes] = {}
        async with asyncio.timeout(60):
            while line := await self.answer.content.readline():
                if line == b"\n":
                    return fields
                name, _, value = line.rstrip(b"\n").partition(b":")
                fields[name.decode()] = value.removeprefix(b" ")
        return None

    async def event(self, name: bytes | None = None) -> dict[str, bytes]:
        """The next event of a name; without one, the next that `onmessage` gets."""
        while (block := await self.block()) is not None:
            if "data" in block and block.get("event") == name:
                return block
        raise EOFError

    async def opened(self) -> dict[str, bytes]:
        """What comes first: when to come again, and where the client is."""
        block = await self.block()
        assert block is not None
        assert list(block) == ["retry"]
        assert 2000 <= int(block["retry"]) <= 4000
        place = await self.block()
        assert place is not None
        assert (list(place), place["event"]) == (["event", "id", "data"], b"cursor")
        assert orjson.loads(place["data"]) == {"cursor": place["id"].decode()}
        return place


@asynccontextmanager
async def streaming(
    service: Service, key: str, last: str | None = None, **parameters: str
) -> AsyncIterator[Reading]:
    headers = {"Authorization": f"Bearer {key}"} | ({"Last-Event-ID": last} if last else {})
    url = f"{service.running.url}/v1/stream"
    timeout = aiohttp.ClientTimeout(total=60)
    async with service.running.session.get(
        url, headers=headers, params=parameters, timeout=timeout
    ) as answer:
        yield Reading(answer)


async def test_events_come_as_they_are_committed(service: Service, log: Log) -> None:
    await service.applier.apply(log.append(DKM, "ClusterFounded"))
    async with streaming(service, service.partner(PGM)) as reading:
        assert reading.answer.content_type == "text/event-stream"
        await reading.opened()
        event = await reading.event()
        assert event | {"id": without_epoch(event["id"])} == {"id": "1-1", "data": statement(log.events[0])}
        await service.applier.apply(log.propose(LETTER, DKM, SAAM))
        await service.applier.apply(log.conclude(LETTER))
        assert [without_epoch((await reading.event())["id"]) for _ in range(2)] == ["3-2", "3-3"]


async def test_a_reader_resumes_behind_the_last_id(service: Service, log: Log) -> None:
    log.append(DKM, "ClusterFounded")
    log.agree(LETTER, DKM, SAAM)
    await service.applier.apply(*log.events)
    key = service.partner(PGM)
    async with streaming(service, key) as reading:
        ids = [(await reading.event())["id"].decode() for _ in range(5)]
    assert [without_epoch(id) for id in ids] == ["1-1", "5-2", "5-3", "5-4", "5-5"]
    for number, last in enumerate(ids[:-1]):
        async with streaming(service, key, last) as reading:
            assert (await reading.event())["id"].decode() == ids[number + 1]
        async with streaming(service, key, cursor=last) as reading:
            assert (await reading.event())["id"].decode() == ids[number + 1]
    # The header is what a browser sends when it comes again; it goes before the address it was opened with.
    async with streaming(service, key, ids[3], cursor=ids[0]) as reading:
        assert (await reading.event())["id"].decode() == ids[4]


@pytest.mark.parametrize("last", ["nonsense", "7-7"])
async def test_an_unknown_id_is_refused_clearly(last: str, service: Service) -> None:
    async with streaming(service, service.partner(DKM), last) as reading:
        assert reading.answer.status == 400
        problem = await reading.answer.json(content_type="application/problem+json")
    assert problem["parameter"] == "cursor"


async def test_a_key_is_needed(service: Service) -> None:
    assert (await service.get("/v1/stream")).status == 401
    assert (await service.get("/v1/stream", service.partner(DKM), subject=SAAM)).status == 403


async def test_silence_is_broken_by_an_event_that_moves_the_cursor(start: Start, log: Log) -> None:
    async with start(QUICK) as service, streaming(service, service.partner(DKM)) as reading:
        assert without_epoch((await reading.opened())["id"]) == "0-0"
        await service.applier.apply(log.propose(LETTER, SAAM, LUBLIN))
        while without_epoch((await reading.event(b"cursor"))["id"]) != "1-1":
            pass


async def test_a_revoked_key_ends_the_stream(start: Start, log: Log) -> None:
    async with start() as service:
        key = service.partner(DKM)
        async with streaming(service, key) as reading:
            await service.applier.apply(log.append(DKM, "ClusterFounded"))
            await reading.event()
            service.keys.revoke(DKM)
            async with asyncio.timeout(60):
                with pytest.raises(EOFError):
                    await reading.event()
        assert (await service.get("/v1/stream", key)).status == 401


async def test_a_connection_ends_after_its_time(start: Start) -> None:
    async with (
        start(Pace(rotation=0.3, look=0.05)) as service,
        streaming(service, service.partner(DKM)) as reading,
    ):
        with pytest.raises(EOFError):
            await reading.event()


async def test_a_reader_that_does_not_read_is_dropped(start: Start, log: Log) -> None:
    async with start(QUICK) as service:
        for number in range(60):
            log.append(f"cluster-{number}", "PurposeDeclared", mission={"en": "x" * 200_000})
        await service.applier.apply(*log.events)
        key = service.partner(DKM)
        with socket.socket() as lazy:
            lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            lazy.setblocking(False)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(lazy, ("127.0.0.1", service.running.settings.port))
            request = f"GET /v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n"
            await loop.sock_sendall(lazy, request.encode())
            await asyncio.sleep(1.5)  # what is waited for is that nothing is read
            got = 0
            async with asyncio.timeout(60):
                while more := await loop.sock_recv(lazy, 1 << 20):
                    got += len(more)
        assert got < 60 * 200_000
        # Others are served as before.
        async with streaming(service, key) as reading:
            assert without_epoch([(await reading.event())["id"] for _ in range(60)][-1]) == "60-60"


async def test_a_stop_ends_streams_and_waits_at_once(start: Start) -> None:
    clock = asyncio.get_running_loop().time
    async with start(Pace(look=20)) as service:
        key = service.partner(DKM)
        waiting = asyncio.create_task(service.feed(key, wait=30))
        async with streaming(service, key) as reading:
            await reading.opened()
            began = clock()
            service.applier.feed.notifier.close()
            assert list(await reading.block() or {}) == ["retry"]
            with pytest.raises(EOFError):
                await reading.event()
            assert (await waiting).body == []
            assert clock() - began < 3


async def test_a_client_knows_where_it_is_before_any_event(start: Start, log: Log) -> None:
    """It asks for what is new from now on; the process dies before there is anything; it comes back."""
    await _applied_before(start, log)
    async with start() as service:
        key = service.partner(PGM)
        async with streaming(service, key, cursor="latest") as reading:
            last = (await reading.opened())["id"].decode()
            service.applier.feed.notifier.close()
    async with start() as service:
        service.applier.continue_from(log)
        await service.applier.apply(log.append(SAAM, "ClusterFounded"))
        for parameters in ({"cursor": "latest"}, {}):
            async with streaming(service, key, last, **parameters) as reading:
                assert (await reading.event())["data"] == statement(log.events[-1])


async def test_a_client_that_lost_the_connection_before_its_first_event_gets_it(
    start: Start, log: Log
) -> None:
    await _applied_before(start, log)
    async with start() as service:
        key = service.partner(PGM)
        async with streaming(service, key) as reading:
            assert without_epoch((await reading.opened())["id"]) == "0-0"


async def test_pull_from_latest_gives_where_to_go_on(service: Service, log: Log) -> None:
    await service.applier.apply(log.append(DKM, "ClusterFounded"))
    key = service.partner(PGM)
    empty = await service.feed(key, cursor="latest")
    assert (empty.ids, without_epoch(empty.cursor)) == ([], "1-1")
    await service.applier.apply(log.append(SAAM, "ClusterFounded"))
    assert (await service.get(empty.next, key)).ids == [log.events[1].id]


async def _applied_before(start: Start, log: Log) -> None:
    async with start() as service:
        await service.applier.apply(log.append(DKM, "ClusterFounded"))


async def test_many_streams_of_several_readers_get_each_its_events_once(start: Start, log: Log) -> None:
    """Some are open before there are events, some come in between, some filter; all end with the same event."""
    async with start() as service:
        keys = {subject: service.partner(subject) for subject in (DKM, SAAM, PGM)}

        async def follow(subject: str, **parameters: str) -> list[str]:
            ids: list[str] = []
            async with streaming(service, keys[subject], **parameters) as reading:
                while not ids or ids[-1] != "cluster-last@1":
                    ids.append(orjson.loads((await reading.event())["data"])["id"])
            return ids

        following: list[tuple[str, asyncio.Task[list[str]]]] = []
        for number in range(8):
            following += [(subject, asyncio.create_task(follow(subject))) for subject in keys]
            log.propose(f"agreement-{number}", DKM, SAAM if number % 2 else PGM)
            await service.applier.apply(*log.events[-1:], log.append(f"cluster-{number}", "ClusterFounded"))
        filtered = asyncio.create_task(follow(DKM, type="ClusterFounded"))
        await service.applier.apply(log.append("cluster-last", "ClusterFounded"))
        for subject, task in following:
            assert await task == ids_for(subject, log.events)
        assert await filtered == [event.id for event in log.events if event.type == "ClusterFounded"]
