"""Opinions and rival values: who may doubt a fact, what is given instead of its values, and which value is preferred."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from contracts.access import RESTRICTED
from contracts.amendments import apply_amendments, correction
from contracts.catalogue import TYPES
from contracts.envelope import Event, Fact, FactValue
from contracts.events.amendment import (
    ConfirmFact,
    DisputeFact,
    FactConfirmed,
    FactDisputed,
    RankValue,
    ValueRanked,
)
from contracts.participation import JOINING, LEAVING, PARTIES, has_parties
from contracts.references import actors, implied
from contracts.rivals import same
from contracts.streams import category_of
from runtime.errors import FieldError, Refused

# What a correction cannot change: how the fact was recorded, and what makes it a fact about this thing and no other.
_HOW_RECORDED = frozenset({"actor", "mode", "sources"})
_IDENTITY = {
    "ClusterIdentified": frozenset({"scheme", "value"}),
    "CommitmentMade": frozenset({"text"}),
    "PartyIdentified": frozenset({"scheme", "value"}),
    "PartyRegistered": frozenset({"kind"}),
    "PersonRegistered": frozenset({"_sd"}),
    "SourceRegistered": frozenset({"hash"}),
    "SubscriptionRequested": frozenset({"subscriber"}),
}
# Of these, what a correction adds where it is not recorded: the file of a document may come later.
_ADDED = {"SourceRegistered": frozenset({"hash"})}
_NAMING = PARTIES | JOINING | LEAVING
_NOTHING: frozenset[str] = frozenset()
# In these streams each fact is about its own; in all others, those whom any fact names have a part in every fact.
_FACT_BY_FACT = frozenset({"cluster", "party", "person", "source"})


def confirm(current: Fact, command: ConfirmFact) -> Event:
    """A party's confirmation."""
    if any(opinion.by == command.by for opinion in current.confirmations):
        raise Refused.by("said-already", f"{command.by} confirms {current.id} already.", "/by")
    return FactConfirmed.of(command)


def dispute(stream: str, facts: Sequence[Fact], current: Fact, command: DisputeFact) -> Event:
    """A dispute by who has a part in the fact, or by a source; its values are of the event's own form."""
    _check_doubter(stream, facts, current, command)
    fields = command.fields and checked_fields(current, command.fields)
    for name, value in (fields or {}).items():
        _check_rival(current, name, value)
    _check_new(current, command, fields)
    return FactDisputed.of(command, fields=fields)


def rank(current: Fact, command: RankValue) -> Event:
    """The rank of the recorded value, or of a value that a dispute gives."""
    values = [value for value in current.values if value.event == (command.value or current.id)]
    if not values:
        raise Refused.by(
            "value-exists",
            f"{command.value} gives no value of {current.id} that differs from the recorded one."
            if command.value
            else f"Nobody gives another value of {current.id}.",
            "/value",
        )
    ranked = [value for value in values if command.field in {None, value.field}]
    if not ranked:
        there = ", ".join(value.field for value in values)
        raise Refused.by("value-exists", f"There are several values of {there} only.", "/field")
    if all(value.ranking.rank == command.rank for value in ranked):
        raise Refused.by("ranked-already", f"This value is {command.rank} already.", "/rank")
    if command.rank == "preferred":
        _check_alone(current, ranked)
    return ValueRanked.of(command, value=None if command.value == current.id else command.value)


def check_decided_by_record(current: Fact, fields: Iterable[str], pointer: str) -> None:
    """Refuse to amend a value that is not the recorded one. Raises `Refused`."""
    for value in current.values:
        if value.decides and value.event != current.id and value.field in fields:
            raise Refused.by(
                "recorded-value",
                f"{value.field} is as {value.event} gives it, which is preferred. Rank that one first.",
                pointer.format(value.field),
            )


