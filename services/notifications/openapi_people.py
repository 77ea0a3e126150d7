"""The part of the OpenAPI document about what people read: the Atom feed and the calendar."""

from __future__ import annotations

from contracts.schema import Document
from runtime.openapi import frame
from runtime.openapi.frame import parameter

TAG: Document = {"name": "people", "description": "For feed readers and calendars, as sentences."}
_TEXT: Document = {"type": "string"}
_LANG: Document = {"type": "string", "enum": ["pl", "en"], "default": "pl"}
_LIMIT: Document = {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}
_WRONG = ("400", "401", "403", "404", "410", "422", "503")
_SECURITY: list[Document] = [{"bearer": ["feed:read"]}, {}]
_ETAG: Document = {"description": "Send it back as If-None-Match.", "schema": _TEXT}


_LINKS = {
    "confirm": "The page that confirms a digest's address, and its button.",
    "unsubscribe": "The page that ends a digest, and its button; mail programs post to it (RFC 8058).",
}


def paths() -> Document:
    """The paths of this part."""
    own = [
        parameter(
            "token",
            "query",
            _TEXT,
            "Of the address that a channel `atom` or `calendar` has; no key is needed.",
        ),
        parameter("lang", "query", _LANG, "Language of the sentences."),
        parameter("If-None-Match", "header", _TEXT, "The ETag of the document that the reader has."),
    ]
    shared = [
        {"$ref": f"#/components/parameters/{name}"} for name in ("cluster", "type", "subject", "subscription")
    ]
    paged = [
        parameter("limit", "query", _LIMIT, "At most so many entries."),
        parameter("cursor", "query", _TEXT, "Only older entries: of the `next` link of a page."),
    ]
    return {
        "/v1/atom": _document(
            "atom",
            "The newest events as an Atom feed (RFC 4287), one entry each.",
            [*shared, *own, *paged],
            "application/atom+xml",
        ),
        **{f"/v1/digests/{{channel}}/{each}": _linked(each, text) for each, text in _LINKS.items()},
        "/v1/calendar.ics": _document(
            "calendar",
            "The dated facts as a calendar (RFC 5545): visits, signings, conferences, last days.",
            [*shared, *own],
            "text/calendar",
        ),
    }


def _document(name: str, text: str, parameters: list[Document], media: str) -> Document:
    path = frame.get(
        name, "people", text, parameters, {media: {"schema": _TEXT}}, *_WRONG, security=_SECURITY
    )
    path["get"]["responses"]["200"]["headers"] = {"ETag": _ETAG}
    path["get"]["responses"]["304"] = {"description": "The reader has it already."}
    return path


def _linked(name: str, text: str) -> Document:
    """A page of a link in a mail: read with GET, done with POST."""
    parameters = [
        parameter("channel", "path", _TEXT, "The channel.", required=True),
        parameter("token", "query", _TEXT, "Of the link.", required=True),
    ]
    page: Document = {"text/html": {"schema": _TEXT}}
    shown = frame.get(f"{name}Page", "people", text, parameters, page, "429", "503", security=[{}])["get"]
    shown["responses"]["404"] = {"description": "The link is not valid, or not any more.", "content": page}
    return {"get": shown, "post": shown | {"operationId": name}}
