"""An event as a record of Kafka (CloudEvents binary mode).

Reading is total: whatever the bytes are, a record is an event or `Foreign`, and nothing else is raised.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple, get_args

from contracts.envelope import Recorded
from contracts.fields import Audience
from contracts.statement import SOURCE, data_schema, salt_text, split_type, time_text, type_name
from runtime.errors import Foreign
from runtime.kafka.bus_keys import BusKeys

# The position of the record before this one in the same partition, 0 for none. Not part of the statement: it belongs
# to the partition, and lets a reader see that something is missing between two records.
PREVIOUS = "upland_previous"
# Which log the position is of: a log that was restored from a backup gets another epoch. Not part of the statement.
EPOCH = "upland_epoch"
# The relay's MAC over the partition, the statement and the two headers above.
MAC = "upland_mac"

# What the MAC covers, in its order: the headers that every record has, those that some have, then the value.
_ALWAYS = (
    "ce_type", "ce_subject", "ce_sequence", "ce_streamversion", "ce_time", "ce_correlationid", PREVIOUS,
    "ce_id", "ce_dataschema", "ce_source", "ce_specversion", "content-type",
)  # fmt: skip
_SOMETIMES = ("ce_causationid", "ce_audience", "ce_salt", EPOCH)
_always = itemgetter(*_ALWAYS)
_SOURCE, _JSON, _SPECVERSION = SOURCE.encode(), b"application/json", b"1.0"
_AUDIENCES: Mapping[bytes, Audience] = {name.encode(): name for name in get_args(Audience)}
_LAST_POSITION, _LAST_VERSION, _LAST_SCHEMA = 2**63 - 1, 2**31 - 1, 2**15 - 1
_LONGEST = 1_000  # bytes of any one attribute


def headers_of(
    event: Recorded,
    previous: int,
    partition: int = 0,
    keys: BusKeys | None = None,
    epoch: str | None = None,
) -> list[tuple[str, bytes]]:
    """The record's headers, in the partition where it follows the position `previous`.

    Args:
        keys: sign with these; without any, the record has no MAC and no reader takes its word for anything.
        epoch: the log's epoch, where the log has one.
    """
    type, schema = _type_headers(event.type, event.schema_version)
    stream = event.stream.encode()
    always = (
        type, stream, b"%020d" % event.position, b"%d" % event.version, time_text(event.recorded_at).encode(),
        event.correlation_id.encode(), b"%d" % previous, b"%s@%d" % (stream, event.version), schema, _SOURCE,
        _SPECVERSION, _JSON,
    )  # fmt: skip
    restricted = event.audience != "public"
    sometimes = (
        event.causation_id.encode() if event.causation_id else b"",
        event.audience.encode() if restricted else b"",
        salt_text(event.salt).encode() if restricted else b"",
        epoch.encode() if epoch else b"",
    )
    headers = [*zip(_ALWAYS, always, strict=True)]
    headers += [item for item in zip(_SOMETIMES, sometimes, strict=True) if item[1]]
    if keys:
        headers.append((MAC, keys.sign(_signed_bytes(partition, always, sometimes, event.data))))
    return headers


@lru_cache(maxsize=1_024)
def _type_headers(type: str, version: int) -> tuple[bytes, bytes]:
    return type_name(type, version).encode(), data_schema(type, version).encode()


def _signed_bytes(partition: int, always: Sequence[bytes], sometimes: Sequence[bytes], data: bytes) -> bytes:
    """The bytes that the MAC covers.

    No header of an event and no JSON has a NUL in it, and the number of parts is fixed: so what the relay has signed
    can be cut into parts in one way only.
    """
    return b"\0".join((b"%d" % partition, *always, *sometimes, data))


class ReceivedRecord(NamedTuple):
    """A record of our topic, read but not decoded.

    `authentic`: the relay's MAC verifies. Of any other record only what the log confirms may be believed.
    """

    partition: int
    offset: int
    previous: int | None
    event: Recorded
    authentic: bool = False
    epoch: str | None = None


def read_record(
    partition: int,
    offset: int,
    key: bytes | None,
    value: bytes | None,
    headers: Sequence[tuple[str, bytes | None]],
    keys: BusKeys | None = None,
) -> ReceivedRecord:
    """The event in a record, whether it is the log's or not.

    Raises:
        Foreign: the record lacks what every record of ours has, or cannot be one. Nothing else is raised, whatever
            the bytes are.
    """
    headers_by_name: dict[str, Any] = dict(headers)
    try:
        if len(headers_by_name) != len(headers):
            raise ValueError("a header is repeated")
        if value is None:
            raise ValueError("there is no value")
        if key is None or key != headers_by_name["ce_subject"]:
            raise ValueError("the key is not the stream")
        if (
            keys is not None
            and (parts := _verified_parts(partition, headers_by_name, value, keys)) is not None
        ):
            return _from_signed_parts(partition, offset, value, *parts)
        return ReceivedRecord(
            partition,
            offset,
            _number(headers_by_name, PREVIOUS, 0, _LAST_POSITION)
            if headers_by_name.get(PREVIOUS) is not None
            else None,
            Recorded(
                _number(headers_by_name, "ce_sequence", 1, _LAST_POSITION),
                _text(headers_by_name, "ce_subject"),
                _number(headers_by_name, "ce_streamversion", 1, _LAST_VERSION),
                *_type(headers_by_name["ce_type"]),
                read_time(_text(headers_by_name, "ce_time")),
                _audience(headers_by_name),
                read_salt(headers_by_name.get("ce_salt")),
                _text(headers_by_name, "ce_correlationid"),
                _text(headers_by_name, "ce_causationid") if headers_by_name.get("ce_causationid") else None,
                value,
            ),
            False,
            _text(headers_by_name, EPOCH) if headers_by_name.get(EPOCH) else None,
        )
    except KeyError as error:
        raise Foreign(f"the record has no header {error.args[0]}") from None
    except (ValueError, OverflowError) as error:  # a zone may lead out of the years that there are
        raise Foreign(f"the record cannot be read: {error}") from None


_Parts = tuple[Sequence[bytes], Sequence[bytes]]


def _verified_parts(
    partition: int, headers_by_name: Mapping[str, Any], value: bytes, keys: BusKeys
) -> _Parts | None:
    """What the MAC covers besides partition and value; None where there is no MAC, or it does not verify."""
    mac = headers_by_name.get(MAC)
    if mac is None:
        return None
    try:
        always = _always(headers_by_name)
        sometimes = [headers_by_name.get(name) or b"" for name in _SOMETIMES]
        signed = _signed_bytes(partition, always, sometimes, value)
    except (KeyError, TypeError):  # a header is missing, or has no value
        return None
    return (always, sometimes) if keys.verify(signed, mac) else None


def _from_signed_parts(
    partition: int, offset: int, value: bytes, always: Sequence[bytes], sometimes: Sequence[bytes]
) -> ReceivedRecord:
    """What the relay has written needs no further check."""
    type, stream, position, version, time, correlation, previous, *_ = always
    causation, audience, salt, epoch = sometimes
    return ReceivedRecord(
        partition,
        offset,
        int(previous),
        Recorded(
            int(position),
            stream.decode(),
            int(version),
            *_type(type),
            datetime.fromisoformat(time.decode()),
            _AUDIENCES[audience] if audience else "public",
            read_salt(salt),
            correlation.decode(),
            causation.decode() if causation else None,
            value,
        ),
        True,
        epoch.decode() if epoch else None,
    )


@lru_cache(maxsize=1_024)
def _type(name: bytes | None) -> tuple[str, int]:
    headers_by_name = split_type(name.decode()) if name is not None and len(name) <= _LONGEST else None
    if headers_by_name is None or "\0" in headers_by_name[0] or not 1 <= headers_by_name[1] <= _LAST_SCHEMA:
        raise ValueError("ce_type is not one of ours")
    return headers_by_name


def _text(headers_by_name: Mapping[str, Any], name: str) -> str:
    """An attribute's text: UTF-8, of bounded length, without NUL, which PostgreSQL does not store."""
    value = headers_by_name[name]
    if value is None:
        raise ValueError(f"{name} has no value")
    if len(value) > _LONGEST or b"\0" in value:
        raise ValueError(f"{name} is too long, or has a NUL in it")
    text: str = value.decode()
    return text


def _number(headers_by_name: Mapping[str, Any], name: str, least: int, most: int) -> int:
    digits = headers_by_name[name]
    if digits is None or len(digits) > 20 or not digits.isdigit():
        raise ValueError(f"{name} is not a number")
    if not least <= (number := int(digits)) <= most:
        raise ValueError(f"{name} is not between {least} and {most}")
    return number


def _audience(headers_by_name: Mapping[str, Any]) -> Audience:
    audience = _AUDIENCES.get(headers_by_name.get("ce_audience") or b"public")
    if audience is None:
        raise ValueError("ce_audience is not one of ours")
    return audience


def same_event(logged: Recorded, read: Recorded) -> bool:
    """Whether a record's event is the log's. A public event's salt is in no record."""
    return logged == (read if read.audience != "public" else read._replace(salt=logged.salt))


def read_time(text: str) -> datetime:
    """The moment in `ce_time`.

    Raises:
        ValueError, OverflowError: it is none.
    """
    return datetime.fromisoformat(text).astimezone(UTC)


def read_salt(text: bytes | None) -> bytes:
    """The salt of a restricted event; empty for a public one, whose statement has none.

    Raises:
        ValueError: the text is no Base64.
    """
    return urlsafe_b64decode(text + b"==") if text else b""
