"""The calendar, `GET /v1/calendar.ics`: the newest dated facts, for calendar programs that subscribe to an address."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from fastapi import APIRouter, Request
from lru import LRU
from starlette.responses import Response

from contracts.amendments import AMENDING
from contracts.envelope import Fact
from runtime.settings import Settings
from services.notifications.channels import calendar_entries
from services.notifications.channels.calendar_document import MEDIA_TYPE, document
from services.notifications.channels.calendar_entries import Entry, entries_of, streams_of
from services.notifications.channels.documents import (
    DocumentQuery,
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
from services.notifications.text.phrases import Phrases, facts_of, read_phrases

# Writing an entry takes the package about a millisecond.
_MOST = 500
_FACTS = 20_000
_CACHED = 64
_TYPES = sorted(calendar_entries.TYPES | AMENDING)


def router(pages: Pages, settings: Settings, queries: FeedQueries, links: Links) -> APIRouter:
    """The routes of this file."""
    api = APIRouter()
    calendars = _Calendars(pages, Places(settings.dashboard_origin))

    @api.get("/v1/calendar.ics")
    async def calendar(request: Request) -> Response:
        about = await parse_document_query(request, queries, links, "calendar")
        entries, phrases = await calendars.read(about)
        etag = calendars.etag(about, entries, phrases)
        if answer := unchanged(request, etag, private=about.private):
            return answer
        content = await calendars.written(about, entries, phrases, etag)
        headers = headers_of(etag, private=about.private)
        return Response(
            content, 200, headers | {"Content-Disposition": 'inline; filename="upland.ics"'}, MEDIA_TYPE
        )

    return api


class _Calendars:
    """Reads what a calendar has in it, and writes one calendar at a time; the last ones are cached."""

    def __init__(self, pages: Pages, places: Places) -> None:
        self._pages = pages
        self._places = places
        self._cache: LRU[str, bytes] = LRU(_CACHED)
        self._writing = asyncio.Lock()

    async def read(self, about: DocumentQuery) -> tuple[list[Entry], Phrases]:
        """The newest entries, in the order of their dates, and what their words are made of."""
        chosen = await self._chosen(about)
        streams = sorted({fact.stream for fact in chosen})
        facts = facts_of(await self._pages.of_streams(streams, about.reader, _TYPES, _FACTS))
        ids = {fact.id for fact in chosen}
        entries = [
            entry
            for stream in streams_of(facts).values()
            for entry in entries_of(stream)
            if not ids.isdisjoint(entry.facts)
        ]
        newest = sorted(entries, key=lambda entry: (entry.changed, entry.key))[-_MOST:]
        shown = [entry.fact for entry in newest]
        phrases = await read_phrases(self._pages, about.reader, shown, about.filters.clusters)
        return sorted(newest, key=lambda entry: (entry.first, entry.key)), phrases

    async def _chosen(self, about: DocumentQuery) -> list[Fact]:
        """The newest facts of those that may be dated and that the filters let through."""
        filters = about.filters
        if not filters.types:
            filters = replace(filters, types=tuple(sorted(calendar_entries.TYPES)))
        chosen: list[Fact] = []
        before: Cursor | None = None
        while len(chosen) < _MOST:
            page = await self._pages.newest(_MOST, about.reader, filters, before)
            chosen += facts_of(entry.statement for entry in page.entries)
            before = page.next
            if not page.full:
                break
        return chosen

    def etag(self, about: DocumentQuery, entries: list[Entry], phrases: Phrases) -> str:
        """The tag of a calendar, without writing it."""
        parts = [
            f"{entry.key} {entry.changes} {entry.changed} {entry.cancelled} {entry.edtf}"
            f" {phrases.sentence(entry.fact, about.lang)} {phrases.sources(entry.fact, about.lang)}"
            for entry in entries
        ]
        return etag_of(about.lang, about.key, *parts)

    async def written(self, about: DocumentQuery, entries: list[Entry], phrases: Phrases, etag: str) -> bytes:
        """The calendar as bytes."""
        async with self._writing:
            content = self._cache.get(etag)
            if content is None:
                names = [phrases.label(cluster, about.lang) for cluster in about.filters.clusters]
                content = await asyncio.to_thread(document, names, about.lang, entries, phrases, self._places)
                self._cache[etag] = content
            return content
