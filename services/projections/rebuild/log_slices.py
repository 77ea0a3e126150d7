"""The log as a rebuild reads it: cut into slices of whole streams, which several processes can fold at once.

Whose tables the events come from is told by whoever asks for the rebuild: the log is the registry's, not ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

from contracts.envelope import Fact
from runtime.database import Connection, connect
from runtime.facts import stored_fact

# About so many events are read, folded and written at a time: a process holds two such slices, and their rows.
SLICE = 3_000
_SAMPLES = 6  # positions looked at for each slice


class Slice(NamedTuple):
    """Whole streams: those from the first name on, up to the second, which is not among them."""

    first: str
    end: str


class LogReader(Protocol):
    """The log up to the position `head`."""

    @property
    def head(self) -> int:
        """The last position that is read."""
        ...

    @property
    def shared(self) -> dict[str, Any] | None:
        """What another process needs to read the same, as JSON; None when only this one can."""
        ...

    @property
    def sliced(self) -> str | None:
        """The statement of `StoredLog.sliced`; None where the log is not in the database that is rebuilt."""
        ...

    async def slices(self, categories: Iterable[str]) -> list[Slice]:
        """All streams of these categories, in slices of about as many events each."""
        ...

    async def read(self, connection: Connection, part: Slice) -> list[Fact]:
        """The facts of a slice by stream and version.

        Raises:
            Poison: an event cannot be read.
        """
        ...


@dataclass(frozen=True)
class StoredLog:
    """The log in the database whose owner rebuilds.

    sampled: a statement that gives the streams of the positions `$1`.
    sliced: a statement that gives stream, version, position, type, schema version, time, audience and data of the events
    up to the position `$1` of the streams from `$2` up to `$3`, by stream and version.
    """

    url: str
    head: int
    sampled: str
    sliced: str

    @property
    def shared(self) -> dict[str, Any] | None:
        """The statements and the head; addresses of databases travel apart."""
        return {"head": self.head, "sampled": self.sampled, "sliced": self.sliced}

    async def slices(self, categories: Iterable[str]) -> list[Slice]:
        """Positions have no holes, so that streams found at even distances have as many events between them."""
        step = max(1, SLICE // _SAMPLES)
        connection = await connect(self.url)
        try:
            rows = await connection.fetch(self.sampled, list(range(step, self.head + 1, step)))
        finally:
            await connection.close()
        sampled = sorted(row[0] for row in rows)
        return [part for category in sorted(categories) for part in _cut(category, sampled)]

    async def read(self, connection: Connection, part: Slice) -> list[Fact]:
        """The facts of a slice."""
        rows = await connection.fetch(self.sliced, self.head, *part)
        return [stored_fact(*row) for row in rows]


def _cut(category: str, sampled: Sequence[str]) -> list[Slice]:
    """A category's streams in slices. `.` stands behind `-`, so it ends them."""
    first, end = f"{category}-", f"{category}."
    inside = [stream for stream in sampled if first <= stream < end]
    cuts = [first, *dict.fromkeys(inside[_SAMPLES::_SAMPLES]), end]
    return [Slice(*pair) for pair in pairwise(cuts)]
