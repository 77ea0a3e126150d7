"""Amendments: confirm, dispute, refine, correct or retract an earlier fact of the same stream, by the same rules everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from pydantic import ValidationError

from contracts.amendments import AMENDING, OPINIONS, apply_amendments, correction
from contracts.catalogue import EVENTS, LATEST
from contracts.envelope import Claim, Event, Fact
from contracts.events.amendment import (
    Amendment,
    ConfirmFact,
    CorrectFact,
    DisputeFact,
    FactConfirmed,
    FactCorrected,
    FactDisputed,
    FactRefined,
    FactRetracted,
    RefineFact,
    RetractFact,
)
from contracts.fields import Occurred
from runtime.errors import FieldError, Refused
from services.registry.aggregates.replay import contradictions, event_of

# What a correction cannot change: how the fact was recorded, and what makes it a fact about this thing and no other.
_HOW_RECORDED = frozenset({"actor", "mode", "sources"})
_IDENTITY = {
    "CommitmentMade": frozenset({"text"}),
    "PartyIdentified": frozenset({"scheme", "value"}),
    "PartyRegistered": frozenset({"kind"}),
    "PersonRegistered": frozenset({"_sd"}),
    "SourceRegistered": frozenset({"hash"}),
    "SubscriptionRequested": frozenset({"subscriber"}),
}
# What nobody takes back, and why.
_FINAL = {
    "PersonErased": "The key to this person's name is destroyed, and no retraction brings it back.",
    "PersonRegistered": "A person is not retracted, since what is sealed would stay; erase the person.",
}


def decide(stream: str, facts: Sequence[Fact], command: Amendment) -> Sequence[Event]:
    """The amendment as an event; `facts` are all events of the stream, as they were recorded."""
    recorded = check_target(stream, facts, command)
    current = next((fact for fact in apply_amendments(facts) if fact.id == command.target), None)
    if command.audience not in {None, recorded.audience}:
        raise Refused.by(
            "audience-of-target",
            f"An amendment is for those for whom its target is: {recorded.audience}. Leave the audience out.",
            "/audience",
        )
    if isinstance(command, RetractFact):
        amendment = _retract(facts, recorded, current, command)
    else:
        amendment = _amend(recorded, current, command)
    # A fact may always be taken back, though later ones lose what they rest on. Nothing else may contradict anything.
    opinion = isinstance(amendment, FactConfirmed | FactDisputed) or recorded.type in OPINIONS
    if not opinion and (recorded.type in AMENDING or not isinstance(command, RetractFact)):
        _check_rest(stream, facts, amendment, command)
    return [amendment]


def check_target(stream: str, facts: Sequence[Fact], command: Amendment) -> Fact:
    """The event of which an amendment speaks, as it was recorded. Raises `Refused` where the facts do not hold it."""
    if command.target.rpartition("@")[0] != stream:
        raise Refused.by("same-stream", f"{command.target} is not an event of {stream}.", "/target")
    recorded = next((fact for fact in facts if fact.id == command.target), None)
    if recorded is None:
        raise Refused.by("target-exists", f"{command.target} is not in the record.", "/target")
    return recorded


def claims(
    stream: str, facts: Sequence[Fact], amendments: Sequence[Event]
) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """The claims that a stream takes by these amendments, and those that it lets go."""
    if not any(isinstance(event, FactRetracted) for event in amendments):
        return (), ()
    before, after = claimed(facts), claimed(amended(stream, facts, amendments))
    return tuple(sorted(after - before)), tuple(sorted(before - after))


def addressed(facts: Sequence[Fact], command: Amendment) -> Amendment:
    """The amendment with its target's audience: an amendment of a restricted fact is as restricted."""
    target = next(fact for fact in facts if fact.id == command.target)
    return command.model_copy(update={"audience": target.audience})


def _retract(facts: Sequence[Fact], recorded: Fact, current: Fact | None, command: RetractFact) -> Event:
    if why := _FINAL.get(recorded.type):
        raise Refused.by("irreversible", why, "/target")
    if _undone(facts, command.target) if recorded.type in AMENDING else current is None:
        raise Refused.by("retracted-once", f"{command.target} is retracted already.", "/target")
    return FactRetracted.of(command)


def _amend(recorded: Fact, current: Fact | None, command: Amendment) -> Event:
    if recorded.type in AMENDING:
        raise Refused.by(
            "target-is-a-fact", f"{command.target} is itself an amendment; retract it instead.", "/target"
        )
    if current is None:
        raise Refused.by("not-retracted", f"{command.target} is retracted; record the fact again.", "/target")
    match command:
        case ConfirmFact() | DisputeFact():
            return _judge(current, command)
        case RefineFact():
            return _refine(current, command)
        case CorrectFact():
            return _correct(current, command)
        case _:
            raise TypeError(type(command))


