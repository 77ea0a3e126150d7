"""The part of the OpenAPI document about what people read: the Atom feed and the calendar."""

from __future__ import annotations

from contracts.schema import Document
from runtime.openapi import frame
from runtime.openapi.frame import parameter

TAG: Document = {"name": "people", "description": "For feed readers and calendars, as sentences."}
_TEXT: Document = {"type": "string"}
_LANG: Document = {"type": "string", "enum": ["pl", "en"], "default": "pl"}
_LIMIT: Document = {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}
_WRONG = ("400", "401", "403", "503")
_SECURITY: list[Document] = [{"bearer": ["feed:read"]}, {}]
_ETAG: Document = {"description": "Send it back as If-None-Match.", "schema": _TEXT}


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
    shared = [{"$ref": f"#/components/parameters/{name}"} for name in ("cluster", "type", "subject")]
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
