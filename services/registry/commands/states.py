"""The states of streams that were written or asked for lately, each folded by its own decider."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from lru import LRU

from contracts.amendments import believed
from contracts.catalogue import EVENTS, LATEST
from contracts.envelope import Command, Event, Fact, Recorded
from runtime.errors import Refused
from runtime.facts import fact_of
from services.registry.aggregates import DECIDERS
from services.registry.commands.requests import Known, Rehearsal
from services.registry.log.log import Log

_CACHED_STREAMS = 50_000
# Seconds for which another stream's state is taken as it was read: other registry processes may write to it.
_TRUSTED = 1.0


class States:
    """A cached state may be stale, since other processes write too. An append finds out; who only reads must ask the log."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._known: LRU[str, Known] = LRU(_CACHED_STREAMS)
        # When a consulted stream was last read from the log, and what was found; many commands may wait for one reading.
        self._read: LRU[str, tuple[float, asyncio.Future[Known]]] = LRU(_CACHED_STREAMS)

    def cached(self, stream: str) -> Known | None:
        """The state as this process knows it."""
        return self._known.get(stream)

    async def load(self, stream: str) -> Known:
        """The state that the log holds now; None at version 0 for a stream that it does not hold."""
        recorded = await self._log.stream(stream)
        if not recorded:
            self._known.pop(stream, None)
            return Known(None, 0)
        known = self._known[stream] = folded(stream, recorded)
        return known

    def remember(self, stream: str, known: Known, events: Sequence[Event], version: int) -> None:
        """Events were stored behind `known`, the first of them at `version`."""
        if any(event.aggregate == "*" for event in events):
            # an amendment changes what earlier events say: fold anew when asked next
            self._known.pop(stream, None)
            return
        last = version + len(events) - 1
        current = self._known.get(stream)
        if current is None or current.version < last:
            self._known[stream] = Known(evolved(stream, known, events), last)

    async def admit(self, command: Command, stream: str, rehearsal: Rehearsal | None) -> None:
        """Ask the streams that a command depends on. Raises `Refused`, which always rests on what the log holds now."""
        decider = DECIDERS[_category(stream)]
        consulted = decider.reads_streams(stream, command)
        if not consulted:
            return
        try:
            decider.check_references(
                command, {other: await self._lately(other, rehearsal) for other in consulted}
            )
        except Refused:
            for other in consulted:
                self._read.pop(other, None)
            decider.check_references(
                command, {other: await self._lately(other, rehearsal) for other in consulted}
            )

    async def _lately(self, stream: str, rehearsal: Rehearsal | None) -> Any:
        if rehearsal is not None and stream in rehearsal.states:
            return rehearsal.states[stream].state
        now = asyncio.get_running_loop().time()
        held = self._read.get(stream)
        if held is None or now - held[0] >= _TRUSTED or _failed(held[1]):
            held = self._read[stream] = now, asyncio.ensure_future(self.load(stream))
        # One caller's leaving must not end the reading for the others.
        found = await asyncio.shield(held[1])
        own = self._known.get(stream)
        return own.state if own is not None and own.version > found.version else found.state


def _failed(reading: asyncio.Future[Known]) -> bool:
    return reading.done() and (reading.cancelled() or reading.exception() is not None)


def folded(stream: str, recorded: Sequence[Recorded]) -> Known:
    """The state after all events of a stream, as they are now believed."""
    facts = believed([fact_of(event) for event in recorded])
    state = DECIDERS[_category(stream)].fold(map(_event, facts), [fact.id for fact in facts])
    return Known(state, recorded[-1].version)


def evolved(stream: str, known: Known, events: Sequence[Event]) -> Any:
    """The state after these events of the stream; amendments are for whoever folds it anew."""
    decider, state = DECIDERS[_category(stream)], known.state
    for version, event in enumerate(events, known.version + 1):
        if event.aggregate != "*":
            state = decider.after(state, event, f"{stream}@{version}")
    return state


def _category(stream: str) -> str:
    return stream.partition("-")[0]


def _event(fact: Fact) -> Event:
    return EVENTS[fact.type, LATEST[fact.type]].model_validate(dict(fact.data))
