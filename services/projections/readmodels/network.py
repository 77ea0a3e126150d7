"""Who works with whom, and on what basis: clusters, agreements, visits, the roles and functions that parties have,
and what a cluster has for a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Column, Text

from contracts.envelope import Fact
from services.projections.engine.incremental import by_category, combined, from_all_of
from services.projections.engine.interval import FUTURE, PAST, Interval, happened, since, span
from services.projections.engine.readmodel import (
    NOTHING,
    Change,
    Facts,
    Fold,
    ReadModel,
    Row,
    Step,
    json_text,
)
from services.projections.facts import intervals, pairing
from services.projections.facts.agreement_fold import agreement_fold, no_rows
from services.projections.facts.agreement_state import Agreement, agreement_of
from services.projections.facts.pairing import RowsOf
from services.projections.facts.provenance import (
    as_public,
    between,
    fact_text,
    fields,
    participants,
    together,
    until,
    when,
)

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
    yield from _existence(facts)
    yield from _initiators(facts, stream)
    types = {fact.type for fact in facts}
    if not types.isdisjoint({"CoordinatorAppointed", "CoordinatorReleased"}):
        for found in intervals.paired_periods(
            facts, "CoordinatorAppointed", "CoordinatorReleased", "organisation"
        ):
            yield from _coordinator(found)
    if not types.isdisjoint(_HAS):
        yield from _has(facts)


def _existence(facts: Sequence[Fact]) -> Iterator[Row]:
    """That there is a cluster, since when, and until when."""
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


def _coordinator(found: intervals.Period) -> Iterator[Row]:
    more = {"lead": found.begun.data.get("role", "lead")} if found.begun is not found.ended else {}
    stream, party = found.begun.stream, found.begun.data["organisation"]
    yield _role(found.begun, stream, party, "coordinator", found.interval, found.ended, **more)


def _initiators(facts: Sequence[Fact], stream: str) -> Iterator[Row]:
    seen: set[str] = set()
    for fact in facts:
        for party in fact.data.get("initiators", ()):
            if party not in seen:  # announced and founded alike: the first fact that says it is enough
                seen.add(party)
                yield _role(fact, stream, party, "initiator")


def _has(facts: Sequence[Fact]) -> Iterator[Row]:
    for kind, began, ends, name in _NAMED:
        for found in intervals.paired_periods(facts, began, ends, name):
            yield from _named(kind, name)(found)
    for kind, type in _REPLACED:
        for found in intervals.successive_periods(facts, type):
            yield from _replaced(kind)(found)


def _named(kind: str, name: str) -> RowsOf:
    def rows(found: intervals.Period) -> tuple[Row, ...]:
        return (_thing(found, kind, found.begun.stream, json_text(found.begun.data[name])),)

    return rows


def _replaced(kind: str) -> RowsOf:
    def rows(found: intervals.Period) -> tuple[Row, ...]:
        return (_thing(found, kind, found.begun.stream, found.begun.stream),)

    return rows


def _thing(found: intervals.Period, kind: str, stream: str, key: str) -> Row:
    fact = found.begun
    interval = _valid(found) if kind == "recognition" else found.interval
    told = [stream, *(fact.data[name] for name in ("lead", "grantor") if name in fact.data)]
    return _row(fact, kind, key, told, fields(fact), fact_text(fact), interval)


def _valid(found: intervals.Period) -> Interval:
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
    return (_stretch(facts[0].stream, told) for told in intervals.membership_periods(facts))


def _stretch(stream: str, told: intervals.MembershipPeriod) -> Row:
    cluster, _, party = stream.removeprefix("membership-").partition(".")
    role = "founder" if told.member_class == "founder" else "member"
    more: dict[str, Any] = {"class": told.member_class} if told.member_class else {}
    if told.episode > 1:
        more["episode"] = told.episode
    return _role(told.begun, f"cluster-{cluster}", f"party-{party}", role, told.interval, **more)


def _agreement(facts: Sequence[Fact]) -> Iterable[Row]:
    found = agreement_of(facts)
    return () if found is None else _main(facts[0], found)


def _main(fact: Fact, found: Agreement) -> tuple[Row, ...]:
    kind = "agreement" if found.state == "concluded" else "proposed"
    values = (kind, fact.stream, found.touched, found.detail_json, found.fact)
    return (Row(found.event, found.interval, found.audience, found.parties, values),)


def _visit(facts: Sequence[Fact]) -> Iterator[Row]:
    told = [fact for fact in facts if fact.type == "VisitHeld"]
    if not told:  # one that is only planned ties nobody
        return
    yield from _held(told)
    for fact in facts:
        if fact.type == "VisitOutcomeRecorded":
            yield _outcome(told, fact)


def _held(told: Sequence[Fact]) -> Iterator[Row]:
    data, stream = told[0].data, told[0].stream
    sides = (data["host"], *data["visitors"])
    touched = [*sides, *data.get("clusters", ()), *data.get("sites", ())]
    touched += [item["organisation"] for item in data.get("delegates", ()) if item.get("organisation")]
    interval, text = together(told)
    held = _row(told[0], "visit", stream, touched, fields(told[0]), text)
    yield held._replace(interval=interval, participants=sides)


def _outcome(told: Sequence[Fact], fact: Fact) -> Row:
    """A row of its own, because fewer may read it than the visit."""
    outcome = _row(fact, "outcome", fact.stream, [], fields(fact), fact_text(fact))
    data = told[0].data
    return outcome._replace(participants=(data["host"], *data["visitors"]), interval=when(told))


def _visit_fold(_: str, facts: Facts) -> Step:
    told = [fact for fact in facts if fact.type == "VisitHeld"]

    def step(facts: Facts) -> Change | None:
        fact = facts[-1]
        if fact.type == "VisitOutcomeRecorded":
            return Change((_outcome(told, fact),)) if told else NOTHING
        return None  # the outcomes have its date, and come with the first telling

    return step


def _party(facts: Sequence[Fact]) -> Iterator[Row]:
    """Other entries that speak of the same body. Nothing is merged, and being the same has no beginning."""
    links: dict[str, Fact] = {}
    for fact in facts:
        _linked(links, fact)
    yield from map(_link, links.values())


def _linked(links: dict[str, Fact], fact: Fact) -> None:
    if fact.type == "IdentityLinked":
        links[fact.data["other"]] = fact
    elif fact.type == "IdentityUnlinked":
        links.pop(fact.data["other"], None)


def _link(fact: Fact) -> Row:
    other = fact.data["other"]
    return _row(fact, "link", other, [fact.stream, other], fields(fact), fact_text(fact), _ALWAYS)


def _party_fold(_: str, facts: Facts) -> Step:
    links: dict[str, Fact] = {}
    for fact in facts:
        _linked(links, fact)

    def step(facts: Facts) -> Change:
        before = links.get(facts[-1].data["other"])
        _linked(links, facts[-1])
        after = links.get(facts[-1].data["other"])
        return Change(*((() if fact is None else (_link(fact),)) for fact in (after, before)))

    return step


def _person(facts: Sequence[Fact]) -> Iterator[Row]:
    """Functions, without a name; they stay when a person's name is erased."""
    told = [fact for fact in facts if fact.type in {"FunctionAssumed", "FunctionEnded"}]
    for organisation in dict.fromkeys(fact.data["organisation"] for fact in told):
        of_one = [fact for fact in told if fact.data["organisation"] == organisation]
        for found in intervals.paired_periods(of_one, "FunctionAssumed", "FunctionEnded", "title"):
            yield from _function(found)


