"""64 clients at once on two registries: every answer is true, the same key has the same answer, history is dense."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from asyncio.subprocess import Process
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest

from contracts.envelope import Recorded
from runtime.consumer.history import event_of_statement
from runtime.settings import Settings
from tests.running import ALL_SCOPES, KeyRing, settings_for, until
from tests.servers import ROOT, Database

CLIENTS, ROUNDS = 64, 24
CLUSTERS, AGREEMENTS, PARTIES = 4, 6, 20
SIGNERS = [f"party-s{n}" for n in range(12)]


@dataclass
class Sent:
    """A command, and what it was answered."""

    path: str
    key: str
    body: bytes
    expected: int | None
    status: int = 0
    reply: dict[str, Any] = field(default_factory=dict)
    replayed: bool = False


@dataclass
class Registries:
    """Two processes of the registry on one database."""

    urls: list[str]
    key: str
    session: aiohttp.ClientSession

    async def send(self, path: str, key: str, body: Any, expected: int | None, at: int) -> Sent:
        """Post a command to one of the registries."""
        sent = Sent(path, key, body if isinstance(body, bytes) else orjson.dumps(body), expected)
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Idempotency-Key": key,
            "Content-Type": "application/json",
        }
        if expected is not None:
            headers["If-Match"] = f'"{expected}"'
        async with self.session.post(f"{self.urls[at]}/v1/{path}", data=sent.body, headers=headers) as answer:
            sent.status, sent.reply = answer.status, orjson.loads(await answer.read())
            sent.replayed = "idempotent-replayed" in answer.headers
        return sent

    async def after(self, position: int, limit: int, at: int) -> list[Recorded]:
        """The events after a position, as one of the registries returns them."""
        query = {"position": str(position), "limit": str(limit)}
        headers = {"Authorization": f"Bearer {self.key}", "Accept": "application/x-ndjson"}
        async with self.session.get(f"{self.urls[at]}/v1/history", params=query, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            return [event_of_statement(line) for line in (await answer.read()).splitlines()]


@pytest.fixture
async def registries(database: Database, tmp_path: Path) -> AsyncIterator[Registries]:
    keys = KeyRing(tmp_path / "keys.json")
    key = keys.issue("operator", *ALL_SCOPES)
    each = [settings_for(database, "upland_registry", keys) for _ in range(2)]
    processes = [await _started(settings) for settings in each]
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            registries = Registries([f"http://127.0.0.1:{settings.port}" for settings in each], key, session)
            await until(lambda: _ready(registries))
            yield registries
    finally:
        for process in processes:
            process.terminate()
        await asyncio.gather(*(process.wait() for process in processes))


async def _started(settings: Settings) -> Process:
    own = {
        "UPLAND_PORT": str(settings.port),
        "UPLAND_DATABASE_URL": settings.database_url.get_secret_value(),
        "UPLAND_KEYS_FILE": str(settings.keys_file),
        "UPLAND_LOG_LEVEL": "error",
    }
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.registry"), cwd=ROOT, env=os.environ | own
    )


async def _ready(registries: Registries) -> bool:
    try:
        for url in registries.urls:
            async with registries.session.get(f"{url}/health/ready") as answer:
                if answer.status != 200:
                    return False
    except aiohttp.ClientError:
        return False
    return True


class Client:
    """One client: its own streams, and those for which all race."""

    def __init__(self, name: str, registries: Registries, seen: dict[str, int], seed: int) -> None:
        self._name = name
        self._registries = registries
        self._seen = seen  # the versions of streams as any client has heard of them
        self._random = random.Random(seed)
        self.sent: list[Sent] = []

    async def race(self) -> None:
        for number in range(ROUNDS):
            path, body, expected = self._next(number)
            key = f"{self._name}-{number}"
            if self._random.random() < 0.15:  # twice at the same moment, once to each
                both = (self._registries.send(path, key, body, expected, at) for at in (0, 1))
                twins = await asyncio.gather(*both)
                assert twins[0].status == twins[1].status, twins
                if twins[0].status == 201:
                    assert twins[0].reply == twins[1].reply
                    assert twins[0].replayed != twins[1].replayed
                sent = min(twins, key=lambda twin: twin.replayed)
            else:
                sent = await self._registries.send(path, key, body, expected, self._random.randrange(2))
            self.sent.append(sent)
            self._record(sent)
            if self._random.random() < 0.3:
                await self._repeat(self._random.choice(self.sent))

    def _next(self, number: int) -> tuple[str, dict[str, Any], int | None]:
        draw = self._random.randrange
        match draw(8):
            case 0 | 1:
                return f"clusters/k{draw(CLUSTERS)}/report-membership-count", {"count": draw(1000)}, None
            case 2 | 3:
                cluster = f"k{draw(CLUSTERS)}"
                expected = self._seen.get(f"cluster-{cluster}", 1)
                return f"clusters/{cluster}/report-membership-count", {"count": draw(1000)}, expected
            case 4:
                names = {"pl": f"{self._name} {number}"}
                return f"parties/p{draw(PARTIES)}/register", {"kind": "city", "names": names}, None
            case 5 | 6:
                return f"agreements/a{draw(AGREEMENTS)}/sign", {"party": self._random.choice(SIGNERS)}, None
            case _:
                return f"memberships/k0.{self._name}-{number}/join", {}, None

    def _record(self, sent: Sent) -> None:
        if sent.status == 201:
            stream, version = sent.reply["stream"], sent.reply["version"]
        elif "actual" in sent.reply:
            stream, version = sent.reply["stream"], sent.reply["actual"]
        else:
            return
        self._seen[stream] = max(self._seen.get(stream, 0), version)

    async def _repeat(self, before: Sent) -> None:
        """The same key with the same bytes has the same answer; with others it is refused."""
        if before.status != 201:
            return
        path, key, at = before.path, before.key, self._random.randrange(2)
        again = await self._registries.send(path, key, before.body, before.expected, at)
        assert (again.status, again.reply, again.replayed) == (201, before.reply, True)
        other = await self._registries.send(path, key, before.body + b" ", before.expected, 1 - at)
        assert (other.status, other.reply["type"]) == (409, "/problems/key-reused")


class Following:
    """Reads history all the while, now from the one registry and now from the other."""

    def __init__(self, registries: Registries) -> None:
        self._registries = registries
        self.read: list[Recorded] = []
        self.pages = 0

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Polls until the block has ended and nothing more comes."""
        over = asyncio.Event()
        task = asyncio.create_task(self._follow(over))
        try:
            yield
        finally:
            over.set()
            await task

    async def _follow(self, over: asyncio.Event) -> None:
        order = random.Random(3)
        while True:
            ending = over.is_set()
            page = await self._registries.after(len(self.read), order.randint(1, 200), order.randrange(2))
            first = len(self.read) + 1
            assert [event.position for event in page] == [*range(first, first + len(page))]
            self.read += page
            self.pages += bool(page)
            if not page and ending:
                return
            await asyncio.sleep(0.005)


