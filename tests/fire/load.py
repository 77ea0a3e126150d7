"""Clients of the registry that do not give up: the same command with the same Idempotency-Key until it is answered."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

# An answer that asks for a retry: the registry or its database is away, too much waits, or too much was sent.
_AGAIN = frozenset({429, 502, 503, 504})
_PATIENCE = 150.0  # seconds after which a command without an answer is a failure
_TRICKLE = 1.0  # seconds between the commands of a client that has sent its share
CLUSTERS = 60


@dataclass(frozen=True)
class Acknowledged:
    """One event that the registry has acknowledged. Times are of `loop.time()`."""

    id: str
    position: int
    token: str
    sent: float


class Unexpected(AssertionError):
    """The registry gave an answer that no kill explains."""


class Load:
    """A bounded load of commands: some clients, each with its own streams and a share of the clusters.

    After `limit` commands each client sends one now and then, as long as it is let.

    Each command carries a token of its own in its date's phrase, by which its events are known again in the log.
    """

    def __init__(self, url: str, key: str, *, clients: int, per_second: float, limit: int, seed: int) -> None:
        self._url = url
        self._key = key
        self._pause = clients / per_second
        self._limit = limit
        self._random = random.Random(seed)
        self._clients = clients
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.acknowledged: list[Acknowledged] = []
        self.sent = self.again = self.replayed = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Load]:
        """Under load; at the end every command that was begun has its answer."""
        timeout = aiohttp.ClientTimeout(total=15, connect=3)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            self._session = session
            async with asyncio.TaskGroup() as group:
                await asyncio.gather(*(self._recover_number(number) for number in range(CLUSTERS)))
                self._tasks = [group.create_task(self._client(name)) for name in range(self._clients)]
                try:
                    yield self
                finally:
                    self._stop.set()

    def latest_sent_after(self, moment: float) -> Acknowledged | None:
        """The newest event whose command was sent after a moment."""
        sent = (each for each in reversed(self.acknowledged[-500:]) if each.sent > moment)
        return next(sent, None)

    async def command(self, collection: str, id: str, verb: str, **body: Any) -> list[Acknowledged]:
        """Send a command until it is answered; its events.

        Raises:
            Unexpected: the answer is not that it is stored.
            TimeoutError: there was none in time.
        """
        self.sent += 1
        token = f"t{self.sent}"
        url = f"{self._url}/v1/{collection}/{id}/{verb}"
        headers = {"Authorization": f"Bearer {self._key}", "Idempotency-Key": token}
        body |= {"occurred": {"edtf": "2018", "phrase": token}}
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(_PATIENCE):
            while True:
                sent = loop.time()
                status, reply, replayed = await self._post(url, body, headers)
                if status == 201:
                    break
                if status not in _AGAIN:
                    raise Unexpected(f"{verb} of {collection}/{id}: {status} {reply}")
                self.again += 1
                await asyncio.sleep(0.1)
        self.replayed += replayed
        events = [Acknowledged(event["id"], event["position"], token, sent) for event in reply["events"]]
        self.acknowledged += events
        return events

    async def _post(self, url: str, body: Any, headers: dict[str, str]) -> tuple[int, Any, bool]:
        try:
            async with self._session.post(url, json=body, headers=headers) as answer:
                reply = orjson.loads(await answer.read())
                return answer.status, reply, "idempotent-replayed" in answer.headers
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 503, None, False

    async def _recover_number(self, number: int) -> None:
        await self.command("clusters", f"k{number}", "found", names={"en": f"Cluster {number}"})

    async def _client(self, name: int) -> None:
        loop = asyncio.get_running_loop()
        number = 0
        while not self._stop.is_set():
            # A slow machine takes longer for all kills, and still waits for an event sent after each.
            pause = self._pause if self.sent < self._limit else _TRICKLE
            due = loop.time() + pause * self._random.uniform(0.5, 1.5)
            number += 1
            await self._one(f"c{name}-n{number}")
            await asyncio.sleep(max(0.0, due - loop.time()))

    async def _one(self, name: str) -> None:
        cluster = f"k{self._random.randrange(CLUSTERS)}"
        match self._random.randrange(20):
            case 0 | 1:
                await self._agree(name)
            case 2 | 3:
                await self._amend(name)
            case 4 | 5 | 6 | 7:
                await self.command("memberships", f"{cluster}.{name}", "join")
            case 8 | 9 | 10 | 11 | 12 | 13:
                count = self._random.randrange(1000)
                await self.command("clusters", cluster, "report-membership-count", count=count)
            case _:
                await self.command("parties", name, "register", kind="organisation", names={"pl": name})

    async def _agree(self, name: str) -> None:
        """What only the parties may see, until it is concluded; some never are."""
        parties = [f"cluster-k{n}" for n in self._random.sample(range(CLUSTERS), 2)]
        about = {"kind": "letter-of-intent", "parties": parties, "subject": {"en": name}}
        await self.command("agreements", name, "propose", **about)
        for party in parties:
            await self.command("agreements", name, "sign", party=party)
        if self._random.randrange(4):
            await self.command("agreements", name, "conclude")

    async def _amend(self, name: str) -> None:
        [reply] = await self.command("parties", name, "register", kind="city", names={"pl": name})
        await self.command("parties", name, "refine", target=reply.id, date="2018-03")
        if self._random.randrange(2):
            await self.command("parties", name, "retract", target=reply.id, reason="recorded by mistake")
