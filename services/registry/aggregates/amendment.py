"""Amendments: refine, correct or retract an earlier fact of the same stream. The rules are the same for every aggregate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from contracts.amendments import believed
from contracts.catalogue import EVENTS, LATEST
from contracts.envelope import Event, Fact
from contracts.events.amendment import (
    Amendment,
    CorrectFact,
    FactCorrected,
    FactRefined,
    FactRetracted,
    RefineFact,
    RetractFact,
)
from contracts.fields import Occurred
from runtime.errors import FieldError, Refused

_AMENDMENTS = frozenset({"FactRefined", "FactCorrected", "FactRetracted"})
# These are the event's own; a correction changes what it says, not who recorded it and how.
_NEVER_CORRECTED = frozenset({"actor", "mode", "sources"})


def decide(stream: str, facts: Sequence[Fact], command: Amendment) -> Sequence[Event]:
    """The amendment as an event; `facts` are all events of the stream, as they were recorded."""
    if command.target.rpartition("@")[0] != stream:
        raise Refused.by("same-stream", f"{command.target} is not an event of {stream}.", "/target")
    recorded = next((fact for fact in facts if fact.id == command.target), None)
    if recorded is None:
        raise Refused.by("target-exists", f"{command.target} is not in the record.", "/target")
    current = next((fact for fact in believed(facts) if fact.id == command.target), None)
    if isinstance(command, RetractFact):
        undone = recorded.type in _AMENDMENTS and _is_retracted(facts, command.target)
        if (current is None and recorded.type not in _AMENDMENTS) or undone:
            raise Refused.by("retracted-once", f"{command.target} is retracted already.", "/target")
        return [FactRetracted.of(command)]
    if recorded.type in _AMENDMENTS:
        raise Refused.by("target-is-a-fact", f"{command.target} is itself an amendment; retract it instead.", "/target")
    if current is None:
        raise Refused.by("not-retracted", f"{command.target} is retracted; record the fact anew.", "/target")
    if isinstance(command, RefineFact):
        return [_refine(current, command)]
    assert isinstance(command, CorrectFact)
    return [_correct(current, command)]


def _is_retracted(facts: Sequence[Fact], target: str) -> bool:
    return any(fact.type == "FactRetracted" and fact.data["target"] == target for fact in facts)


def _refine(current: Fact, command: RefineFact) -> Event:
    told = current.data.get("occurred")
    if told is not None:
        old, new = Occurred.model_validate(told).span, command.date.span
        below = old.earliest is not None and (new.earliest is None or new.earliest < old.earliest)
        above = old.latest is not None and (new.latest is None or new.latest > old.latest)
        if below or above:
            raise Refused.by(
                "refined-inside", f"{command.date.edtf} does not lie inside {told['edtf']}; correct the fact instead.", "/date"
            )
    return FactRefined.of(command)


def _correct(current: Fact, command: CorrectFact) -> Event:
    if not command.sources:
        raise Refused.by("correction-cites", "A correction names the source that says so.", "/sources")
    if wrong := sorted(command.fields.keys() & _NEVER_CORRECTED):
        raise Refused.by("correctable", f"{wrong[0]} is not a field that a correction can change.", f"/fields/{wrong[0]}")
    event = EVENTS[current.type, LATEST[current.type]]
    fields: dict[str, Any] = dict(command.fields)
    try:
        if "occurred" in fields:
            fields["occurred"] = type(command).model_validate(
                {"target": command.target, "fields": {"x": 0}, "reason": "x", "occurred": fields["occurred"]}
            ).occurred
        checked = event.model_validate({**current.data, **fields})
    except ValidationError as error:
        raise Refused(
            "The corrected fact would not be a valid one.",
            tuple(FieldError("/fields/" + "/".join(map(str, e["loc"])), e["msg"]) for e in error.errors()),
            {"rule": "correction-valid"},
        ) from None
    said = checked.model_dump(by_alias=True, exclude_none=True, mode="json")
    return FactCorrected.of(command, fields={name: said.get(name) for name in fields})
