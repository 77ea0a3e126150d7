"""What a command is answered, and how the same command is known again."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from contracts.envelope import Event, Recorded
from services.registry.commands.requests import Request
from services.registry.log.appends import key_reused


class Stored(NamedTuple):
    """The answer to a command: `events` are (type, version) pairs; `version` and `position` are those of the first."""

    stream: str
    version: int
    position: int
    events: tuple[tuple[str, int], ...]
    replayed: bool = False

    @property
    def last_version(self) -> int:
        """The stream's version after the command."""
        return self.version + len(self.events) - 1


def stored(stream: str, version: int, position: int, events: Sequence[Event]) -> Stored:
    """The answer to a command whose events were stored just now."""
    return Stored(
        stream, version, position, tuple((event.type, version + i) for i, event in enumerate(events))
    )


def told(stored: Stored, dry_run: bool = False) -> dict[str, Any]:
    """What a command answers; positions are null in a dry run."""
    stream, version, position = stored.stream, stored.last_version, stored.position
    events = [
        {
            "id": f"{stream}@{event_version}",
            "type": type,
            "version": event_version,
            "position": None if dry_run else position + index,
        }
        for index, (type, event_version) in enumerate(stored.events)
    ]
    last = None if dry_run else position + len(events) - 1
    return {"stream": stream, "version": version, "position": last, "events": events}


def fingerprint(request: Request, secret: bytes = b"") -> bytes:
    """By what the same command is known again, 16 bytes.

    Args:
        secret: for a command with a sealed field. A name is easily guessed, so without it the fingerprint would tell
            the name to whoever tries many.
    """
    said = (request.collection.encode(), request.id.encode(), request.verb.encode(), request.body)
    return blake2b(b"\0".join(said), digest_size=16, key=secret).digest()


def replay(found: tuple[bytes, list[Recorded]], expected: bytes | None) -> Stored:
    """The first answer again; `expected` is the fingerprint of the command now, None where none can be made any more.

    Raises:
        KeyReused: the key was used for another command.
    """
    fingerprint, recorded = found
    if expected is not None and fingerprint != expected:
        raise key_reused()
    first = recorded[0]
    return Stored(
        first.stream,
        first.version,
        first.position,
        tuple((event.type, event.version) for event in recorded),
        True,
    )
