"""Names of streams inside an event's data: which clusters, parties and other streams an event names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from contracts.fields import STREAM_PATTERN
from contracts.streams import StreamName

_STREAM = re.compile(STREAM_PATTERN, re.ASCII)
# How the event was recorded, not what it is about: a key's holder may be called like a stream.
_ENVELOPE = frozenset({"actor", "sources", "occurred", "mode"})
_ATOMS = frozenset({int, float, bool, type(None)})


def references(data: Mapping[str, Any]) -> frozenset[str]:
    """Every stream that the data names, at any depth; events named as targets count as their streams."""
    names: set[str] = set()
    for member, value in data.items():
        if member not in _ENVELOPE:
            _add_names(value, names)
    return frozenset(names)


@lru_cache(maxsize=16_384)
def implied(stream: str) -> frozenset[str]:
    """The clusters and parties that a stream's own name gives: itself, or both sides of a membership."""
    category, rest = StreamName.parse(stream)
    if category == "membership":
        cluster, _, party = rest.partition(".")
        return frozenset({f"cluster-{cluster}", f"party-{party}"})
    return frozenset({stream}) if category in {"cluster", "party"} else frozenset()


def actors(data: Mapping[str, Any]) -> list[str]:
    """The clusters and parties that the data names, sorted."""
    return _actors(references(data))


def actors_of_member(member: str, value: Any) -> list[str]:
    """The same of one member of the data."""
    if member in _ENVELOPE:
        return []
    names: set[str] = set()
    _add_names(value, names)
    return _actors(names) if names else []


def _actors(names: Collection[str]) -> list[str]:
    return sorted([name for name in names if name.startswith(("cluster-", "party-"))])


def _add_names(value: Any, names: set[str]) -> None:
    kind = type(value)  # of decoded JSON it is one of a few, which are recognised quicker than any Mapping
    if kind in _ATOMS:
        return
    if kind is str or isinstance(value, str):
        if "-" in value and _STREAM.match(name := value.partition("@")[0]):
            names.add(name)
            names.update(implied(name))
    elif kind is dict or isinstance(value, Mapping):
        for item in value.values():
            if type(item) is not str or "-" in item:  # of a text without a hyphen nothing comes
                _add_names(item, names)
    elif isinstance(value, list | tuple):
        for item in value:
            _add_names(item, names)
