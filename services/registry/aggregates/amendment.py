"""Amendments: refine, correct or retract an earlier fact of the same stream. The rules are the same for every aggregate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from contracts.amendments import AMENDING, believed, correction
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
from services.registry.aggregates import visit

# What a correction cannot change: how the fact was recorded, and what makes it a fact about this thing and no other.
_HOW_RECORDED = frozenset({"actor", "mode", "sources"})
_IDENTITY = {
    "PartyRegistered": frozenset({"kind"}),
    "PersonRegistered": frozenset({"_sd"}),
    "SourceRegistered": frozenset({"hash"}),
}
# What nobody takes back, and why.
_FINAL = {
    "PersonErased": "The key to this person's name is destroyed, and no retraction brings it back.",
    "PersonRegistered": "A person is not retracted, since what is sealed would stay; erase the person.",
}
# Rules over the fields of one event, which hold for the corrected event as well.
_RULES: dict[str, Callable[[Any], None]] = {"VisitHeld": visit.check}


def decide(stream: str, facts: Sequence[Fact], command: Amendment) -> Sequence[Event]:
    """The amendment as an event; `facts` are all events of the stream, as they were recorded."""
    if command.target.rpartition("@")[0] != stream:
        raise Refused.by("same-stream", f"{command.target} is not an event of {stream}.", "/target")
    recorded = next((fact for fact in facts if fact.id == command.target), None)
    if recorded is None:
        raise Refused.by("target-exists", f"{command.target} is not in the record.", "/target")
    current = next((fact for fact in believed(facts) if fact.id == command.target), None)
    if command.audience not in {None, recorded.audience}:
        raise Refused.by(
            "audience-of-target",
            f"An amendment is for those for whom its target is: {recorded.audience}. Leave the audience out.",
            "/audience",
        )
    if isinstance(command, RetractFact):
        return [_retract(facts, recorded, current, command)]
    if recorded.type in AMENDING:
        raise Refused.by(
            "target-is-a-fact", f"{command.target} is itself an amendment; retract it instead.", "/target"
        )
    if current is None:
        raise Refused.by("not-retracted", f"{command.target} is retracted; record the fact anew.", "/target")
    match command:
        case RefineFact():
            return [_refine(current, command)]
        case CorrectFact():
            return [_correct(current, command)]
        case _:
            raise TypeError(type(command))


def addressed(facts: Sequence[Fact], command: Amendment) -> Amendment:
    """The amendment with its target's audience: what is said of a restricted fact is as restricted."""
    target = next(fact for fact in facts if fact.id == command.target)
    return command.model_copy(update={"audience": target.audience})


def _retract(facts: Sequence[Fact], recorded: Fact, current: Fact | None, command: RetractFact) -> Event:
    if why := _FINAL.get(recorded.type):
        raise Refused.by("irreversible", why, "/target")
    if _undone(facts, command.target) if recorded.type in AMENDING else current is None:
        raise Refused.by("retracted-once", f"{command.target} is retracted already.", "/target")
    return FactRetracted.of(command)


def _undone(facts: Sequence[Fact], target: str) -> bool:
    """Whether a retraction that stands takes an amendment back."""
    return any(
        fact.type == "FactRetracted" and fact.data["target"] == target and not _undone(facts, fact.id)
        for fact in facts
    )


def _refine(current: Fact, command: RefineFact) -> Event:
    told = current.data.get("occurred")
    if told is not None:
        old, new = Occurred.model_validate(told).span, command.date.span
        below = old.earliest is not None and (new.earliest is None or new.earliest < old.earliest)
        above = old.latest is not None and (new.latest is None or new.latest > old.latest)
        if below or above:
            raise Refused.by(
                "refined-inside",
                f"{command.date.edtf} does not lie inside {told['edtf']}; correct the fact instead.",
                "/date",
            )
    return FactRefined.of(command)


def _correct(current: Fact, command: CorrectFact) -> Event:
    if not command.sources:
        raise Refused.by("correction-cites", "A correction names the source that says so.", "/sources")
    if wrong := sorted(command.fields.keys() & (_HOW_RECORDED | _IDENTITY.get(current.type, frozenset()))):
        raise Refused.by(
            "correctable",
            f"{wrong[0]} is not a field that a correction can change; if it is wrong, retract {current.id}.",
            f"/fields/{wrong[0]}",
        )
    event = EVENTS[current.type, LATEST[current.type]]
    try:
        fields = correction(event, current.data, command.fields)
        corrected = event.model_validate(_applied(current.data, fields))
    except ValidationError as error:
        raise Refused(
            "The corrected fact would not be a valid one.",
            tuple(FieldError("/fields/" + "/".join(map(str, e["loc"])), e["msg"]) for e in error.errors()),
            {"rule": "correction-valid"},
        ) from None
    if rule := _RULES.get(current.type):
        rule(corrected)
    return FactCorrected.of(command, fields=fields)


def _applied(data: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**data, **fields}.items() if value is not None}
