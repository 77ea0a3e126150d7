"""Streams of any facts of the catalogue with amendments of them, and the orders in which they can be recorded and read.

What the facts speak of is drawn from small pools, so that they meet: a signature is that of a party, a correction
takes away what a row stood on, a retraction gives it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, get_args

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import TypeAdapter

from contracts.amendments import AMENDING
from contracts.catalogue import EVENTS, LATEST
from contracts.envelope import Event, Recorded
from contracts.fields import Audience, Date
from contracts.streams import category_of
from tests.contracts.strategies import filters
from tests.contracts.test_samples import sample

_DATE: TypeAdapter[Any] = TypeAdapter(Date)
_START = datetime(2026, 11, 22, 18, tzinfo=UTC)

_one = st.sampled_from
_PARTIES = _one(["party-x", "party-y", "party-z"])
_CLUSTERS = _one(["cluster-a", "cluster-b"])
_ACTORS = _one(["party-x", "party-y", "cluster-a", "cluster-b"])
_PERSONS = _one(["person-m", "person-n"])
_NAMES = _one([{"pl": "Żuraw"}, {"pl": "Łoś", "en": "Elk"}, {"en": "Elk"}])
_SHORT = _one(["A", "B"])
_DAYS = _one(["2018-03-19", "2018-03", "2018", "2014/2016", "../2018-01-12", "2023-05-09"]).map(
    _DATE.validate_python
)
_PLACES = st.fixed_dictionaries({"name": _one(["Lublin", "Jaworzno"])}, optional={"party": _PARTIES})


def _some(item: SearchStrategy[Any], least: int = 0) -> SearchStrategy[list[Any]]:
    return st.lists(item, min_size=least, max_size=3, unique_by=str)


def _fields(required: Mapping[str, Any] = {}, **optional: Any) -> SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(dict(required), optional=optional)


_CLASSES: dict[str, Any] = {"class": _one(["full", "founder"])}
_HASHES = _one(["a" * 64, "b" * 64])
_MEETING = {"host": _ACTORS, "visitors": _some(_ACTORS, 1)}
_SIGNATORIES = _some(_fields({"function": _NAMES}, person=_PERSONS, organisation=_PARTIES))
_DELEGATES = _some(_fields({"side": _one(["host", "visitor"])}, person=_PERSONS, organisation=_PARTIES))

# The fields of each type of fact, without its envelope.
FIELDS: dict[str, SearchStrategy[dict[str, Any]]] = {
    "PartyRegistered": _fields(
        {"kind": _one(["organisation", "city"]), "names": _NAMES}, abbreviation=_SHORT, part_of=_PARTIES
    ),
    "PartyRenamed": _fields({"names": _NAMES}, abbreviation=_SHORT),
    "OrganisationTypeDeclared": _fields({"organisation_type": _one(["sme", "university"])}),
    "SeatDeclared": _fields(
        country=_one(["PL", "CZ"]), address=_SHORT, place=_PLACES,
        coordinates=_fields({"latitude": _one(["51.25", "-0.5"]), "longitude": _one(["22.57", "180"])}),
    ),
    "SectorsDeclared": _fields(
        {"sectors": _some(_fields({"scheme": _one(["PKD"]), "edition": _SHORT, "code": _one(["29", "62.01.Z"])}), 1)}
    ),
    "PartyIdentified": _fields({"scheme": _one(["nip", "krs"]), "value": _SHORT}),
    "IdentityLinked": _fields({"other": _ACTORS, "evidence": _SHORT}, certainty=_one(["certain", "possible"])),
    "IdentityUnlinked": _fields({"other": _ACTORS, "reason": _SHORT}),
    "IdentityAccepted": _fields({"other": _ACTORS}, evidence=_SHORT),
    "IdentityRejected": _fields({"other": _ACTORS}, reason=_SHORT),
    "PersonRegistered": _fields(),
    "FunctionAssumed": _fields({"organisation": _PARTIES, "title": _NAMES}),
    "FunctionEnded": _fields({"organisation": _PARTIES, "title": _NAMES}),
    "PersonErased": _fields({"legal_basis": _SHORT}),
    "ClusterInitiativeAnnounced": _fields(
        {"names": _NAMES}, abbreviation=_SHORT, initiators=_some(_ACTORS), focus=_NAMES
    ),
    "ClusterFounded": _fields(
        names=_NAMES, abbreviation=_SHORT, initiators=_some(_ACTORS), founders_count=st.integers(1, 9)
    ),
    "CoordinatorAppointed": _fields({"organisation": _PARTIES}, role=_one(["lead", "co"])),
    "CoordinatorReleased": _fields({"organisation": _PARTIES}, reason=_SHORT),
    "SpecialisationDeclared": _fields(
        {"label": _NAMES}, classification=_fields({"scheme": _SHORT, "code": _SHORT}, edition=_SHORT)
    ),
    "SpecialisationDropped": _fields({"label": _NAMES}),
    "PurposeDeclared": _fields({"mission": _NAMES}, goals=_some(_NAMES)),
    "StrategyAdopted": _fields({"title": _NAMES}, period=_DAYS),
    "TaskTeamFormed": _fields({"name": _NAMES}, lead=_PARTIES),
    "TaskTeamDissolved": _fields({"name": _NAMES}),
    "RecognitionGranted": _fields({"scheme": _SHORT}, valid_from=_DAYS, valid_to=_DAYS, grantor=_PARTIES),
    "RecognitionWithdrawn": _fields({"scheme": _SHORT}, reason=_SHORT),
    "ClusterRenamed": _fields({"names": _NAMES}, abbreviation=_SHORT),
    "PartyAliasAdded": _fields({"names": _NAMES}, abbreviation=_SHORT),
    "ClusterAliasAdded": _fields({"names": _NAMES}, abbreviation=_SHORT),
    "ClusterIdentified": _fields({"scheme": _one(["nip", "website"]), "value": _SHORT}),
    "ClusterLinked": _fields({"relation": _one(["same-as", "part-of"]), "other": _CLUSTERS}, certainty=_one(["certain"])),
    "ClusterUnlinked": _fields({"relation": _one(["same-as", "part-of"]), "other": _CLUSTERS}, reason=_SHORT),
    "ClusterMerged": _fields({"into": _CLUSTERS}, members_pass=st.booleans()),
    "ClusterSplit": _fields({"into": st.just(["cluster-a", "cluster-b"])}, agreements_pass=st.booleans()),
    "ClusterDissolved": _fields(successors=_some(_CLUSTERS)),
    "MembershipCountReported": _fields(
        {"count": st.integers(0, 99)}, comparator=_one(["over", "about"]), as_of=_DAYS,
        also_in=_some(_CLUSTERS), clusters_count=st.integers(2, 9), **{"class": _one(["all", "firms", "founders"])},
    ),
    "MembershipApplied": _fields(**_CLASSES),
    "MembershipDeclined": _fields(**_CLASSES, reason=_SHORT),
    "MemberJoined": _fields(**_CLASSES),
    "MemberClassChanged": _fields({"to": _one(["full", "partner"])}, **{"from": _one(["founder"])}),
    "MemberLeft": _fields(reason=_SHORT),
    "AgreementProposed": _fields(
        {"kind": _one(["contract", "letter-of-intent"]), "parties": _some(_ACTORS, 2), "subject": _NAMES},
        names=_NAMES, beneficiaries=_some(_ACTORS), binding=st.booleans(), others=st.booleans(), valid_until=_DAYS,
    ),
    "AgreementSigned": _fields(
        {"party": _ACTORS}, represented_by=_PARTIES, signatories=_SIGNATORIES, place=_PLACES
    ),
    "AgreementConcluded": _fields(document_hash=_HASHES),
    "PartyAcceded": _fields({"party": _ACTORS}, represented_by=_PARTIES, signatories=_SIGNATORIES, place=_PLACES),
    "PartyWithdrew": _fields({"party": _ACTORS}, reason=_SHORT),
    "AmendmentApproved": _fields({"party": _ACTORS, "document_hash": _HASHES}),
    "AgreementAmended": _fields(
        {"changes": _NAMES, "document_hash": _HASHES}, valid_until=_DAYS, indefinite=st.booleans()
    ),
    "AgreementTerminated": _fields({"reason": _SHORT}),
    "AgreementExpired": _fields(reason=_SHORT),
    "JointActionRecorded": _fields({"kind": _one(["training", "joint-fair"]), "participants": _some(_ACTORS, 1)}, text=_NAMES),
    "VisitPlanned": _fields(_MEETING, purpose=_NAMES, kind=_one(["study-visit", "mission"]), names=_NAMES),
    "VisitCancelled": _fields(reason=_SHORT),
    "VisitHeld": _fields(
        _MEETING,
        delegates=_DELEGATES, sites=_some(_PARTIES), place=_PLACES, clusters=_some(_CLUSTERS), names=_NAMES,
    ),
    "VisitOutcomeRecorded": _fields({"text": _NAMES}, leads_to=_one(["agreement-p", "cluster-a"])),
    "ConferenceHeld": _fields(
        {"names": _NAMES}, abbreviation=_SHORT, place=_PLACES, organiser=_ACTORS, countries=st.integers(1, 9)
    ),
    "CommitmentMade": _fields({"text": _NAMES}, promisor=_ACTORS),
    "EvidenceSubmitted": _fields({"submitter": _ACTORS, "document": _one(["source-s", "source-t"])}, text=_NAMES),
    "CommitmentAssessed": _fields(
        {
            "verdict": _one(["fulfilled", "in-progress", "not-verifiable"]),
            "evidence": _some(_one([f"commitment-k@{version}" for version in range(1, 8)]), 1),
        },
        assessor=_ACTORS, qualification=_NAMES, rationale=_NAMES, hard_to_verify=st.booleans(),
    ),
    "SourceRegistered": _fields(
        {"title": _NAMES, "language": _one(["pl", "en"])}, hash=_HASHES, publisher=_PARTIES,
        source_type=_one(["file", "letter", "conversation"]),
    ),
    "SubscriptionRequested": _fields(
        {"subscriber": _ACTORS, "purpose": _NAMES},
        filter=filters(),
    ),
    "SubscriptionApproved": _fields(),
    "SubscriptionRevoked": _fields(reason=_SHORT),
}  # fmt: skip
_ENVELOPE: dict[str, Any] = {
    "occurred": _DAYS,
    "sources": _some(_fields({"id": _one(["source-s", "source-t"])}, locator=_SHORT)),
    "mode": _one(["performed", "reported"]),
}
# A type without a line of its own is drawn as its sample.
FIELDS |= {
    type: st.just(
        {
            name: value
            for name, value in sample(f"{type}.v{version}")[1].items()
            if name not in Event.model_fields
        }
    )
    for type, version in LATEST.items()
    if type not in FIELDS and type not in AMENDING
}
_STREAMS = (
    "cluster-a", "cluster-b", "membership-a.x", "agreement-p", "agreement-q", "visit-v", "conference-c", "commitment-k",
    "party-x", "person-m", "source-s", "subscription-u",
)  # fmt: skip


# What a stream most often begins with.
_FIRST = frozenset(
    {"PartyRegistered", "PersonRegistered", "ClusterFounded", "MemberJoined", "AgreementProposed", "VisitPlanned",
     "ConferenceHeld", "CommitmentMade", "SourceRegistered", "SubscriptionRequested"}
)  # fmt: skip


class Drawn(NamedTuple):
    """An event before it is recorded."""

    type: str
    audience: Audience
    data: bytes


Streams = dict[str, list[Drawn]]


@st.composite
def _event(draw: st.DrawFn, type: str) -> Event:
    data = draw(FIELDS[type]) | draw(_fields(**_ENVELOPE))
    return EVENTS[type, LATEST[type]].model_validate(data)


@st.composite
def _amendment(draw: st.DrawFn, stream: str, types: Sequence[str]) -> Event:
    """Of any earlier event, whether a rule would allow it or not: what readers make of it must be the same for all."""
    version = draw(st.integers(1, len(types)))
    kind = draw(_one(sorted(AMENDING)))
    others = draw(st.lists(st.integers(1, len(types)), max_size=2, unique=True))
    also = [f"{stream}@{other}" for other in others if other != version]
    amendment: dict[str, Any] = {"target": f"{stream}@{version}", "also": also}
    if kind == "FactRefined":
        amendment["date"] = draw(_DAYS)
    else:
        amendment["reason"] = "misread"
    if kind == "ValueRanked":
        amendment["rank"] = draw(_one(["preferred", "normal", "deprecated"]))
        amendment["value"] = draw(_one([None, *(f"{stream}@{each}" for each in range(1, len(types) + 1))]))
    disputes_value = kind == "FactDisputed" and types[version - 1] not in AMENDING and draw(st.booleans())
    if kind == "FactCorrected" or disputes_value:
        amendment["fields"] = draw(_corrected_fields(types[version - 1]))
        # The registry refuses a value, or none, that one of the facts cannot have.
        amendment["also"] = [fact for fact in also if _type_of(fact, types) == types[version - 1]]
    if kind in {"FactConfirmed", "FactDisputed"}:
        amendment["by"] = draw(_ACTORS)
    return EVENTS[kind, LATEST[kind]].model_validate(amendment)


def _type_of(fact: str, types: Sequence[str]) -> str:
    return types[int(fact.rpartition("@")[2]) - 1]


@st.composite
def _corrected_fields(draw: st.DrawFn, type: str) -> dict[str, Any]:
    """Some members of another event of the type; optional members that the other event lacks are removed."""
    if type in AMENDING:
        return {"reason": "none"}
    other = draw(_event(type))
    members = {field.alias or name: field for name, field in EVENTS[type, LATEST[type]].model_fields.items()}
    data = other.model_dump(mode="json", by_alias=True, exclude_none=True)
    free = sorted(members.keys() - {"actor", "mode", "sources"})
    return {name: data.get(name) for name in draw(st.lists(_one(free), min_size=1, max_size=3, unique=True))}


@st.composite
def streams(
    draw: st.DrawFn, least: int = 2, most: int = 5, longest: int = 7, amends_one_in: int = 3
) -> Streams:
    """A few streams of a few events each: from `least` to `most` streams, of at most `longest` events."""
    drawn: Streams = {}
    for stream in draw(st.lists(_one(_STREAMS), min_size=least, max_size=most, unique=True)):
        category = category_of(stream)
        own = [type for type in FIELDS if EVENTS[type, LATEST[type]].aggregate == category]
        first = [type for type in own if type in _FIRST] if draw(st.booleans()) else own
        if longest > 7:  # of few types, so that they meet
            own = draw(st.lists(_one(own), min_size=1, max_size=4, unique=True))
        types: list[str] = []
        for number in range(draw(st.integers(1, longest))):
            amends = number > 0 and draw(st.integers(0, amends_one_in - 1)) == 0
            made = draw(_amendment(stream, types) if amends else _event(draw(_one(own if number else first))))
            types.append(made.type)
            audience = draw(_one(get_args(Audience)))
            drawn.setdefault(stream, []).append(Drawn(made.type, audience, made.encode("test")))
    return drawn


def recorded(order: Sequence[str], drawn: Streams) -> list[Recorded]:
    """The log in which the streams' events come in this order of streams."""
    versions = dict.fromkeys(drawn, 0)
    log = []
    for position, stream in enumerate(order, 1):
        each = drawn[stream][versions[stream]]
        versions[stream] += 1
        log.append(
            Recorded(
                position,
                stream,
                versions[stream],
                each.type,
                LATEST[each.type],
                _START + timedelta(seconds=position),
                each.audience,
                bytes(16),
                "c",
                None,
                each.data,
            )
        )
    return log


def orders(drawn: Streams) -> SearchStrategy[list[str]]:
    """Any order of the streams' events that keeps each stream's own."""
    return st.permutations([stream for stream, events in drawn.items() for _ in events])


@st.composite
def batches(draw: st.DrawFn, log: Sequence[Recorded]) -> list[list[Recorded]]:
    """Any order in which a consumer may get the log's events, cut anywhere."""
    by_stream: dict[str, list[Recorded]] = {}
    for event in log:
        by_stream.setdefault(event.stream, []).append(event)
    order = draw(st.permutations([event.stream for event in log]))
    arriving = [by_stream[stream].pop(0) for stream in order]
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(log) - 1)), max_size=6)))
    ends = [*cuts, len(arriving)]
    return [arriving[start:end] for start, end in zip([0, *cuts], ends, strict=True) if start < end]
