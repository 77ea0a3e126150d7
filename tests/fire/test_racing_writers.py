"""64 writers at once through several instances: the log is dense for who reads it meanwhile, and each answer is true."""

from __future__ import annotations

import asyncio
import json
import random
import sys
from asyncio.subprocess import PIPE, Process
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from contracts.envelope import Recorded
from ops.verification.log_rules import log_differences
from runtime.database import open_pool
from services.registry.log.log import Log
from services.registry.log.pages import Wanted
from tests.fire.racing import CLAIMS, COMMON, SHARED, TYPES, Outcome
from tests.servers import ROOT, Database

PROCESSES, WRITERS, ROUNDS = 2, 32, 60


class Polling:
    """A reader that follows the log all the while, in pages of any size."""

    def __init__(self, log: Log, seed: int, types: Sequence[str] | None = None) -> None:
        self._log = log
        self._random = random.Random(seed)
        self._types = types
        self.read: list[Recorded] = []
        self.pages = 0

    async def poll(self) -> int:
        """Read on; how many events came."""
        position = self.read[-1].position if self.read else 0
        wanted = Wanted(types=self._types)
        page = (await self._log.page(wanted, position, self._random.randint(1, 300))).events
        for event in page:
            # Without types, nothing may be left out: what becomes visible later would never be read.
            due = event.position > position if self._types else event.position == position + 1
            assert due, f"{event.position} came behind {position}"
            position = event.position
        self.read += page
        self.pages += bool(page)
        return len(page)

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Polls until the block has ended and nothing more comes."""
        over = asyncio.Event()

        async def follow() -> None:
            while True:
                ending = over.is_set()
                if not await self.poll() and ending:
                    return
                await asyncio.sleep(0)

        task = asyncio.create_task(follow())
        try:
            yield
        finally:
            over.set()
            await task


async def _started(url: str, name: str, seed: int) -> Process:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.fire.racing"), cwd=ROOT, stdin=PIPE, stdout=PIPE, limit=1 << 26
    )
    assert process.stdin is not None
    assert process.stdout is not None
    given = {"url": url, "name": name, "writers": WRITERS, "rounds": ROUNDS, "seed": seed}
    process.stdin.write(json.dumps(given).encode() + b"\n")
    assert await process.stdout.readline() == b"ready\n"
    return process


async def _race(url: str) -> list[Outcome]:
    processes = [await _started(url, chr(ord("a") + n), 1000 * n) for n in range(PROCESSES)]
    try:
        answers = await asyncio.wait_for(
            asyncio.gather(*(each.communicate(b"go\n") for each in processes)), 120
        )
        return [Outcome(*row) for output, _ in answers for row in json.loads(output)]
    finally:
        for process in processes:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def test_racing_writers_through_four_instances(database: Database) -> None:
    url = database.url("upland_registry")
    pool = await open_pool(url, size=4)
    async with Log(url, pool) as log:
        reader, other, typed = Polling(log, 1), Polling(log, 2), Polling(log, 3, TYPES[1:])
        async with reader.following(), other.following(), typed.following():
            outcomes = await _race(url)
        head = await log.head()
    await pool.close()
    events = reader.read
    assert len(events) == head > PROCESSES * WRITERS * ROUNDS / 2
    assert other.read == events
    assert typed.read == [event for event in events if event.type == TYPES[1]]
    assert min(reader.pages, other.pages) > 20, "the readers did not read meanwhile"
    assert [each async for each in log_differences(_each(events), head)] == []
    _check_answers(outcomes, events)
    _check_conflicts(outcomes, events)
    _check_claims(outcomes)
    kinds = {outcome.kind for outcome in outcomes}
    assert kinds == {"stored", "replayed", "conflict", "claimed", "reused", "unknown"}
    assert {event.stream for event in events} >= {f"cluster-{n}" for n in range(SHARED)}


async def _each(events: Sequence[Recorded]) -> AsyncIterator[Recorded]:
    for event in events:
        yield event


def _check_answers(outcomes: Sequence[Outcome], events: Sequence[Recorded]) -> None:
    """Every acknowledged append is in the log once and complete; every other append has left nothing."""
    by_token: defaultdict[str, list[tuple[int, int, Recorded]]] = defaultdict(list)
    for event in events:
        data = json.loads(event.data)
        by_token[data["token"]].append((data["number"], event.position, event))
    stored = {outcome.token: outcome for outcome in outcomes if outcome.kind == "stored"}
    assert len(stored) == sum(outcome.kind == "stored" for outcome in outcomes), "one was stored twice"
    for token, outcome in stored.items():
        written = by_token[token]
        assert [number for number, _, _ in written] == [*range(outcome.events)]
        first = outcome.number
        assert [position for _, position, _ in written] == [*range(first, first + outcome.events)]
        versions = [*range(outcome.version, outcome.version + outcome.events)]
        assert [event.version for _, _, event in written] == versions
        assert {event.stream for _, _, event in written} == {outcome.stream}
        if outcome.expected is not None:
            assert outcome.version == outcome.expected + 1
    for outcome in outcomes:
        if outcome.kind == "replayed":
            assert outcome.number == stored[outcome.token].number
    # The result of a cancelled append is unknown; everything else in the log was acknowledged.
    unknown = {outcome.token: outcome for outcome in outcomes if outcome.kind == "unknown"}
    assert by_token.keys() <= stored.keys() | unknown.keys()
    for token, outcome in unknown.items():
        assert len(by_token.get(token, ())) in {0, outcome.events}
    common = [token for token in stored if token.startswith("common-")]
    assert len(common) > COMMON / 2


def _check_conflicts(outcomes: Sequence[Outcome], events: Sequence[Recorded]) -> None:
    """After a version conflict, the stream was beyond the expected version, at the version that the conflict reported."""
    recorded = {(event.stream, event.version): event.recorded_at for event in events}
    conflicts = [outcome for outcome in outcomes if outcome.kind == "conflict"]
    for outcome in conflicts:
        assert outcome.expected is not None
        assert outcome.number > outcome.expected
        moment = datetime.fromtimestamp(outcome.at, UTC)
        assert recorded[outcome.stream, outcome.expected + 1] <= moment
        assert recorded[outcome.stream, outcome.number] <= moment
    own = [outcome for outcome in conflicts if not outcome.stream.startswith("cluster-")]
    assert own == [], "nobody else writes there"


def _check_claims(outcomes: Sequence[Outcome]) -> None:
    """A claim has one holder; every refusal for it names the holder."""
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for outcome in outcomes:
        if outcome.claim and outcome.kind == "stored":
            holders[outcome.claim].add(outcome.stream)
    assert len(holders) == CLAIMS
    assert {len(streams) for streams in holders.values()} == {1}
    for outcome in outcomes:
        if outcome.kind == "claimed":
            [holder] = holders[outcome.claim or ""]
            assert f"belongs to {holder}." in (outcome.holder or "")
            assert holder != outcome.stream
