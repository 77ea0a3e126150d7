"""The log as a rebuild reads it: cut into slices of complete streams, which several processes can fold at once.

The log is the registry's: whoever starts a rebuild brings a reader of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

from contracts.envelope import Fact
from runtime.database import Connection

# About so many events are read, folded and written at a time: a process holds two such slices, and their rows.
SLICE = 3_000
_SAMPLES = 6  # positions looked at for each slice


class Slice(NamedTuple):
    """Complete streams: those from the first name on, up to the second, which is not among them."""

    first: str
    end: str


class LogReader(Protocol):
    """The log up to the position `head`."""

    @property
    def head(self) -> int:
        """The last position that is read."""
        ...

    @property
    def worker(self) -> str | None:
        """The module whose process folds slices of the same log (see `workers.serve`); None when only this one can."""
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

    async def copy_slice(self, connection: Connection, part: Slice, table: str) -> bool:
        """Copy the stored rows of a slice into a table with the columns of `projections.facts`.

        False where the log is not in the database of the connection.
        """
        ...


def sampled_positions(head: int) -> list[int]:
    """Positions at even distances, a few for each slice of a log that ends at `head`."""
    step = max(1, SLICE // _SAMPLES)
    return list(range(step, head + 1, step))


def cut(category: str, sampled: Sequence[str]) -> list[Slice]:
    """A category's streams in slices of about as many events each. `.` sorts after `-`, so it ends them.

    Args:
        sampled: the streams at `sampled_positions`, in order.
    """
    first, end = f"{category}-", f"{category}."
    inside = [stream for stream in sampled if first <= stream < end]
    cuts = [first, *dict.fromkeys(inside[_SAMPLES::_SAMPLES]), end]
    return [Slice(*pair) for pair in pairwise(cuts)]
