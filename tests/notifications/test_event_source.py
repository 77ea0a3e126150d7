"""The stream as an `EventSource` of another language reads it, straight and through a strict reverse proxy."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import orjson
import pytest

from services.notifications.channels.sse.pace import Pace
from tests.node import BIN, installed
from tests.notifications.conftest import Service, Start
from tests.notifications.given import DKM, LUBLIN, PGM, SAAM, Log, without_epoch
from tests.notifications.proxy import Proxy

HERE = Path(__file__).parent / "javascript"
PREFIX = "/upland"


class Follower:
    """What the listeners of an `EventSource` get."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def next(self, *kinds: str) -> dict[str, Any]:
        """The next of these kinds."""
        assert self._process.stdout is not None
        async with asyncio.timeout(60):
            while line := await self._process.stdout.readline():
                printed: dict[str, Any] = orjson.loads(line)
                if printed["kind"] in kinds:
                    return printed
        raise EOFError


@asynccontextmanager
async def following(url: str, key: str | None = None) -> AsyncIterator[Follower]:
    packages = await asyncio.to_thread(installed, HERE)
    arguments = [str(BIN / "node"), str(HERE / "follow.js"), str(packages), url, *([key] if key else [])]
    # In a session of its own: the command of the Python package starts the real Node, which must end as well.
    process = await asyncio.create_subprocess_exec(
        *arguments, stdout=asyncio.subprocess.PIPE, start_new_session=True
    )
    try:
        yield Follower(process)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    async with Proxy(PREFIX).running() as running:
        yield running


async def test_what_was_recorded_while_the_connection_was_cut_before_any_event_arrives(
    start: Start, log: Log, proxy: Proxy
) -> None:
    url = f"http://127.0.0.1:{proxy.port}{PREFIX}/v1/stream?cursor=latest"
    async with start() as service:
        await service.applier.apply(log.append(DKM, "ClusterFounded"))
        proxy.upstream = service.running.settings.port
        key = service.partner(PGM)
        async with following(url, key) as follower:
            assert without_epoch((await follower.next("cursor"))["last"]) == "1-1"
            proxy.cut()
            assert await follower.next("error") == {"kind": "error", "closed": False}
            await service.applier.apply(log.append(SAAM, "ClusterFounded"))
            assert (await follower.next("message"))["id"] == f"{SAAM}@1"
            # Live, of a type that nobody listens to by name.
            await service.applier.apply(log.propose("agreement-letter", PGM, LUBLIN))
            assert (await follower.next("message"))["id"] == "agreement-letter@1"
    assert proxy.faults == []


async def test_a_cut_after_silence_goes_on_where_the_heartbeat_was(
    start: Start, log: Log, proxy: Proxy
) -> None:
    async with start(Pace(heartbeat=0.2, look=0.05, retry=0.2)) as service:
        proxy.upstream = service.running.settings.port
        key = service.partner(PGM)
        async with following(f"http://127.0.0.1:{proxy.port}{PREFIX}/v1/stream", key) as follower:
            await service.applier.apply(log.propose("agreement-letter", SAAM, LUBLIN))  # not for it
            while without_epoch((await follower.next("cursor"))["last"]) != "1-1":
                pass
            proxy.cut()
            await follower.next("error")
            assert without_epoch((await follower.next("cursor"))["last"]) == "1-1"


async def test_a_refusal_closes_the_source_and_can_be_read_as_an_event(service: Service) -> None:
    key = service.partner(PGM)
    url = f"{service.running.url}/v1/stream?cursor=99-99"
    async with following(url, key) as follower:
        assert await follower.next("open", "error") == {"kind": "error", "closed": True, "code": 400}
    async with following(f"{url}&problems=event", key) as follower:
        assert (await follower.next("problem", "error"))["data"]["type"] == "/problems/unknown-cursor"


async def test_a_ticket_needs_no_header(service: Service, log: Log) -> None:
    headers = {"Authorization": f"Bearer {service.partner(DKM)}"}
    async with service.running.session.post(f"{service.running.url}/v1/tickets", headers=headers) as answer:
        ticket = (await answer.json())["ticket"]
    await service.applier.apply(log.propose("agreement-letter", DKM, LUBLIN))
    async with following(f"{service.running.url}/v1/stream?ticket={ticket}") as follower:
        assert (await follower.next("message", "error"))["id"] == "agreement-letter@1"


async def test_the_feed_is_pulled_through_the_proxys_prefix(service: Service, log: Log, proxy: Proxy) -> None:
    proxy.upstream = service.running.settings.port
    for number in range(3):
        log.append(f"cluster-{number}", "ClusterFounded")
    await service.applier.apply(*log.events)
    key = service.partner(PGM)
    url = f"http://127.0.0.1:{proxy.port}{PREFIX}/v1/feed?limit=2"
    ids: list[str] = []
    for _ in range(2):
        async with service.running.session.get(url, headers={"Authorization": f"Bearer {key}"}) as answer:
            ids += [event["id"] for event in orjson.loads(await answer.read())]
            url = str(answer.links["next"]["url"])
    assert ids == [event.id for event in log.events]
    assert proxy.faults == []
