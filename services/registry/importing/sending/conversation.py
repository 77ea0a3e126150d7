"""The conversation with the registry: commands out as NDJSON while they are read, answers back in the same order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import orjson

from services.registry.importing.import_command import (
    ImportCommand,
    Read,
    Refusal,
    RowUnit,
    StoredEvent,
    Wait,
)
from services.registry.importing.record import Record, RegistryAway
from services.registry.importing.report import Report
from services.registry.importing.sending.outcomes import Outcomes
from services.registry.importing.sending.planning import Planning, Step, Unit

_BATCH = 128  # units written at once
_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before a broken conversation is resumed

Ready = Unit | Wait


@dataclass
class Sending:
    """One import: what is read becomes units of lines, and the answers become lines of the report.

    `progress` gets the number of commands that have an outcome and of those that are read. `on_stored` gets the event of
    each command that is not of a row.
    """

    record: Record
    report: Report
    planning: Planning
    progress: Callable[[int, int], None]
    on_stored: Callable[[StoredEvent], None] | None = None
    read: int = 0

    def __post_init__(self) -> None:
        self.outcomes = Outcomes(self.report, lambda: self.progress(len(self.report.lines), self.read))
        self._arrived = asyncio.Event()

    async def everything(self, ordered: Iterator[Read]) -> None:
        """Send all; at a wait nothing more is read until all that was sent is answered.

        A conversation that breaks is resumed with what is not answered yet.
        """
        ready = self._ready(ordered)
        tries = 0
        while first := next(ready, None):
            in_flight: deque[Unit] = deque()
            done = len(self.report.lines)
            try:
                await self._converse(chain([first], ready), in_flight)
                return
            except ConnectionError:
                tries = tries + 1 if len(self.report.lines) == done else 0
                if tries and not self.report.lines:
                    raise  # nothing was ever answered: it is not there at all
                for unit in in_flight:
                    unit.answers.clear()
                ready = chain([*in_flight, Wait.FOR_ANSWERS], ready)
                if tries == len(_PAUSES):
                    break
                await asyncio.sleep(_PAUSES[tries])
        for item in ready:
            if isinstance(item, Unit):
                self.outcomes.unanswered(item)

    async def _converse(self, ready: Iterator[Ready], in_flight: deque[Unit]) -> None:
        failed: list[Exception] = []
        rest, number = b"", 0
        body = self._written(ready, in_flight, failed)
        async for chunk in self.record.answers(body, dry_run=self.report.dry_run):
            *answers, rest = (rest + chunk).split(b"\n")
            for answer in answers:
                number += 1
                self._record_answer(in_flight, orjson.loads(answer), number)
            self._arrived.set()
        if failed:
            raise failed[0]
        if in_flight:
            raise ConnectionError("The registry's answers broke off.")

    async def _written(
        self, ready: Iterator[Ready], in_flight: deque[Unit], failed: list[Exception]
    ) -> AsyncIterator[bytes]:
        """The request's body. An error of the reading goes to `failed`: HTTP would only report a closed connection."""
        batch: list[bytes] = []
        try:
            for item in ready:
                if isinstance(item, Wait):
                    yield b"".join([*batch, b"\n"])  # an empty line: the registry answers what it has
                    batch.clear()
                    while in_flight:
                        self._arrived.clear()
                        await self._arrived.wait()
                    continue
                in_flight.append(item)
                batch.append(item.data)
                if len(batch) == _BATCH:
                    yield b"".join(batch)
                    batch.clear()
                    await asyncio.sleep(0)  # let the answers in
        except Exception as error:
            failed.append(error)
        yield b"".join(batch)

    def _ready(self, ordered: Iterator[Read]) -> Iterator[Ready]:
        """The units to send; what cannot be sent gets its outcome here."""
        sent = False
        for item in ordered:
            if isinstance(item, Wait):
                if sent:
                    yield item
                sent = False
                continue
            self.read += len(item.commands) if isinstance(item, RowUnit) else 1
            if isinstance(item, Refusal):
                self.outcomes.not_sent(item)
            elif (unit := self._unit(item)) and unit.steps:
                sent = True
                yield unit
            elif unit:
                self.outcomes.record_answers(unit)

    def _unit(self, item: ImportCommand | RowUnit) -> Unit | None:
        """The commands of a row, or a command, as a unit; None where one of them cannot be sent."""
        row = item if isinstance(item, RowUnit) else None
        unit = Unit(item.commands if isinstance(item, RowUnit) else [item], row)
        for command in unit.commands:
            step = self.planning.step(command)
            if isinstance(step, Refusal):
                self.outcomes.not_sent(step, row)
                return None
            if not command.known:
                unit.steps.append(step)
        return unit

    def _record_answer(self, in_flight: deque[Unit], answer: dict[str, Any], number: int) -> None:
        if answer.get("line") not in {None, number}:
            raise RegistryAway(f"Answer {number} of the registry is for line {answer['line']}.")
        unit = in_flight[0]
        step = unit.steps[len(unit.answers)]
        unit.answers.append(answer)
        if answer["status"] in {200, 201}:
            self._check(step, answer["body"])
        if len(unit.answers) < len(unit.steps):
            return
        in_flight.popleft()
        stored = self.outcomes.record_answers(unit)
        if unit.row is None and self.on_stored is not None:
            for event in stored:
                self.on_stored(event)

    def _check(self, step: Step, body: dict[str, Any]) -> None:
        """The answer must be about the command's stream; that of a person gives its id."""
        if step.registers_person:
            self.planning.people[step.command.id] = body["stream"]
        elif body.get("stream") not in {step.command.stream, self.planning.people.get(step.command.id)}:
            raise RegistryAway(f"The registry's answer to {step.command.do} is about {body.get('stream')}.")