async def test_racing_clients_of_two_registries(registries: Registries) -> None:
    reader = Following(registries)
    async with reader.following():
        begun = await _begin(registries)
        seen: dict[str, int] = {}
        clients = [Client(f"c{n}", registries, seen, n) for n in range(CLIENTS)]
        await asyncio.gather(*(client.race() for client in clients))
    sent = [*begun, *(each for client in clients for each in client.sent)]
    assert reader.pages > 20, "the reader did not read meanwhile"
    _check_log(reader.read)
    _check_answers(sent, reader.read)
    _check_rules(sent, reader.read)


async def _begin(registries: Registries) -> list[Sent]:
    proposal = {"kind": "contract", "parties": SIGNERS, "subject": {"en": "x"}}
    event: dict[str, Any] = {f"clusters/k{n}/found": {"names": {"pl": f"K{n}"}} for n in range(CLUSTERS)}
    event |= {f"agreements/a{n}/propose": proposal for n in range(AGREEMENTS)}
    return [await registries.send(path, f"begin {path}", body, None, 0) for path, body in event.items()]


def _check_log(events: Sequence[Recorded]) -> None:
    versions: Counter[str] = Counter()
    for before, event in zip([None, *events], events, strict=False):
        versions[event.stream] += 1
        assert event.version == versions[event.stream]
        assert before is None or before.recorded_at <= event.recorded_at


def _check_answers(sent: Sequence[Sent], events: Sequence[Recorded]) -> None:
    """The event of each acknowledged command is at its acknowledged position, and there are no others."""
    stored = [each for each in sent if each.status == 201]
    positions = [each.reply["position"] for each in stored]
    assert sorted(positions) == [*range(1, len(events) + 1)]
    for each in stored:
        [acknowledged] = each.reply["events"]
        event = events[acknowledged["position"] - 1]
        assert (event.id, event.version) == (acknowledged["id"], acknowledged["version"])
        body, data = orjson.loads(each.body), orjson.loads(event.data)
        assert {name: data[name] for name in body} == body
        if each.expected is not None:
            assert event.version == each.expected + 1


def _check_rules(sent: Sequence[Sent], events: Sequence[Recorded]) -> None:
    """Of those who raced for the same claim, one has it, and the others got the reason of their refusal."""
    kinds = Counter((each.status, each.reply.get("rule") or each.reply.get("type")) for each in sent)
    assert {status for status, _ in kinds} == {201, 409, 422}
    assert {kind for status, kind in kinds if status == 409} == {"/problems/wrong-version"}
    assert {kind for status, kind in kinds if status == 422} == {"registered-once", "signs-once"}
    last = Counter(event.stream for event in events)
    for each in sent:
        if each.status == 409:
            assert each.expected is not None, "a command without an expected version is decided again"
            assert each.expected < each.reply["actual"] <= last[each.reply["stream"]]
    by_stream: defaultdict[str, list[Recorded]] = defaultdict(list)
    for event in events:
        by_stream[event.stream].append(event)
    for number in range(PARTIES):
        assert len(by_stream[f"party-p{number}"]) == 1
    for number in range(AGREEMENTS):
        _, *signatures = by_stream[f"agreement-a{number}"]
        signers = [orjson.loads(event.data)["party"] for event in signatures]
        assert len({*signers}) == len(signers)
