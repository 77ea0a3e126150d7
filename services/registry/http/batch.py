"""Many commands over HTTP: NDJSON in, NDJSON out. Each line, or unit of lines, is decided and stored by itself.

Lines are decided in windows of `_WINDOW`, while the rest of the body still arrives; the next window is read while one is
committed. A client need not read before all is sent: what it has not read yet waits in a spool. When the body breaks off, the
windows decided so far stay, and no later line is stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import orjson
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from runtime.errors import IncompleteBody, Malformed, Reply, TooLarge
from runtime.http.responses import correlation_of
from runtime.security import Keys, Principal
from runtime.settings import Settings
from services.registry.commands.command import ParsedCommand, Request, Result, parse
from services.registry.commands.pipeline import Commands, DryRun
from services.registry.http.batch_lines import CommandLine, complete, parse_line, unit_of
from services.registry.http.batch_units import admitting, fault, judge, members, outcome_of
from services.registry.http.request import (
    Lines,
    check_media,
    parts,
    wants_dry_run,
)
from services.registry.http.spool import Spool
from services.registry.log.command_log import StoredCommand

# Lines that are decided side by side, and their bytes; each answer is sent when its window is done.
_WINDOW = 512
_WINDOW_BYTES = 1 << 20


class _Batch(NamedTuple):
    """What all lines of a request have in common. `caller` gives who sends them as the key is at each later time."""

    commands: Commands
    dry_run: DryRun | None
    correlation: str
    caller: Callable[[], Principal]


class _Window(NamedTuple):
    """Lines as commands, or why a line is none: the first is number `first`, and `units` has the size of its unit for each."""

    first: int
    commands: Sequence[ParsedCommand | Reply]
    units: Sequence[int] = ()


class PostCommands:
    """`POST /v1/commands`, as plain ASGI."""

    def __init__(self, commands: Commands, keys: Keys, settings: Settings) -> None:
        self._batches = Batches(commands, settings.max_body)
        self._keys = keys
        self._ahead = settings.answers_ahead

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer each line as its command is answered; one refusal stops nothing else."""
        headers = Headers(scope=scope)
        authorization = headers.get("authorization")
        self._keys.principal(authorization).require("record:write")
        check_media(headers.get("content-type"), "application/x-ndjson", "application/ndjson")
        answers = self._batches.answers(
            parts(receive),
            lambda: self._keys.principal(authorization),
            correlation_of(scope),
            dry_run=wants_dry_run(scope["query_string"]),
        )
        start = {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"application/x-ndjson")],
        }
        await send(start)
        async with Spool(self._ahead) as spool:
            sending = asyncio.create_task(_deliver(spool, send), name="batch-answers")
            try:
                async for answer in answers:
                    await spool.put(answer)
                await spool.close()
                await sending
            except IncompleteBody:
                return  # the client is gone
            finally:
                sending.cancel()
                with suppress(asyncio.CancelledError):
                    await sending


