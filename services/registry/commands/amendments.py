"""Commands that amend facts of their stream: authorised and decided on all its facts, as they were recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from contracts.envelope import Event, Fact
from contracts.events.amendment import (
    Amendment,
    ConfirmFact,
    DisputeFact,
    FactCorrected,
    FactDisputed,
    FactRefined,
    RankValue,
)
from contracts.fields import Occurred
from runtime.errors import Forbidden
from runtime.facts import fact_of
from services.registry.aggregates import amendment
from services.registry.commands import rights
from services.registry.commands.command import Decision, ParsedCommand
from services.registry.commands.facts import StreamState, refuse_future
from services.registry.commands.rights import KeyAccess
from services.registry.log.command_log import CommandLog

# Events whose date is when something is meant to happen.
_FORETELLING = frozenset({"VisitPlanned"})
# A number that is given for a future day is a plan, not a count.
_COUNTED: Mapping[str, tuple[str, ...]] = {"MembershipCountReported": ("as_of",)}


class Amendments:
    """The steps of a command that amends a fact. The state it is decided on is the stream's facts."""

    def __init__(self, log: CommandLog, access: KeyAccess, today: Callable[[], date]) -> None:
        self._log, self._access, self._today = log, access, today

    async def first_state(self, command: ParsedCommand) -> tuple[StreamState, bool]:
        """The stream's facts, always from the log."""
        return await self.load(command.stream), True

    async def load(self, stream: str) -> StreamState:
        """The facts that the log holds now."""
        facts = [fact_of(event) for event in await self._log.stream(stream)]
        return StreamState(facts, facts[-1].version if facts else 0)

    def authorise(self, command: ParsedCommand, state: StreamState) -> None:
        """Check that the key may amend the target.

        Raises:
            Forbidden: the fact is another's.
            Refused: the target is not in the record, or the key may not read it: both by the same text.
        """
        facts = _facts(state)
        body = _amendment(command)
        unreadable = {
            target
            for target in body.amended
            if not self._access.reads(command.principal, command.stream, facts, target)
        }
        amendment.check_targets(command.stream, [fact for fact in facts if fact.id not in unreadable], body)
        self._check_amends(command, facts)

    async def decide(self, command: ParsedCommand, state: StreamState) -> Decision:
        """The amendment as an event. Raises `Refused`, and `Forbidden` where the amended fact would be another's."""
        stream, body, facts = command.stream, _amendment(command), _facts(state)
        if isinstance(body, RankValue) and body.by is None:
            # Who ranked a value is shown with it; of a key without a subject, it is the desk that keeps the record.
            holder = self._access.holder(command.principal)
            body = body.model_copy(update={"by": holder.subject if holder else None})
        events = amendment.decide(stream, facts, body)
        self._check_amends(command, amendment.amended(stream, facts, events))
        check_dates(facts, events, self._today())
        taken, released = amendment.claims(stream, facts, events)
        return Decision(events, body, taken, released, audiences=amendment.audiences(facts, events))

    def _check_amends(self, command: ParsedCommand, facts: Sequence[Fact]) -> None:
        """Refuse an amendment of another's fact: before it and after it, since no fact may become another's.

        Raises:
            Forbidden: an opinion is its party's; what a source gives instead, everybody may record who reads the fact; every
                other amendment is for who could have recorded the fact.
        """
        holder = self._access.holder(command.principal)
        if holder is None:
            return
        body = _amendment(command)
        if isinstance(body, ConfirmFact | DisputeFact):
            if body.by is not None:
                command.check_writer(frozenset({body.by}), frozenset({body.by}))
            return
        if isinstance(body, RankValue) and body.by is not None:
            command.check_writer(frozenset({body.by}), frozenset({body.by}))
        for target in body.amended:
            if not rights.may_record(command.stream, facts, target, holder):
                raise Forbidden(
                    f"The key “{command.principal.name}” writes for {holder.subject} only, in whose name nobody could"
                    f" record {target} like this. Confirm or dispute it instead.",
                    numbers={"subject": holder.subject},
                )


def check_dates(facts: Sequence[Fact], amendments: Sequence[Event], now: date) -> None:
    """Refuse amendments that move a fact to a day that is still to come. Raises `Refused`."""
    types: Mapping[str, str] = {fact.id: fact.type for fact in facts}
    for event in amendments:
        if not isinstance(event, FactRefined | FactCorrected | FactDisputed):
            continue
        for type in {types[target] for target in event.amended} - _FORETELLING:
            if isinstance(event, FactRefined):
                refuse_future(now, event.date, "/date")
                continue
            for name in ("occurred", *_COUNTED.get(type, ())):
                value: Any = (event.fields or {}).get(name)
                if value is not None:
                    refuse_future(now, Occurred.model_validate(value), f"/fields/{name}")


def _amendment(command: ParsedCommand) -> Amendment:
    if not isinstance(command.body, Amendment):
        raise TypeError(f"{type(command.body).__name__} amends nothing")
    return command.body


def _facts(state: StreamState) -> Sequence[Fact]:
    return state.state or ()
