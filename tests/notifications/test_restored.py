"""A record that is restored while readers follow it: each hears of it, and none takes the restored record for a quiet one."""

from __future__ import annotations

import asyncio
import socket
from functools import partial
from typing import Any

import asyncpg
import orjson
import pytest

from services.notifications.channels.sse.pace import Pace
from tests.notifications.conftest import Answer, Service, Start
from tests.notifications.given import DKM, PGM, SAAM, Log
from tests.notifications.test_stream import streaming
from tests.running import until

QUICK = Pace(heartbeat=0.2, look=0.05, patience=0.5)


async def restored(owner: asyncpg.Connection[asyncpg.Record]) -> None:
    """What `upland republish` does to the feed's reader: another epoch begins, and rows that were not the log's go."""
    async with owner.transaction():
        await owner.execute("SELECT FROM notifications.reader FOR UPDATE")
        await owner.execute(
            "INSERT INTO notifications.epochs SELECT number + 1, $1, position, began_at FROM notifications.epochs"
            " ORDER BY number DESC LIMIT 1",
            "f" * 16,
        )


async def _refusal(service: Service, path: str, key: str, cursor: str) -> Answer | None:
    """The answer to a cursor; None for a stream, which began before its process had seen the restore, and has ended."""
    try:
        return await service.get(path, key, cursor=cursor)
    except orjson.JSONDecodeError:
        return None


async def test_an_open_stream_ends_with_the_reason_and_its_cursor_is_refused(
    start: Start, log: Log, owner: asyncpg.Connection[asyncpg.Record]
) -> None:
    async with start(QUICK) as service:
        await service.applier.apply(log.append(DKM, "ClusterFounded"))
        key = service.partner(PGM)
        async with streaming(service, key) as reading:
            last = (await reading.event())["id"].decode()
            await restored(owner)
            problem: dict[str, Any] = orjson.loads((await reading.event(b"problem"))["data"])
            assert (problem["type"], problem["cursor"]) == ("/problems/other-epoch", last)
            with pytest.raises(EOFError):
                await reading.event()
        for path in ("/v1/stream", "/v1/feed"):
            answer = await until(partial(_refusal, service, path, key, last))
            assert (answer.status, answer.body["type"]) == (400, "/problems/other-epoch")
        async with streaming(service, key, last, problems="event") as reading:
            assert orjson.loads((await reading.event(b"problem"))["data"])["epoch"] == "f" * 16
        # From the beginning it gets the restored record.
        async with streaming(service, key) as reading:
            assert (await reading.event())["id"].endswith(b"f" * 16)


async def test_a_long_poll_across_a_restore_is_refused(
    start: Start, log: Log, owner: asyncpg.Connection[asyncpg.Record]
) -> None:
    async with start() as service:
        await service.applier.apply(log.append(DKM, "ClusterFounded"))
        key = service.partner(PGM)
        cursor = (await service.feed(key)).cursor
        waiting = asyncio.create_task(service.feed(key, cursor=cursor, wait=20))
        await asyncio.sleep(0)
        await restored(owner)
        await service.applier.apply(log.append(SAAM, "ClusterFounded"))
        answer = await waiting
        assert (answer.status, answer.body["type"]) == (400, "/problems/other-epoch")


async def test_a_slow_reader_hears_why_it_was_dropped_and_where_to_go_on(start: Start, log: Log) -> None:
    """As soon as it reads again, as far as the connection still takes it."""
    async with start(QUICK) as service:
        for number in range(60):
            log.append(f"cluster-{number}", "PurposeDeclared", mission={"en": "x" * 200_000})
        await service.applier.apply(*log.events)
        text = await _read_late(service, service.partner(DKM))
        [line_of_problem] = [line for line in text.splitlines() if b"/problems/slow-reader" in line]
        problem = orjson.loads(line_of_problem.removeprefix(b"data: "))
        last = [line for line in text.splitlines() if line.startswith(b"id: ")][-1]
        assert problem["cursor"].encode() == last.removeprefix(b"id: ")
        async with streaming(service, service.partner(SAAM), problem["cursor"]) as reading:
            event = orjson.loads((await reading.event())["data"])
            received = text.count(b'"specversion"')
            assert event["id"] == log.events[received].id


async def _read_late(service: Service, key: str) -> bytes:
    """All that a client gets that begins to read when its stream is over."""
    loop, before = asyncio.get_running_loop(), await _dropped(service)
    with socket.socket() as lazy:
        lazy.setblocking(False)
        await loop.sock_connect(lazy, ("127.0.0.1", service.running.settings.port))
        request = f"GET /v1/stream HTTP/1.0\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n"
        await loop.sock_sendall(lazy, request.encode())

        async def more_dropped() -> bool:
            return await _dropped(service) > before

        await until(more_dropped)
        text = b""
        async with asyncio.timeout(60):
            while more := await loop.sock_recv(lazy, 1 << 20):
                text += more
    return text


async def _dropped(service: Service) -> float:
    async with service.running.session.get(f"{service.running.url}/metrics") as answer:
        lines = (await answer.text()).splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("upland_streams_dropped_total")))
