"""Who works with whom, and on what basis: clusters, agreements, visits, the roles and functions that parties have,
and what a cluster has for a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Column, Text

from contracts.access import Access
from contracts.envelope import Fact
from contracts.streams import category_of
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
    together,
    until,
    when,
)
from services.projections.facts.readers import access_of, participants

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
    return _FOLDS[category_of(facts[0].stream)](facts)


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
        for period in intervals.paired_periods(
            facts, "CoordinatorAppointed", "CoordinatorReleased", "organisation"
        ):
            yield from _coordinator(period)
    if not types.isdisjoint(_HAS):
        yield from _temporaries(facts)


def _existence(facts: Sequence[Fact]) -> Iterator[Row]:
    """That there is a cluster, since when, and until when."""
    stream = facts[0].stream
    end = next((fact for fact in facts if fact.type == "ClusterDissolved"), None)
    for kind, type in (("announced", "ClusterInitiativeAnnounced"), ("founded", "ClusterFounded")):
        accounts = [fact for fact in facts if fact.type == type]
        if not accounts:
            continue
        interval, text = together(accounts)
        detail = {
            name: accounts[0].data[name] for name in ("focus", "founders_count") if name in accounts[0].data
        }
        if end is not None and as_public(end, accounts[0].audience):
            interval = until(interval[:2], end)
            detail["dissolved"] = {"event": end.id, "date": end.data.get("occurred")}
        yield _row(accounts[0], kind, stream, [stream], detail, text, interval)
    if end is not None:
        yield _row(end, "dissolved", stream, [stream], fields(end), fact_text(end))


def _coordinator(period: intervals.Period) -> Iterator[Row]:
    more = {"lead": period.begun.data.get("role", "lead")} if period.begun is not period.ended else {}
    stream, party = period.begun.stream, period.begun.data["organisation"]
    yield _role(period.begun, stream, party, "coordinator", period.interval, period.ended, **more)


def _initiators(facts: Sequence[Fact], stream: str) -> Iterator[Row]:
    seen: set[str] = set()
    for fact in facts:
        for party in fact.data.get("initiators", ()):
            if party not in seen:  # announced and founded alike: the first fact that says it is enough
                seen.add(party)
                yield _role(fact, stream, party, "initiator")


def _temporaries(facts: Sequence[Fact]) -> Iterator[Row]:
    for kind, began, ends, name in _NAMED:
        for period in intervals.paired_periods(facts, began, ends, name):
            yield from _named(kind, name)(period)
    for kind, type in _REPLACED:
        for period in intervals.successive_periods(facts, type):
            yield from _replaced(kind)(period)


def _named(kind: str, name: str) -> RowsOf:
    def rows(period: intervals.Period) -> tuple[Row, ...]:
        return (_temporary(period, kind, period.begun.stream, json_text(period.begun.data[name])),)

    return rows


def _replaced(kind: str) -> RowsOf:
    def rows(period: intervals.Period) -> tuple[Row, ...]:
        return (_temporary(period, kind, period.begun.stream, period.begun.stream),)

    return rows


def _temporary(period: intervals.Period, kind: str, stream: str, key: str) -> Row:
    fact = period.begun
    interval = _valid(period) if kind == "recognition" else period.interval
    streams = [stream, *(fact.data[name] for name in ("lead", "grantor") if name in fact.data)]
    return _row(fact, kind, key, streams, fields(fact), fact_text(fact), interval)


def _valid(period: intervals.Period) -> Interval:
    """A recognition holds from its first day to its last one, or until it is withdrawn."""
    data = period.begun.data
    if "valid_from" not in data and "valid_to" not in data:
        return period.interval
    start: tuple[date, date] = span(data, "valid_from") if "valid_from" in data else happened(period.begun)
    if period.ended is not None and period.ended is not period.begun:
        return until(start, period.ended)
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
    return (_member(facts[0].stream, period) for period in intervals.membership_periods(facts))


def _member(stream: str, period: intervals.MembershipPeriod) -> Row:
    cluster, _, party = stream.removeprefix("membership-").partition(".")
    role = "founder" if period.member_class == "founder" else "member"
    more: dict[str, Any] = {"class": period.member_class} if period.member_class else {}
    if period.episode > 1:
        more["episode"] = period.episode
    return _role(period.begun, f"cluster-{cluster}", f"party-{party}", role, period.interval, **more)


def _agreement(facts: Sequence[Fact]) -> Iterable[Row]:
    agreement = agreement_of(facts)
    return () if agreement is None else _main(facts[0], agreement)


def _main(fact: Fact, agreement: Agreement) -> tuple[Row, ...]:
    kind = "agreement" if agreement.state == "concluded" else "proposed"
    values = (kind, fact.stream, agreement.touched, agreement.detail_json, agreement.fact)
    return (Row(agreement.event, agreement.interval, agreement.audience, agreement.parties, values),)


def _visit(facts: Sequence[Fact]) -> Iterator[Row]:
    visits = [fact for fact in facts if fact.type == "VisitHeld"]
    if not visits:  # one that is only planned ties nobody
        return
    access = access_of(facts)
    yield from _visited(visits, access)
    for fact in facts:
        if fact.type == "VisitOutcomeRecorded":
            yield _outcome(visits, fact, access)


def _visited(visits: Sequence[Fact], access: Access) -> Iterator[Row]:
    data, stream = visits[0].data, visits[0].stream
    sides = (data["host"], *data["visitors"])
    touched = [*sides, *data.get("clusters", ()), *data.get("sites", ())]
    touched += [item["organisation"] for item in data.get("delegates", ()) if item.get("organisation")]
    interval, text = together(visits)
    row = _row(visits[0], "visit", stream, touched, fields(visits[0]), text)
    yield row._replace(interval=interval, participants=access.concerned(visits[0]))


def _outcome(visits: Sequence[Fact], fact: Fact, access: Access) -> Row:
    """A row of its own, because fewer may read it than the visit."""
    outcome = _row(fact, "outcome", fact.stream, [], fields(fact), fact_text(fact))
    return outcome._replace(participants=access.concerned(fact), interval=when(visits))


def _visit_fold(_: str, facts: Facts) -> Step:
    visits = [fact for fact in facts if fact.type == "VisitHeld"]

    def step(facts: Facts) -> Change | None:
        fact = facts[-1]
        if fact.type == "VisitOutcomeRecorded":
            return Change((_outcome(visits, fact, access_of(facts)),)) if visits else NOTHING
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
    functions = [fact for fact in facts if fact.type in {"FunctionAssumed", "FunctionEnded"}]
    for organisation in dict.fromkeys(fact.data["organisation"] for fact in functions):
        of_one = [fact for fact in functions if fact.data["organisation"] == organisation]
        for period in intervals.paired_periods(of_one, "FunctionAssumed", "FunctionEnded", "title"):
            yield from _function(period)


def _function(period: intervals.Period) -> tuple[Row, ...]:
    fact = period.begun
    organisation = fact.data["organisation"]
    detail = {"organisation": organisation, "title": fact.data["title"], "person": fact.stream}
    return (_row(fact, "function", fact.stream, [organisation], detail, fact_text(fact), period.interval),)


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
        intervals.by_episode(lambda stream, _, periods: [_member(stream, each) for each in periods])
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
    "VisitPlanned",    "AgreementAmended", "IdentityLinked", "IdentityUnlinked", "FunctionAssumed", "FunctionEnded",
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
    version=4,
    types=_TYPES,
    fold=by_category(_FORWARD),
)
