"""Commands that record a fact: the states that they are decided on, and their steps. What lies in the future is no fact yet."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from lru import LRU

from contracts.amendments import apply_amendments
from contracts.catalogue import EVENTS, LATEST
from contracts.envelope import Command, Event, Fact, Recorded
from contracts.events.membership_count import ReportMembershipCount
from contracts.events.party import IdentifyParty, RegisterParty
from contracts.fields import Occurred
from contracts.streams import category_of
from runtime.decider import Decider
from runtime.errors import Refused
from runtime.facts import fact_of
from runtime.security import Principal
from services.registry.aggregates import DECIDERS
from services.registry.commands.command import Decision, ParsedCommand
from services.registry.commands.rights import KeyAccess
from services.registry.log.command_log import CommandLog

_CACHED_STREAMS = 50_000
# Seconds for which a stream is taken not to be in the record: other registry processes may begin it.
_ABSENT = 1.0
# It is tomorrow already somewhere east of Greenwich.
_AHEAD = timedelta(days=1)


class StreamState(NamedTuple):
    """A stream's state after its event of this version; None at version 0 for a stream without events."""

    state: Any
    version: int


NEW_STREAM = StreamState(None, 0)


class States:
    """Caches states. One may be stale, since other processes write too: an append detects it, a reader must load the state."""

    def __init__(self, log: CommandLog) -> None:
        self._log = log
        self._cached: LRU[str, StreamState] = LRU(_CACHED_STREAMS)
        # By stream: when it was last loaded for a command on another stream. Concurrent commands share one loading.
        self._loads: LRU[str, tuple[float, asyncio.Future[StreamState]]] = LRU(_CACHED_STREAMS)

    def cached(self, stream: str) -> StreamState | None:
        """The state as this process knows it."""
        return self._cached.get(stream)

    async def first_state(self, stream: str) -> tuple[StreamState, bool]:
        """The state to decide on first, and whether the log is known to hold it (`certain`).

        The cached state is taken for the latest, and a stream without one for a new one: the append fails if it is not.
        """
        return self.cached(stream) or NEW_STREAM, False

    async def load(self, stream: str) -> StreamState:
        """The state that the log holds now."""
        recorded = await self._log.stream(stream)
        if not recorded:
            self.forget(stream)
            return NEW_STREAM
        return self.cache(stream, recorded)

    def cache(self, stream: str, recorded: Sequence[Recorded]) -> StreamState:
        """The state after all events of a stream, which is cached."""
        state = self._cached[stream] = _folded(stream, recorded)
        return state

    def forget(self, stream: str) -> None:
        """The cached state is not the stream's any more."""
        self._cached.pop(stream, None)

    def remember(self, stream: str, before: StreamState, events: Sequence[Event], version: int) -> None:
        """Cache the state after these events, the first of them at `version`; `before` is the state that they follow."""
        if any(event.aggregate == "*" for event in events):
            self.forget(stream)  # an amendment changes earlier facts
            return
        last = version + len(events) - 1
        cached = self._cached.get(stream)
        if cached is None or cached.version < last:
            self._cached[stream] = StreamState(_after(stream, before, events), last)

    async def check_references(self, stream: str, command: Command) -> Mapping[str, int]:
        """Check the other streams that a command depends on, and return them with the versions that were consulted.

        Raises:
            Refused: always by what the log holds now.
        """
        decider = DECIDERS[category_of(stream)]
        others = decider.reads_streams(stream, command)
        if not others:
            return {}
        try:
            consulted = await self._consult(decider, command, others)
        except Refused:
            self.outdated(*others)
            consulted = await self._consult(decider, command, others)
        return {other: state.version for other, state in consulted.items()}

    def outdated(self, *streams: str) -> None:
        """These streams have gone on: read them before a command rests on them again."""
        for stream in streams:
            self._loads.pop(stream, None)
            self.forget(stream)

    def gone_on(self, stream: str, version: int) -> None:
        """A stream has gone on since this version: read it again, unless another command has done so by now."""
        cached = self.cached(stream)
        if cached is None or cached.version <= version:
            self.outdated(stream)

    async def _consult(
        self, decider: Decider[Any], command: Command, others: Sequence[str]
    ) -> dict[str, StreamState]:
        consulted = {other: await self._recent(other) for other in others}
        decider.check_references(command, {other: consulted[other].state for other in others})
        return consulted

    async def _recent(self, stream: str) -> StreamState:
        """The stream's state as this process knows it, or as the log holds it. An append that rests on it checks its version."""
        if (known := self.cached(stream)) is not None:
            return known
        now = asyncio.get_running_loop().time()
        load = self._loads.get(stream)
        if load is None or now - load[0] >= _ABSENT or _failed(load[1]):
            load = self._loads[stream] = now, asyncio.ensure_future(self.load(stream))
        # One caller's cancellation must not end the loading for the others.
        loaded = await asyncio.shield(load[1])
        cached = self._cached.get(stream)
        return cached if cached is not None and cached.version > loaded.version else loaded


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
        """Check that the key may write the fact. Raises `Forbidden`."""
        if command.principal.subject_only and not _operates(command) and not _of_admitted(command):
            decider = DECIDERS[command.category]
            writers = decider.authorised_writers(command.stream, state.state, command.body)
            named = decider.authorised_writers(command.stream, None, command.body)
            command.check_writer(writers, named)

    async def decide(self, command: ParsedCommand, state: StreamState) -> Decision:
        """The events of the command, once the other streams that it depends on are checked. Raises `Refused`."""
        if targets := command.body.targets():
            await self._check_targets(command.principal, targets)
        consulted = await self._states.check_references(command.stream, command.body)
        events = DECIDERS[command.category].decide(state.state, command.body)
        claims = [claim for event in events for claim in event.claims()]
        return Decision(events, command.body, claims, consulted=consulted)

    async def _check_targets(self, principal: Principal, targets: Mapping[str, str]) -> None:
        """Streams that a command points at must be in the record, and the key must be allowed to know that they are."""
        for target, pointer in targets.items():
            exists = self._states.cached(target) is not None or await self._log.stream(target, limit=1)
            if not exists or await self._access.hidden(principal, target):
                raise Refused.by("target-exists", f"The record does not know {target}.", pointer)


