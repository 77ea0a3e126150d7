"""The log over HTTP: history with long poll, one stream, one event; and the published documents."""

from __future__ import annotations

import asyncio
import re
from functools import cache
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from contracts import asyncapi
from contracts.catalogue import LATEST
from contracts.envelope import Recorded
from contracts.fields import STREAM_PATTERN
from contracts.schema import to_text
from contracts.statement import BATCH_MEDIA_TYPE, MEDIA_TYPE, statement
from runtime.errors import FieldError, Malformed, NotFound
from runtime.http.accept import preferred
from runtime.http.app import principal
from runtime.security import Principal
from runtime.settings import Settings
from services.registry.commands.rights import audiences
from services.registry.log.pages import Wanted
from services.registry.log.readable_log import ReadableLog
from services.registry.log.tail import Tail

_NDJSON = "application/x-ndjson"
_BEGINNING = re.compile(r"[a-z]+-[a-z0-9.-]{0,130}")
_STREAMS = 100

Limit = Annotated[int, Query(ge=1, le=10_000)]
Position = Annotated[int, Query(ge=0, le=2**53)]


def reader_of(request: Request, settings: Settings) -> Principal:
    """Who reads: with history:read everything; without a key, where that is allowed, what is public."""
    caller = principal(request)
    if not settings.anonymous_read:
        caller.require("history:read")
    return caller


def extent_of(wanted: Wanted) -> dict[str, str]:
    """The header that says whether an answer has all events or the public ones only, where a gap is no loss."""
    return {"Upland-Audience": "all" if wanted.audiences is None else ",".join(wanted.audiences)}


def _batch(request: Request, events: list[Recorded]) -> tuple[bytes, str]:
    statements = [statement(event) for event in events]
    media = preferred(request.headers.getlist("accept"), (BATCH_MEDIA_TYPE, "application/json", _NDJSON))
    if media == _NDJSON:
        return b"".join(line + b"\n" for line in statements), media
    return b"[" + b",".join(statements) + b"]", media


def _types(names: list[str] | None) -> list[str] | None:
    types = [name for part in names or () for name in part.split(",") if name]
    for name in types:
        if name not in LATEST:
            raise Malformed(
                f"There is no event type {name!r}.", (FieldError("?type", "not in the catalogue"),)
            )
    return types or None


def _beginnings(names: list[str] | None) -> list[str] | None:
    """How the names of streams begin, without those that others hold already."""
    prefixes = [name for part in names or () for name in part.split(",") if name]
    if len(prefixes) > _STREAMS or not all(map(_BEGINNING.fullmatch, prefixes)):
        raise Malformed(
            f"Name at most {_STREAMS} streams, by their names or prefixes of them: membership-dkm. for instance.",
            (FieldError("?stream", "not the beginning of a stream's name"),),
        )
    disjoint: list[str] = []
    for name in sorted(prefixes):
        if not disjoint or not name.startswith(disjoint[-1]):
            disjoint.append(name)
    return disjoint or None


class HistoryRoutes:
    """The endpoints that read the log."""

    def __init__(self, log: ReadableLog, tail: Tail, settings: Settings) -> None:
        self._log, self._tail, self._settings = log, tail, settings

    async def history(
        self,
        request: Request,
        position: Position = 0,
        limit: Limit = 500,
        type: Annotated[list[str] | None, Query()] = None,
        stream: Annotated[list[str] | None, Query()] = None,
        wait: Annotated[float, Query(ge=0, le=30)] = 0,
    ) -> Response:
        caller = reader_of(request, self._settings)
        types, streams = _types(type), _beginnings(stream)
        wanted = Wanted(audiences(caller), types, streams)
        deadline = asyncio.get_running_loop().time() + wait
        after, events = await self._page(wanted, position, limit)
        while not events and (left := deadline - asyncio.get_running_loop().time()) > 0:
            await self._tail.wait_beyond(after, left)
            after, events = await self._page(wanted, after, limit)
        body, media = _batch(request, events)
        filters = {"type": types, "stream": streams}
        query = urlencode(
            {"position": after, "limit": limit}
            | {name: ",".join(values) for name, values in filters.items() if values}
        )
        headers = extent_of(wanted) | {
            "Link": f'</v1/history?{query}>; rel="next"',
            "Upland-Position": str(after),
            "Upland-Epoch": self._tail.epoch,
            "Vary": "Accept",
        }
        return Response(body, 200, headers, media)

    async def one_stream(
        self,
        request: Request,
        stream: str,
        from_version: Annotated[int, Query(ge=1, le=2**31 - 1)] = 1,
        limit: Limit = 500,
    ) -> Response:
        wanted = Wanted(audiences(reader_of(request, self._settings)))
        events, full = await self._log.stream_page(wanted, stream, from_version, limit)
        if not events and (
            from_version == 1 or not (await self._log.stream_page(wanted, stream, 1, 1)).events
        ):
            raise NotFound(
                f"The record holds no stream {stream[:160]!r}. Streams are named like {STREAM_PATTERN}."
            )
        body, media = _batch(request, events)
        headers = extent_of(wanted) | {"Vary": "Accept"}
        if full:
            query = urlencode({"from_version": events[-1].version + 1, "limit": limit})
            headers["Link"] = f'</v1/streams/{stream}?{query}>; rel="next"'
        return Response(body, 200, headers, media)

    async def one_event(self, request: Request, event: str) -> Response:
        wanted = Wanted(audiences(reader_of(request, self._settings)))
        stream, _, version = event.rpartition("@")
        known = version.isascii() and version.isdigit() and 0 < len(version) < 10
        events = (await self._log.stream_page(wanted, stream, int(version), 1)).events if known else []
        if not events or events[0].id != event:
            raise NotFound(
                f"The record holds no event {event[:160]!r}. An event's id is its stream and version, as in cluster-dkm@1."
            )
        return Response(statement(events[0]), 200, {"ETag": f'"{event}"'}, MEDIA_TYPE)

    async def _page(self, wanted: Wanted, after: int, limit: int) -> tuple[int, list[Recorded]]:
        """How far one reading of the log came, and what it brought."""
        head = await self._log.head()
        if after > head:
            raise Malformed(
                f"The log ends at position {head}; there is no position {after} to go on from.",
                (FieldError("?position", "beyond the end of the log"),),
                {"position": head},
            )
        events, full = await self._log.page(wanted, after, limit)
        # A full page ends at its last event; any other has covered the log up to the head, and perhaps newer events.
        last = events[-1].position if events else 0
        return last if full else max(head, last), events


def router(log: ReadableLog, tail: Tail, settings: Settings) -> APIRouter:
    """The routes of this file."""
    api, routes = APIRouter(), HistoryRoutes(log, tail, settings)
    api.add_api_route("/v1/history", routes.history)
    api.add_api_route("/v1/streams/{stream}", routes.one_stream)
    api.add_api_route("/v1/events/{event}", routes.one_event)

    @cache
    def described() -> str:
        return to_text(asyncapi.document(settings.kafka_bootstrap, settings.kafka_partners_bootstrap))

    async def get_asyncapi() -> Response:
        return Response(
            await asyncio.to_thread(described), 200, {"Cache-Control": "max-age=300"}, "application/json"
        )

    api.add_api_route("/asyncapi.json", get_asyncapi)
    return api
