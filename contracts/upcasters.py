"""Old versions of events, lifted on read: deciders and projections know the latest version of each type only.

To change a released event: write the new version's class, and here a pure function from the old `data` to the new.
The stored bytes stay as they are, and every channel delivers them so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from contracts.catalogue import LATEST

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

_CODE = ("scheme", "edition", "code")


def _classified(data: dict[str, Any]) -> dict[str, Any]:
    """A code, its scheme and its edition stand together from version 2 on."""
    if not data.keys() & set(_CODE):
        return data
    code = (data.get("classification") or {}) | {name: data[name] for name in _CODE if name in data}
    rest = {name: value for name, value in data.items() if name not in (*_CODE, "classification")}
    code = {name: value for name, value in code.items() if value is not None}
    return rest | {"classification": code} if code.get("code") else rest


def _unchanged(data: dict[str, Any]) -> dict[str, Any]:
    """The next version only adds fields, or needs fewer."""
    return data


def _unsealed(data: dict[str, Any]) -> dict[str, Any]:
    """Nothing was sealed before version 2."""
    return {"_sd": [], **data}


# The lists of a subscription's filter in version 1, and the attributes that they name.
_LISTS = {"types": "type", "clusters": "cluster", "audiences": "audience"}


def _expressed(data: dict[str, Any]) -> dict[str, Any]:
    """The filter is an expression from version 2 on: of each list that is not empty, any value."""
    lists = data.get("filter") or {}
    if lists and not lists.keys() <= _LISTS.keys():
        return data
    conditions = [
        _combined("any", [{"exact": {attribute: value}} for value in lists[name]])
        for name, attribute in _LISTS.items()
        if lists.get(name)
    ]
    rest = {name: value for name, value in data.items() if name != "filter"}
    return rest | {"filter": _combined("all", conditions)} if conditions else rest


def _combined(dialect: str, expressions: list[dict[str, Any]]) -> dict[str, Any]:
    return expressions[0] if len(expressions) == 1 else {dialect: expressions}


# (type, version) → what makes data of the next version from data of this one. Given data of the next version that a
# correction has put a field of this one into, it lifts that field too.
UPCASTERS: dict[tuple[str, int], Upcaster] = {
    ("AgreementAmended", 1): _unchanged,
    ("AgreementProposed", 1): _unchanged,
    ("AgreementProposed", 2): _unchanged,
    ("FactConfirmed", 1): _unchanged,
    ("FactCorrected", 1): _unchanged,
    ("FactDisputed", 1): _unchanged,
    ("FactDisputed", 2): _unchanged,
    ("FactRefined", 1): _unchanged,
    ("FactRetracted", 1): _unchanged,
    ("MemberClassChanged", 1): _unchanged,
    ("MemberJoined", 1): _unchanged,
    ("MembershipCountReported", 1): _unchanged,
    ("MembershipCountReported", 2): _unchanged,
    ("PersonRegistered", 1): _unsealed,
    ("SeatDeclared", 1): _unchanged,
    ("SourceRegistered", 1): _unchanged,
    ("SourceRegistered", 2): _unchanged,
    ("SpecialisationDeclared", 1): _classified,
    ("SubscriptionRequested", 1): _expressed,
}


@dataclass(frozen=True)
class UnknownEvent(Exception):
    """No class of ours knows this event: it is newer than this process, or nobody's.

    Not an `UplandError`, as contracts import nothing of ours: who reads events turns it into one.
    """

    type: str
    version: int
    latest: int | None  # None: the type itself is unknown

    def __str__(self) -> str:
        """The sentence, with the numbers."""
        if self.latest is None:
            return f"event type {self.type} (version {self.version}) is unknown"
        return f"version {self.version} of {self.type} is unknown; the latest known is {self.latest}"


def upcast(
    event_type: str,
    version: int,
    data: dict[str, Any],
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
    latest: Mapping[str, int] = LATEST,
) -> tuple[str, dict[str, Any]]:
    """The type, and the data in the form of the type's latest version; the data given is not changed.

    Raises:
        UnknownEvent: the type is not in the catalogue, or there is no way from this version to the latest.
    """
    newest = latest.get(event_type)
    if newest == version:
        return event_type, data
    if newest is None or not 1 <= version < newest:
        raise UnknownEvent(event_type, version, newest)
    for step in range(version, newest):
        upcaster = upcasters.get((event_type, step))
        if upcaster is None:
            raise UnknownEvent(event_type, step, newest)
        data = upcaster(data)
    return event_type, data


def upcast_corrected(event_type: str, data: dict[str, Any]) -> dict[str, Any]:
    """Data of the latest version to which a correction was applied, which may name fields as an older version did."""
    for step in range(1, LATEST[event_type]):
        upcaster = UPCASTERS.get((event_type, step))
        data = upcaster(data) if upcaster else data
    return data
