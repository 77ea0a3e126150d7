"""A stream's facts put to their own decider again, one after the other: where do they contradict each other?

So an amendment keeps every rule that a command keeps, of every aggregate, without a rule being written twice.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from contracts.amendments import AMENDING
from contracts.catalogue import EVENTS, LATEST
from contracts.envelope import Command, Event, Fact
from runtime.errors import Refused
from services.registry.aggregates import DECIDERS


def contradictions(stream: str, facts: Sequence[Fact]) -> Mapping[tuple[str, str], Refused]:
    """By event and rule: what the decider would refuse, were these facts of the stream told anew, each in its mode."""
    decider = DECIDERS[stream.partition("-")[0]]
    found: dict[tuple[str, str], Refused] = {}
    state = None
    for fact in facts:
        event = event_of(fact)
        command = retold(fact, event)
        try:
            decider.reads_streams(stream, command)
            decider.decide(state, command)
        except Refused as refusal:
            found[fact.id, refusal.numbers["rule"]] = refusal
        state = decider.after(state, event, fact.id)
    return found


def event_of(fact: Fact) -> Event:
    """The event in a fact."""
    return EVENTS[fact.type, LATEST[fact.type]].model_validate(dict(fact.data))


def retold(fact: Fact, event: Event) -> Command:
    """The command that would lead to the event. What no event holds (a sealed name) is left out."""
    kind = COMMAND_OF[fact.type]
    told = {name: getattr(event, name) for name in kind.model_fields if name in type(event).model_fields}
    return kind.model_construct(**told, audience=fact.audience)


def _commands() -> dict[str, type[Command]]:
    """The command that each event comes of: the last one before it in its file of the catalogue."""
    found: dict[str, type[Command]] = {}
    for module in {event.__module__ for event in EVENTS.values() if event.type not in AMENDING}:
        command: type[Command] = Command
        for item in vars(sys.modules[module]).values():
            if not isinstance(item, type) or item.__module__ != module:
                continue
            if issubclass(item, Command):
                command = item
            elif issubclass(item, Event):
                found[item.type] = command
    return found


COMMAND_OF: Mapping[str, type[Command]] = _commands()
