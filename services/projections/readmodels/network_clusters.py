"""Network rows of a cluster's stream: its existence, roles of parties, and temporary properties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from contracts.catalogue import ending
from contracts.envelope import Fact
from services.projections.engine.incremental import combined, from_all_of
from services.projections.engine.interval import FUTURE, Interval, happened, since, span
from services.projections.engine.readmodel import Row, json_text
from services.projections.facts import intervals, pairing
from services.projections.facts.initiators import initiators
from services.projections.facts.pairing import RowsOf
from services.projections.facts.provenance import as_public, between, fact_text, fields, together, until
from services.projections.facts.readers import participants

# Temporary properties of a cluster: row kind, beginning and ending event types, and the field that identifies it.
_NAMED = (
    ("team", "TaskTeamFormed", "TaskTeamDissolved", "name"),
    ("recognition", "RecognitionGranted", "RecognitionWithdrawn", "scheme"),
    ("relation", "ClusterLinked", "ClusterUnlinked", "other"),
)
_REPLACED = (("purpose", "PurposeDeclared"), ("strategy", "StrategyAdopted"))
# The same of a party.
DESCRIBED = (
    ("organisation-type", "OrganisationTypeDeclared"),
    ("seat", "SeatDeclared"),
    ("sectors", "SectorsDeclared"),
)
CLUSTER_ENDS = ending("ClusterFounded")
TEMPORARY = frozenset({type for _, *types, _ in _NAMED for type in types} | {type for _, type in _REPLACED})


def network_row(
    fact: Fact,
    kind: str,
    key: str,
    touched: Sequence[str],
    detail: dict[str, Any],
    text: str,
    interval: Interval | None = None,
) -> Row:
    """Return a network row about `key`. The default interval starts at the fact's date."""
    values = (kind, key, tuple(dict.fromkeys(touched)), json_text(detail), text)
    return Row(fact.id, interval or since(fact), fact.audience, participants(fact), values)


def cluster_rows(facts: Sequence[Fact]) -> Iterator[Row]:
    """Yield the rows of a cluster's stream."""
    stream = facts[0].stream
    yield from _existence(facts)
    yield from _initiators(facts, stream)
    types = {fact.type for fact in facts}
    if not types.isdisjoint({"CoordinatorAppointed", "CoordinatorReleased"}):
        for period in intervals.paired_periods(
            facts, "CoordinatorAppointed", "CoordinatorReleased", "organisation"
        ):
            yield from _coordinator(period)
    if not types.isdisjoint(TEMPORARY):
        yield from _temporaries(facts)


def _existence(facts: Sequence[Fact]) -> Iterator[Row]:
    """Yield the rows of the cluster's existence, from its beginning to its end."""
    stream = facts[0].stream
    end = next((fact for fact in facts if fact.type in CLUSTER_ENDS), None)
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
            detail["dissolved"] = {"event": end.id, "date": end.data.get("occurred"), **_passed(end)}
        yield network_row(accounts[0], kind, stream, [stream], detail, text, interval)
    if end is not None:
        passed = _passed(end)
        touched = [stream, *passed["successors"]]
        yield network_row(end, "dissolved", stream, touched, passed, fact_text(end))


_HOW = {"ClusterDissolved": "dissolved", "ClusterMerged": "merged", "ClusterSplit": "split"}


def _passed(end: Fact) -> dict[str, Any]:
    """How a cluster ended, the clusters that follow it, and what passes to them as far as that is known."""
    into = end.data.get("into") or end.data.get("successors") or ()
    successors = [into] if isinstance(into, str) else [*into]
    known = {name: end.data[name] for name in ("members_pass", "agreements_pass") if name in end.data}
    return {"how": _HOW[end.type], "successors": successors, **known}


def _coordinator(period: intervals.Period) -> Iterator[Row]:
    more = {"lead": period.begun.data.get("role", "lead")} if period.begun is not period.ended else {}
    stream, party = period.begun.stream, period.begun.data["organisation"]
    yield role_row(period.begun, stream, party, "coordinator", period.interval, period.ended, **more)


def _initiators(facts: Sequence[Fact], stream: str) -> Iterator[Row]:
    for fact, party in initiators(facts):
        yield role_row(fact, stream, party, "initiator")


def _temporaries(facts: Sequence[Fact]) -> Iterator[Row]:
    for kind, began, ends, name in _NAMED:
        for period in intervals.paired_periods(facts, began, ends, name):
            yield from _named(kind, name)(period)
    for kind, type in _REPLACED:
        for period in intervals.successive_periods(facts, type):
            yield from replaced(kind)(period)


def _named(kind: str, name: str) -> RowsOf:
    def rows(period: intervals.Period) -> tuple[Row, ...]:
        return (_temporary(period, kind, period.begun.stream, json_text(period.begun.data[name])),)

    return rows


def replaced(kind: str) -> RowsOf:
    """Rows of a property that the next declaration replaces."""

    def rows(period: intervals.Period) -> tuple[Row, ...]:
        return (_temporary(period, kind, period.begun.stream, period.begun.stream),)

    return rows


def _temporary(period: intervals.Period, kind: str, stream: str, key: str) -> Row:
    fact = period.begun
    interval = _valid(period) if kind == "recognition" else period.interval
    streams = [stream, *(fact.data[name] for name in ("lead", "grantor", "other") if name in fact.data)]
    return network_row(fact, kind, key, streams, fields(fact), fact_text(fact), interval)


def _valid(period: intervals.Period) -> Interval:
    """Return the validity: a recognition is valid from its first to its last day, or until it is withdrawn."""
    data = period.begun.data
    if "valid_from" not in data and "valid_to" not in data:
        return period.interval
    start: tuple[date, date] = span(data, "valid_from") if "valid_from" in data else happened(period.begun)
    if period.ended is not None and period.ended is not period.begun:
        return until(start, period.ended)
    return between(start, span(data, "valid_to")) if "valid_to" in data else Interval(*start, FUTURE, FUTURE)


def role_row(
    fact: Fact,
    cluster: str,
    party: str,
    role: str,
    interval: Interval | None = None,
    end: Fact | None = None,
    **more: Any,
) -> Row:
    """Return the row of a party's role in a cluster, which `end` ends."""
    detail = {"cluster": cluster, "party": party, "role": role, **more}
    if end is not None:
        detail["ended"] = {"event": end.id, "date": end.data.get("occurred")}
    return network_row(fact, "role", f"{party} {role}", [cluster, party], detail, fact_text(fact), interval)


# Incremental version of `cluster_rows`.
CLUSTER_FOLD = combined(
    from_all_of("ClusterInitiativeAnnounced", "ClusterFounded", *CLUSTER_ENDS, rows=_existence),
    pairing.first_named_part(
        "initiators", "ClusterInitiativeAnnounced", "ClusterFounded",
        rows=lambda fact, party: (role_row(fact, fact.stream, party, "initiator"),),
    ),
    pairing.paired_part("CoordinatorAppointed", "CoordinatorReleased", "organisation", _coordinator),
    *(pairing.paired_part(began, ends, name, _named(kind, name)) for kind, began, ends, name in _NAMED),
    *(pairing.successive_part(type, replaced(kind)) for kind, type in _REPLACED),
)  # fmt: skip
