"""What a command leads to, and how the log is asked to keep it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from contracts.envelope import Claim, Command, Event, widest
from runtime.randomness import random_bytes
from services.registry.commands.answers import fingerprint
from services.registry.commands.requests import Request
from services.registry.log.appends import Append, NewEvent
from services.registry.names.names import Sealed


class Decided(NamedTuple):
    """What a command leads to: events and what goes beside them, the claims that they take and let go.

    `command` has the audience that the events get.
    """

    sealed: Sealed
    command: Command
    claims: Sequence[Claim]
    released: Sequence[Claim] = ()

    @property
    def events(self) -> Sequence[Event]:
        """The events, with digests for what is sealed."""
        return self.sealed.events


def to_append(
    request: Request,
    stream: str,
    version: int,
    decided: Decided,
    key: str,
) -> Append:
    """The append behind this version of the stream; `key` is the idempotency key as the log keeps it."""
    events = decided.events
    salts = random_bytes(16 * len(events))
    return Append(
        stream,
        version,
        [
            NewEvent(
                event.type,
                event.version,
                widest(decided.command, event.audience),
                salts[16 * i : 16 * i + 16],
                request.correlation_id,
                request.causation_id,
                event.encode(request.principal.actor),
            )
            for i, event in enumerate(events)
        ],
        key,
        fingerprint(request, decided.sealed.secret),
        decided.claims,
        decided.sealed.beside,
    )


def claims_of(events: Sequence[Event]) -> tuple[Claim, ...]:
    """The values that no other stream may hold after these events."""
    return (
        events[0].claims()
        if len(events) == 1
        else tuple(claim for event in events for claim in event.claims())
    )
