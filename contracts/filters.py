"""Filter expressions of subscriptions: the six dialects of CloudEvents Subscriptions over the attributes of our events."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple, Self, get_args

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from contracts.fields import AnyStreamRef, Audience, ClusterRef, Model, PartyRef
from contracts.patterns import text_of

Dialect = Literal["exact", "prefix", "suffix"]
Attribute = Literal["type", "stream", "cluster", "party", "audience"]

ATTRIBUTES: tuple[Attribute, ...] = get_args(Attribute)
MAX_DEPTH, MAX_VALUES = 8, 1_000
_MEMBERS = 500
_NAME, _VERSION = r"[A-Z][A-Za-z]{1,60}", r"[1-9][0-9]{0,3}"
_TYPE = re.compile(rf"(?:upland\.)?({_NAME})(?:\.v({_VERSION}))?", re.ASCII)
_OLD_FORM = frozenset({"types", "clusters", "audiences"})

EventType = Annotated[
    str,
    text_of(rf"^(?:upland\.)?{_NAME}(?:\.v{_VERSION})?$", "a type of events such as AgreementConcluded"),
    Field(examples=["AgreementConcluded", "upland.AgreementConcluded.v1"]),
]
Part = Annotated[
    str,
    text_of(r"^[!-~]{1,100}$", "a part of a value: up to 100 letters without marks, digits and signs"),
    Field(examples=["Agreement"]),
]


class Value(NamedTuple):
    """One value in an expression: how it is compared, with which attribute, and the JSON pointer of its place."""

    pointer: str
    dialect: Dialect
    attribute: Attribute
    text: str


class _Values(Model):
    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if all(each is None for each in self.__dict__.values()):
            raise ValueError("it needs at least one of type, stream, cluster, party, audience")
        return self


class ExactValues(_Values):
    """Values that the event's attributes have; `type` with or without `upland.` and version. All of them must be so."""

    type: EventType | None = None
    stream: AnyStreamRef | None = None
    cluster: ClusterRef | None = Field(None, description="A cluster that the event names or is about.")
    party: PartyRef | None = Field(None, description="A party that the event names or is about.")
    audience: Audience | None = Field(
        None, description="The event's own audience; `public` where it has none."
    )


class PartialValues(_Values):
    """Beginnings or endings of the event's attributes. All of them must be so."""

    type: Part | None = None
    stream: Part | None = None
    cluster: Part | None = None
    party: Part | None = None
    audience: Part | None = None


class FilterExpression(Model):
    """Which events: one dialect with its values, or one that combines expressions."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    exact: ExactValues | None = None
    prefix: PartialValues | None = None
    suffix: PartialValues | None = None
    all: Annotated[tuple[FilterExpression, ...], Field(min_length=1, max_length=_MEMBERS)] | None = None
    any: Annotated[tuple[FilterExpression, ...], Field(min_length=1, max_length=_MEMBERS)] | None = None
    not_: FilterExpression | None = Field(None, alias="not")

    @model_validator(mode="before")
    @classmethod
    def _is_no_old_form(cls, given: Any) -> Any:
        if isinstance(given, dict) and given and given.keys() <= _OLD_FORM:
            raise ValueError(
                "a filter is an expression: instead of lists of types, clusters and audiences write, for example,"
                ' {"any": [{"exact": {"type": "AgreementSigned"}}, {"exact": {"cluster": "cluster-dkm"}}]}'
            )
        return given

    @model_validator(mode="after")
    def _has_one_dialect(self) -> FilterExpression:
        if sum(each is not None for each in self.__dict__.values()) != 1:
            raise ValueError("an expression has one of exact, prefix, suffix, all, any, not")
        return self

    def parts(self) -> tuple[tuple[str, FilterExpression], ...]:
        """The expressions inside this one, each with its pointer from here."""
        if self.not_ is not None:
            return (("/not", self.not_),)
        dialect, members = ("all", self.all) if self.all is not None else ("any", self.any)
        return tuple((f"/{dialect}/{index}", each) for index, each in enumerate(members or ()))

    def own_values(self) -> Iterator[Value]:
        """The values that this expression itself compares; none where it combines others."""
        compared: tuple[tuple[Dialect, ExactValues | PartialValues | None], ...] = (
            ("exact", self.exact), ("prefix", self.prefix), ("suffix", self.suffix)
        )  # fmt: skip
        for dialect, values in compared:
            if values is not None:
                for attribute in ATTRIBUTES:
                    text: str | None = getattr(values, attribute)
                    if text is not None:
                        yield Value(f"/{dialect}/{attribute}", dialect, attribute, text)

    def values(self, pointer: str = "") -> Iterator[Value]:
        """Every value in the expression, with its pointer after `pointer`."""
        for value in self.own_values():
            yield value._replace(pointer=pointer + value.pointer)
        for step, part in self.parts():
            yield from part.values(pointer + step)


def bounded(expression: FilterExpression) -> FilterExpression:
    """The expression itself. Raises ValueError where it is nested deeper or compares more values than is allowed."""
    level, depth = [expression], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise ValueError(f"a filter is nested at most {MAX_DEPTH} levels deep")
        level = [part for each in level for _, part in each.parts()]
    if sum(1 for _ in expression.values()) > MAX_VALUES:
        raise ValueError(f"a filter compares at most {MAX_VALUES} values")
    return expression


# The filter of a subscription.
Filter = Annotated[FilterExpression, AfterValidator(bounded)]


def type_parts(text: str) -> tuple[str, int | None]:
    """The name and the version, if it has one, in an exact `type`: `upland.AgreementSigned.v1`, `AgreementSigned`."""
    match = _TYPE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:80]!r} is not an event type")
    return match[1], int(match[2]) if match[2] else None
