"""Who works with whom, and on what basis: clusters, agreements, visits, the roles and functions that parties have,
and what a cluster has for a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Column, Text

from contracts.envelope import Fact
from runtime.readmodel import FUTURE, PAST, Interval, ReadModel, Row, happened, json_text, since, span
from services.projections import holding
from services.projections.agreements import agreement_of
from services.projections.evidence import as_public, between, fact_text, fields, participants, together, until

_ALWAYS = Interval(PAST, PAST, FUTURE, FUTURE)
# What a cluster has for a time: the row's kind, how it begins and ends, and the field that says which it is.
_NAMED = (
    ("team", "TaskTeamFormed", "TaskTeamDissolved", "name"),
    ("recognition", "RecognitionGranted", "RecognitionWithdrawn", "scheme"),
)
_REPLACED = (("purpose", "PurposeDeclared"), ("strategy", "StrategyAdopted"))
_HAS = frozenset({type for _, *types, _ in _NAMED for type in types} | {type for _, type in _REPLACED})


def rows(facts: Sequence[Fact]) -> Iterable[Row]:
    """Rows of one stream."""
    return _FOLDS[facts[0].stream.partition("-")[0]](facts)


def _row(
    fact: Fact,
    kind: str,
    key: str,
    touched: Sequence[str],
    detail: dict[str, Any],
    text: str,
    interval: Interval | None = None,
) -> Row:
    values = (kind, key, tuple(dict.fromkeys(touched)), json_text(detail), text)
    return Row(fact.id, interval or since(fact), fact.audience, participants(fact), values)


def _cluster(facts: Sequence[Fact]) -> Iterator[Row]:
    stream = facts[0].stream
    end = next((fact for fact in facts if fact.type == "ClusterDissolved"), None)
    for kind, type in (("announced", "ClusterInitiativeAnnounced"), ("founded", "ClusterFounded")):
        told = [fact for fact in facts if fact.type == type]
        if not told:
            continue
        interval, text = together(told)
        detail = {name: told[0].data[name] for name in ("focus", "founders_count") if name in told[0].data}
        if end is not None and as_public(end, told[0].audience):
            interval = until(interval[:2], end)
            detail["dissolved"] = {"event": end.id, "date": end.data.get("occurred")}
        yield _row(told[0], kind, stream, [stream], detail, text, interval)
    if end is not None:
        yield _row(end, "dissolved", stream, [stream], fields(end), fact_text(end))
    yield from _initiators(facts, stream)
    types = {fact.type for fact in facts}
    if not types.isdisjoint({"CoordinatorAppointed", "CoordinatorReleased"}):
        for found in holding.pairs(facts, "CoordinatorAppointed", "CoordinatorReleased", "organisation"):
            more = {"lead": found.begun.data.get("role", "lead")} if found.begun is not found.ended else {}
            party = found.begun.data["organisation"]
            yield _role(found.begun, stream, party, "coordinator", found.interval, found.ended, **more)
    if not types.isdisjoint(_HAS):
        yield from _has(facts, stream)


def _initiators(facts: Sequence[Fact], stream: str) -> Iterator[Row]:
    seen: set[str] = set()
    for fact in facts:
        for party in fact.data.get("initiators", ()):
            if party not in seen:  # announced and founded alike: the first fact that says it is enough
                seen.add(party)
                yield _role(fact, stream, party, "initiator")


def _has(facts: Sequence[Fact], stream: str) -> Iterator[Row]:
    for kind, began, ends, name in _NAMED:
        for found in holding.pairs(facts, began, ends, name):
            yield _thing(found, kind, stream, json_text(found.begun.data[name]))
    for kind, type in _REPLACED:
        for found in holding.successive(facts, type):
            yield _thing(found, kind, stream, stream)


def _added(facts: Sequence[Fact]) -> Iterable[Row] | None:
    """What begins where nothing of its kind has ended yet."""
    fact = facts[-1]
    for kind, began, ends, name in _NAMED:
        if fact.type == began and all(told.type != ends for told in facts):
            key = json_text(fact.data[name])
            return (_thing(holding.held(fact, None), kind, fact.stream, key),)
    return None


def _thing(found: holding.Held, kind: str, stream: str, key: str) -> Row:
    fact = found.begun
    interval = _valid(found) if kind == "recognition" else found.interval
    told = [stream, *(fact.data[name] for name in ("lead", "grantor") if name in fact.data)]
    return _row(fact, kind, key, told, fields(fact), fact_text(fact), interval)


def _valid(found: holding.Held) -> Interval:
    """A recognition holds from its first day to its last one, or until it is withdrawn."""
    data = found.begun.data
    if "valid_from" not in data and "valid_to" not in data:
        return found.interval
    start: tuple[date, date] = span(data, "valid_from") if "valid_from" in data else happened(found.begun)
    if found.ended is not None and found.ended is not found.begun:
        return until(start, found.ended)
    return between(start, span(data, "valid_to")) if "valid_to" in data else Interval(*start, FUTURE, FUTURE)


def _role(
    fact: Fact,
    cluster: str,
    party: str,
    role: str,
    interval: Interval | None = None,
    end: Fact | None = None,
    **more: Any,
) -> Row:
    detail = {"cluster": cluster, "party": party, "role": role, **more}
    if end is not None:
        detail["ended"] = {"event": end.id, "date": end.data.get("occurred")}
    return _row(fact, "role", f"{party} {role}", [cluster, party], detail, fact_text(fact), interval)


def _membership(facts: Sequence[Fact]) -> Iterator[Row]:
    cluster, _, party = facts[0].stream.removeprefix("membership-").partition(".")
    for told in holding.stretches(facts):
        role = "founder" if told.member_class == "founder" else "member"
        more: dict[str, Any] = {"class": told.member_class} if told.member_class else {}
        if told.episode > 1:
            more["episode"] = told.episode
        yield _role(told.begun, f"cluster-{cluster}", f"party-{party}", role, told.interval, **more)


def _agreement(facts: Sequence[Fact]) -> Iterator[Row]:
    found = agreement_of(facts)
    if found is not None:
        kind = "agreement" if found.state == "concluded" else "proposed"
        values = (kind, facts[0].stream, found.touched, found.told, found.fact)
        yield Row(found.event, found.interval, found.audience, found.parties, values)


def _visit(facts: Sequence[Fact]) -> Iterator[Row]:
    stream = facts[0].stream
    told = [fact for fact in facts if fact.type == "VisitHeld"]
    if not told:  # one that is only planned ties nobody
        return
    data = told[0].data
    sides = (data["host"], *data["visitors"])
    touched = [*sides, *data.get("clusters", ()), *data.get("sites", ())]
    touched += [item["organisation"] for item in data.get("delegates", ()) if item.get("organisation")]
    interval, text = together(told)
    held = _row(told[0], "visit", stream, touched, fields(told[0]), text)
    yield held._replace(interval=interval, participants=sides)
    for fact in facts:
        # A row of its own, because fewer may read it than the visit.
        if fact.type == "VisitOutcomeRecorded":
            outcome = _row(fact, "outcome", stream, [], fields(fact), fact_text(fact))
            yield outcome._replace(participants=sides, interval=interval)


def _party(facts: Sequence[Fact]) -> Iterator[Row]:
    """Other entries that speak of the same body. Nothing is merged, and being the same has no beginning."""
    links: dict[str, Fact] = {}
    for fact in facts:
        if fact.type == "IdentityLinked":
            links[fact.data["other"]] = fact
        elif fact.type == "IdentityUnlinked":
            links.pop(fact.data["other"], None)
    for other, fact in links.items():
        yield _row(fact, "link", other, [fact.stream, other], fields(fact), fact_text(fact), _ALWAYS)


def _person(facts: Sequence[Fact]) -> Iterator[Row]:
    """Functions, without a name; they stay when a person's name is erased."""
    told = [fact for fact in facts if fact.type in {"FunctionAssumed", "FunctionEnded"}]
    for organisation in dict.fromkeys(fact.data["organisation"] for fact in told):
        of_one = [fact for fact in told if fact.data["organisation"] == organisation]
        for found in holding.pairs(of_one, "FunctionAssumed", "FunctionEnded", "title"):
            fact = found.begun
            detail = {"organisation": organisation, "title": fact.data["title"], "person": fact.stream}
            text = fact_text(fact)
            yield _row(fact, "function", fact.stream, [organisation], detail, text, found.interval)


