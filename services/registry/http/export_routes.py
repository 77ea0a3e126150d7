"""`GET /v1/exports/{format}`: the record, or what has changed in it since a position, as `upland export` writes it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, get_args

from fastapi import APIRouter, Query, Request
from starlette.responses import Response, StreamingResponse

from runtime.errors import FieldError, Malformed, NotFound
from runtime.settings import Settings
from services.registry.commands.rights import audiences
from services.registry.exporting.files import MEDIA_TYPES, ONE_FILE, Format
from services.registry.http.exports import Exports
from services.registry.http.history_routes import Position, extent_of, reader_of
from services.registry.log.pages import Wanted
from services.registry.log.readable_log import ReadableLog
from services.registry.log.tail import Tail


class ExportRoutes:
    """The endpoint of exports."""

    def __init__(self, log: ReadableLog, tail: Tail, settings: Settings) -> None:
        self._log, self._tail, self._settings = log, tail, settings
        self._exports = Exports(log)

    async def export(
        self,
        request: Request,
        format: str,
        since: Position | None = None,
        public: Annotated[bool, Query()] = False,
    ) -> Response:
        readable = audiences(reader_of(request, self._settings))
        [known] = [each for each in get_args(Format) if each == format] or [None]
        if known is None:
            raise NotFound(f"There is no format {format[:40]!r}; there are {', '.join(MEDIA_TYPES)}.")
        wanted = Wanted(("public",) if public else readable)
        epoch, until = self._tail.epoch, await self._log.head()
        if since is not None and since > until:
            raise Malformed(
                f"The log ends at position {until}: name that or an earlier one.",
                (FieldError("?since", "beyond the end of the log"),),
                {"position": until},
            )
        chunks = self._exports.chunks(known, wanted, since, until)
        # The first one before the answer begins: what prevents the export is a problem document then.
        first = await anext(chunks)
        span = f"{until}" if since is None else f"{since}-{until}"
        suffix = "jsonld" if known in ONE_FILE else "zip"
        headers = extent_of(wanted) | {
            "Content-Disposition": f'attachment; filename="upland-{known}-{span}.{suffix}"',
            "Cache-Control": "no-store",
            "Upland-Position": str(until),
            "Upland-Epoch": epoch,
        }
        return StreamingResponse(_joined(first, chunks), 200, headers, MEDIA_TYPES[known])


async def _joined(first: bytes, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in chunks:
        yield chunk


def router(log: ReadableLog, tail: Tail, settings: Settings) -> APIRouter:
    """The routes of this file."""
    api = APIRouter()
    api.add_api_route("/v1/exports/{format}", ExportRoutes(log, tail, settings).export)
    return api
