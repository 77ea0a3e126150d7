"""The kinds of value that commands and events are made of.

Together they keep every event inside the profile in which sorted `orjson` is RFC 8785: text is NFC without
control characters, integers stay within ±(2^53 − 1), member names are ASCII, and there are no floats.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from contracts import dates
from contracts.patterns import text_of
from contracts.texts import clean

MAX_INTEGER = 2**53 - 1

_ID = r"[a-z0-9][a-z0-9-]{0,62}"
# A stream's name is its category, a hyphen and its id; a membership's id is its cluster's and its party's
# with a dot between.
_CATEGORIES = "party|person|cluster|agreement|visit|conference|commitment|source|subscription"
STREAM_PATTERN = rf"^(?:membership-{_ID}\.{_ID}|(?:{_CATEGORIES})-{_ID})$"


class Model(BaseModel):
    """Unknown fields are refused, values never change after they were read."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        strict=False,
        ser_json_inf_nan="null",
        defer_build=True,
    )


# ---- text --------------------------------------------------------------------------------------------------
def _clean_within(limit: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        text = clean(text)
        if len(text) > limit:  # NFC makes two characters of some
            raise ValueError(f"in its NFC form the text is longer than {limit} characters")
        return text

    return check


Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=4000, strip_whitespace=True, strict=True),
    AfterValidator(_clean_within(4000)),
]
Label = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True, strict=True),
    AfterValidator(_clean_within(200)),
]
LANGUAGE_PATTERN = r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$"
LanguageTag = Annotated[str, text_of(LANGUAGE_PATTERN, "a language tag such as pl or en")]
_LanguageMap = Field(min_length=1, max_length=40, description="A text by BCP 47 language tag.")
Names = Annotated[dict[LanguageTag, Label], _LanguageMap]
Texts = Annotated[dict[LanguageTag, Text], _LanguageMap]


class Address:
    """Marks a field that holds a web address."""


Url = Annotated[
    str,
    text_of(
        r"^https?://[!-~]+$",
        "a web address: http:// or https:// at its beginning, without spaces and letters with marks",
        max_length=2000,
    ),
    Address(),
]

# ---- numbers, words ----------------------------------------------------------------------------------------
Kind = Annotated[
    str,
    text_of(r"^[a-z][a-z0-9-]{1,40}$", "a kind: 2 to 41 small letters, digits and hyphens, a letter first"),
]
Count = Annotated[int, Field(ge=0, le=MAX_INTEGER, strict=True)]
Flag = Annotated[bool, Field(strict=True)]
SHA256_PATTERN = r"^[0-9a-f]{64}$"
Sha256 = Annotated[str, text_of(SHA256_PATTERN, "a SHA-256: 64 hexadecimal digits, 0 to 9 and a to f")]
Audience = Literal["public", "partners", "participants", "owner"]
Mode = Literal["performed", "reported"]

# ---- references: stream names, and events by their address -------------------------------------------------
# Of any category: those to come must not change the schemas of today's events.
EVENT_ID_PATTERN = rf"^[a-z]+-{_ID}(?:\.{_ID})?@[1-9][0-9]{{0,8}}$"
_ID_WORDS = "up to 63 small letters, digits and hyphens behind the first hyphen"


def _reference(*categories: str) -> StringConstraints:
    """The name of a stream of one of these categories."""
    either = categories[0] if len(categories) == 1 else f"(?:{'|'.join(categories)})"
    names = " or ".join(f"{category}-…" for category in categories)
    return text_of(rf"^{either}-{_ID}$", f"the name of a stream, {names}: {_ID_WORDS}")