_FOLDS = {
    "cluster": _cluster,
    "membership": _membership,
    "agreement": _agreement,
    "visit": _visit,
    "party": _party,
    "person": _person,
}
_TYPES = _HAS | {
    "ClusterInitiativeAnnounced", "ClusterFounded", "ClusterDissolved", "CoordinatorAppointed", "CoordinatorReleased",
    "MemberJoined", "MemberClassChanged", "MemberLeft", "AgreementProposed", "AgreementSigned", "AgreementConcluded",
    "PartyAcceded", "PartyWithdrew", "AgreementTerminated", "AgreementExpired", "VisitHeld", "VisitOutcomeRecorded",
    "AgreementAmended", "IdentityLinked", "IdentityUnlinked", "FunctionAssumed", "FunctionEnded",
}  # fmt: skip

MODEL = ReadModel(
    "network",
    frozenset(_FOLDS),
    (
        # founded · announced · dissolved · agreement · proposed · visit · outcome · role · link · function
        # · purpose · strategy · team · recognition
        Column("kind", Text, nullable=False),
        # What the row is about: the cluster, agreement or visit; for a role its party. Unique beside event and kind.
        Column("key", Text, nullable=False),
        Column("touched", ARRAY(Text), nullable=False),
        Column("detail", Text, nullable=False),
        Column("fact", Text, nullable=False),
    ),
    rows,
    version=3,
    types=_TYPES,
    added=_added,
)
