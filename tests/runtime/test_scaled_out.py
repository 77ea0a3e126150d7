"""Two registries, two relays, three projections and two notifications on one log: each process adds to the others."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import orjson

from contracts.envelope import Recorded
from services.notifications import app as notifications
from services.notifications.verification import compare
from services.projections import app as projections
from services.registry import app as registry
from services.registry.relay import app as relay
from tests.notifications.webhook.given import Receiver, receiver
from tests.running import Running, served, until
from tests.runtime.conftest import World
from tests.runtime.test_consumer import expected, stored_facts
from tests.servers import free_ports

_MEMBERS = 12
_JOIN = {"class": "full", "occurred": "2015", "mode": "reported", "sources": [{"id": "source-003"}]}


class Deployment:
    """Services on the world's log, each process with settings of its own."""

    def __init__(self, world: World, folder: Path, stack: AsyncExitStack) -> None:
        self.world, self._folder, self._stack = world, folder, stack
        self.registries = [world.registry]

    async def start(self, module: Any, instance: str, stack: AsyncExitStack | None = None) -> Running:
        """One more process of a service."""
        name = module.__name__.split(".")[1]
        settings = self.world.settings(
            database_url=self.world.database.url(f"upland_{name}"),
            port=free_ports(1)[0],
            instance=instance,
            keys_file=self._folder / "keys.json",
            channels_key_file=self._folder / "channels.key",
            webhook_loopback=True,
            webhook_timeout=60,
            rate_limit=0,
        )
        return await (stack or self._stack).enter_async_context(served(settings, module.build))

    async def post(self, running: Running, path: str, body: Any, key: str = "") -> tuple[int, Any]:
        """A command or a request of the operator's."""
        # A connection for each, because a slow machine may leave one idle until its server closes it.
        headers = {"Authorization": f"Bearer {self.world.key}", "Connection": "close"}
        headers |= {"Idempotency-Key": key} if key else {}
        async with running.session.post(running.url + path, json=body, headers=headers) as answer:
            return answer.status, orjson.loads(await answer.read())

    async def race(self, path: str, body: Any) -> None:
        """The same command at every registry, with a key for each: one of them stores it, the others refuse."""
        replies = await asyncio.gather(
            *(self.post(each, path, body, f"{path} {n}") for n, each in enumerate(self.registries))
        )
        assert Counter(status < 300 for status, _ in replies) == {True: 1, False: len(replies) - 1}, replies

    async def repeat(self, path: str, body: Any) -> None:
        """The same command with the same key at every registry: it is stored once, and all answer alike."""
        replies = await asyncio.gather(*(self.post(each, path, body, path) for each in self.registries))
        assert {status for status, _ in replies} <= {200, 201}, replies
        assert len({reply["position"] for _, reply in replies}) == 1, replies

    async def load(self, name: str) -> None:
        """Members that join and change, at whichever registry."""
        for n in range(_MEMBERS):
            path = f"/v1/memberships/{name}.m{n}"
            await (self.race if n % 3 else self.repeat)(f"{path}/join", _JOIN)
            await self.race(f"{path}/change-class", {"to": "supporting", "occurred": "2016"})


async def _health(running: Running) -> Any:
    async with running.session.get(f"{running.url}/health/ready") as answer:
        return orjson.loads(await answer.read())


async def _reached(running: Running, position: int) -> None:
    async def there() -> bool:
        health = await _health(running)
        return bool(health["position"] >= position if "lag" in health else _position(health) >= position)

    await until(there)


def _position(health: Any) -> int:
    return int(health["consumers"][0]["position"])


async def _subscribe(deployment: Deployment, office: Running, to: Receiver) -> None:
    """A webhook that gets everything from the beginning of the log."""
    status, founded = await deployment.post(
        deployment.registries[0], "/v1/clusters/reader/found", {"names": {"en": "Reader"}}, "reader"
    )
    assert status == 201, founded
    about = {"id": "all", "subscriber": "cluster-reader", "purpose": {"en": "to see every event once"}}
    channel = {"kind": "webhook", "url": to.url, "since": "beginning"}
    for path, body in (("", about), ("/all/approve", {}), ("/all/channels", channel)):
        status, made = await deployment.post(office, f"/v1/subscriptions{path}", body)
        assert status in {200, 201}, made
    status, made = await deployment.post(office, f"/v1/subscriptions/all/channels/{made['id']}/challenge", {})
    assert status == 200, made


async def _log(world: World) -> list[Recorded]:
    return await world.log.after(0, limit=100_000)


async def _each(events: list[Recorded]) -> AsyncIterator[Recorded]:
    for event in events:
        yield event


async def test_every_process_adds_to_the_others_and_none_repeats_their_work(
    world: World, tmp_path: Path
) -> None:
    (tmp_path / "channels.key").write_text("5" * 64)
    async with AsyncExitStack() as stack, AsyncExitStack() as first_relay, receiver() as webhook:
        deployment = Deployment(world, tmp_path, stack)
        deployment.registries.append(await deployment.start(registry, "2"))
        relays = [await deployment.start(relay, "1", first_relay)]
        await until(lambda: _is_active(relays[0]))
        relays.append(await deployment.start(relay, "2"))
        views = [await deployment.start(projections, str(n)) for n in range(3)]
        offices = [await deployment.start(notifications, str(n)) for n in range(2)]
        await _subscribe(deployment, offices[0], webhook)

        await deployment.load("one")
        head = await world.log.head()
        await asyncio.gather(*(_reached(each, head) for each in (*views, *offices, relays[0])))
        await until(lambda: _stands_by(relays[1]))
        assert await _is_active(relays[0])

        await first_relay.aclose()
        await until(lambda: _is_active(relays[1]))
        await deployment.load("two")
        head = await world.log.head()
        await asyncio.gather(*(_reached(each, head) for each in (*views, *offices, relays[1])))

        log = await _log(world)
        assert [event.position for event in log] == list(range(1, head + 1))
        versions: dict[str, list[int]] = defaultdict(list)
        for event in log:
            versions[event.stream].append(event.version)
        assert all(each == list(range(1, len(each) + 1)) for each in versions.values())
        assert await stored_facts(world) == await expected(world)
        assert await compare(world.database.url("upland_notifications"), _each(log)) is None
        for schema in ("projections", "notifications"):
            assert await world.rows(f"SELECT reason FROM {schema}.dead_letters") == []
            assert [
                tuple(row)
                for row in await world.rows(f"SELECT watermark, isempty(above) FROM {schema}.reader")
            ] == [(head, True)]
        public = {event.id for event in log if event.audience == "public"}
        await until(lambda: _has(webhook, public))
        assert Counter(webhook.accepted) == dict.fromkeys(webhook.accepted, 1)


async def _is_active(running: Running) -> bool:
    return bool((await _health(running))["state"] == "active")


async def _stands_by(running: Running) -> bool:
    return bool((await _health(running))["state"].startswith("standing by"))


async def _has(webhook: Receiver, ids: set[str]) -> bool:
    return ids <= {*webhook.accepted}
