"""Filter expressions as predicates over the attributes of an event. Pure; `conditions` gives the same as SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from contracts.filters import FilterExpression, Value, type_parts
from contracts.statement import type_name

_PREFIX = "upland."
KINDS = {"cluster": "cluster-", "party": "party-"}


class Attributes(Protocol):
    """What an expression looks at: lines of the feed have it.

    type: with prefix and version. refers: the clusters and parties that the event names or is about.
    """

    @property
    def type(self) -> str: ...
    @property
    def stream(self) -> str: ...
    @property
    def refers(self) -> Sequence[str]: ...
    @property
    def audience(self) -> str: ...


def matches(expression: FilterExpression, event: Attributes) -> bool:
    """Whether an event is among those that the expression asks for."""
    if expression.not_ is not None:
        return not matches(expression.not_, event)
    if expression.all is not None:
        return all(matches(part, event) for part in expression.all)
    if expression.any is not None:
        return any(matches(part, event) for part in expression.any)
    return all(_compares(value, event) for value in expression.own_values())


def _compares(value: Value, event: Attributes) -> bool:
    if value.attribute == "type":
        return _compares_type(value, event.type)
    if value.attribute in KINDS:
        names = (name for name in event.refers if name.startswith(KINDS[value.attribute]))
        return any(_compares_text(value, name) for name in names)
    return _compares_text(value, event.stream if value.attribute == "stream" else event.audience)


def _compares_type(value: Value, type: str) -> bool:
    """A type compares with or without its prefix and its version: whichever the value is written for."""
    if value.dialect == "exact":
        name, version = type_parts(value.text)
        return type == type_name(name, version) if version is not None else bare_name(type) == name
    if value.dialect == "prefix":
        return type.startswith(value.text) or type.removeprefix(_PREFIX).startswith(value.text)
    return type.endswith(value.text) or (_PREFIX + bare_name(type)).endswith(value.text)


def _compares_text(value: Value, text: str) -> bool:
    match value.dialect:
        case "exact":
            return text == value.text
        case "prefix":
            return text.startswith(value.text)
        case "suffix":
            return text.endswith(value.text)


def bare_name(type: str) -> str:
    """A type without prefix and version."""
    return type.split(".")[1]


def possible(expression: FilterExpression, type: str) -> bool:
    """Whether an expression may ask for an event of this type, whatever its other attributes are."""
    return _outcomes(expression, type)[0]


def _outcomes(expression: FilterExpression, type: str) -> tuple[bool, bool]:
    """Whether the expression can be true, and whether it can be false, for events of the type."""
    if expression.not_ is not None:
        true, false = _outcomes(expression.not_, type)
        return false, true
    if values := list(expression.own_values()):
        agrees = all(_compares_type(value, type) for value in values if value.attribute == "type")
        return agrees, not agrees or any(value.attribute != "type" for value in values)
    parts = [_outcomes(part, type) for _, part in expression.parts()]
    if expression.all is not None:
        return all(true for true, _ in parts), any(false for _, false in parts)
    return any(true for true, _ in parts), all(false for _, false in parts)
