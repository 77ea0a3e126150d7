"""`registry.append` without PostgreSQL; `test_append_function.py` holds it to the real one, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

import asyncpg

ALL_STORED, STORED, REPLAYED, WRONG_VERSION, KEY_REUSED, CLAIMED, OUTDATED = range(-1, 6)
EventRow: TypeAlias = tuple[Any, ...]


class Row(tuple[Any, ...]):
    """A row whose columns have names."""

    names: Mapping[str, int]
    __slots__ = ()

    def __getitem__(self, key: Any) -> Any:
        return tuple.__getitem__(self, self.names[key] if isinstance(key, str) else key)


def columns(names: str) -> type[Row]:
    """The rows with these columns."""
    return type("Columns", (Row,), {"__slots__": (), "names": {n: i for i, n in enumerate(names.split())}})


Outcome = columns("outcome first version holder")


@dataclass
class Stored:
    """What is in the registry's tables. Of an event: position, stream, version … data, as `registry.events` has them."""

    events: list[EventRow] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)
    commands: dict[str, tuple[bytes, int, int]] = field(default_factory=dict)
    claims: dict[tuple[str, str], str] = field(default_factory=dict)
    recorded_at: datetime | None = None

    @property
    def head(self) -> int:
        """The last position."""
        return int(self.events[-1][0]) if self.events else 0

    def add(self, change: Change) -> None:
        """Commit what a call has stored."""
        for event in change.events:
            self.events.append(event)
            self.versions[event[1]] = event[2]
        self.commands |= change.commands
        self.claims = change.claims | self.claims  # ON CONFLICT DO NOTHING
        if change.events:
            self.recorded_at = change.moment


@dataclass
class Change:
    """What a call stores when it is committed."""

    moment: datetime
    events: list[EventRow] = field(default_factory=list)
    commands: dict[str, tuple[bytes, int, int]] = field(default_factory=dict)
    claims: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass(slots=True)
class Judged:
    """One append of a batch."""

    stream: str
    expected: int | None
    key: str | None
    hash: bytes
    events: list[tuple[Any, ...]]
    claims: list[tuple[str, str]]
    consulted: list[tuple[str, int]]


class AppendFunction:
    """The function, in steps that a planted bug can replace."""

    def __call__(self, stored: Stored, arguments: Sequence[Any], now: datetime) -> tuple[list[Row], Change]:
        """The rows that come back, and what is stored with the commit.

        Raises:
            asyncpg.PostgresError: as the function does.
        """
        appends = _appends(arguments)
        self.refuse_batch(appends)
        moment, latest = max(now, stored.recorded_at or now), arguments[-1]
        if moment > latest:
            raise _untimely(now, stored.recorded_at, latest)
        change = Change(moment)
        base = self.base(stored)
        verdicts = [self.verdict(stored, append) for append in appends]
        all_stored = all(verdict[0] == STORED for verdict in verdicts) and not any(a.claims for a in appends)
        if all_stored and all(a.expected is not None for a in appends):
            for append in appends:
                self.store(stored, change, append, base)
            return [Outcome((ALL_STORED, base, 0, None))], change
        rows = []
        for append, (outcome, previous, holder) in zip(appends, verdicts, strict=True):
            version = stored.versions.get(append.stream, 0)
            first = previous
            if outcome == STORED:
                first = base + 1 + len(change.events)
                self.store(stored, change, append, base)
                version += len(append.events)
            rows.append(Outcome((outcome, first, version, holder)))
        return rows, change

    def base(self, stored: Stored) -> int:
        """The position before the first that is given."""
        return stored.head

    def refuse_batch(self, appends: Sequence[Judged]) -> None:
        """Raise where appends of one batch depend on each other."""
        streams = {append.stream for append in appends}
        if any(stream in streams for append in appends for stream, _ in append.consulted):
            raise _invalid("an append writes to a stream that the batch has consulted")
        claimed = [claim for append in appends for claim in set(append.claims)]
        if len(claimed) != len(set(claimed)):
            raise _invalid("two appends claim one value")

    def verdict(self, stored: Stored, append: Judged) -> tuple[int, int, str | None]:
        """The outcome, the position that was answered before, and the holder of a claim."""
        holders = [
            holder
            for claim in append.claims
            if (holder := stored.claims.get(claim)) and holder != append.stream
        ]
        holder = min(holders, default=None)
        if (command := self.command(stored, append)) is not None:
            same = command[0] == append.hash
            return (REPLAYED, command[1], holder) if same else (KEY_REUSED, 0, holder)
        if append.expected is not None and append.expected != stored.versions.get(append.stream, 0):
            return WRONG_VERSION, 0, holder
        if any(stored.versions.get(stream, 0) != version for stream, version in append.consulted):
            return OUTDATED, 0, holder
        return (CLAIMED if holder is not None else STORED), 0, holder

    def command(self, stored: Stored, append: Judged) -> tuple[bytes, int, int] | None:
        """What is stored under the append's key."""
        return stored.commands.get(append.key) if append.key is not None else None

    def store(self, stored: Stored, change: Change, append: Judged, base: int) -> None:
        """Note the events of an append, its key and its claims for the commit."""
        first, version = base + 1 + len(change.events), stored.versions.get(append.stream, 0)
        for index, (type, schema, audience, salt, correlation, causation, data) in enumerate(append.events):
            change.events.append(
                (first + index, append.stream, version + 1 + index, type, schema, change.moment, audience, salt,
                 correlation, causation, data)
            )  # fmt: skip
        if append.key is not None:
            change.commands[append.key] = (append.hash, first, len(append.events))
        for claim in append.claims:
            change.claims.setdefault(claim, append.stream)


def _appends(arguments: Sequence[Any]) -> list[Judged]:
    """The batch, from the arrays that the function takes."""
    streams, expected, counts, keys, hashes, offsets, _, _, _, _, *rest = arguments
    events = list(zip(*rest[:7], strict=True))
    claim_owners, schemes, values, consulting, consulted, versions = rest[7:13]
    appends = [
        Judged(stream, expected[n], keys[n], hashes[n], events[offsets[n] : offsets[n] + counts[n]], [], [])
        for n, stream in enumerate(streams)
    ]
    for owner, scheme, value in zip(claim_owners, schemes, values, strict=True):
        appends[owner - 1].claims.append((scheme, value))
    for owner, stream, version in zip(consulting, consulted, versions, strict=True):
        appends[owner - 1].consulted.append((stream, version))
    return appends


def _invalid(message: str) -> asyncpg.PostgresError:
    return asyncpg.InvalidParameterValueError(message)


def _untimely(now: datetime, recorded: datetime | None, latest: datetime) -> asyncpg.PostgresError:
    error: Any = asyncpg.PostgresError("nothing is recorded then")
    error.sqlstate = "UPT01"
    last = recorded.timestamp() if recorded else float("-inf")
    error.detail = f"{now.timestamp()} {last} {latest.timestamp()}"
    return error  # type: ignore[no-any-return]