EventId = Annotated[
    str,
    text_of(EVENT_ID_PATTERN, "the id of an event, such as cluster-dkm@1"),
    Field(examples=["cluster-dkm@1"]),
]
AnyStreamRef = Annotated[
    str,
    text_of(rf"^[a-z]+-{_ID}(?:\.{_ID})?$", f"the name of a stream, such as agreement-loi-2018: {_ID_WORDS}"),
    Field(examples=["agreement-loi-2018"]),
]
PartyRef = Annotated[str, _reference("party"), Field(examples=["party-lublin"])]
ActorRef = Annotated[
    str,
    _reference("party", "cluster"),
    Field(examples=["cluster-dkm", "party-lublin"]),
]
ClusterRef = Annotated[str, _reference("cluster"), Field(examples=["cluster-dkm"])]
PersonRef = Annotated[str, _reference("person")]
SourceRef = Annotated[str, _reference("source"), Field(examples=["source-letter"])]
ConferenceRef = Annotated[str, _reference("conference")]
ResultRef = Annotated[
    str,
    _reference("agreement", "cluster", "conference", "visit"),
    Field(examples=["agreement-loi-2018"]),
]


# ---- dates -------------------------------------------------------------------------------------------------
def _edtf(text: str) -> str:
    dates.parse(text)
    return text


Edtf = Annotated[
    str, StringConstraints(max_length=40, strict=True), AfterValidator(_edtf), Field(examples=["2018-03-19"])
]


class Occurred(Model):
    """When something was so in the world. The bounds are made from `edtf` once, when a command is accepted.

    `phrase` is the source's wording, `inferred_from` why `edtf` is more exact than the phrase.
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


class DateInput(Model):
    """A date with the source's wording, and why the date is more exact than that."""

    edtf: Edtf
    phrase: Label | None = None
    inferred_from: Label | None = None


@lru_cache(maxsize=4096)
def _bare(edtf: str) -> Occurred:
    earliest, latest = dates.parse(edtf)
    return Occurred.model_construct(edtf=edtf, earliest=earliest, latest=latest)


def _normalise(value: Any) -> Occurred:
    if isinstance(value, Occurred):
        return value
    if isinstance(value, str):
        if len(value) > 40:
            raise ValueError("a date of the EDTF profile has at most 40 characters")
        return _bare(value)
    if isinstance(value, dict | DateInput):
        given = DateInput.model_validate(value)
        earliest, latest = dates.parse(given.edtf)
        return Occurred.model_construct(
            edtf=given.edtf,
            earliest=earliest,
            latest=latest,
            phrase=given.phrase,
            inferred_from=given.inferred_from,
        )
    raise ValueError("a date is an EDTF string such as 2018-03-19, or {edtf, phrase, inferred_from}")


# A date in a command: an EDTF string, or {edtf, phrase, inferred_from}; it is parsed to `Occurred`.
Date = Annotated[Occurred, BeforeValidator(_normalise, json_schema_input_type=Edtf | DateInput)]


# ---- what several events have ------------------------------------------------------------------------------
class Citation(Model):
    """Where a fact is reported: a registered source, and the place in it."""

    id: SourceRef
    locator: Label | None = None


class Place(Model):
    """Where it happened: a registered city or region, or just a name."""

    party: PartyRef | None = None
    name: Label | None = None

    @model_validator(mode="after")
    def _has_party_or_name(self) -> Place:
        if self.party is None and self.name is None:
            raise ValueError("a place needs a party or a name")
        return self


# ---- values of any shape, for corrections ------------------------------------------------------------------
_MEMBER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,62}")
_MAX_DEPTH = 16


def _within_profile(value: Any, depth: int = 0) -> Any:
    if depth > _MAX_DEPTH:
        raise ValueError(f"values are nested more than {_MAX_DEPTH} deep")
    match value:
        case None | bool():
            return value
        case str():
            return clean(value)
        case int() if -MAX_INTEGER <= value <= MAX_INTEGER:
            return value
        case list() | tuple():
            return [_within_profile(item, depth + 1) for item in value]
        case dict():
            for name in value:
                if not isinstance(name, str) or _MEMBER.fullmatch(name) is None:
                    raise ValueError(f"{name!r} is not the name of a field")
            return {name: _within_profile(item, depth + 1) for name, item in value.items()}
        case _:
            raise ValueError(
                "only text, true, false, null, lists, objects and integers within ±(2^53 − 1) can be recorded"
            )


Fields = Annotated[
    dict[str, Any],
    Field(
        min_length=1, max_length=100, json_schema_extra={"propertyNames": {"pattern": f"^{_MEMBER.pattern}$"}}
    ),
    AfterValidator(_within_profile),
]
