"""JSON Schemas of the values that all published documents share: streams, event ids, positions, times, statements."""

from __future__ import annotations

from typing import Any, get_args

from contracts.catalogue import EVENTS
from contracts.fields import STREAM_PATTERN, Audience, EventId
from contracts.statement import SOURCE, type_name

Schema = dict[str, Any]

STREAM: Schema = {"type": "string", "pattern": STREAM_PATTERN, "examples": ["agreement-loi-2018"]}
EVENT_ID: Schema = {
    "type": "string",
    "pattern": next(item.pattern for item in get_args(EventId) if getattr(item, "pattern", None)),
    "examples": ["agreement-loi-2018@3"],
}
# An open set: later releases have more types, and a reader passes over those that it does not know.
TYPE: Schema = {
    "type": "string",
    "pattern": r"^upland\.[A-Za-z]+\.v[1-9][0-9]*$",
    "examples": sorted(type_name(*key) for key in EVENTS),
}
BARE_TYPE: Schema = {
    "type": "string",
    "pattern": "^[A-Za-z]+$",
    "examples": sorted({name for name, _ in EVENTS}),
}
VERSION: Schema = {"type": "integer", "minimum": 1}
POSITION: Schema = {"type": "integer", "minimum": 1}
SEQUENCE: Schema = {"type": "string", "pattern": "^[0-9]{20}$", "examples": ["00000000000000000042"]}
TIME: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$",
    "examples": ["2026-11-22T18:00:00.000000Z"],
}


def record(description: str, properties: Schema, optional: tuple[str, ...] = ()) -> Schema:
    """An object with these properties, all required but the optional ones."""
    required = sorted(properties.keys() - set(optional))
    return {"type": "object", "description": description, "properties": properties, "required": required}


def statement() -> Schema:
    """The CloudEvents JSON of an event, in RFC 8785 form on the wire."""
    restricted = [name for name in get_args(Audience) if name != "public"]
    return record(
        "An event as a CloudEvent in RFC 8785 form: these bytes never change. `audience` and `salt` stand in restricted "
        "events only. `data` follows the schema that `dataschema` names.",
        {
            "specversion": {"const": "1.0"},
            "id": EVENT_ID,
            "source": {"const": SOURCE},
            "type": TYPE,
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
