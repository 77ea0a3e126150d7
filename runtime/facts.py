"""From the stored bytes to what readers fold: decoded, and upcast to the latest version of the type."""

from __future__ import annotations

from datetime import datetime

import orjson

from contracts.catalogue import LATEST
from contracts.envelope import Fact, Recorded
from contracts.fields import Audience
from contracts.upcasters import UnknownEvent, upcast
from runtime.errors import Poison


def fact_of(event: Recorded) -> Fact:
    """The event as a fact.

    Raises:
        Poison: the data is not JSON, or the type or version is not in the catalogue.
    """
    return stored_fact(
        event.stream, event.version, event.position, event.type, event.schema_version, event.recorded_at,
        event.audience, event.data,
    )  # fmt: skip


def stored_fact(
    stream: str,
    version: int,
    position: int,
    type: str,
    schema_version: int,
    recorded_at: datetime,
    audience: Audience,
    data: bytes,
) -> Fact:
    """As `fact_of`, from the columns of an event that a fold needs."""
    id = f"{stream}@{version}"
    try:
        payload = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Poison(f"the data of {id} is not JSON: {error}") from None
    if LATEST.get(type) != schema_version:
        try:
            type, payload = upcast(type, schema_version, payload)
        except UnknownEvent as error:
            raise Poison(f"{id} cannot be read: {error}") from None
    return Fact(id, position, stream, version, type, recorded_at, audience, payload)
