"""The Atom channel, `GET /v1/atom`: the newest events as sentences, for feed readers."""

from __future__ import annotations

import asyncio
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from runtime.settings import Settings
from services.notifications import cursor as cursors
from services.notifications.channels.atom_document import MEDIA_TYPE, Heading, document
from services.notifications.channels.documents import (
    Places,
    etag_of,
    headers_of,
    parse_document_query,
    unchanged,
)
from services.notifications.channels.links import Links
from services.notifications.cursor import Cursor
from services.notifications.pages import Pages
from services.notifications.subscriptions.queries import FeedQueries
from services.notifications.text.phrases import facts_of, read_phrases


def router(pages: Pages, settings: Settings, queries: FeedQueries, links: Links) -> APIRouter:
    """The routes of this file."""
    api = APIRouter()
    places = Places(settings.dashboard_origin)

    @api.get("/v1/atom")
    async def atom(request: Request, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> Response:
        about = await parse_document_query(request, queries, links, "atom", "limit", "cursor")
        text = request.query_params.get("cursor")
        before = cursors.parse(text) if text else None
        page = await pages.newest(limit, about.reader, about.filters, before)
        facts = facts_of(entry.statement for entry in page.entries)
        phrases = await read_phrases(pages, about.reader, facts, about.filters.clusters)
        older = _address(request, page.next) if page.full else None
        heading = Heading(
            about.key,
            [phrases.label(cluster, about.lang) for cluster in about.filters.clusters],
            about.lang,
            _address(request, before),
            older,
        )
        content = await asyncio.to_thread(document, heading, facts, phrases, places)
        etag = etag_of(content)
        return unchanged(request, etag, private=about.private) or Response(
            content, 200, headers_of(etag, private=about.private), MEDIA_TYPE
        )

    return api


def _address(request: Request, before: Cursor | None) -> str:
    """The address of a page, relative to the request, so that a proxy may put a prefix before our paths."""
    parameters = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"?{urlencode([*parameters, *([('cursor', str(before))] if before else [])])}"
