"""Amendments: confirm, dispute, refine, correct or retract earlier facts of the same stream, by the same rules everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import orjson

from contracts.amendments import AMENDING, OPINIONS, apply_amendments, targets
from contracts.catalogue import EVENTS, LATEST
from contracts.envelope import Claim, Event, Fact
from contracts.events.amendment import (
    Amendment,
    ConfirmFact,
    CorrectFact,
    DisputeFact,
    FactCorrected,
    FactRefined,
    FactRetracted,
    RankValue,
    RefineFact,
    RetractFact,
)
from contracts.fields import Audience, Occurred
from runtime.errors import FieldError, Refused
from services.registry.aggregates.opinions import (
    check_decided_by_record,
    checked_fields,
    confirm,
    dispute,
    rank,
)
from services.registry.aggregates.replay import contradictions, event_of

# What nobody takes back, and why.
_FINAL = {
    "PersonErased": "The key to this person's name is destroyed, and no retraction brings it back.",
    "PersonRegistered": "A person is not retracted, since what is sealed would stay; erase the person.",
}


def decide(stream: str, facts: Sequence[Fact], command: Amendment) -> Sequence[Event]:
    """The amendment as events; `facts` are all events of the stream, as they were recorded.

    One event amends all facts that everybody may read. A fact for fewer readers gets an event of its own, since the event
    names every fact that it amends.

    Raises:
        Refused: nothing is amended; where the command names several facts, `fact` is the one at fault.
    """
    recorded = check_targets(stream, facts, command)
    current = {fact.id: fact for fact in apply_amendments(facts)}
    amendments = []
    for index, fact in enumerate(recorded):
        try:
            amendments.append(_decide_one(stream, facts, fact, current.get(fact.id), command))
        except Refused as refusal:
            raise _of_fact(refusal, command, index) from None
    # A fact may always be taken back, though later ones lose what they rest on. Nothing else may contradict anything.
    opinion = isinstance(command, ConfirmFact | DisputeFact)
    if not opinion and any(
        fact.type not in OPINIONS and (fact.type in AMENDING or not isinstance(command, RetractFact))
        for fact in recorded
    ):
        _check_rest(stream, facts, amendments, command)
    return _joined(recorded, amendments)


def check_targets(stream: str, facts: Sequence[Fact], command: Amendment) -> Sequence[Fact]:
    """The events that an amendment is of, as they were recorded. Raises `Refused` where the facts do not hold one."""
    by_id = {fact.id: fact for fact in facts}
    for index, target in enumerate(command.amended):
        if target.rpartition("@")[0] != stream:
            raise Refused.by("same-stream", f"{target} is not an event of {stream}.", _pointer(index))
        if target not in by_id:
            raise Refused.by("target-exists", f"{target} is not in the record.", _pointer(index))
    return [by_id[target] for target in command.amended]


def _decide_one(
    stream: str, facts: Sequence[Fact], recorded: Fact, current: Fact | None, command: Amendment
) -> Event:
    """The amendment of one of the facts that the command names, as if it named no other."""
    if command.audience not in {None, recorded.audience}:
        raise Refused.by(
            "audience-of-target",
            f"An amendment is for those for whom its target is: {recorded.audience}. Leave the audience out.",
            "/audience",
        )
    one = command.model_copy(update={"target": recorded.id, "also": ()})
    if isinstance(one, RetractFact):
        return _retract(facts, recorded, current, one)
    return _amend(stream, facts, recorded, current, one)


def _of_fact(refusal: Refused, command: Amendment, index: int) -> Refused:
    """The refusal of one fact among several: it names the fact."""
    if not command.also:
        return refusal
    id = command.amended[index]
    errors = tuple(
        replace(error, pointer=_pointer(index) if error.pointer == "/target" else error.pointer)
        for error in refusal.errors
    )
    detail = refusal.detail if id in refusal.detail else f"{id}: {refusal.detail}"
    return Refused(detail, errors, {**refusal.numbers, "fact": id})


def _pointer(index: int) -> str:
    return f"/also/{index - 1}" if index else "/target"


def _joined(recorded: Sequence[Fact], amendments: Sequence[Event]) -> Sequence[Event]:
    """The same with one event for all facts that everybody may read, where they are amended alike."""
    joined: list[Event] = []
    open_to_all: list[Event] = []
    for fact, amendment in zip(recorded, amendments, strict=True):
        first = next((event for event in open_to_all if _alike(event, amendment)), None)
        if fact.audience != "public":
            joined.append(amendment)
        elif first is None:
            joined.append(amendment)
            open_to_all.append(amendment)
        else:
            more = first.model_copy(update={"also": (*_targets(first)[1:], fact.id)})
            joined[joined.index(first)] = open_to_all[open_to_all.index(first)] = more
    return joined


def _alike(amendment: Event, other: Event) -> bool:
    """Whether two amendments differ in their targets only."""
    named = {"target": "", "also": ()}
    return amendment.model_copy(update=named) == other.model_copy(update=named)


def _targets(amendment: Event) -> tuple[str, ...]:
    targets: tuple[str, ...] = amendment.amended  # type: ignore[attr-defined]  # every event of an amendment has them
    return targets


def claims(
    stream: str, facts: Sequence[Fact], amendments: Sequence[Event]
) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """The claims that a stream takes by these amendments, and those that it lets go."""
    if not any(isinstance(event, FactRetracted | FactCorrected) for event in amendments):
        return (), ()
    before, after = claimed(facts), claimed(amended(stream, facts, amendments))
    return tuple(sorted(after - before)), tuple(sorted(before - after))


def audiences(facts: Sequence[Fact], amendments: Sequence[Event]) -> tuple[Audience, ...]:
    """For whom each amendment is: an amendment of a restricted fact is as restricted."""
    by_id = {fact.id: fact.audience for fact in facts}
    return tuple(by_id[_targets(event)[0]] for event in amendments)


def _retract(facts: Sequence[Fact], recorded: Fact, current: Fact | None, command: RetractFact) -> Event:
    if why := _FINAL.get(recorded.type):
        raise Refused.by("irreversible", why, "/target")
    if _undone(facts, command.target) if recorded.type in AMENDING else current is None:
        raise Refused.by("retracted-once", f"{command.target} is retracted already.", "/target")
    return FactRetracted.of(command)


def _amend(
    stream: str, facts: Sequence[Fact], recorded: Fact, current: Fact | None, command: Amendment
) -> Event:
    if recorded.type in AMENDING:
        raise Refused.by(
            "target-is-a-fact", f"{command.target} is itself an amendment; retract it instead.", "/target"
        )
    if current is None:
        raise Refused.by("not-retracted", f"{command.target} is retracted; record the fact again.", "/target")
    match command:
        case ConfirmFact():
            return confirm(current, command)
        case DisputeFact():
            return dispute(stream, facts, current, command)
        case RankValue():
            return rank(current, command)
        case RefineFact():
            return _refine(current, command)
        case CorrectFact():
            return _correct(current, command)
        case _:
            raise TypeError(type(command))


def _check_rest(stream: str, facts: Sequence[Fact], amendments: Sequence[Event], command: Amendment) -> None:
    """Whether the stream's facts contradict each other after all amendments where they did not before."""
    before = contradictions(stream, apply_amendments(facts))
    for (id, rule), refusal in contradictions(
        stream, apply_amendments(amended(stream, facts, amendments))
    ).items():
        if (id, rule) not in before:
            field = refusal.errors[0].pointer if refusal.errors else ""
            message = f"After this {id} would break a rule: {refusal.detail}"
            numbers = {"fact": id} if command.also else {}
            raise Refused(message, (FieldError(_at(command, field), message),), {"rule": rule, **numbers})


def _at(command: Amendment, field: str) -> str:
    """The pointer into the amendment for a field of the amended event that a rule refuses."""
    match command:
        case RefineFact():
            return "/date"
        case CorrectFact() if field.split("/")[1:2] and field.split("/")[1] in command.fields:
            return f"/fields{field}"
        case CorrectFact():
            return f"/fields/{next(iter(command.fields))}" if len(command.fields) == 1 else "/fields"
        case RankValue():
            return "/value"
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
        fact.type == "FactRetracted" and target in targets(fact.data) and not _undone(facts, fact.id)
        for fact in facts
    )


def _refine(current: Fact, command: RefineFact) -> Event:
    check_decided_by_record(current, ("occurred",), "/date")
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
    check_decided_by_record(current, command.fields, "/fields/{}")
    return FactCorrected.of(command, fields=checked_fields(current, command.fields, correcting=True))
