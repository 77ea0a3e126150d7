"""The conversation with the registry: commands out as NDJSON while they are read, answers back in the same order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import aiohttp
import orjson

from contracts.catalogue import COMMANDS
from contracts.events.amendment import Amendment
from ops.importing.planning.plan import Planning, Step, named
from ops.importing.planning.validation import Violation, refusal
from ops.importing.reading.yaml_facts import ImportCommand, Read, Refusal, encode
from ops.importing.report import Line, Outcome, Report, refused
from ops.interchange.history import RegistryAway
from runtime.errors import Refused
from services.registry.aggregates import person

_AWAY = "the registry did not answer; import again, and it goes on from here"
_BATCH = 128  # lines written at once
_LARGEST = 262_144  # bytes of a line that the registry takes
_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before a broken conversation is taken up again
_LOST = (aiohttp.ClientError, TimeoutError, ConnectionError)

Ready = tuple[Step, bytes]


@dataclass
class Sending:
    """One import: what was read becomes steps, steps become lines, answers become lines of the report.

    `progress` is called with the number of facts that are settled and of those that are read.
    """

    session: aiohttp.ClientSession
    report: Report
    planning: Planning
    progress: Callable[[int, int], None]
    people: dict[str, str] = field(default_factory=dict)
    read: int = 0
    # In a dry run nobody's id is made: what is said of a new person is decided here, by the registry's own rules.
    rehearsed: dict[str, person.Person | None] = field(default_factory=dict)

    async def everything(self, ordered: Iterator[Read | None]) -> None:
        """Send all, registrations first: what follows None may name persons, whose ids come with the answers."""
        for _ in range(2):
            await self._send(self._ready(ordered))

    async def _send(self, ready: Iterator[Ready]) -> None:
        """One conversation; where it breaks it is taken up again with what is not answered yet."""
        tries = 0
        while first := next(ready, None):
            in_flight: deque[Ready] = deque()
            done = len(self.report.lines)
            try:
                await self._converse(chain([first], ready), in_flight)
                return
            except _LOST:
                tries = tries + 1 if len(self.report.lines) == done else 0
                if tries and not self.report.lines:
                    raise  # nothing was ever answered: it is not there at all
                ready = chain([*in_flight], ready)
                if tries == len(_PAUSES):
                    break
                await asyncio.sleep(_PAUSES[tries])
        for step, _ in ready:
            self._settle(step.fact, "unanswered", Violation("", "unanswered", _AWAY))

    async def _converse(self, ready: Iterator[Ready], in_flight: deque[Ready]) -> None:
        failed: list[Exception] = []

        async def lines() -> AsyncIterator[bytes]:
            batch: list[bytes] = []
            try:
                for item in ready:
                    in_flight.append(item)
                    batch.append(item[1])
                    if len(batch) == _BATCH:
                        yield b"".join(batch)
                        batch.clear()
                        await asyncio.sleep(0)  # let the answers in
            except Exception as error:  # aiohttp would only say that the connection was closed
                failed.append(error)
            yield b"".join(batch)

        async with self.session.post(
            "/v1/commands",
            params={"dry_run": "true"} if self.report.dry_run else {},
            data=lines(),
            headers={"Content-Type": "application/x-ndjson"},
        ) as response:
            if response.status != 200:
                problem = refusal(_problem(await response.read()))
                raise RegistryAway(
                    f"The registry answers {response.status}: {problem.message or response.reason}"
                )
            rest, number = b"", 0
            async for chunk in response.content.iter_any():
                *answers, rest = (rest + chunk).split(b"\n")
                for answer in answers:
                    number += 1
                    self._record(in_flight.popleft()[0], orjson.loads(answer), number)
        if failed:
            raise failed[0]
        if in_flight:
            raise aiohttp.ServerDisconnectedError

    def _ready(self, ordered: Iterator[Read | None]) -> Iterator[Ready]:
        """The lines to send, up to the next None; what cannot be sent is settled here."""
        for item in ordered:
            if item is None:
                return
            self.read += 1
            step = self.planning.step(item) if isinstance(item, ImportCommand) else item
            if isinstance(step, Refusal):
                self._add(refused(step.do, step.row, step.faults))
            elif step.fact.known:
                if step.registers_person:
                    self.people[step.fact.id] = step.fact.stream
                self._settle(step.fact, "already there", stream=step.fact.stream)
            elif line := self._line(step):
                yield step, line

    def _line(self, step: Step) -> bytes | None:
        fact, id, body = step.fact, step.fact.id, step.fact.data
        if step.registers_person:
            id = "new"  # only the server chooses it; the key finds it again
        elif self.people and (fact.collection == "persons" or b'"person' in body):
            made = named(fact, self.people)
            if made is None:
                self._refuse(fact, "known-person", "a person that it names was not registered")
                return None
            id, body = made[0], encode(made[1])
            if fact.collection == "persons" and fact.id in self.rehearsed:
                self._rehearse(fact, body)
                return None
        elif b'"person":"' in body and b'"person":"person-' not in body:
            self._refuse(fact, "known-person", "a person that it names was not registered")
            return None
        line = b'{"body":%b,"collection":"%b","id":"%b","key":"%b","verb":"%b"}\n' % (
            body, fact.collection.encode(), id.encode(), step.key.encode(), fact.verb.encode()
        )  # fmt: skip
        if len(line) > _LARGEST:
            self._refuse(fact, "too-large", f"it has {len(line)} bytes", f"at most {_LARGEST}")
            return None
        return line

    def _record(self, step: Step, answer: dict[str, Any], number: int) -> None:
        body, fact = answer.get("body") or {}, step.fact
        if answer.get("line") not in {None, number}:
            raise RegistryAway(f"Answer {number} of the registry is for line {answer['line']}.")
        if (status := answer["status"]) not in {200, 201}:
            away = status >= 500 or status == 429
            self._settle(fact, "unanswered" if away else "refused", refusal(body))
            return
        if step.registers_person:
            self.people[fact.id] = body["stream"]
            if self.report.dry_run and not answer.get("replayed"):
                self.rehearsed[fact.id] = person.Person()
        elif body.get("stream") not in {fact.stream, self.people.get(fact.id)}:
            raise RegistryAway(f"The registry's answer to {fact.do} is about {body.get('stream')}.")
        outcome: Outcome = "already there" if answer.get("replayed") else "stored"
        self._settle(fact, outcome, stream=body.get("stream"), position=body.get("position"))

    def _rehearse(self, fact: ImportCommand, body: bytes) -> None:
        command = COMMANDS[fact.collection, fact.verb].model_validate_json(body)
        state = self.rehearsed[fact.id]
        try:
            for event in () if isinstance(command, Amendment) else person.decide(state, command):
                state = person.evolve(state, event)
        except Refused as error:
            self._settle(fact, "refused", refusal(error.problem()))
            return
        self.rehearsed[fact.id] = state
        self._settle(fact, "stored", stream=self.people[fact.id])

    def _refuse(self, fact: ImportCommand, rule: str, message: str, expected: str | None = None) -> None:
        self._settle(fact, "refused", Violation("", rule, message, expected))

    def _settle(
        self,
        fact: ImportCommand,
        outcome: Outcome,
        wrong: Violation | None = None,
        *,
        stream: str | None = None,
        position: int | None = None,
    ) -> None:
        if wrong is None:
            self._add(Line(fact.file, fact.row, fact.do, outcome, stream, position, row=fact.row))
            return
        line, field = fact.places.line(wrong.pointer), fact.places.field(wrong.pointer)
        self._add(
            Line(
                fact.file,
                line,
                fact.do,
                outcome,
                reason=wrong.message,
                pointer=field or None,
                rule=wrong.rule,
                expected=wrong.expected,
                suggestion=wrong.suggestion,
                row=fact.row,
            )
        )

    def _add(self, line: Line) -> None:
        self.report.lines.append(line)
        self.progress(len(self.report.lines), self.read)


def _problem(raw: bytes) -> dict[str, Any]:
    try:
        problem = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return {}
    return problem if isinstance(problem, dict) else {}
