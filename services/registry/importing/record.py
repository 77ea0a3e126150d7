"""The record as an import reads it and sends to it: over HTTP for the command line, in the registry's own process else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Protocol

from runtime.errors import OperationFailed


class RegistryAway(OperationFailed):
    """The registry cannot be reached, or refuses the import or export."""


class Record(Protocol):
    """What an import needs of the registry; the rights are those of one key."""

    def history(self, types: Iterable[str] = (), streams: Iterable[str] = ()) -> AsyncIterator[bytes]:
        """Every event in the order of the log that the key may read, as its statement.

        Args:
            types: of these types only, where some are named.
            streams: at most a hundred; where some are named, only of streams whose names begin so.

        Raises:
            RegistryAway: it cannot be reached, or refuses.
        """

    def answers(self, body: AsyncIterator[bytes], *, dry_run: bool) -> AsyncIterator[bytes]:
        """Send commands as the lines of `POST /v1/commands`; parts of the answers' lines, in the same order.

        Raises:
            ConnectionError: the conversation broke off; what is answered so far stays.
            RegistryAway: it refuses all of it.
        """

    async def missing(self, streams: Sequence[str]) -> set[str]:
        """Those of these streams that the record does not hold, or that the key may not read.

        Raises:
            ConnectionError: the registry does not answer.
        """
