"""The statement of an event: its CloudEvents JSON in RFC 8785 form, the bytes that every channel delivers.

Member names are ASCII and sorted, numbers stand only inside `data`, and `data` is stored in the same form: so
the members can be written in their order around the stored bytes, and nothing is parsed.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from contracts.envelope import Fact, Recorded
from contracts.upcasters import upcast

SOURCE = "urn:upland:registry"
BATCH_MEDIA_TYPE = "application/cloudevents-batch+json"
MEDIA_TYPE = "application/cloudevents+json"
# What stands in a statement before the bytes of `data`, and after them.
_DATA, _AFTER_DATA = b',"data":', b',"datacontenttype":"application/json","dataschema":"'


def type_name(event_type: str, version: int) -> str:
    """`upland.AgreementSigned.v1`, as CloudEvents and Kafka name it."""
    return f"upland.{event_type}.v{version}"


def split_type(name: str) -> tuple[str, int] | None:
    """The type and the version in a name made by `type_name`; None for any other text."""
    prefix, _, rest = name.partition(".")
    event_type, _, version = rest.rpartition(".v")
    if prefix != "upland" or not event_type or not (version.isascii() and version.isdigit()):
        return None
    return event_type, int(version)


def data_schema(event_type: str, version: int) -> str:
    """The URI of the schema of `data`; a registry serves it at `/schemas/{type}/{version}.json`."""
    return f"urn:upland:schema:{event_type}:{version}"


def time_text(at: datetime) -> str:
    """RFC 3339 with six decimals and `Z`."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def sequence(position: int) -> str:
    """The position as text that sorts as the number does."""
    return f"{position:020d}"


def salt_text(salt: bytes) -> str:
    """Base64url without padding, as RFC 9901 writes salts."""
    return urlsafe_b64encode(salt).rstrip(b"=").decode()


def attributes(event: Recorded) -> dict[str, str]:
    """The CloudEvents attributes in RFC 8785 order, all of them text; `data` is not among them."""
    restricted = event.audience != "public"
    result: dict[str, str] = {}
    if restricted:
        result["audience"] = event.audience
    if event.causation_id is not None:
        result["causationid"] = event.causation_id
    result["correlationid"] = event.correlation_id
    result["datacontenttype"] = "application/json"
    result["dataschema"] = data_schema(event.type, event.schema_version)
    result["id"] = event.id
    if restricted:
        result["salt"] = salt_text(event.salt)
    result["sequence"] = sequence(event.position)
    result["source"] = SOURCE
    result["specversion"] = "1.0"
    result["streamversion"] = str(event.version)
    result["subject"] = event.stream
    result["time"] = time_text(event.recorded_at)
    result["type"] = type_name(event.type, event.schema_version)
    return result


def statement(event: Recorded) -> bytes:
    """The statement's bytes.

    Everything but the correlation id is plain ASCII without a character that JSON escapes (ids, types and times
    are checked when a command is accepted), so only that one goes through the encoder.
    """
    restricted = event.audience != "public"
    audience = f'"audience":"{event.audience}",' if restricted else ""
    causation = f'"causationid":"{event.causation_id}",' if event.causation_id is not None else ""
    salt = f'"salt":"{salt_text(event.salt)}",' if restricted else ""
    schema, name = data_schema(event.type, event.schema_version), type_name(event.type, event.schema_version)
    behind = (
        f',"datacontenttype":"application/json","dataschema":"{schema}","id":"{event.stream}@{event.version}",'
        f'{salt}"sequence":"{sequence(event.position)}","source":"{SOURCE}","specversion":"1.0",'
        f'"streamversion":"{event.version}","subject":"{event.stream}","time":"{time_text(event.recorded_at)}",'
        f'"type":"{name}"}}'
    )
    correlation = orjson.dumps(event.correlation_id)
    before = (b"{", audience.encode(), causation.encode(), b'"correlationid":', correlation, b',"data":')
    return b"".join((*before, event.data, behind.encode()))


def split_statement(statement: bytes) -> tuple[dict[str, str], bytes]:
    """The attributes of a statement that `statement` has made, and the bytes of its `data` as they are.

    Raises:
        ValueError: it is no such statement.
    """
    # In a text every quotation mark is escaped, so the first is no part of one; after the last comes no data any more.
    start, end = statement.find(_DATA), statement.rfind(_AFTER_DATA)
    if start < 0 or end < start + len(_DATA):
        raise ValueError("it is no statement")
    attributes: dict[str, str] = orjson.loads(statement[:start] + statement[end:])
    return attributes, statement[start + len(_DATA) : end]


def fact_of_statement(statement: Mapping[str, Any]) -> Fact:
    """A decoded statement as a fact of the latest version of its type.

    Raises:
        UnknownEvent: the type or its version is not in the catalogue.
        KeyError, ValueError: it is no statement.
    """
    event_type = split_type(statement["type"])
    if event_type is None:
        raise ValueError(f"{statement['type']} is not a type of this record")
    name, data = upcast(*event_type, statement["data"])
    return Fact(
        statement["id"],
        int(statement["sequence"]),
        statement["subject"],
        int(statement["streamversion"]),
        name,
        datetime.fromisoformat(statement["time"]),
        statement.get("audience", "public"),
        data,
    )
