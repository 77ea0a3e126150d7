"""A dry run: a log that stores nothing, and the states of its streams."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from contracts.envelope import Claim, Recorded
from services.registry.commands.facts import States, StreamState
from services.registry.log.appends import Append, Appended, claimed
from services.registry.log.command_log import CommandLog, StoredCommand

_NOT_RECORDED = datetime.min.replace(tzinfo=UTC)
# The position of what no log holds.
_NO_POSITION = 0


class _Undo(NamedTuple):
    """How to take one append back: its events are the last `events` of its stream; its claims were `claims` before."""

    stream: str
    events: int
    changed: dict[Claim, str | None]
    claims: dict[Claim, str | None]


class DryRunLog:
    """Has the interface of the log. What is appended is seen by later reads of this dry run, and never stored.

    Units of several commands can be taken back: `rollback(savepoint)` removes all that was appended since
    `savepoint()`. Use it for one command at a time.
    """

    def __init__(self, log: CommandLog) -> None:
        self._log = log
        self._events: dict[str, list[Recorded]] = {}  # by stream, after those that the log holds
        self._empty: set[str] = set()  # streams of which the log holds nothing
        self._claims: dict[Claim, str | None] = {}  # None: released
        self._undo: list[_Undo] = []
        self.states = DryRunStates(self)

    def savepoint(self) -> int:
        """The present state of the dry run, for `rollback`."""
        return len(self._undo)

    def rollback(self, savepoint: int) -> None:
        """Take back all that was appended since the savepoint."""
        while len(self._undo) > savepoint:
            undo = self._undo.pop()
            del self._events[undo.stream][-undo.events :]
            self.states.forget(undo.stream)
            for claim in undo.changed:
                del self._claims[claim]
            self._claims |= undo.claims

    async def append(self, append: Append) -> Appended:
        """Keep the events for this dry run.

        Raises:
            Refused: another stream holds a claim of theirs.
        """
        for holder in (await self.holders(append.claims)).values():
            if holder != append.stream:
                raise claimed(append.claims, holder, append.events[0].type)
        changed: dict[Claim, str | None] = {
            **dict.fromkeys(append.claims, append.stream),
            **dict.fromkeys(append.released),
        }
        before = {claim: self._claims[claim] for claim in changed if claim in self._claims}
        self._undo.append(_Undo(append.stream, len(append.events), changed, before))
        self._claims |= changed
        version = append.expected or 0
        self._events.setdefault(append.stream, []).extend(
            Recorded(
                _NO_POSITION, append.stream, version + index, event.type, event.schema_version, _NOT_RECORDED,
                event.audience, event.salt, event.correlation_id, event.causation_id, event.data,
            )
            for index, event in enumerate(append.events, 1)
        )  # fmt: skip
        return Appended(version + 1, _NO_POSITION, replayed=False)

    async def stored_commands(self, *keys: str) -> dict[str, StoredCommand]:
        """The commands that the log stored under these idempotency keys."""
        return await self._log.stored_commands(*keys)

    async def stream(self, stream: str, *, from_version: int = 1, limit: int = 1_000_000) -> list[Recorded]:
        """One stream's events in order: those of the log, then those of this dry run."""
        stored: list[Recorded] = []
        if stream not in self._empty:
            stored = await self._log.stream(stream, from_version=from_version, limit=limit)
        own = [event for event in self._events.get(stream, ()) if event.version >= from_version]
        return [*stored, *own][:limit]

    async def streams(self, names: Sequence[str]) -> dict[str, list[Recorded]]:
        """The events of several streams in order; streams without events are left out."""
        stored = await self._log.streams(names)
        streams = {name: [*stored.get(name, ()), *self._events.get(name, ())] for name in names}
        return {name: events for name, events in streams.items() if events}

    async def preload(self, names: Sequence[str]) -> None:
        """Read the streams of many commands at once, rather than one by one when each is decided."""
        unread = [name for name in names if name not in self._empty and self.states.cached(name) is None]
        if not unread:
            return
        stored = await self._log.streams(unread)
        for name in unread:
            if name not in stored:
                self._empty.add(name)
            elif name not in self._events:
                self.states.cache(name, stored[name])

    async def holders(self, claims: Sequence[Claim]) -> dict[Claim, str]:
        """The streams that hold these values, where any does."""
        stored: dict[Claim, str | None] = {**await self._log.holders(claims)}
        current = stored | {claim: self._claims[claim] for claim in claims if claim in self._claims}
        return {claim: holder for claim, holder in current.items() if holder is not None}


class DryRunStates(States):
    """The states of a dry run's streams. Only the dry run changes them, so a cached state is the present one."""

    async def first_state(self, stream: str) -> tuple[StreamState, bool]:
        """The present state; it is always certain."""
        return self.cached(stream) or await self.load(stream), True

    async def _recent(self, stream: str) -> StreamState:
        return self.cached(stream) or await self.load(stream)
