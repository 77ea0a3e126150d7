"""Persons: an id, and functions with a beginning and an end. A decider never uses a name, which is sealed after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from contracts.dates import Span, certainly_before
from contracts.envelope import Command, Event
from contracts.events.person import (
    AssumeFunction,
    EndFunction,
    ErasePerson,
    FunctionAssumed,
    FunctionEnded,
    PersonErased,
    PersonRegistered,
    RegisterPerson,
)
from contracts.fields import Occurred
from runtime.decider import Decider
from runtime.errors import Refused
from services.registry.aggregates import date_order
from services.registry.aggregates.text_equality import by_language

# An organisation, and a title in each language.
Function = tuple[str, frozenset[str]]
_ANY_TIME = Span(None, None)


@dataclass(frozen=True, slots=True)
class Episode:
    """A function once: from and to, as far as they were recorded."""

    begun: Span | None = None
    ended: Span | None = None

    @property
    def is_current(self) -> bool:
        """Whether it goes on."""
        return self.ended is None


@dataclass(frozen=True, slots=True)
class Person:
    """There is such a person; `functions` has the latest episode of each."""

    functions: Mapping[Function, Episode] = field(default_factory=dict)
    erased: bool = False


def evolve(state: Person | None, event: Event) -> Person | None:
    """The person after an event."""
    match event:
        case PersonRegistered():
            return Person()
        case FunctionAssumed() if state is not None:
            begun_in = _function(event)
            return _with(state, begun_in, _begun(state.functions.get(begun_in), _span(event.occurred)))
        case FunctionEnded() if state is not None:
            meant = _meant(state, event)
            before = state.functions.get(meant)
            begun = before.begun if before is not None and before.is_current else None
            return _with(state, meant, Episode(begun, _span(event.occurred)))
        case PersonErased() if state is not None:
            return replace(state, erased=True)
        case _:
            return state


def decide(state: Person | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    if isinstance(command, RegisterPerson):
        if state is not None:
            raise Refused.by("registered-once", "This person is registered already.")
        return [PersonRegistered.of(command)]
    if state is None:
        raise Refused.by(
            "registered-first", "There is no such person; register one with POST /v1/persons/new/register."
        )
    match command:
        case AssumeFunction():
            return [_assume(state, command)]
        case EndFunction():
            return [_end(state, command)]
        case ErasePerson():
            _refuse_erased(state)
            return [PersonErased.of(command)]
        case _:
            raise TypeError(type(command))


def authorised_writers(stream: str, _state: Person | None, command: Command) -> frozenset[str]:
    """The organisation speaks for the functions in it. No organisation erases anybody."""
    match command:
        case AssumeFunction() | EndFunction():
            return frozenset({command.organisation})
        case ErasePerson():
            return frozenset({stream})
        case _:
            return frozenset()


def _assume(state: Person, command: AssumeFunction) -> Event:
    _refuse_erased(state)
    function = state.functions.get(_function(command))
    if function is not None and function.is_current:
        raise Refused.by("function-once", "This person is already recorded in this function there.", "/title")
    if (
        function is not None
        and function.begun
        and function.ended
        and date_order.within(_span(command.occurred), function.begun, function.ended)
    ):
        raise Refused.by(
            "function-once", "This person is recorded in this function there at that time.", "/occurred"
        )
    return FunctionAssumed.of(command)


def _end(state: Person, command: EndFunction) -> Event:
    function, end = state.functions.get(_meant(state, command)), _span(command.occurred)
    if function is None or not function.is_current:
        if command.mode == "performed":
            raise Refused.by(
                "function-held",
                "This person is not recorded in this function there; the title must read as it was recorded.",
                "/title",
            )
        if function is not None and function.ended is not None and not certainly_before(function.ended, end):
            raise Refused.by("ended-once", "The end of this function is recorded already.", "/title")
    elif function.begun is not None and certainly_before(end, function.begun):
        raise Refused.by(
            "end-not-before-start",
            "This end lies certainly before the beginning of the function.",
            "/occurred",
        )
    return FunctionEnded.of(command)


def _refuse_erased(state: Person) -> None:
    if state.erased:
        raise Refused.by(
            "not-erased", "This person was erased; nothing is sealed or recorded for it any more."
        )


def _begun(before: Episode | None, start: Span) -> Episode:
    """The episode after a beginning is recorded: a new one, unless its end was reported first."""
    if before is None or before.ended is None or before.begun is not None:
        return Episode(start)
    return Episode(start) if certainly_before(before.ended, start) else Episode(start, before.ended)


def _with(state: Person, function: Function, episode: Episode) -> Person:
    return replace(state, functions={**state.functions, function: episode})


def _meant(state: Person, source: FunctionEnded | EndFunction) -> Function:
    """The function that ends: the one of this title, or the only current one that has this title in these languages."""
    exactly = _function(source)
    if exactly in state.functions:
        return exactly
    organisation, title = exactly
    current = [
        function for function, episode in state.functions.items()
        if episode.is_current and function[0] == organisation and title <= function[1]
    ]  # fmt: skip
    return current[0] if len(current) == 1 else exactly


def _function(source: FunctionAssumed | FunctionEnded | AssumeFunction | EndFunction) -> Function:
    return source.organisation, by_language(source.title)


def _span(occurred: Occurred | None) -> Span:
    return occurred.span if occurred is not None else _ANY_TIME


DECIDER: Decider[Person] = Decider(decide, evolve, authorised_writers)
