"""`upland dead-letters replay --stream|--failure|--all`: many streams are brought up to date at once, each in its order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rich.markup import escape

from ops.dead_letters.connection import all_open, opened
from ops.instance import Instance
from ops.options import CommandRefused, console, print_json
from runtime.database import Connection
from runtime.operators import decisions
from runtime.operators.audit import COMMAND_LINE
from runtime.operators.failures import failure_of
from runtime.operators.letters import SERVICES, Letter, first_of_stream

_PATIENCE = 15.0  # seconds without a stream that is tried; the consumers look twice a second


@dataclass
class Replayed:
    """What became of the streams: those with nothing set aside any more, and the letter that each other one waits for."""

    applied: list[str] = field(default_factory=list)
    stopped: list[Letter] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As `upland dead-letters replay --json` prints it."""
        return {"applied": sorted(self.applied), "stopped": [letter.listed() for letter in self.stopped]}


def replay(instance: Instance, stream: str | None, failure: str | None, as_json: bool) -> int:
    """Have the letters of a stream, of a failure, or all, tried now; 1 where a stream still waits."""
    replayed = asyncio.run(_replayed(instance, stream, failure))
    if as_json:
        print_json(replayed.as_json())
        return 1 if replayed.stopped else 0
    if replayed.applied:
        streams = len(replayed.applied)
        console.print(
            f"{streams} {'stream is' if streams == 1 else 'streams are'} up to date: "
            f"{', '.join(sorted(replayed.applied)[:5])}{' …' if streams > 5 else ''}",
            highlight=False,
            soft_wrap=True,
        )
    for letter in replayed.stopped:
        line = f"{letter.stream} waits for {letter.id} ({letter.event}): {escape(letter.reason)}"
        console.print(line, highlight=False, soft_wrap=True)
    return 1 if replayed.stopped else 0


async def _replayed(instance: Instance, stream: str | None, failure: str | None) -> Replayed:
    async with opened(instance) as connection:
        firsts: dict[tuple[str, str], Letter] = {}
        for letter in _chosen(await all_open(connection), stream, failure):
            assert letter.stream is not None
            service = letter.id.partition(":")[0]
            first = await first_of_stream(connection, service, letter.stream)
            firsts[service, letter.stream] = first or letter
        if not firsts:
            what = (
                f"of {stream}" if stream else f"stopped by {failure}" if failure else "that can be replayed"
            )
            raise CommandRefused(
                f"nothing {what} is set aside: see `upland dead-letters list` and `upland dead-letters failures`"
            )
        for service in SERVICES:
            letters = [letter for (of, _), letter in firsts.items() if of == service]
            target = stream or failure or "all"
            await decisions.try_now(connection, service, letters, COMMAND_LINE, target)
        return await _watched(connection, firsts)


def _chosen(letters: Iterable[Letter], stream: str | None, failure: str | None) -> list[Letter]:
    return [
        letter
        for letter in letters
        if letter.status == "poison"
        and stream in {None, letter.stream}
        and failure in {None, failure_of(letter)}
    ]


async def _watched(connection: Connection, firsts: dict[tuple[str, str], Letter]) -> Replayed:
    """Wait until each stream was tried."""
    replayed = Replayed()
    left = dict(firsts)
    clock = asyncio.get_running_loop().time
    deadline = clock() + _PATIENCE
    while left:
        for (service, stream), before in list(left.items()):
            now = await first_of_stream(connection, service, stream)
            if now is None:
                replayed.applied.append(stream)
            elif now.status == "poison" and (now.id, now.attempts) != (before.id, before.attempts):
                replayed.stopped.append(now)
            else:
                continue
            del left[service, stream]
            deadline = clock() + _PATIENCE
        if left and clock() > deadline:
            services = ", ".join(sorted({service for service, _ in left}))
            raise CommandRefused(
                f"{len(left)} of {len(firsts)} streams will be tried, but were not yet: see `upland status`, {services}"
            )
        await asyncio.sleep(0.1)
    return replayed