def checked_fields(current: Fact, fields: Mapping[str, Any], *, correcting: bool = False) -> dict[str, Any]:
    """Fields of a correction or a dispute in the event's own form. Raises `Refused`, naming each field at fault."""
    missing = {name for name in _ADDED.get(current.type, _NOTHING) if current.data.get(name) is None}
    fixed = _IDENTITY.get(current.type, _NOTHING) - (missing if correcting else set())
    if wrong := sorted(fields.keys() & (_HOW_RECORDED | fixed)):
        by_correction = (
            f" or the correction that added it ({current.amended_by[-1]})"
            if current.amended_by and wrong[0] in _ADDED.get(current.type, _NOTHING) - missing
            else ""
        )
        raise Refused.by(
            "correctable",
            f"{wrong[0]} is not a field that a correction can change; if it is wrong, retract {current.id}{by_correction}.",
            f"/fields/{wrong[0]}",
        )
    event = TYPES[current.type]
    try:
        checked = correction(event, current.data, fields)
        after = {**current.data, **checked}
        event.model_validate({name: value for name, value in after.items() if value is not None})
    except ValidationError as error:
        raise Refused(
            "The corrected fact would not be a valid one.",
            tuple(
                FieldError("/fields/" + "/".join(map(str, e["loc"])), e["msg"].removeprefix("Value error, "))
                for e in error.errors()
            ),
            {"rule": "correction-valid"},
        ) from None
    return checked


def _check_doubter(stream: str, facts: Sequence[Fact], current: Fact, command: DisputeFact) -> None:
    """Only who has a part in a fact may doubt it without a source; a source is a doubt by what it gives instead."""
    if command.by is None and not (command.sources and command.fields):
        raise Refused.by(
            "has-a-part",
            "A dispute is in the name of a party, or of a source that gives other values: name it in by, or give sources and"
            " fields.",
            "/by",
        )
    if (
        command.by is not None
        and not command.sources
        and command.by not in _concerned(stream, facts, current)
    ):
        raise Refused.by(
            "has-a-part",
            f"{command.by} has no part in {current.id}; cite the source that says otherwise.",
            "/sources",
        )


def _concerned(stream: str, facts: Sequence[Fact], current: Fact) -> set[str]:
    """Who has a part in a fact: whom the stream's name or the fact names, as it reads now or as it was recorded."""
    of_stream = [] if category_of(stream) in _FACT_BY_FACT else apply_amendments(facts)
    recorded = next(fact for fact in facts if fact.id == current.id)
    named = [name for fact in (recorded, current, *of_stream) for name in actors(fact.data)]
    return {*implied(stream), *named}


def _check_rival(current: Fact, name: str, value: Any) -> None:
    takes_part = _NAMING.get(current.type, _NOTHING) if has_parties(current.stream) else _NOTHING
    of_readers = current.audience in RESTRICTED and actors({name: value, "before": current.data.get(name)})
    if name in takes_part or of_readers:
        raise Refused.by(
            "value-of-parties",
            f"{name} says who takes part in {current.id}, and who may read it. Dispute it with a reason, or correct it.",
            f"/fields/{name}",
        )
    recorded = next(
        (each for each in current.values if each.event == current.id and each.field == name), None
    )
    if same(value, recorded.value if recorded else current.data.get(name)):
        raise Refused.by(
            "says-otherwise",
            f"This is what {current.id} has as {name} already. Confirm it instead.",
            f"/fields/{name}",
        )


def _check_new(current: Fact, command: DisputeFact, fields: Mapping[str, Any] | None) -> None:
    """Whether the same dispute is recorded already; a party may give another value than before."""
    of_same = [
        {value.field: value.value for value in current.values if value.event == event}
        for event, by, cited in _disputes(current)
        if by == command.by and (by is not None or cited == {source.id for source in command.sources})
    ]
    if any(not fields or given == fields for given in of_same):
        does = f"{command.by} disputes" if command.by else "This source disputes"
        raise Refused.by("said-already", f"{does} {current.id} already.", "/by" if command.by else "/sources")


def _disputes(current: Fact) -> set[tuple[str, str | None, frozenset[str]]]:
    """The disputes of a fact: the event, in whose name, and the cited sources."""
    of_parties = {(each.event, each.by, _cited(each.sources)) for each in current.disputes}
    rivals = {
        (each.event, each.by, _cited(each.sources)) for each in current.values if each.event != current.id
    }
    return of_parties | rivals


def _cited(sources: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(source["id"] for source in sources)


def _check_alone(current: Fact, ranked: Sequence[FactValue]) -> None:
    fields = {value.field for value in ranked}
    for other in current.values:
        if other.field in fields and other.event != ranked[0].event and other.ranking.rank == "preferred":
            raise Refused.by(
                "preferred-once",
                f"{other.event} gives the preferred value of {other.field} already; rank that one otherwise first.",
                "/rank",
            )
