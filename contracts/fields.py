"""The kinds of value that commands and events are made of.

Together they keep every event inside the profile in which sorted `orjson` is RFC 8785: text is NFC without control
characters, integers stay within ±(2^53 − 1), member names are ASCII, and there are no floats.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    model_validator,
)

from contracts import dates

MAX_INTEGER = 2**53 - 1

_ID = r"[a-z0-9][a-z0-9-]{0,62}"
# A stream's name is its category, a hyphen and its id; a membership's id is its cluster's and its party's with a dot between.
_CATEGORIES = "party|person|cluster|agreement|visit|conference|commitment|source|subscription"
STREAM_PATTERN = rf"^(?:membership-{_ID}\.{_ID}|(?:{_CATEGORIES})-{_ID})$"


class Model(BaseModel):
    """Unknown fields are refused, values never change after they were read."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, strict=False, ser_json_inf_nan="null")


def _clean(text: str) -> str:
    if text.isascii():
        if text.isprintable() or not any(ord(c) < 32 and c not in "\n\t" or ord(c) == 127 for c in text):
            return text
    else:
        text = unicodedata.normalize("NFC", text)
        if not any(unicodedata.category(c) in {"Cc", "Cs", "Co", "Cn"} and c not in "\n\t" for c in text):
            return text
    raise ValueError("control characters and unassigned code points are not text")


Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=4000, strip_whitespace=True, strict=True),
    AfterValidator(_clean),
]
Label = Annotated[
    str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True, strict=True), AfterValidator(_clean)
]
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$", strict=True)]
Names = Annotated[dict[LanguageTag, Label], Field(min_length=1, max_length=40, description="A text by BCP 47 language tag.")]
Texts = Annotated[dict[LanguageTag, Text], Field(min_length=1, max_length=40, description="A text by BCP 47 language tag.")]
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,40}$", strict=True)]
Count = Annotated[int, Field(ge=0, le=MAX_INTEGER, strict=True)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$", strict=True)]
EventId = Annotated[
    str, StringConstraints(pattern=STREAM_PATTERN[:-1] + r"@[1-9][0-9]{0,8}$", strict=True), Field(examples=["cluster-dkm@1"])
]
Audience = Literal["public", "partners", "participants", "owner"]
Mode = Literal["performed", "reported"]


# References are stream names.
PartyRef = Annotated[str, StringConstraints(pattern=rf"^party-{_ID}$", strict=True), Field(examples=["party-lublin"])]
ActorRef = Annotated[
    str, StringConstraints(pattern=rf"^(?:party|cluster)-{_ID}$", strict=True), Field(examples=["cluster-dkm", "party-lublin"])
]
ClusterRef = Annotated[str, StringConstraints(pattern=rf"^cluster-{_ID}$", strict=True), Field(examples=["cluster-dkm"])]
PersonRef = Annotated[str, StringConstraints(pattern=rf"^person-{_ID}$", strict=True)]
SourceRef = Annotated[str, StringConstraints(pattern=rf"^source-{_ID}$", strict=True), Field(examples=["source-letter"])]
ConferenceRef = Annotated[str, StringConstraints(pattern=rf"^conference-{_ID}$", strict=True)]
ResultRef = Annotated[
    str,
    StringConstraints(pattern=rf"^(?:agreement|cluster|conference|visit)-{_ID}$", strict=True),
    Field(examples=["agreement-loi-2018"]),
]


def _edtf(text: str) -> str:
    dates.parse(text)
    return text


Edtf = Annotated[str, StringConstraints(max_length=40, strict=True), AfterValidator(_edtf), Field(examples=["2018-03-19"])]


class Occurred(Model):
    """When something was so in the world. The bounds are made from `edtf` when a command is accepted, and never again.

    `phrase` is what the source says, `inferred_from` why `edtf` says more than the phrase.
    """

    edtf: str = Field(max_length=40, examples=["2018-03-19", "2014-01", "/2018-01-12"])
    earliest: date | None = None
    latest: date | None = None
    phrase: Label | None = None
    inferred_from: Label | None = None

    @property
    def span(self) -> dates.Span:
        """The bounds as a pair."""
        return dates.Span(self.earliest, self.latest)


class _Told(Model):
    edtf: str = Field(max_length=40, strict=True)
    phrase: Label | None = None
    inferred_from: Label | None = None

    @model_validator(mode="after")
    def _is_edtf(self) -> _Told:
        dates.parse(self.edtf)
        return self


def _normalise(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, Occurred):
        return value
    if isinstance(value, str):
        if len(value) > 40:
            raise ValueError("a date of the EDTF profile has at most 40 characters")
        span = dates.parse(value)
        return Occurred.model_construct(edtf=value, earliest=span.earliest, latest=span.latest)
    told = _Told.model_validate(value)
    span = dates.parse(told.edtf)
    return Occurred.model_construct(
        edtf=told.edtf,
        earliest=span.earliest,
        latest=span.latest,
        phrase=told.phrase,
        inferred_from=told.inferred_from,
    )


# What a command may say of a date: an EDTF string, or {edtf, phrase, inferred_from}; what comes out is `Occurred`.
Date = Annotated[
    Occurred,
    BeforeValidator(_normalise, json_schema_input_type=str | _Told),
]


class Citation(Model):
    """Where a fact is told: a registered source, and the place in it."""

    id: SourceRef
    locator: Label | None = None


class Place(Model):
    """Where it happened: a registered city or region, or just a name."""

    party: PartyRef | None = None
    name: Label | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Place:
        if self.party is None and self.name is None:
            raise ValueError("a place needs a party or a name")
        return self
