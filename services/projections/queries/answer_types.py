"""Types shared by the answers of several questions. The OpenAPI document and the dashboard's types come from them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field

# pydantic reads no TypedDict of `typing` before Python 3.12.
from typing_extensions import TypeAliasType, TypedDict

from contracts.events.source import SourceType

# Aliases with names: each is a schema of its own, and a type of the dashboard.
Text = TypeAliasType("Text", dict[str, str])  # by language tag
Day = TypeAliasType("Day", str)  # YYYY-MM-DD
Bounds = TypeAliasType("Bounds", tuple[Day | None, Day | None])  # earliest and latest; null where open
Likelihood = TypeAliasType("Likelihood", Literal["yes", "possibly"])
Certainty = TypeAliasType("Certainty", Literal["yes", "possibly", "no"])
Mode = Literal["performed", "reported"]
Stage = Literal["announced", "founded", "dissolved"]
How = Literal["terminated", "expired", "too-few-parties"]
Side = Literal["visitor", "host"]
EndOfCluster = Literal["dissolved", "merged", "split"]
# The fields of an event as they were recorded. Any: their types are those of the event, which differ from type to type.
Fields = dict[str, Any]
Value = Any  # of one of these fields
_Position = Annotated[int, Field(ge=0)]


class Meta(TypedDict):
    """The clocks of an answer, and where its next page begins."""

    as_of: str
    known_at: Annotated[
        _Position, Field(description="The position of the query, or up to which there is anything.")
    ]
    position: Annotated[_Position, Field(description="How far the views are.")]
    next: Annotated[str | None, Field(description="The cursor of the next page.")]
    complete: NotRequired[
        Annotated[
            _Position,
            Field(
                description="Only where an event at or before `position` is set aside: up to where nothing is missing."
            ),
        ]
    ]


class FuzzyDate(TypedDict):
    """A date as its source gives it, with its bounds; all members are null where no date is known."""

    edtf: str | None
    earliest: Day | None
    latest: Day | None
    phrase: str | None
    inferred_from: str | None


class RecordedDate(TypedDict):
    """A date as an event has it: what is unknown is left out."""

    edtf: str
    earliest: NotRequired[Day | None]
    latest: NotRequired[Day | None]
    phrase: NotRequired[str | None]
    inferred_from: NotRequired[str | None]


class Interval(TypedDict):
    """The validity: the bounds of its start, and of its end if one is recorded."""

    start: Bounds
    end: Bounds | None


class Reference(TypedDict):
    """A stream with its names in the time of the query."""

    id: str
    kind: str
    names: Text
    abbreviation: str | None
    label: str
    short: str


class Source(TypedDict):
    """A document, and the cited place in it."""

    id: str
    locator: str | None
    title: Text
    language: str | None
    url: str | None
    published: Day | None
    translation_of: str | None
    source_type: SourceType | None


class Opinion(TypedDict):
    """A party disputes or confirms a fact."""

    event: str
    by: Reference
    reason: str | None
    sources: list[Source]


class ValueRanking(TypedDict):
    """Who gave a value its rank, by which event; `by` is null for the desk that keeps the record."""

    event: str
    by: Reference | None
    reason: str | None


class RivalValue(TypedDict):
    """One of several values of a field of a fact: the recorded one, whose `event` is the fact, or one that is given instead.

    `by` is null where a source alone gives it, `ranking` where nobody ranked it. The value that `decides` is the one in the
    fact; the others exist.
    """

    event: str
    field: str
    value: Value
    rank: Literal["preferred", "normal", "deprecated"]
    decides: bool
    by: Reference | None
    reason: str | None
    sources: list[Source]
    ranking: ValueRanking | None


class Account(TypedDict):
    """One of several facts about the same occurrence."""

    event: str
    date: FuzzyDate
    sources: list[Source]


class RecordedFact(TypedDict):
    """The members of every fact in an answer."""

    event: str
    type: str
    date: FuzzyDate
    certainty: Certainty
    sources: list[Source]
    disputed: bool
    disputes: list[Opinion]
    confirmations: list[Opinion]
    values: list[RivalValue]
    accounts: list[Account]
    inferred: bool
    mode: Mode
    amended_by: list[str]
    recorded_from: int
    recorded_at: str | None
    interval: Interval


class Place(TypedDict):
    """A place: a party's, or one that has only a name."""

    label: str
    party: Reference | None


class Delegate(TypedDict):
    """A signatory or a delegate: an id and a function, never a name."""

    side: NotRequired[Side]
    person: str | None
    function: Text | None
    organisation: Reference | None


class DatedEvent(TypedDict):
    """An event with its date; its id is null if the event itself is not recorded."""

    event: str | None
    date: FuzzyDate


class Ending(TypedDict):
    """How an agreement ended."""

    how: How
    event: str
    date: FuzzyDate
    reason: str | None


class Basis(TypedDict):
    """The basis of a tie, and its strength."""

    basis: str
    basis_name: str
    strength: int


class RecordedEnd(TypedDict):
    """The event that ended a cluster, with its date as recorded, and the clusters that follow."""

    event: str
    date: RecordedDate | None
    how: EndOfCluster
    successors: list[Reference]


class ClusterMore(TypedDict, total=False):
    """Optional members of a beginning or an end; `dissolved` is the later end, `…_pass` what the end passes to successors."""

    focus: Text
    founders_count: int
    dissolved: RecordedEnd
    how: EndOfCluster
    successors: list[Reference]
    members_pass: bool
    agreements_pass: bool


class ClusterView(RecordedFact, ClusterMore):
    """A cluster by its announcement, its founding or its dissolution."""

    ref: Reference
    stage: Stage


class AgreementParty(TypedDict):
    """A party to an agreement; `current` in the time of the query."""

    party: Reference
    represented_by: Reference | None
    signatories: list[Delegate]
    signed: FuzzyDate | None
    event: str
    acceded: DatedEvent | None
    withdrew: DatedEvent | None
    current: bool


class Signatures(TypedDict):
    """How many of the listed parties have signed."""

    signed: int
    listed: int


class AgreementView(RecordedFact, Basis):
    """An agreement with its parties, as its own facts state it.

    `indefinite`: whether it was agreed to hold without a last day; null where that is unknown.
    """

    ref: Reference
    kind: str
    kind_name: str
    subject: Text
    binding: bool | None
    state: str
    parties: list[AgreementParty]
    beneficiaries: list[Reference]
    place: Place | None
    conference: Reference | None
    others: bool
    signatures: Signatures
    proposed: DatedEvent | None
    concluded: DatedEvent | None
    valid_until: FuzzyDate | None
    indefinite: bool | None
    ended: Ending | None


class Identifier(TypedDict):
    """An identifier in a public register."""

    scheme: str
    value: str
    event: str