def _operates(command: ParsedCommand) -> bool:
    """Whether it is a command of operators, sent by one."""
    return "operate" in command.body.scopes and command.principal.allows("operate")


def _of_admitted(command: ParsedCommand) -> bool:
    """Whether it enters a party that the cluster of the key admits with it."""
    return isinstance(command.body, RegisterParty | IdentifyParty) and command.stream in command.admitted


def today() -> date:
    """The day in UTC."""
    return datetime.now(UTC).date()


def check_dates(command: Command, now: date) -> None:
    """Refuse a command about a day that is still to come. Raises `Refused`."""
    if command.occurred is not None and not command.foretells:
        refuse_future(now, command.occurred, "/occurred")
    if isinstance(command, ReportMembershipCount) and command.as_of is not None:
        refuse_future(now, command.as_of, "/as_of")


def refuse_future(now: date, occurred: Occurred, pointer: str) -> None:
    """Refuse a date that is certainly after tomorrow; `pointer` leads to it. Raises `Refused`."""
    if occurred.earliest is not None and occurred.earliest > now + _AHEAD:
        raise Refused.by(
            "not-in-the-future",
            f"{occurred.edtf} lies in the future, and today is {now.isoformat()}. Record it when it has happened;"
            " record what is only meant to happen as a plan or a promise.",
            pointer,
        )


def _failed(load: asyncio.Future[StreamState]) -> bool:
    return load.done() and (load.cancelled() or load.exception() is not None)


def _folded(stream: str, recorded: Sequence[Recorded]) -> StreamState:
    """The state after all events of a stream, as they are now believed."""
    facts = apply_amendments([fact_of(event) for event in recorded])
    state = DECIDERS[category_of(stream)].fold(map(_event, facts), [fact.id for fact in facts])
    return StreamState(state, recorded[-1].version)


def _after(stream: str, before: StreamState, events: Sequence[Event]) -> Any:
    """The state after these events of the stream, none of which is an amendment."""
    decider, state = DECIDERS[category_of(stream)], before.state
    for version, event in enumerate(events, before.version + 1):
        state = decider.after(state, event, f"{stream}@{version}")
    return state


def _event(fact: Fact) -> Event:
    return EVENTS[fact.type, LATEST[fact.type]].model_validate(dict(fact.data))
