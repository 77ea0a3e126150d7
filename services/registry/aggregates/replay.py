"""A stream's facts put to their own decider again, one after the other: where do they contradict each other?

So an amendment keeps every rule that a command keeps, of every aggregate, without a rule being written twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contracts.catalogue import COMMAND_OF, TYPES
from contracts.envelope import Command, Event, Fact
from contracts.streams import category_of
from runtime.errors import Refused
from services.registry.aggregates import DECIDERS


def contradictions(stream: str, facts: Sequence[Fact]) -> Mapping[tuple[str, str], Refused]:
    """By event and rule: what the decider would refuse, if these facts of the stream were recorded again, each in its mode."""
    decider = DECIDERS[category_of(stream)]
    refusals: dict[tuple[str, str], Refused] = {}
    state = None
    for fact in facts:
        event = event_of(fact)
        command = retold(fact, event)
        try:
            decider.reads_streams(stream, command)
            decider.decide(state, command)
        except Refused as refusal:
            refusals[fact.id, refusal.numbers["rule"]] = refusal
        state = decider.after(state, event, fact.id)
    return refusals


def event_of(fact: Fact) -> Event:
    """The event in a fact."""
    return TYPES[fact.type].model_validate(dict(fact.data))


def retold(fact: Fact, event: Event) -> Command:
    """The command that would lead to the event. What no event holds (a sealed name) is left out."""
    kind = COMMAND_OF[fact.type]
    fields = {name: getattr(event, name) for name in kind.model_fields if name in type(event).model_fields}
    return kind.model_construct(**fields, audience=fact.audience)
