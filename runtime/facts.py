"""From the stored bytes to what readers fold: decoded, and upcast to the latest version of the type."""

from __future__ import annotations

import orjson

from contracts.envelope import Fact, Recorded
from contracts.upcasters import UnknownEvent, upcast
from runtime.errors import Poison


def fact_of(event: Recorded) -> Fact:
    """The event as a fact.

    Raises:
        Poison: the data is not JSON, or the type or version is not in the catalogue.
    """
    try:
        data = orjson.loads(event.data)
    except orjson.JSONDecodeError as error:
        raise Poison(f"the data of {event.id} is not JSON: {error}") from None
    try:
        type, data = upcast(event.type, event.schema_version, data)
    except UnknownEvent as error:
        raise Poison(f"{event.id} cannot be read: {error}") from None
    return Fact(
        event.id, event.position, event.stream, event.version, type, event.recorded_at, event.audience, data
    )
