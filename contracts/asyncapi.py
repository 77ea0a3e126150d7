"""The events on Kafka as an AsyncAPI 3.0 document, made from the catalogue."""

from __future__ import annotations

from typing import Any, get_args

from contracts import value_schemas
from contracts.catalogue import EVENTS
from contracts.envelope import Event
from contracts.fields import Audience
from contracts.schema import Document, event_components, summary
from contracts.statement import SOURCE, data_schema, type_name

TOPIC, PARTNER_TOPIC = "upland.events", "upland.partner.{partner}"

_PREVIOUS = "upland_previous"
_EPOCH = "upland_epoch"
_MAC = "upland_mac"
_CURSOR, _PREVIOUS_CURSOR = "upland_cursor", "upland_previous_cursor"
_READING = (
    "Records are keyed by stream, so a stream's events come in their order; events of different streams may come in "
    f"any order. Positions rise within a partition, and `{_PREVIOUS}` names the one before. A reader keeps, for each "
    "partition, the highest `ce_sequence` that it has seen, and skips a record that is not above it: that is a "
    f"repetition. Where `{_PREVIOUS}` is above the highest seen, records are missing: fetch them from the registry's "
    f"`/v1/history` with a key that has `history:read`; its header `Upland-Audience` is `all` then. "
    f"`{_EPOCH}` is the epoch of the log: where it changes, the record was restored, positions may mean other "
    "events, and the reader begins again."
)
PARTNER_READING = (
    "Public events, those for all partners, and those that the partner takes part in, narrowed by its subscription. One "
    "partition, in the order in which the partner may read: an event that is released later comes later than its "
    f"`ce_sequence` suggests. Read committed records only; then each event is there once. `{_CURSOR}` is the place in the "
    f"feed, the same as a cursor of the pull feed, and `{_PREVIOUS_CURSOR}` that of the record before. A topic that was "
    f"deleted is filled again from its beginning: skip a record whose `{_CURSOR}` is not behind the highest that you have "
    "seen of its epoch; cursors compare as two numbers."
)


def document(bootstrap: str = "localhost:8704", partners: str | None = "localhost:8705") -> Document:
    """The complete document; it refers to nothing outside of itself.

    Args:
        bootstrap: Kafka's bootstrap servers for the services, with commas between.
        partners: the same for partners; None where they cannot reach it, so that the document has no topic for them.
    """
    messages = {
        event.__name__: {"$ref": f"#/components/messages/{event.__name__}"} for event in EVENTS.values()
    }
    inside = servers("inside", bootstrap, "scram", "For the services.")
    outside = servers(
        "partners", partners, "scramOfPartners", "For partner clusters: each reads its own topic."
    )
    channels = {
        "events": {
            "address": TOPIC,
            "title": "All events",
            "servers": [{"$ref": f"#/servers/{name}"} for name in inside],
            "messages": messages,
            "bindings": {"kafka": {"topic": TOPIC, "bindingVersion": "0.5.0"}},
        },
        "partner": {
            "address": PARTNER_TOPIC,
            "title": "What one partner may see",
            "description": "Public events, those for all partners, and those that the partner takes part in.",
            "servers": [{"$ref": f"#/servers/{name}"} for name in outside],
            "parameters": {
                "partner": {
                    "description": "The partner's name, as in `dkm`; its consumer groups are `dkm.*`."
                }
            },
            "messages": messages,
        },
    }
    operations = {
        "publish": _operation("events", "Publish every event, in the order of the log."),
        "publishToPartner": _operation(
            "partner", "Publish what the partner may see, in the order of the log."
        ),
    }
    if not outside:
        del channels["partner"], operations["publishToPartner"]
    return {
        "asyncapi": "3.0.0",
        "id": SOURCE,
        "defaultContentType": "application/json",
        "info": {
            "title": "Upland events",
            "version": "1",
            "description": "Every event of the record as a CloudEvent in Kafka's binary mode: the attributes are headers, "
            "the value is the data, the same bytes as in the log. " + _READING,
            "license": {"name": "Apache-2.0"},
        },
        "servers": inside | outside,
        "channels": channels,
        "operations": operations,
        "components": {
            "messages": {event.__name__: record_message(event) for event in EVENTS.values()},
            "schemas": titled(event_components(EVENTS.keys())) | {"headers": record_headers()},
            "securitySchemes": {
                "scram": {"type": "scramSha512", "description": "A service's name and its password."},
                "scramOfPartners": {
                    "type": "scramSha256",
                    "description": "The name and the password of a partner's Kafka channel.",
                },
            },
        },
    }


def titled(schemas: Document) -> Document:
    """Give each schema inside of another a title made of where it is: generators name their models by it."""
    for name, schema in schemas.items():
        _title_members(name, schema)
    return schemas