def _judge(current: Fact, command: ConfirmFact | DisputeFact) -> Event:
    confirms = isinstance(command, ConfirmFact)
    if any(opinion.by == command.by for opinion in (current.confirmations if confirms else current.disputes)):
        does = "confirms" if confirms else "disputes"
        raise Refused.by("said-already", f"{command.by} {does} {current.id} already.", "/by")
    return FactConfirmed.of(command) if confirms else FactDisputed.of(command)


def _check_rest(stream: str, facts: Sequence[Fact], amendment: Event, command: Amendment) -> None:
    """Whether the stream's facts contradict each other after the amendment where they did not before."""
    before = contradictions(stream, apply_amendments(facts))
    for (id, rule), refusal in contradictions(
        stream, apply_amendments(amended(stream, facts, [amendment]))
    ).items():
        if (id, rule) not in before:
            field = refusal.errors[0].pointer if refusal.errors else ""
            message = f"After this {id} would break a rule: {refusal.detail}"
            raise Refused(message, (FieldError(_at(command, field), message),), {"rule": rule})


def _at(command: Amendment, field: str) -> str:
    """The pointer into the amendment for a field of the amended event that a rule refuses."""
    match command:
        case RefineFact():
            return "/date"
        case CorrectFact() if field.split("/")[1:2] and field.split("/")[1] in command.fields:
            return f"/fields{field}"
        case CorrectFact():
            return f"/fields/{next(iter(command.fields))}" if len(command.fields) == 1 else "/fields"
        case _:
            return "/target"


def amended(stream: str, facts: Sequence[Fact], amendments: Sequence[Event]) -> list[Fact]:
    """The facts as they would be read back with the amendments behind them."""
    last = facts[-1]
    return [
        *facts,
        *(
            last._replace(
                id=f"{stream}@{version}",
                version=version,
                type=event.type,
                data=orjson.loads(event.encode("")),
            )
            for version, event in enumerate(amendments, last.version + 1)
        ),
    ]


def claimed(facts: Sequence[Fact]) -> set[Claim]:
    """The values that a stream holds by its facts as now believed."""
    claiming = {type for type, version in LATEST.items() if EVENTS[type, version].claims is not Event.claims}
    return {
        claim
        for fact in apply_amendments(facts)
        if fact.type in claiming
        for claim in event_of(fact).claims()
    }


def _undone(facts: Sequence[Fact], target: str) -> bool:
    """Whether a retraction that stands takes an amendment back."""
    return any(
        fact.type == "FactRetracted" and fact.data["target"] == target and not _undone(facts, fact.id)
        for fact in facts
    )


def _refine(current: Fact, command: RefineFact) -> Event:
    recorded = current.data.get("occurred")
    if recorded is not None:
        old, new = Occurred.model_validate(recorded).span, command.date.span
        below = old.earliest is not None and (new.earliest is None or new.earliest < old.earliest)
        above = old.latest is not None and (new.latest is None or new.latest > old.latest)
        if below or above:
            raise Refused.by(
                "refined-inside",
                f"{command.date.edtf} does not lie inside {recorded['edtf']}; correct the fact instead.",
                "/date",
            )
    return FactRefined.of(command)


def _correct(current: Fact, command: CorrectFact) -> Event:
    if not command.sources:
        raise Refused.by("correction-cites", "A correction cites its source.", "/sources")
    if wrong := sorted(command.fields.keys() & (_HOW_RECORDED | _IDENTITY.get(current.type, frozenset()))):
        raise Refused.by(
            "correctable",
            f"{wrong[0]} is not a field that a correction can change; if it is wrong, retract {current.id}.",
            f"/fields/{wrong[0]}",
        )
    event = EVENTS[current.type, LATEST[current.type]]
    try:
        fields = correction(event, current.data, command.fields)
        event.model_validate(_applied(current.data, fields))
    except ValidationError as error:
        raise Refused(
            "The corrected fact would not be a valid one.",
            tuple(
                FieldError("/fields/" + "/".join(map(str, e["loc"])), e["msg"].removeprefix("Value error, "))
                for e in error.errors()
            ),
            {"rule": "correction-valid"},
        ) from None
    return FactCorrected.of(command, fields=fields)


def _applied(data: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**data, **fields}.items() if value is not None}
