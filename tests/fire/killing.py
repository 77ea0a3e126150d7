"""kill -9 of an instance's parts under load, with readers of every channel, and what must hold when it is over."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
import asyncpg
import orjson
from pydantic import SecretStr

from contracts.envelope import Recorded
from ops.log.reader import RegistryLog
from ops.verification.verify import verify
from runtime.settings import Settings
from tests.fire.following import Follower
from tests.fire.load import Load
from tests.fire.partner import STREAMS, SUBSCRIPTION, Partner
from tests.instance import Upland, running
from tests.notifications.digest.given import Postbox, mail_settings
from tests.running import until
from tests.servers import free_ports

PARTS = ("postgres", "kafka", "registry", "relay", "projections", "notifications")
_PATIENCE = 120.0
_READERS = ("relay", "projections", "notifications")
_TAKEN = ("back", "stored", *_READERS)


def waves(seed: int, kills: int) -> list[tuple[str, ...]]:
    """Each part alone, then all of them in pairs and threes that change, until each is killed so many times."""
    order = random.Random(seed)
    result: list[tuple[str, ...]] = [(part,) for part in PARTS]
    for number in range(kills - 1):
        parts, size = order.sample(PARTS, len(PARTS)), 2 + number % 2
        result += [tuple(parts[first : first + size]) for first in range(0, len(parts), size)]
    return result


class Fire:
    """An instance whose parts are killed, and how long it took until an event sent afterwards was everywhere."""

    def __init__(self, upland: Upland, load: Load, session: aiohttp.ClientSession) -> None:
        self._upland = upland
        self._load = load
        self._session = session
        self.kills: Counter[str] = Counter()

    async def kill(self, *parts: str) -> None:
        """Kill the parts at once, and wait until all are back and an event sent afterwards is everywhere."""
        dead = self._strike(parts)
        began = asyncio.get_running_loop().time()
        await self._recovered(began, " + ".join(parts), dead)

    async def kill_everything(self) -> None:
        """Kill the supervisor and all parts, and start the instance again, as its operator would."""
        os.kill(self._upland.state.supervisor.pid, signal.SIGKILL)
        self._strike(PARTS)
        began = asyncio.get_running_loop().time()
        started = await asyncio.to_thread(self._upland.up)
        assert started.returncode == 0, started.stdout + started.stderr
        await self._recovered(began, "everything, then up", {})

    def _strike(self, parts: Sequence[str]) -> dict[str, int]:
        now = self._upland.state
        dead = {part: pid for part in parts if (pid := now.pid(part)) is not None}
        assert len(dead) == len(parts), f"of {parts} there run only {[*dead]}"
        for pid in dead.values():
            os.kill(pid, signal.SIGKILL)
        self.kills.update(parts)
        return dead

    async def _back(self, dead: dict[str, int]) -> bool:
        now = self._upland.state
        return all(
            now.parts[part].status == "ready" and now.pid(part) not in {None, pid}
            for part, pid in dead.items()
        )

    async def _recovered(self, began: float, name: str, dead: dict[str, int]) -> None:
        """Wait until the parts are back, and an event sent after the kill is stored, in Kafka, in views and feed."""
        loop = asyncio.get_running_loop()
        taken: dict[str, float] = {}

        async def back() -> None:
            await until(lambda: self._back(dead), _PATIENCE)
            taken["back"] = loop.time() - began

        async def everywhere() -> None:
            async def stored() -> int | None:
                sent_at = self._load.latest_sent_after(began)
                return sent_at.position if sent_at else None

            position: int = await until(stored, _PATIENCE)
            taken["stored"] = loop.time() - began
            await asyncio.gather(*(reached(service, position) for service in _READERS))

        async def reached(service: str, position: int) -> None:
            async def there() -> bool:
                return await self.position(service) >= position

            await until(there, _PATIENCE)
            taken[service] = loop.time() - began

        try:
            await asyncio.gather(back(), everywhere())
        except TimeoutError:
            parts = {part: (now.status, now.note) for part, now in self._upland.state.parts.items()}
            replies = {service: await self._readiness(service) for service in _READERS}
            raise AssertionError(f"after {name}: {taken} of {_TAKEN}; {parts}; {replies}") from None
        seconds = "  ".join(f"{taken[part]:8.2f}" for part in _TAKEN)
        print(f"{name:<38}{seconds}", flush=True)

    async def position(self, service: str) -> int:
        """The position that the service reports as applied; -1 if it does not answer."""
        reply = await self._readiness(service)
        if reply is None:
            return -1
        return int(reply["position"] if service == "relay" else reply["consumers"][0]["position"])

    async def _readiness(self, service: str) -> Any:
        """What the service says of itself; None if it does not answer."""
        try:
            async with self._session.get(f"{self._upland.instance.url(service)}/health/ready") as answer:
                return orjson.loads(await answer.read())
        except (aiohttp.ClientError, TimeoutError, OSError):
            return None


@asynccontextmanager
async def burning() -> AsyncIterator[tuple[Upland, Postbox]]:
    """An instance that sends its mail to a mail server of ours."""
    postbox = Postbox(port=free_ports(1)[0])
    mail = {f"UPLAND_{name.upper()}": str(value) for name, value in mail_settings(postbox.port).items()}
    os.environ.update(mail)
    try:
        with running() as upland:
            async with postbox.listening():
                yield upland, postbox
    finally:
        for name in mail:
            del os.environ[name]


async def burn(
    upland: Upland,
    postbox: Postbox,
    waves: Iterable[Sequence[str]],
    *,
    everything: bool,
    per_second: float = 130,
) -> Counter[str]:
    """Kill the parts of each wave under load, and check all that was promised; how often each part was killed.

    Args:
        everything: whether the supervisor and all parts are killed in the end, and the instance started again.
        per_second: the commands of the load.
    """
    instance = upland.instance
    key = instance.operator_key()
    load = Load(instance.url("registry"), key, clients=10, per_second=per_second, limit=20_000, seed=7)
    feed = instance.url("notifications")
    operator, anybody = Follower(feed, key, limit=150), Follower(feed, None, limit=40)
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as session,
        operator.following(),
        anybody.following(),
        AsyncExitStack() as channels,
    ):
        async with load.running():
            partner = await channels.enter_async_context(Partner(upland, session, postbox).receiving())
            pulling = await channels.enter_async_context(
                Follower(feed, key, limit=100, subscription=SUBSCRIPTION).following()
            )
            fire = Fire(upland, load, session)
            print(f"\nseconds until {'':<24}{'  '.join(f'{part[:8]:>8}' for part in _TAKEN)}", flush=True)
            for wave in waves:
                await partner.day_passes()
                await fire.kill(*wave)
            if everything:
                await fire.kill_everything()
        print(f"{load.sent} commands, {load.again} sent again, {load.replayed} answered from the log")
        log = [event async for event in RegistryLog(instance.database_url(), 1 << 60).after()]
        own = [event for event in log if event.stream in STREAMS]
        assert len(own) == 5
        _check_acknowledged(load, [event for event in log if event.stream not in STREAMS])
        await _check_derived(upland)
        due = await _check_feeds(operator, anybody, log) | {event.id for event in own}
        await partner.check(due, log)
        await until(lambda: pulling.has(len(due)))
        pulling.check_order()
        assert {*pulling.ids} == due
        print(
            f"{len(due)} events by webhook ({len(partner.receiver.accepted)} posts), topic, stream"
            f" ({partner.interrupted} connections lost), pull ({pulling.interrupted} requests failed);"
            f" {partner.digests} digests"
        )
    return fire.kills


def _check_acknowledged(load: Load, log: Sequence[Recorded]) -> None:
    """Every acknowledged event is in the log at its acknowledged position; the log has nothing else, and nothing twice."""
    stored = {event.id: event for event in log}
    for reply in load.acknowledged:
        event = stored[reply.id]
        assert event.position == reply.position
        assert orjson.loads(event.data)["occurred"]["phrase"] == reply.token
    assert len(log) == len(load.acknowledged)
    # Every command was answered in the end, so the tokens are one each.
    assert len({reply.token for reply in load.acknowledged}) == load.sent == len(log)


async def _check_derived(upland: Upland) -> None:
    """Log, Kafka, read models and feed agree, and nothing was set aside on the way."""
    instance = upland.instance
    kafka = {name.removeprefix("UPLAND_").lower(): value for name, value in instance.kafka_settings().items()}
    report = await verify(
        Settings.model_validate(kafka | {"owner_url": SecretStr(instance.database_url())}),
        instance.database_url("upland_projections"),
        instance.database_url("upland_notifications"),
        patience=60,
    )
    assert report.ok, report.as_json()
    connection = await asyncpg.connect(instance.database_url())
    try:
        for schema in ("projections", "notifications"):
            letters = await connection.fetch(f"SELECT status, reason FROM {schema}.dead_letters")
            assert letters == []
    finally:
        await connection.close()


async def _check_feeds(operator: Follower, anybody: Follower, log: Sequence[Recorded]) -> set[str]:
    """Both feeds are complete and in order; the ids of what is public."""
    concluded = {event.stream for event in log if event.type == "AgreementConcluded"}
    public = {event.id for event in log if event.audience == "public" or event.stream in concluded}
    assert len(public) < len(log), "nothing was restricted"

    async def all_came() -> bool:
        return len(operator.ids) >= len(log) and len(anybody.ids) >= len(public)

    await until(all_came)
    assert operator.ids == [event.id for event in log]
    anybody.check_order()
    assert {*anybody.ids} == public
    return public
