"""What an aggregate is: a pure `decide` and a pure `evolve`, and who may speak for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from contracts.envelope import Command, Event

State = TypeVar("State")


@dataclass(frozen=True)
class Decider(Generic[State]):
    """One aggregate.

    decide: the events that a command leads to. Raises `Refused`, naming the rule; changes nothing.
    evolve: the state after an event; None is the state before the first one.
    writers: the streams (clusters, parties) in whose name the command speaks; an editor's key must be of one of them.
        The first argument is the stream's name.
    """

    decide: Callable[[State | None, Any], Sequence[Event]]
    evolve: Callable[[State | None, Any], State | None]
    writers: Callable[[str, State | None, Any], frozenset[str]]

    def fold(self, events: Iterable[Event]) -> State | None:
        """The state after these events."""
        state: State | None = None
        for event in events:
            state = self.evolve(state, event)
        return state


def of_own(stream: str, _state: object, _command: Command) -> frozenset[str]:
    """The writers of an aggregate that speaks for itself."""
    return frozenset({stream})


def of_anyone(_stream: str, _state: object, _command: Command) -> frozenset[str]:
    """The writers of what belongs to nobody: any key that may write at all."""
    return frozenset()
