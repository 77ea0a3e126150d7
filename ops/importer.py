"""Send the facts of YAML files to the registry and say of each what became of it.

Every command has a key made of its content, so a second import adds nothing and a broken one goes on where it stopped.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import orjson
from rich.console import Console

from contracts.catalogue import COMMANDS
from ops.import_facts import Fact, read_facts
from ops.import_plan import Plan, Step, encode, named, plan
from ops.import_report import Fault, ImportFaults, Line, Outcome, RegistryAway, Report
from ops.progress import Advance as Progress
from ops.progress import shown
from runtime.errors import Refused
from services.registry.aggregates import person

_AWAY = "the registry did not answer; import again, and it goes on from here"
_LINES = aiohttp.ClientTimeout(total=None, connect=10, sock_read=60)
_CHECKS = 8


async def import_path(
    path: Path, registry_url: str, key: str, *, dry_run: bool = False, progress: Progress | None = None
) -> Report:
    """Import a YAML file, or every YAML file of a folder in the order of their names.

    Args:
        registry_url: for instance `http://127.0.0.1:8701`.
        key: an API key that may write every stream of the files.
        dry_run: let the registry decide and answer, but store nothing.
        progress: called with the number of facts that are answered, and of all.

    Raises:
        FileNotFoundError: there is nothing to import.
        ImportFaults: a file cannot be read as commands; nothing was sent.
        RegistryAway: the registry cannot be reached, or refuses the import as a whole.
    """
    planned = plan(read_facts(path))
    async with aiohttp.ClientSession(
        registry_url, headers={"Authorization": f"Bearer {key}"}, timeout=_LINES
    ) as session:
        sending = _Sending(session, Report(dry_run), len(planned), progress or (lambda _done, _all: None))
        try:
            await sending.everything(planned)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise RegistryAway(f"The registry at {registry_url} does not answer: {error}") from error
        return sending.report


@dataclass
class _Sending:
    session: aiohttp.ClientSession
    report: Report
    total: int
    progress: Progress
    people: dict[str, str] = field(default_factory=dict)
    # In a dry run nobody's id is made: what is said of a new person is decided here, by the registry's own rules.
    rehearsed: dict[str, person.Person | None] = field(default_factory=dict)

    async def everything(self, planned: Plan) -> None:
        self.report.warnings.extend(await self._unknown(planned))
        await self._send(planned.registrations)
        await self._send(planned.rest)

    async def _send(self, steps: Sequence[Step]) -> None:
        """One request; its lines are answered in order, while later ones are still being sent."""
        ready = list(self._ready(steps))
        if not ready:
            return
        answered = 0
        try:
            async for answer in self._answers(ready):
                step = ready[answered][0]
                if answer.get("line") not in {None, answered + 1}:
                    raise RegistryAway(f"answer {answered + 1} of the registry is for line {answer['line']}")
                self._record(step, answer)
                answered += 1
        except (aiohttp.ClientError, TimeoutError):
            if answered == 0:
                raise
        for step, _ in ready[answered:]:
            self._settle(step.fact, "unanswered", reason=_AWAY)

    def _ready(self, steps: Sequence[Step]) -> Iterator[tuple[Step, bytes]]:
        """The lines to send; what cannot be sent is settled here."""
        for step in steps:
            made = named(step.fact, self.people)
            if made is None:
                self._settle(step.fact, "refused", reason="a person that it names was not registered")
                continue
            id, body = made
            if step.registers_person:
                id = "new"  # only the server chooses it; the key finds it again
            elif step.fact.collection == "persons" and step.fact.id in self.rehearsed:
                self._rehearse(step.fact, body)
                continue
            command = {"collection": step.fact.collection, "id": id, "verb": step.fact.verb, "key": step.key}
            yield step, encode(command | {"body": body})

    async def _answers(self, ready: Sequence[tuple[Step, bytes]]) -> AsyncIterator[dict[str, Any]]:
        async def lines() -> AsyncIterator[bytes]:
            for _, line in ready:
                yield line + b"\n"

        async with self.session.post(
            "/v1/commands",
            params={"dry_run": "true"} if self.report.dry_run else {},
            data=lines(),
            headers={"Content-Type": "application/x-ndjson"},
        ) as response:
            if response.status != 200:
                problem = _problem(await response.read())
                raise RegistryAway(
                    f"The registry answers {response.status}: {_reason(problem) or response.reason}"
                )
            async for line in response.content:
                if line.strip():
                    yield orjson.loads(line)

    def _record(self, step: Step, answer: dict[str, Any]) -> None:
        body = answer.get("body") or {}
        if answer["status"] not in {200, 201}:
            errors = body.get("errors") or [{}]
            reason = _reason(body) or f"status {answer['status']}"
            self._settle(step.fact, "refused", reason=reason, pointer=errors[0].get("pointer"))
            return
        if not step.registers_person and body.get("stream") not in {
            step.fact.stream,
            self.people.get(step.fact.id),
        }:
            raise RegistryAway(f"The registry's answer to {step.fact.do} is about {body.get('stream')}.")
        if step.registers_person:
            self.people[step.fact.id] = body["stream"]
            if self.report.dry_run and not answer.get("replayed"):
                self.rehearsed[step.fact.id] = person.Person()
        outcome: Outcome = "already there" if answer.get("replayed") else "stored"
        self._settle(step.fact, outcome, stream=body.get("stream"), position=body.get("position"))

    def _rehearse(self, fact: Fact, body: dict[str, Any]) -> None:
        command = COMMANDS[fact.collection, fact.verb].model_validate(body)
        state = self.rehearsed[fact.id]
        try:
            for event in person.decide(state, command):
                state = person.evolve(state, event)
        except Refused as error:
            self._settle(fact, "refused", reason=error.detail)
            return
        self.rehearsed[fact.id] = state
        self._settle(fact, "stored", stream=self.people[fact.id])

    def _settle(self, fact: Fact, outcome: Outcome, *, pointer: str | None = None, **told: Any) -> None:
        line = fact.lined.line(pointer or "")
        self.report.lines.append(Line(fact.file, line, fact.do, outcome, pointer=pointer, **told))
        self.progress(len(self.report.lines), self.total)

    async def _unknown(self, planned: Plan) -> list[Fault]:
        """Streams that neither the files write nor the registry has: most often a slip of the pen."""
        several = asyncio.Semaphore(_CHECKS)

        async def missing(stream: str) -> bool:
            async with several, self.session.get(f"/v1/streams/{stream}", params={"limit": "1"}) as response:
                return response.status == 404

        found = await asyncio.gather(*(missing(stream) for stream in planned.unknown))
        return [
            fact.fault(f"neither these files nor the registry know {stream}", pointer)
            for (stream, (fact, pointer)), absent in zip(planned.unknown.items(), found, strict=True)
            if absent
        ]


def _problem(raw: bytes) -> dict[str, Any]:
    try:
        told = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return {}
    return told if isinstance(told, dict) else {}


def _reason(problem: dict[str, Any]) -> str:
    messages = [error["message"] for error in problem.get("errors") or [] if error.get("message")]
    detail = str(problem.get("detail") or problem.get("title") or "")
    return "; ".join([detail, *(message for message in messages if message not in detail)]).strip("; ")


# ---- the command line ------------------------------------------------------------------------------------------
def run(path: Path, registry_url: str, key: str, dry_run: bool, as_json: bool) -> int:
    """`upland import`: prints a line for each fact, or one JSON document; the exit code is 0, 1 or 2.

    0: everything is in the record; 1: something was refused or the registry is away; 2: there is nothing at `path`.
    """
    bar: AbstractContextManager[Progress | None]
    bar = nullcontext() if as_json else shown(Console(stderr=True), "importing")
    try:
        with bar as progress:
            report = asyncio.run(import_path(path, registry_url, key, dry_run=dry_run, progress=progress))
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    except ImportFaults as error:
        if as_json:
            faults = [vars(fault) for fault in error.faults]
            print(json.dumps({"dry_run": dry_run, "faults": faults}, ensure_ascii=False, indent=2))
        else:
            print(f"{error}\nNothing was sent.", file=sys.stderr)
        return 1
    except RegistryAway as error:
        print(error, file=sys.stderr)
        return 1
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        for line in report.lines:
            print(report.told(line))
        for warning in report.warnings:
            print(f"warning: {warning}", file=sys.stderr)
        print(report.summary())
    return 0 if report.ok else 1
