"""Writers that race for streams, keys and claims: `python -m tests.fire.racing`, several of them at once.

Reads its settings as a line of JSON, prints `ready`, waits for another line, and prints the result of each append.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

from contracts.envelope import Claim
from runtime.database import open_pool
from runtime.errors import KeyReused, Refused, WrongVersion
from services.registry.log.appends import Append, Appended, NewEvent
from services.registry.log.log import Log

SHARED = 6
COMMON = 40
CLAIMS = 15
TYPES = ("PartyRegistered", "MemberJoined")


class Outcome(NamedTuple):
    """What one append came to.

    kind: stored · replayed · conflict · claimed · reused · unknown (cancelled, so there was no answer)
    number: the position for stored and replayed, the stream's version for a conflict
    at: when it was known, in seconds since the epoch
    """

    token: str
    kind: str
    stream: str
    expected: int | None
    events: int
    version: int
    number: int
    claim: str | None
    holder: str | None
    at: float


class Attempt(NamedTuple):
    """An append that can be sent again as it was."""

    token: str
    stream: str
    expected: int | None
    events: int
    claim: str | None = None

    def append(self, body: bytes = b"") -> Append:
        events = [
            NewEvent(
                *(TYPES[n % 2], 1, "public", bytes(16), "c", None),
                json.dumps({"token": self.token, "number": n}).encode(),
            )
            for n in range(self.events)
        ]
        claims = [Claim("source-hash", self.claim)] if self.claim else []
        return Append(self.stream, self.expected, events, self.token, body or self.token.encode(), claims)


class Writer:
    """One writer: its own stream, and the shared ones as far as it has heard of them."""

    def __init__(self, name: str, logs: Sequence[Log], seen: dict[str, int], seed: int) -> None:
        self._name = name
        self._logs = logs
        self._seen = seen
        self._random = random.Random(seed)
        self._own = 0
        self.outcomes: list[Outcome] = []

    async def race(self, rounds: int) -> None:
        for number in range(rounds):
            attempt = self._next(number, rounds)
            chance = self._random.random()
            if chance < 0.03 and attempt.stream.startswith("cluster-"):
                await self._abandon(attempt)
            elif chance < 0.15:  # twice at the same moment, through two instances
                await asyncio.gather(*(self._send(attempt, log) for log in self._logs))
            else:
                await self._send(attempt, self._random.choice(self._logs))
            if self._random.random() < 0.3:
                before = self._random.choice(self.outcomes)
                again = Attempt(before.token, before.stream, before.expected, before.events, before.claim)
                if before.kind in {"stored", "replayed"}:
                    other = b"another body" if self._random.random() < 0.15 else b""
                    await self._send(again, self._random.choice(self._logs), other)

    def _next(self, number: int, rounds: int) -> Attempt:
        token, size = f"{self._name}-{number}", self._random.choice([1, 1, 1, 2, 3])
        match self._random.randrange(10):
            case 0 | 1 | 2:
                claim = f"h{self._random.randrange(CLAIMS)}" if self._random.random() < 0.3 else None
                return Attempt(token, f"party-{self._name}", self._own, size, claim)
            case 3:
                return Attempt(token, f"cluster-{self._random.randrange(SHARED)}", None, size)
            case 4 | 5:  # the same command from everybody, at about the same time
                common = number * COMMON // rounds
                return Attempt(f"common-{common}", f"party-common-{common}", 0, 1 + common % 2)
            case _:
                stream = f"cluster-{self._random.randrange(SHARED)}"
                return Attempt(token, stream, self._seen.get(stream, 0), size)

    async def _send(self, attempt: Attempt, log: Log, body: bytes = b"") -> None:
        await self._record_reply(attempt, log, log.append(attempt.append(body)))

    async def _record_reply(self, attempt: Attempt, log: Log, answer: asyncio.Future[Appended]) -> None:
        kind, version, number, holder = "stored", 0, 0, None
        try:
            appended = await answer
            if appended.replayed:
                kind = "replayed"
            version, number = appended.version, appended.position
        except WrongVersion as error:
            # Its twin may have been stored meanwhile: after a refusal, look the key up, as the registry does.
            existing = await log.stored_commands(attempt.token)
            if attempt.token in existing:
                kind, number = "replayed", existing[attempt.token][1][0].position
            else:
                kind, number = "conflict", error.numbers["actual"]
        except KeyReused:
            kind = "reused"
        except Refused as error:
            kind, holder = "claimed", error.detail
        self._note(attempt, kind, version, number, holder)

    async def _abandon(self, attempt: Attempt) -> None:
        future = self._logs[0].append(attempt.append())
        await asyncio.sleep(self._random.choice([0, 0.001, 0.01]))
        if future.cancel():
            self._note(attempt, "unknown", 0, 0, None)
        else:
            await self._record_reply(attempt, self._logs[0], future)

    def _note(self, attempt: Attempt, kind: str, version: int, number: int, holder: str | None) -> None:
        outcome = Outcome(
            *(
                attempt.token,
                kind,
                attempt.stream,
                attempt.expected,
                attempt.events,
                version,
                number,
                attempt.claim,
                holder,
            ),
            time.time(),
        )
        self.outcomes.append(outcome)
        if attempt.stream == f"party-{self._name}" and kind == "stored":
            self._own = version + attempt.events - 1
        elif kind in {"stored", "conflict"}:
            known = version + attempt.events - 1 if kind == "stored" else number
            self._seen[attempt.stream] = max(self._seen.get(attempt.stream, 0), known)


async def _run(url: str, name: str, writers: int, rounds: int, seed: int) -> list[Outcome]:
    pool = await open_pool(url, size=4)
    async with Log(url, pool) as one, Log(url, pool) as two:
        await one.head()
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        seen: dict[str, int] = {}
        racing = [Writer(f"{name}{n}", (one, two), seen, seed + n) for n in range(writers)]
        await asyncio.gather(*(writer.race(rounds) for writer in racing))
    await pool.close()
    return [outcome for writer in racing for outcome in writer.outcomes]


if __name__ == "__main__":
    given = json.loads(sys.stdin.readline())
    outcomes = asyncio.run(_run(**given))
    sys.stdout.write(json.dumps(outcomes) + os.linesep)
