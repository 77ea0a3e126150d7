"""Commands that record a fact: authorised and decided on the state of their stream, by its aggregate's decider."""

from __future__ import annotations

from collections.abc import Sequence

from runtime.errors import Refused
from runtime.security import Principal
from services.registry.aggregates import DECIDERS
from services.registry.commands import rights
from services.registry.commands.access import KeyAccess
from services.registry.commands.decision import Decision, claims_of
from services.registry.commands.parse import ParsedCommand
from services.registry.commands.states import States, StreamState
from services.registry.log.command_log import CommandLog


class Facts:
    """The steps of a command that records a fact."""

    def __init__(self, log: CommandLog, states: States, access: KeyAccess) -> None:
        self._log, self._states, self._access = log, states, access

    async def first_state(self, command: ParsedCommand) -> tuple[StreamState, bool]:
        """The state to decide on first, and whether the log is known to hold it (`certain`)."""
        state, certain = await self._states.first_state(command.stream)
        if not certain and command.request.expected not in {None, state.version}:
            return await self.load(command.stream), True
        return state, certain

    async def load(self, stream: str) -> StreamState:
        """The state that the log holds now."""
        return await self._states.load(stream)

    def authorise(self, command: ParsedCommand, state: StreamState) -> None:
        """Whether the key may write the fact. Raises `Forbidden`."""
        if self._access.holder(command.principal) is not None:
            decider = DECIDERS[command.category]
            writers = decider.authorised_writers(command.stream, state.state, command.body)
            named = decider.authorised_writers(command.stream, None, command.body)
            rights.check_writer(command.principal, writers, named)

    async def decide(self, command: ParsedCommand, state: StreamState) -> Decision:
        """The events of the command, once the other streams that it depends on are checked. Raises `Refused`."""
        if targets := command.body.targets():
            await self._check_targets(command.principal, targets)
        await self._states.check_references(command.stream, command.body)
        events = DECIDERS[command.category].decide(state.state, command.body)
        return Decision(events, command.body, claims_of(events))

    async def _check_targets(self, principal: Principal, targets: Sequence[str]) -> None:
        """Streams that a command leads to must be in the record, and the key must be allowed to know that they are."""
        for target in targets:
            exists = self._states.cached(target) is not None or await self._log.stream(target, limit=1)
            if not exists or await self._access.hidden(principal, target):
                raise Refused.by("target-exists", f"The record does not know {target}.", "/leads_to")
