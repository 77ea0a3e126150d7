"""One command over HTTP, on the hot path: bytes in, one decoding, one encoding, bytes out."""

from __future__ import annotations

import orjson
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from contracts.catalogue import COMMANDS
from contracts.envelope import Command
from runtime.http.frame import ROUTE
from runtime.http.idempotency import idempotency_key
from runtime.http.responses import correlation_of
from runtime.security import Keys
from runtime.settings import Settings
from services.registry.commands.command import Request, check_scope
from services.registry.commands.pipeline import Commands
from services.registry.http.batch import PostCommands
from services.registry.http.request import (
    causation,
    check_ijson,
    check_media,
    expected_version,
    read_body,
    wants_dry_run,
)

ONE, MANY = "/v1/{collection}/{id}/{verb}", "/v1/commands"
_JSON = (b"content-type", b"application/json")


class PostCommand:
    """`POST /v1/{collection}/{id}/{verb}`, as plain ASGI: bytes in, one decoding, one encoding, bytes out."""

    def __init__(self, commands: Commands, keys: Keys, settings: Settings) -> None:
        self._commands = commands
        self._keys = keys
        self._limit = settings.max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = authorization = match = cause = media = None
        for name, value in scope["headers"]:
            if name == b"idempotency-key":
                key = value.decode("latin-1")
            elif name == b"authorization":
                authorization = value.decode("latin-1")
            elif name == b"if-match":
                match = value.decode("latin-1")
            elif name == b"content-type":
                media = value.decode("latin-1")
            elif name == b"x-causation-id":
                cause = value.decode("latin-1")
        caller = self._keys.principal(authorization)
        parameters = scope["path_params"]
        kind = COMMANDS.get((parameters["collection"], parameters["verb"]), Command)
        check_scope(kind, caller)
        check_media(media, "application/json")
        dry_run = wants_dry_run(scope["query_string"])
        key, cause, version = idempotency_key(key), causation(cause), expected_version(match)
        body = await read_body(receive, self._limit)
        check_ijson(body)
        request = Request(
            parameters["collection"],
            parameters["id"],
            parameters["verb"],
            key,
            body,
            caller,
            correlation_of(scope),
            cause,
            version,
        )
        commands = self._commands.dry_run().commands if dry_run else self._commands
        result = await commands.handle(request)
        headers = [_JSON, (b"etag", b'"%d"' % result.last_version)]
        if result.replayed:
            headers.append((b"idempotent-replayed", b"true"))
        status = 200 if dry_run else 201
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": orjson.dumps(result.as_json(dry_run=dry_run))})


class CommandRoutes:
    """The addresses of commands: one at a time, or many in one request."""

    def __init__(self, commands: Commands, keys: Keys, settings: Settings) -> None:
        self._one = PostCommand(commands, keys, settings)
        self._many = PostCommands(commands, keys, settings)

    def shortcut(self, scope: Scope) -> ASGIApp | None:
        """The application of a command by its path, without trying route after route."""
        if scope["method"] != "POST":
            return None
        match scope["path"].split("/"):
            case ["", "v1", collection, id, verb] if collection != "imports":
                scope["path_params"] = {"collection": collection, "id": id, "verb": verb}
                scope[ROUTE] = ONE
                return self._one
            case ["", "v1", "commands"]:
                scope[ROUTE] = MANY
                return self._many
            case _:
                return None

    def routes(self) -> list[Route]:
        """The same for the router, which refuses other methods."""
        return [Route(MANY, self._many, methods=["POST"]), Route(ONE, self._one, methods=["POST"])]
