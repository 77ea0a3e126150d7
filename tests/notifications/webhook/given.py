"""Receivers of webhooks on loopback, a clock that is put forward, and channels that post to them."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from aiohttp import web

from services.notifications.channels.desk import Desk
from services.notifications.channels.places import Places
from services.notifications.channels.webhook.messages import CHALLENGE_TYPE
from services.notifications.deliveries.channel import Channel
from services.notifications.deliveries.records import Deliveries, Listed, Wanted
from tests.notifications.deliveries.given import Office
from tests.running import until
from tests.servers import free_ports

Behaviour = Callable[[web.Request, bytes], Awaitable[web.StreamResponse]]


async def accepts(_: web.Request, __: bytes) -> web.StreamResponse:
    """Takes everything."""
    return web.Response(status=204)


def answers(status: int, text: str = "", **headers: str) -> Behaviour:
    """Gives one answer to everything."""

    async def answer(_: web.Request, __: bytes) -> web.StreamResponse:
        return web.Response(
            status=status, text=text, headers={n.replace("_", "-"): v for n, v in headers.items()}
        )

    return answer


@dataclass
class Got:
    """A request as it came in."""

    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body."""
        return orjson.loads(self.body)


@dataclass
class Receiver:
    """Echoes challenges, and treats anything else by its `behaviour`; `accepted` are the events that it took."""

    port: int
    scheme: str = "http"
    behaviour: Behaviour = accepts
    got: list[Got] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    echoes: bool = True
    at_once: int = 0
    most_at_once: int = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{self.scheme}://127.0.0.1:{self.port}/hook"

    @property
    def events(self) -> list[Got]:
        """What it got but challenges."""
        return [each for each in self.got if not _is_challenge(each.body)]

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            body = await request.read()
            self.got.append(Got({name.lower(): value for name, value in request.headers.items()}, body))
            if _is_challenge(body) and self.echoes:
                return web.json_response({"challenge": orjson.loads(body)["challenge"]})
            response = await self.behaviour(request, body)
            if 200 <= response.status < 300:
                value = orjson.loads(body)
                self.accepted += [
                    event.get("id", "") for event in (value if isinstance(value, list) else [value])
                ]
            return response
        finally:
            self.at_once -= 1

    @asynccontextmanager
    async def listening(self, tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
        """It answers inside the block."""
        app = web.Application(client_max_size=1 << 26)
        app.router.add_post("/{path:.*}", self.take)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port, ssl_context=tls).start()
        try:
            yield self
        finally:
            await runner.cleanup()


@asynccontextmanager
async def receiver(behaviour: Behaviour = accepts) -> AsyncIterator[Receiver]:
    """A receiver that listens."""
    [port] = free_ports(1)
    async with Receiver(port, behaviour=behaviour).listening() as listening:
        yield listening


Raw = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def raw_server(behaviour: Raw, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A server that does with each connection what it wants; its URL."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await behaviour(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}/hook"
    finally:
        server.close()


class PutForward:
    """A clock that stands still until it is put forward."""

    def __init__(self) -> None:
        self._now = datetime.now(UTC)
        self._moved = asyncio.Event()
        self.waits: list[datetime | None] = []

    def now(self) -> datetime:
        """The time."""
        return self._now

    async def wait(self, event: asyncio.Event, until: datetime | None) -> None:
        """Return when the event is set or the time has come."""
        self.waits.append(until)
        try:
            while not event.is_set() and (until is None or self._now < until):
                moved = asyncio.ensure_future(self._moved.wait())
                changed = asyncio.ensure_future(event.wait())
                try:
                    await asyncio.wait({moved, changed}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    moved.cancel()
                    changed.cancel()
        finally:
            self.waits.remove(until)

    async def forward(self, by: timedelta, ended: Callable[[], Awaitable[bool]] | None = None) -> None:
        """Put the clock forward when nothing is to be done any more, and wait until that is so again."""
        await self.idle_again(ended)
        self._now += by
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
        await self.idle_again(ended)

    async def idle_again(self, ended: Callable[[], Awaitable[bool]] | None = None) -> None:
        """Return when all that is due is done, or all has ended."""

        async def idle() -> bool:
            if ended is not None and await ended():
                return True
            return bool(self.waits) and all(until is None or until > self._now for until in self.waits)

        await until(idle)


@dataclass
class Hooks:
    """Channels of webhooks, as their owner makes them."""

    office: Office
    desk: Desk

    @classmethod
    def of(cls, office: Office) -> Hooks:
        """Those of an office."""
        return cls(office, Desk(office.parts, Places(office.pool, office.parts.pages)))

    async def make(
        self, url: str, subscription: str = "s", since: object = "beginning", **more: Any
    ) -> Channel:
        """A channel that its receiver has agreed to."""
        channel = await self.pending(url, subscription, since, **more)
        await self.desk.challenge(channel)
        return await self.get(channel.id)

    async def pending(
        self, url: str, subscription: str = "s", since: object = "beginning", **more: Any
    ) -> Channel:
        """A channel that waits for its challenge."""
        approved = await self.office.parts.subscriptions.get(subscription)
        assert approved is not None
        body: dict[str, object] = {"kind": "webhook", "url": url, "since": since, **more}
        made = await self.desk.create(approved, body)
        return await self.get(str(made["id"]))

    async def get(self, id: str) -> Channel:
        """The channel as it is now."""
        channel = await self.office.parts.channels.get(id)
        assert channel is not None
        return channel

    async def deliveries(self, channel: Channel, status: Any = None) -> list[Listed]:
        """Its deliveries, the earliest of the feed first."""
        listed = await Deliveries(self.office.parts.channels).listed(
            channel.id, Wanted(status, None, None, None, 10_000)
        )
        return sorted(listed, key=lambda each: each.delivery.place)

    async def is_in(self, channel: Channel, state: str) -> bool:
        """Whether the channel is in a state."""
        return (await self.get(channel.id)).state == state

    async def has(self, receiver: Receiver, count: int) -> bool:
        """Whether the receiver has taken so many different events."""
        return len(set(receiver.accepted)) >= count

    async def recorded(self, channel: Channel, count: int, status: str = "delivered") -> bool:
        """Whether so many deliveries have a status."""
        return len(await self.deliveries(channel, status)) >= count


def in_order(ids: list[str]) -> bool:
    """Whether the first time that each event came, every earlier one of its stream had come."""
    seen: dict[str, int] = {}
    for id in ids:
        stream, _, version = id.rpartition("@")
        if int(version) > seen.get(stream, 0) + 1:
            return False
        seen[stream] = max(seen.get(stream, 0), int(version))
    return True


def _is_challenge(body: bytes) -> bool:
    return CHALLENGE_TYPE.encode() in body
