"""Persons: an id, and the functions they held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.envelope import Command, Event
from contracts.events.person import AssumeFunction, FunctionAssumed, PersonRegistered, RegisterPerson
from runtime.decider import Decider
from runtime.errors import Refused

# An organisation, and a title by language.
Function = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Person:
    """There is such a person; `functions` are those already told."""

    functions: frozenset[Function] = frozenset()


def evolve(state: Person | None, event: Event) -> Person | None:
    """The person after an event."""
    match event:
        case PersonRegistered():
            return Person()
        case FunctionAssumed() if state is not None:
            return Person(state.functions | {_function(event)})
        case _:
            return state


def decide(state: Person | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    match command:
        case RegisterPerson():
            if state is not None:
                raise Refused.by("registered-once", "This person is registered already.")
            return [PersonRegistered.of(command)]
        case AssumeFunction():
            if state is None:
                raise Refused.by(
                    "registered-first",
                    "There is no such person; register one with POST /v1/persons/new/register.",
                )
            if _function(command) in state.functions:
                raise Refused.by(
                    "function-once", "This person is already recorded in this function there.", "/title"
                )
            return [FunctionAssumed.of(command)]
        case _:
            raise TypeError(type(command))


def writers(_stream: str, _state: Person | None, command: Command) -> frozenset[str]:
    """The organisation speaks for the functions held in it."""
    return frozenset({command.organisation}) if isinstance(command, AssumeFunction) else frozenset()


def _function(told: FunctionAssumed | AssumeFunction) -> Function:
    return told.organisation, tuple(sorted(told.title.items()))


DECIDER: Decider[Person] = Decider(decide, evolve, writers)
