"""One party's membership in one cluster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.envelope import Command, Event
from contracts.events.membership import JoinCluster, MemberJoined
from runtime.decider import Decider
from runtime.errors import Refused


@dataclass(frozen=True, slots=True)
class Membership:
    """Whether the party is a member now."""

    member: bool


def evolve(state: Membership | None, event: Event) -> Membership | None:
    """The membership after an event."""
    return Membership(True) if isinstance(event, MemberJoined) else state


def decide(state: Membership | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    if isinstance(command, JoinCluster):
        if state is not None and state.member:
            raise Refused.by("not-a-member", "This party is a member of this cluster already.")
        return [MemberJoined.of(command)]
    raise TypeError(type(command))


def writers(stream: str, _state: Membership | None, _command: Command) -> frozenset[str]:
    """A cluster speaks for its roster."""
    cluster, _, _ = stream.removeprefix("membership-").partition(".")
    return frozenset({f"cluster-{cluster}"})


DECIDER: Decider[Membership] = Decider(decide, evolve, writers)
