"""What a command is decided as, and the append that stores it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from contracts.envelope import Claim, Command, Event, widest
from runtime.randomness import random_bytes
from services.registry.commands.idempotency import fingerprint
from services.registry.commands.parse import ParsedCommand
from services.registry.log.appends import Append, NewEvent
from services.registry.names.names import Sealed


class Decision(NamedTuple):
    """The events of a command, and the claims that they take and release.

    `command` has the audience that the events get.
    """

    events: Sequence[Event]
    command: Command
    claims: Sequence[Claim]
    released: Sequence[Claim] = ()


def new_append(command: ParsedCommand, version: int, decision: Decision, sealed: Sealed) -> Append:
    """The append of a decision after this version of the stream; its events are the sealed ones."""
    events, request = sealed.events, command.request
    salts = random_bytes(16 * len(events))
    return Append(
        command.stream,
        version,
        [
            NewEvent(
                event.type,
                event.version,
                widest(decision.command, event.audience),
                salts[16 * i : 16 * i + 16],
                request.correlation_id,
                request.causation_id,
                event.encode(request.principal.actor),
            )
            for i, event in enumerate(events)
        ],
        command.key,
        fingerprint(request, sealed.secret),
        decision.claims,
        decision.released,
        sealed.side_effects,
    )


def claims_of(events: Sequence[Event]) -> tuple[Claim, ...]:
    """The values that no other stream may hold after these events."""
    return (
        events[0].claims()
        if len(events) == 1
        else tuple(claim for event in events for claim in event.claims())
    )
