"""The log as a rebuild reads it: cut into slices of complete streams, which several processes can fold at once.

The log belongs to the registry: the caller of a rebuild passes a reader of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

from contracts.envelope import Fact
from runtime.database import Connection

# Approximate number of events in a slice. A process has two slices and their rows in memory.
SLICE = 3_000
_SAMPLES = 6  # sampled positions for each slice


class Slice(NamedTuple):
    """Complete streams whose names are in a half-open range: from the first name up to, but not including, the second."""

    first: str
    end: str


class LogReader(Protocol):
    """The log up to the position `head`."""

    @property
    def head(self) -> int:
        """The last position to read."""
        ...

    @property
    def worker(self) -> str | None:
        """The module to run as a process that folds slices of the same log (see `workers.serve`); None if there is none."""
        ...

    async def slices(self, categories: Iterable[str]) -> list[Slice]:
        """Return all streams of these categories, in slices of about `SLICE` events each."""
        ...

    async def read(self, connection: Connection, part: Slice) -> list[Fact]:
        """Return the facts of a slice, sorted by stream and version.

        Raises:
            Poison: an event cannot be read.
        """
        ...

    async def copy_slice(self, connection: Connection, part: Slice, table: str) -> bool:
        """Copy the stored rows of a slice into a table with the columns of `projections.facts`.

        Returns False if the log is not in the database of the connection.
        """
        ...


def sampled_positions(head: int) -> list[int]:
    """Return evenly spaced positions, `_SAMPLES` for each slice of a log that ends at `head`."""
    step = max(1, SLICE // _SAMPLES)
    return list(range(step, head + 1, step))


def cut(category: str, sampled: Sequence[str]) -> list[Slice]:
    """Cut a category's streams into slices of about equal size. `.` sorts after `-`, so it ends the category.

    Args:
        sampled: the streams at `sampled_positions`, in order.
    """
    first, end = f"{category}-", f"{category}."
    inside = [stream for stream in sampled if first <= stream < end]
    cuts = [first, *dict.fromkeys(inside[_SAMPLES::_SAMPLES]), end]
    return [Slice(*pair) for pair in pairwise(cuts)]
