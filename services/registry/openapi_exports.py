"""Exports over HTTP in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.schema import Document
from runtime.openapi.frame import get, parameter
from services.registry.exporting.files import MEDIA_TYPES


def export_paths(security: Sequence[Document], headers: Document) -> Document:
    """The path of exports; `headers` are those that answers of the history have too."""
    parameters = [
        parameter("format", "path", {"type": "string", "enum": [*MEDIA_TYPES]}, "The form.", required=True),
        parameter(
            "since",
            "query",
            {"type": "integer", "minimum": 0},
            "Only what has changed after this position: a delta. All deltas together are the whole export, by its digest.",
        ),
        parameter("public", "query", {"type": "boolean", "default": False}, "Only what everybody may read."),
    ]
    schemas: Document = {
        "application/ld+json": {"schema": {"type": "object"}},
        "application/zip": {"schema": {"type": "string", "format": "binary"}},
    }
    export = get(
        "export",
        "history",
        "The record, or what has changed in it, as `upland export` writes it: one document, or a ZIP of its files.",
        parameters,
        {media: schemas[media] for media in sorted({*MEDIA_TYPES.values()})},
        "400",
        "401",
        "403",
        "404",
        "429",
        "503",
        security=security,
    )
    export["get"]["responses"]["200"]["headers"] = headers
    return {"/v1/exports/{format}": export}
