"""Commands over HTTP: one at a time on the hot path, many as NDJSON."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec
import orjson
from starlette.requests import Request as HttpRequest
from starlette.types import ASGIApp, Receive, Scope, Send

from contracts.envelope import Recorded
from runtime.errors import FieldError, Malformed, Reply, TooLarge, UnsupportedMedia
from runtime.http import correlation_of
from runtime.security import Keys
from runtime.settings import Settings
from services.registry.answers import Stored
from services.registry.commands import Commands
from services.registry.requests import Rehearsal, Request, asks_rehearsal

_JSON = (b"content-type", b"application/json")
# Lines of a batch that are decided side by side; each answer is sent when its window is done.
_WINDOW = 512


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    collection: str
    id: str
    verb: str
    key: str
    body: msgspec.Raw = msgspec.Raw(b"{}")


Answered = dict[str, tuple[bytes, list[Recorded]]]

_read_line = msgspec.json.Decoder(_Line).decode


class PostCommand:
    """`POST /v1/{collection}/{id}/{verb}`, as plain ASGI: bytes in, one decoding, one encoding, bytes out."""

    def __init__(self, commands: Commands, keys: Keys, settings: Settings) -> None:
        self._commands = commands
        self._keys = keys
        self._limit = settings.max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = authorization = match = causation = media = None
        for name, value in scope["headers"]:
            if name == b"idempotency-key":
                key = value.decode("latin-1")
            elif name == b"authorization":
                authorization = value.decode("latin-1")
            elif name == b"if-match":
                match = value.decode("latin-1")
            elif name == b"content-type":
                media = value
            elif name == b"x-causation-id":
                causation = value.decode("latin-1")
        caller = self._keys.principal(authorization)
        caller.require("record:write")
        if media is None or media.partition(b";")[0].strip().lower() != b"application/json":
            raise UnsupportedMedia("Send the command as application/json.")
        rehearsal = Rehearsal() if asks_rehearsal(scope["query_string"]) else None
        parameters = scope["path_params"]
        request = Request(
            parameters["collection"],
            parameters["id"],
            parameters["verb"],
            _idempotency_key(key),
            await _body(receive, self._limit),
            caller,
            correlation_of(scope),
            _causation(causation),
            _expected(match),
            rehearsal,
        )
        stored = await self._commands.handle(request)
        headers = [_JSON, (b"etag", b'"%d"' % stored.last_version)]
        if stored.replayed:
            headers.append((b"idempotent-replayed", b"true"))
        status = 201 if rehearsal is None else 200
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send(
            {"type": "http.response.body", "body": orjson.dumps(answer(stored, rehearsal is not None))}
        )


def answer(stored: Stored, dry_run: bool = False) -> dict[str, Any]:
    """What a command answers; positions are null in a dry run."""
    stream, version, position = stored.stream, stored.last_version, stored.position
    events = [
        {
            "id": f"{stream}@{event_version}",
            "type": type,
            "version": event_version,
            "position": None if dry_run else position + index,
        }
        for index, (type, event_version) in enumerate(stored.events)
    ]
    last = None if dry_run else position + len(events) - 1
    return {"stream": stream, "version": version, "position": last, "events": events}


class PostCommands:
    """`POST /v1/commands`: NDJSON in, NDJSON out, line for line in order."""

    def __init__(self, commands: Commands, keys: Keys, settings: Settings) -> None:
        self._commands = commands
        self._keys = keys
        self._limit = settings.max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer each line as its command is answered; one refusal stops nothing else."""
        http = HttpRequest(scope, receive)
        caller = self._keys.principal(http.headers.get("authorization"))
        caller.require("record:write")
        media = http.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media not in {"application/x-ndjson", "application/ndjson"}:
            raise UnsupportedMedia("Send the commands as application/x-ndjson, one JSON object a line.")
        rehearsal = Rehearsal() if asks_rehearsal(scope["query_string"]) else None
        # Plain ASGI, since Starlette's streaming response reads the request for itself, to learn of a disconnect.
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-type", b"application/x-ndjson")],
            }
        )
        async for answered in self._answers(http, rehearsal):
            await send({"type": "http.response.body", "body": answered, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _answers(self, http: HttpRequest, rehearsal: Rehearsal | None) -> AsyncIterator[bytes]:
        correlation = correlation_of(http.scope)
        number = 0
        async for window in self._windows(http):
            caller = self._keys.principal(
                http.headers.get("authorization")
            )  # a key revoked meanwhile ends here
            after: dict[str, asyncio.Task[bytes]] = {}
            tasks: list[asyncio.Task[bytes]] = []
            lines = [_parse(raw, self._limit) for raw in window]
            # One look for the whole window: a second import finds all its answers here.
            answered = await self._commands.answered(
                caller, [line.key for line in lines if isinstance(line, _Line)]
            )
            for line in lines:
                number += 1
                name = f"{line.collection}/{line.id}" if isinstance(line, _Line) else ""
                earlier: list[asyncio.Task[bytes]] = []
                if rehearsal is not None:
                    earlier = tasks[-1:]  # one upon the other: each waits for the one before
                elif isinstance(line, _Line) and b'"leads_to"' in bytes(line.body):
                    earlier = list(tasks)  # it may speak of a stream that an earlier line begins
                elif name in after and not name.endswith("/new"):
                    earlier = [after[name]]
                task = asyncio.create_task(
                    self._one(number, line, earlier, caller, correlation, rehearsal, answered),
                    name="batch-command",
                )
                tasks.append(task)
                if name:
                    after[name] = task
            yield b"".join(await asyncio.gather(*tasks))

    async def _one(
        self,
        number: int,
        line: _Line | Reply,
        earlier: list[asyncio.Task[bytes]],
        caller: Any,
        correlation: str,
        rehearsal: Rehearsal | None,
        answered: Answered,
    ) -> bytes:
        if earlier:
            await asyncio.wait(earlier)
        try:
            if isinstance(line, Reply):
                raise line
            request = Request(
                line.collection, line.id, line.verb, _idempotency_key(line.key), bytes(line.body), caller, correlation,
                rehearsal=rehearsal, answered=answered.get(line.key),
            )  # fmt: skip
            stored = await self._commands.handle(request)
        except Reply as error:
            return _ndjson(
                {"line": number, "status": error.status, "replayed": False, "body": error.problem()}
            )
        status = 201 if rehearsal is None else 200
        body = answer(stored, rehearsal is not None)
        return _ndjson({"line": number, "status": status, "replayed": stored.replayed, "body": body})

    async def _windows(self, http: HttpRequest) -> AsyncIterator[list[bytes]]:
        rest = b""
        waiting: list[bytes] = []
        async for chunk in http.stream():
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > self._limit:
                raise TooLarge(f"A line is over {self._limit} bytes.", numbers={"limit": self._limit})
            waiting += [line for line in lines if line.strip()]
            while len(waiting) >= _WINDOW:
                yield waiting[:_WINDOW]
                del waiting[:_WINDOW]
        if rest.strip():
            waiting.append(rest)
        if waiting:
            yield waiting


def shortcut(commands: Commands, keys: Keys, settings: Settings) -> Callable[[Scope], ASGIApp | None]:
    """Finds the application of a command by its path, without trying route after route."""
    one, many = PostCommand(commands, keys, settings), PostCommands(commands, keys, settings)

    def find(scope: Scope) -> ASGIApp | None:
        if scope["method"] != "POST":
            return None
        match scope["path"].split("/"):
            case ["", "v1", collection, id, verb]:
                scope["path_params"] = {"collection": collection, "id": id, "verb": verb}
                return one
            case ["", "v1", "commands"]:
                return many
            case _:
                return None

    return find


def _ndjson(answered: dict[str, Any]) -> bytes:
    return orjson.dumps(answered, option=orjson.OPT_APPEND_NEWLINE)


def _parse(raw: bytes, limit: int) -> _Line | Reply:
    if len(raw) > limit:
        return TooLarge(f"The line has {len(raw)} bytes; the limit is {limit}.", numbers={"limit": limit})
    try:
        return _read_line(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return Malformed(f"The line is not {{collection, id, verb, key, body}}: {error}.")


async def _body(receive: Receive, limit: int) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        if len(body) > limit:
            break
        message = await receive()
        body += message.get("body", b"")
    if len(body) > limit:
        raise TooLarge(
            f"The body is over {limit} bytes. Split it, or leave out what is not a fact.",
            numbers={"limit": limit},
        )
    return body


def _idempotency_key(key: str | None) -> str:
    if not key or len(key) > 200 or not key.isprintable():
        raise Malformed(
            "Idempotency-Key is needed: 1 to 200 printable characters, a new one for each command.",
            (FieldError("Idempotency-Key", "missing or not 1 to 200 printable characters"),),
        )
    return key


def _expected(match: str | None) -> int | None:
    if match is None:
        return None
    text = match.strip().removeprefix('"').removesuffix('"')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Malformed(
            'If-Match is the expected version in quotes, as in "3".',
            (FieldError("If-Match", "not a version"),),
        )
    return int(text)


def _causation(event: str | None) -> str | None:
    if event is not None and (
        len(event) > 200 or not event.isascii() or not all(c.isalnum() or c in "-.@" for c in event)
    ):
        raise Malformed(
            "X-Causation-Id is an event's id.", (FieldError("X-Causation-Id", "not an event's id"),)
        )
    return event
