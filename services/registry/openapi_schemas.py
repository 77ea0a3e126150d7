"""The schemas of what the registry answers."""

from __future__ import annotations

from contracts.catalogue import COLLECTIONS
from contracts.value_schemas import BARE_TYPE, EVENT_ID, STREAM, VERSION, Schema, record
from runtime.openapi.schemas import ref


def answers() -> dict[str, Schema]:
    """The components by name."""
    return {
        "Appended": record(
            "What a command has added to the log.",
            {
                "stream": STREAM,
                "version": VERSION | {"description": "The stream's version now: the next If-Match."},
                "position": {
                    "type": ["integer", "null"],
                    "minimum": 1,
                    "description": "The last of these events in the log; null in a dry run.",
                },
                "events": {"type": "array", "minItems": 1, "items": ref("AppendedEvent")},
            },
        ),
        "AppendedEvent": record(
            "One event of the answer.",
            {
                "id": EVENT_ID,
                "type": BARE_TYPE,
                "version": VERSION | {"description": "The event's version in its stream."},
                "position": {"type": ["integer", "null"], "minimum": 1},
            },
        ),
        "CommandLine": record(
            "One command among many.",
            {
                "collection": {"type": "string", "enum": sorted(COLLECTIONS)},
                "id": {"type": "string"},
                "verb": {"type": "string"},
                "key": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 200,
                    "pattern": "^[ -~]+$",
                    "description": "Its Idempotency-Key, the same as in the header of a single call.",
                },
                "body": {"type": "object", "description": "What the single call would take."},
                "unit": {
                    "type": "integer",
                    "minimum": 0,
                    "maximum": 100,
                    "default": 1,
                    "description": "How many lines, from this one on, are stored together or not at all; 0 for each"
                    " further line of such a unit.",
                },
            },
            optional=("body", "unit"),
        ),
        "CommandAnswer": record(
            "What became of one line: the status and the body that the single call would have had.",
            {
                "line": {"type": "integer", "minimum": 1},
                "status": {"type": "integer"},
                "replayed": {"type": "boolean", "description": "The key was used before with the same body."},
                "body": {"oneOf": [ref("Appended"), ref("Problem")]},
            },
        ),
        "Name": record(
            "A person's name as it was sealed. Do not store it or pass it on beyond the purpose of the request.",
            {
                "name": {"type": "string"},
                "disclosure": {
                    "type": "string",
                    "pattern": "^[A-Za-z0-9_-]+$",
                    "description": "RFC 9901: the base64url of its SHA-256 stands in `_sd` of the event.",
                },
                "event": EVENT_ID | {"examples": ["person-0192f1a4@1"]},
            },
        ),
    }