def _title_members(name: str, schema: Document) -> None:
    members = {
        prop.replace("_", " ").title().replace(" ", ""): one
        for prop, one in schema.get("properties", {}).items()
    }
    members |= {
        part.title(): schema[part]
        for part in ("items", "additionalProperties")
        if isinstance(schema.get(part), dict)
    }
    members |= {f"Option{number}": one for number, one in enumerate(schema.get("anyOf", ()), start=1)}
    for member, one in members.items():
        if "$ref" not in one:
            if one.keys() & {
                "enum",
                "properties",
                "items",
                "anyOf",
                "additionalProperties",
                "patternProperties",
            }:
                one["title"] = f"{name}{member}"
            _title_members(f"{name}{member}", one)


def servers(
    name: str, addresses: str | None, scheme: str, description: str, protocol: str = "kafka"
) -> Document:
    """A server for each of the addresses: `inside`, `inside2` and so on."""
    return {
        f"{name}{number}" if number > 1 else name: {
            "host": address.strip(),
            "protocol": protocol,
            "description": description,
            "security": [{"$ref": f"#/components/securitySchemes/{scheme}"}],
        }
        for number, address in enumerate(filter(None, (addresses or "").split(",")), start=1)
    }


def _operation(channel: str, text: str) -> Document:
    return {"action": "send", "channel": {"$ref": f"#/channels/{channel}"}, "summary": text}


def record_message(event: type[Event]) -> Document:
    """An event in Kafka's binary mode; its headers refer to the component `headers`."""
    kind = {
        "type": "object",
        "required": ["ce_type", "ce_dataschema"],
        "properties": {
            "ce_type": {"const": type_name(event.type, event.version)},
            "ce_dataschema": {"const": data_schema(event.type, event.version)},
        },
    }
    return {
        "name": type_name(event.type, event.version),
        "title": event.type,
        "summary": summary(event),
        "contentType": "application/json",
        "headers": {
            "title": f"{event.__name__}Headers",
            "allOf": [{"$ref": "#/components/schemas/headers"}, kind],
        },
        "payload": {"$ref": f"#/components/schemas/{event.__name__}"},
        "bindings": {"kafka": {"key": value_schemas.STREAM, "bindingVersion": "0.5.0"}},
    }


def record_headers() -> Document:
    """The headers of every record; all values are text."""
    restricted = [name for name in get_args(Audience) if name != "public"]
    optional: dict[str, Any] = {
        "ce_causationid": value_schemas.EVENT_ID | {"description": "The event that led to this one."},
        "ce_audience": {"type": "string", "enum": restricted, "description": "Left out where it is public."},
        "ce_salt": {
            "type": "string",
            "pattern": "^[A-Za-z0-9_-]{22}$",
            "description": "With `ce_audience` only.",
        },
    }
    always: dict[str, Any] = {
        "content-type": {"const": "application/json"},
        "ce_specversion": {"const": "1.0"},
        "ce_id": value_schemas.EVENT_ID,
        "ce_source": {"const": SOURCE},
        "ce_type": {"type": "string"},
        "ce_subject": value_schemas.STREAM
        | {"description": "The stream, which is the record's key as well."},
        "ce_time": value_schemas.TIME | {"description": "When it was recorded."},
        "ce_sequence": value_schemas.SEQUENCE | {"description": "The position in the log, in 20 digits."},
        "ce_streamversion": {"type": "string", "pattern": "^[1-9][0-9]*$"},
        "ce_dataschema": {"type": "string"},
        "ce_correlationid": {"type": "string"},
    }
    cursor = {"type": "string", "pattern": "^(?:0|[1-9][0-9]*)-(?:0|[1-9][0-9]*)-[0-9a-f]{16}$"}
    kafka = {
        _PREVIOUS: {
            "type": "string",
            "pattern": "^(?:0|[1-9][0-9]*)$",
            "description": f"In `{TOPIC}`: the position of the record before this one in the same partition; 0 for the "
            "first.",
        },
        _CURSOR: cursor | {"description": "In a partner's topic: the place in its feed."},
        _PREVIOUS_CURSOR: cursor
        | {
            "description": "In a partner's topic: the place of the record before this one; left out in the first, also in "
            "the first after the topic was made again."
        },
        _EPOCH: {
            "type": "string",
            "pattern": "^[0-9a-f]{16}$",
            "description": "The log's epoch, within which a position means one event; not in records of earlier releases.",
        },
        _MAC: {
            "type": "string",
            "description": "16 bytes by which Upland's own services know the relay's records; others pass over them.",
        },
    }
    return {"type": "object", "required": sorted(always), "properties": always | optional | kafka}
