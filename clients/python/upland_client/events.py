"""Events as they come, of any type; and those of the types that this version of the package knows."""

from __future__ import annotations

from typing import Any, cast

from upland_client.envelope import Envelope
from upland_client.schemas import TYPES, KnownEvent


class Event(Envelope):
    """An event of any type, also of one that came after this package."""

    type: str
    data: dict[str, Any]


def known(event: Event) -> KnownEvent | None:
    """The event with the type of its data, for a type checker; None if its type came after this package."""
    return cast("KnownEvent", event) if event["type"] in TYPES else None