class Batches:
    """Decides and stores lines of commands, window by window; `limit` is the largest line in bytes."""

    def __init__(self, commands: Commands, limit: int) -> None:
        self._commands, self._limit = commands, limit

    async def answers(
        self, sent: AsyncIterator[bytes], caller: Callable[[], Principal], correlation: str, *, dry_run: bool
    ) -> AsyncIterator[bytes]:
        """The answers to what is sent, some lines at a time; all lines before an empty one are answered there.

        Raises:
            IncompleteBody: it breaks off; what is answered stays.
        """
        trial = self._commands.dry_run() if dry_run else None
        batch = _Batch(trial.commands if trial else self._commands, trial, correlation, caller)
        read = self._read(sent, batch)
        window = await anext(read, None)
        while window is not None:
            # One window is decided while the next is read: what is decided does not depend on it.
            deciding = asyncio.create_task(self._decide(window, batch), name="batch-window")
            reading = asyncio.create_task(_next(read), name="batch-reading")
            try:
                yield await deciding
                window = await reading
            finally:
                reading.cancel()
                await asyncio.wait([deciding, reading])
                if not reading.cancelled():
                    reading.exception()  # where nobody waits for it any more

    async def _read(self, sent: AsyncIterator[bytes], batch: _Batch) -> AsyncGenerator[_Window]:
        """The lines in windows of complete units; those of a unit that the body cuts off are errors."""
        number = 1
        lines: list[CommandLine | Reply] = []
        async for window in self._windows(sent):
            lines += map(parse_line, window)
            count = complete(lines)
            yield await self._window(number, lines[:count], batch)
            number += count
            del lines[:count]
        if lines:
            cut_off = Malformed("The body ends before the last line of this unit.")
            yield _Window(number, [cut_off] * len(lines))

    async def _window(self, first: int, lines: Sequence[CommandLine | Reply], batch: _Batch) -> _Window:
        try:
            caller = batch.caller()
            # One lookup for all of the window: a second import gets all its answers here.
            keys = [line.key for line in lines if isinstance(line, CommandLine)]
            stored = await batch.commands.stored(caller, keys)
        except Reply as error:
            return _Window(first, [error] * len(lines))
        units = [*map(unit_of, lines)]
        return _Window(
            first, admitting([_parse_command(line, caller, batch, stored) for line in lines], units), units
        )

    async def _decide(self, window: _Window, batch: _Batch) -> bytes:
        """The answers to a window."""
        first, commands, units = window
        try:
            batch.caller().require("record:write")  # a key revoked meanwhile ends here
        except Reply as error:
            return b"".join(_refusal(number, error) for number, _ in enumerate(commands, first))
        if batch.dry_run is not None:
            outcomes = await judge(commands, units, batch.dry_run, batch.correlation)
            return b"".join(
                _answer(number, outcome, dry_run=True) for number, outcome in enumerate(outcomes, first)
            )
        if any(unit > 1 for unit in units):
            outcomes = await judge(commands, units, batch.commands.dry_run(), batch.correlation)
            in_unit = members(units)
            commands = [
                outcome if of_unit and isinstance(outcome, Reply) else command
                for command, outcome, of_unit in zip(commands, outcomes, in_unit, strict=True)
            ]
        return await _store(first, commands, batch)

    async def _windows(self, sent: AsyncIterator[bytes]) -> AsyncIterator[list[bytes | TooLarge]]:
        lines = Lines(self._limit)
        waiting: list[bytes | TooLarge] = []
        size = 0
        async for part in sent:
            for line in lines.feed(part):
                if line != b"":
                    waiting.append(line)
                    size += len(line) if isinstance(line, bytes) else 0
                elif waiting:  # an empty line: the client waits for the answers
                    yield waiting
                    waiting, size = [], 0
                if len(waiting) == _WINDOW or size >= _WINDOW_BYTES:
                    yield waiting
                    waiting, size = [], 0
        waiting += lines.end()
        if waiting:
            yield waiting


async def _next(windows: AsyncGenerator[_Window]) -> _Window | None:
    return await anext(windows, None)


def _parse_command(
    line: CommandLine | Reply,
    caller: Principal,
    batch: _Batch,
    stored: Mapping[str, StoredCommand],
) -> ParsedCommand | Reply:
    """The line's command, or why it is none; `stored` is what the log holds under the window's keys."""
    if isinstance(line, Reply):
        return line
    request = Request(
        line.collection, line.id, line.verb, line.key, bytes(line.body), caller, batch.correlation,
        stored=stored.get(line.key),
    )  # fmt: skip
    try:
        return parse(request)
    except Reply as error:
        return error
    except Exception:
        return fault(batch.correlation)


async def _store(first: int, commands: Sequence[ParsedCommand | Reply], batch: _Batch) -> bytes:
    """Store the commands side by side, those of one stream in their order; the answers."""
    by_stream: dict[str, asyncio.Task[bytes]] = {}  # the last command of each stream
    tasks: list[asyncio.Task[bytes]] = []
    for number, command in enumerate(commands, first):
        earlier: list[asyncio.Task[bytes]] = []
        if isinstance(command, ParsedCommand):
            if command.body.targets():
                earlier = list(tasks)  # an earlier line may begin the target's stream
            elif command.stream in by_stream:
                earlier = [by_stream[command.stream]]
        task = asyncio.create_task(_run(number, command, earlier, batch), name="batch-command")
        tasks.append(task)
        if isinstance(command, ParsedCommand):
            by_stream[command.stream] = task
    return b"".join(await asyncio.gather(*tasks))


async def _run(
    number: int, command: ParsedCommand | Reply, earlier: list[asyncio.Task[bytes]], batch: _Batch
) -> bytes:
    if earlier:
        await asyncio.wait(earlier)
    return _answer(number, await outcome_of(command, batch.commands, batch.correlation), dry_run=False)


def _answer(number: int, outcome: Result | Reply, *, dry_run: bool) -> bytes:
    if isinstance(outcome, Reply):
        return _refusal(number, outcome)
    return _ndjson(
        {
            "line": number,
            "status": 200 if dry_run else 201,
            "replayed": outcome.replayed,
            "body": outcome.as_json(dry_run=dry_run),
        }
    )


async def _deliver(spool: Spool, send: Send) -> None:
    while data := await spool.get():
        await send({"type": "http.response.body", "body": data, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _refusal(number: int, error: Reply) -> bytes:
    return _ndjson({"line": number, "status": error.status, "replayed": False, "body": error.problem()})


def _ndjson(answer: dict[str, Any]) -> bytes:
    return orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE)
