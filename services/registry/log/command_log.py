"""What a command needs of the log: the log itself has it, and so has the log of a dry run."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import NamedTuple, Protocol

from contracts.envelope import Claim, Recorded
from services.registry.log.appends import Append, Appended


class StoredCommand(NamedTuple):
    """What the log holds under an idempotency key: the command's fingerprint, and its events."""

    fingerprint: bytes
    events: list[Recorded]


class CommandLog(Protocol):
    """A log as commands use it."""

    def append(self, append: Append) -> Awaitable[Appended]:
        """Store the events of one command; see `Log.append` for what it raises."""

    async def stored_commands(self, *keys: str) -> dict[str, StoredCommand]:
        """The commands that were stored under these idempotency keys."""

    async def stream(self, stream: str, *, from_version: int = 1, limit: int = ...) -> list[Recorded]:
        """One stream's events in order."""

    async def streams(self, names: Sequence[str]) -> dict[str, list[Recorded]]:
        """The events of several streams in order; streams without events are left out."""

    async def holders(self, claims: Sequence[Claim]) -> dict[Claim, str]:
        """The streams that hold these values, where any does."""