def _function(found: intervals.Period) -> tuple[Row, ...]:
    fact = found.begun
    organisation = fact.data["organisation"]
    detail = {"organisation": organisation, "title": fact.data["title"], "person": fact.stream}
    return (_row(fact, "function", fact.stream, [organisation], detail, fact_text(fact), found.interval),)


_FOLDS = {
    "cluster": _cluster,
    "membership": _membership,
    "agreement": _agreement,
    "visit": _visit,
    "party": _party,
    "person": _person,
}
_FORWARD: dict[str, Fold] = {
    "cluster": combined(
        from_all_of("ClusterInitiativeAnnounced", "ClusterFounded", "ClusterDissolved", rows=_existence),
        pairing.first_named_part(
            "initiators", "ClusterInitiativeAnnounced", "ClusterFounded",
            rows=lambda fact, party: (_role(fact, fact.stream, party, "initiator"),),
        ),
        pairing.paired_part("CoordinatorAppointed", "CoordinatorReleased", "organisation", _coordinator),
        *(pairing.paired_part(began, ends, name, _named(kind, name)) for kind, began, ends, name in _NAMED),
        *(pairing.successive_part(type, _replaced(kind)) for kind, type in _REPLACED),
    ),
    "membership": combined(
        intervals.by_episode(lambda stream, _, told: [_stretch(stream, each) for each in told])
    ),
    "agreement": agreement_fold(lambda _: (_main, no_rows)),
    "visit": _visit_fold,
    "party": _party_fold,
    "person": combined(pairing.paired_part("FunctionAssumed", "FunctionEnded", "title", _function, "organisation")),
}  # fmt: skip
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
    fold=by_category(_FORWARD),
)
