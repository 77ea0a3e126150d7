"""An aggregate as functions: a pure `decide`, a pure `evolve`, who may write to it, and which other streams it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Generic, TypeVar

from contracts.envelope import Command, Event

State = TypeVar("State")


def _no_streams(_stream: str, _command: Any) -> tuple[str, ...]:
    return ()


def _accept(_command: Any, _others: Mapping[str, Any]) -> None:
    pass


def _unchanged(state: Any, _event: Any, _id: str) -> Any:
    return state


@dataclass(frozen=True)
class Decider(Generic[State]):
    """One aggregate.

    decide: the events that a command leads to. Raises `Refused`, naming the rule; changes nothing.
    evolve: the state after an event; None is the state before the first one.
    authorised_writers: the streams (clusters, parties) in whose name the command speaks; an editor's key must be of one
        of them. The first argument is the stream's name.
    reads_streams: other streams whose state the command depends on; the first argument is the stream's own name. Raises
        `Refused` where the command names its own stream and means another.
    check_references: called before `decide` when `reads_streams` names any: with the command, and each of these streams'
        state, folded by its own decider, None where the record does not know it. Raises `Refused`. The other streams may
        change meanwhile: see ADR 7.
    with_event_id: the state that `evolve` made of an event, with the event's id in it, for aggregates whose commands
        refer to events by their ids.
    """

    decide: Callable[[State | None, Any], Sequence[Event]]
    evolve: Callable[[State | None, Any], State | None]
    authorised_writers: Callable[[str, State | None, Any], frozenset[str]]
    reads_streams: Callable[[str, Any], tuple[str, ...]] = _no_streams
    check_references: Callable[[Any, Mapping[str, Any]], None] = _accept
    with_event_id: Callable[[State | None, Any, str], State | None] = _unchanged

    def after(self, state: State | None, event: Event, id: str) -> State | None:
        """The state after the event with this id."""
        return self.with_event_id(self.evolve(state, event), event, id)

    def fold(self, events: Iterable[Event], ids: Iterable[str] = repeat("")) -> State | None:
        """The state after these events, with their ids in the same order where the aggregate needs them."""
        state: State | None = None
        for event, id in zip(events, ids, strict=False):
            state = self.after(state, event, id)
        return state


def of_own(stream: str, _state: object, _command: Command) -> frozenset[str]:
    """The writers of an aggregate that only its own stream writes for."""
    return frozenset({stream})


def of_anyone(_stream: str, _state: object, _command: Command) -> frozenset[str]:
    """The writers of what belongs to nobody: none in particular, so any key that may write at all."""
    return frozenset()
