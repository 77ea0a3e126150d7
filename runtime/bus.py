"""Kafka: how it is reached, which partition a stream has, and an event as a record (CloudEvents binary mode)."""

from __future__ import annotations

import ssl
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from aiokafka.partitioner import murmur2
from faststream.security import BaseSecurity, SASLScram512

from contracts.envelope import Recorded
from contracts.statement import attributes, split_type
from runtime.errors import Foreign
from runtime.settings import Settings

# The position of the record before this one in the same partition, 0 for none. Not part of the statement: it belongs
# to the partition, and lets a reader see that something is missing between two records.
PREVIOUS = "upland_previous"


def client_options(settings: Settings) -> dict[str, Any]:
    """Arguments for aiokafka's clients."""
    options: dict[str, Any] = {"bootstrap_servers": settings.kafka_bootstrap.split(",")}
    if settings.kafka_security != "plaintext":
        assert settings.kafka_username is not None
        assert settings.kafka_password is not None
        options |= {
            "security_protocol": settings.kafka_security.upper(),
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": settings.kafka_username,
            "sasl_plain_password": settings.kafka_password.get_secret_value(),
        }
    if settings.kafka_security == "sasl_ssl":
        options["ssl_context"] = ssl.create_default_context()
    return options


def faststream_security(settings: Settings) -> BaseSecurity | None:
    """The same for FastStream's broker."""
    if settings.kafka_security == "plaintext":
        return None
    assert settings.kafka_username is not None
    assert settings.kafka_password is not None
    context = ssl.create_default_context() if settings.kafka_security == "sasl_ssl" else None
    return SASLScram512(
        username=settings.kafka_username,
        password=settings.kafka_password.get_secret_value(),
        ssl_context=context,
        use_ssl=context is not None,
    )


def partition_of(stream: str, partitions: int) -> int:
    """The partition of a stream: Kafka's default for its key, so any client finds the same."""
    return int(murmur2(stream.encode()) & 0x7FFFFFFF) % partitions


def headers_of(event: Recorded, previous: int) -> list[tuple[str, bytes]]:
    """The record's headers."""
    found = [
        ("content-type" if name == "datacontenttype" else f"ce_{name}", value.encode())
        for name, value in attributes(event).items()
    ]
    found.append((PREVIOUS, b"%d" % previous))
    return found


class Arrived(NamedTuple):
    """A record of our topic, read but not decoded."""

    partition: int
    offset: int
    previous: int | None
    event: Recorded


def read_record(
    partition: int, offset: int, key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes]]
) -> Arrived:
    """The event in a record.

    Raises:
        Foreign: the record lacks what every record of ours has.
    """
    found = dict(headers)
    try:
        type = split_type(found["ce_type"].decode())
        if type is None or value is None:
            raise ValueError("ce_type is not one of ours" if type is None else "there is no value")
        stream = found["ce_subject"].decode()
        if key != found["ce_subject"]:
            raise ValueError("the key is not the stream")
        causation = found.get("ce_causationid")
        previous = found.get(PREVIOUS)
        audience: Any = found.get("ce_audience", b"public").decode()
        return Arrived(
            partition,
            offset,
            int(previous) if previous is not None else None,
            Recorded(
                int(found["ce_sequence"]),
                stream,
                int(found["ce_streamversion"]),
                type[0],
                type[1],
                read_time(found["ce_time"].decode()),
                audience,
                read_salt(found.get("ce_salt")),
                found["ce_correlationid"].decode(),
                causation.decode() if causation is not None else None,
                value,
            ),
        )
    except KeyError as error:
        raise Foreign(f"the record has no header {error.args[0]}") from None
    except (ValueError, UnicodeDecodeError) as error:
        raise Foreign(f"the record's headers cannot be read: {error}") from None


def read_time(text: str) -> datetime:
    """The moment in `ce_time`."""
    return datetime.fromisoformat(text).astimezone(UTC)


def read_salt(text: bytes | None) -> bytes:
    """The salt of a restricted event; empty for a public one, whose statement has none."""
    return urlsafe_b64decode(text + b"==") if text else b""
