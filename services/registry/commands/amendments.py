"""Commands that amend a fact of their stream: authorised and decided on all its facts, as they were recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from contracts.envelope import Fact
from contracts.events.amendment import Amendment
from runtime.facts import fact_of
from services.registry.aggregates import amendment
from services.registry.commands import future_dates, rights
from services.registry.commands.access import KeyAccess
from services.registry.commands.decision import Decision
from services.registry.commands.parse import ParsedCommand
from services.registry.commands.states import StreamState
from services.registry.log.command_log import CommandLog


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
        """Whether the key may amend the target.

        Raises:
            Forbidden: the fact is another's.
            Refused: the target is not in the record, or the key may not read it: both in the same words.
        """
        facts = _facts(state)
        body = _amendment(command)
        readable = self._access.reads(command.principal, command.stream, facts, body.target)
        amendment.check_target(command.stream, facts if readable else (), body)
        self._check_amends(command, facts)

    async def decide(self, command: ParsedCommand, state: StreamState) -> Decision:
        """The amendment as an event. Raises `Refused`, and `Forbidden` where the amended fact would be another's."""
        stream, body, facts = command.stream, _amendment(command), _facts(state)
        events = amendment.decide(stream, facts, body)
        self._check_amends(command, amendment.amended(stream, facts, events))
        future_dates.check_amended(facts, events, self._today())
        taken, released = amendment.claims(stream, facts, events)
        return Decision(events, amendment.addressed(facts, body), taken, released)

    def _check_amends(self, command: ParsedCommand, facts: Sequence[Fact]) -> None:
        holder = self._access.holder(command.principal)
        if holder is not None:
            rights.check_amends(command.stream, facts, _amendment(command), command.principal, holder)


def _amendment(command: ParsedCommand) -> Amendment:
    if not isinstance(command.body, Amendment):
        raise TypeError(f"{type(command.body).__name__} amends nothing")
    return command.body


def _facts(state: StreamState) -> Sequence[Fact]:
    return state.state or ()
