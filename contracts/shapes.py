"""Shapes of the registry's answers, as JSON Schemas of the OpenAPI document: what is no command and no event's data."""

from __future__ import annotations

from typing import Any, get_args

from contracts.catalogue import COLLECTIONS, EVENTS
from contracts.fields import STREAM_PATTERN, Audience, EventId
from contracts.statement import SOURCE, type_name

Schema = dict[str, Any]

STREAM: Schema = {"type": "string", "pattern": STREAM_PATTERN, "examples": ["agreement-loi-2018"]}
EVENT_ID: Schema = {
    "type": "string",
    "pattern": next(item.pattern for item in get_args(EventId) if getattr(item, "pattern", None)),
    "examples": ["agreement-loi-2018@3"],
}
VERSION: Schema = {"type": "integer", "minimum": 1}
POSITION: Schema = {"type": "integer", "minimum": 1}
SEQUENCE: Schema = {"type": "string", "pattern": "^[0-9]{20}$", "examples": ["00000000000000000042"]}
TIME: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$",
    "examples": ["2026-11-22T18:00:00.000000Z"],
}


def ref(name: str) -> Schema:
    """A reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def _record(description: str, properties: Schema, optional: tuple[str, ...] = ()) -> Schema:
    required = sorted(properties.keys() - set(optional))
    return {"type": "object", "description": description, "properties": properties, "required": required}


def answers() -> dict[str, Schema]:
    """The components by name."""
    return {
        "Appended": _record(
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
        "AppendedEvent": _record(
            "One event of the answer.",
            {
                "id": EVENT_ID,
                "type": {"type": "string", "enum": sorted({name for name, _ in EVENTS})},
                "version": VERSION | {"description": "The event's version in its stream."},
                "position": {"type": ["integer", "null"], "minimum": 1},
            },
        ),
        "CommandLine": _record(
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
            },
            optional=("body",),
        ),
        "CommandAnswer": _record(
            "What became of one line: the status and the body that the single call would have had.",
            {
                "line": {"type": "integer", "minimum": 1},
                "status": {"type": "integer"},
                "replayed": {"type": "boolean", "description": "The key was used before with the same body."},
                "body": {"oneOf": [ref("Appended"), ref("Problem")]},
            },
        ),
        "Name": _record(
            "A person's name as it was sealed. It is not to be stored or passed on beyond what it was asked for.",
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
        "Statement": statement(),
        "Problem": problem(),
        "Health": {"type": "object", "description": "Whether the service can do its work, and if not, why."},
    }


def statement() -> Schema:
    """The CloudEvents JSON of an event, in RFC 8785 form on the wire."""
    restricted = [name for name in get_args(Audience) if name != "public"]
    return _record(
        "An event as a CloudEvent in RFC 8785 form: these bytes never change. `audience` and `salt` stand in restricted "
        "events only. `data` follows the schema that `dataschema` names.",
        {
            "specversion": {"const": "1.0"},
            "id": EVENT_ID,
            "source": {"const": SOURCE},
            "type": {"type": "string", "enum": sorted(type_name(*key) for key in EVENTS)},
            "subject": STREAM,
            "time": TIME,
            "datacontenttype": {"const": "application/json"},
            "dataschema": {"type": "string", "pattern": "^urn:upland:schema:[A-Za-z]+:[0-9]+$"},
            "sequence": SEQUENCE | {"description": "The position in the log, in 20 digits."},
            "streamversion": {"type": "string", "pattern": "^[1-9][0-9]*$"},
            "correlationid": {"type": "string", "minLength": 1},
            "causationid": EVENT_ID,
            "audience": {"type": "string", "enum": restricted},
            "salt": {
                "type": "string",
                "pattern": "^[A-Za-z0-9_-]{22}$",
                "description": "16 random bytes, base64url.",
            },
            "data": {"type": "object"},
        },
        optional=("causationid", "audience", "salt"),
    )


def problem() -> Schema:
    """A problem document (RFC 9457); each kind adds its numbers."""
    return _record(
        "What went wrong and what to do about it (RFC 9457). Members such as `rule`, `expected`, `actual`, `scope` or "
        "`limit` give the numbers of the case.",
        {
            "type": {"type": "string", "format": "uri-reference", "examples": ["/problems/wrong-version"]},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {
                "type": "array",
                "items": _record(
                    "What is wrong with one field.",
                    {
                        "pointer": {
                            "type": "string",
                            "description": "JSON pointer into the body, or a header's name.",
                        },
                        "message": {"type": "string"},
                    },
                ),
            },
        },
        optional=("detail", "errors"),
    )
