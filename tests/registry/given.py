"""Every test of a decider has the form `given([events]).when(command).then([events])`, or `.refused("rule", "/pointer")`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
from pydantic import TypeAdapter

from contracts.amendments import apply_amendments
from contracts.catalogue import EVENTS, LATEST
from contracts.envelope import Command, Event, Fact
from contracts.events.amendment import Amendment
from contracts.fields import Date, Occurred
from contracts.streams import category_of
from runtime.errors import Refused
from services.registry.aggregates import DECIDERS, amendment

AT = datetime(2026, 11, 22, 18, tzinfo=UTC)
IDS = {"membership": "lkb.umcs"}
_DATE: TypeAdapter[Occurred] = TypeAdapter(Date)


def on(date: str | dict[str, str]) -> Occurred:
    """A date as an event holds it."""
    return _DATE.validate_python(date)


def stream_of(aggregate: str) -> str:
    """The stream of which a test of the aggregate speaks."""
    return f"{aggregate}-{IDS.get(aggregate, 'one')}"


def facts_of(stream: str, events: Sequence[Event]) -> list[Fact]:
    """Events of one stream as they are read back: encoded, decoded, at versions 1, 2, 3 …"""
    return [
        Fact(
            f"{stream}@{version}",
            version,
            stream,
            version,
            event.type,
            AT,
            event.audience,
            orjson.loads(event.encode("test")),
        )
        for version, event in enumerate(events, 1)
    ]


def event_of(fact: Fact) -> Event:
    """The event in a fact."""
    return EVENTS[fact.type, LATEST[fact.type]].model_validate(dict(fact.data))


def state_of(aggregate: str, facts: Sequence[Fact]) -> Any:
    """The aggregate's state after these facts, as now believed."""
    current = apply_amendments(facts)
    return DECIDERS[aggregate].fold(map(event_of, current), [fact.id for fact in current])


def decided(
    stream: str,
    facts: Sequence[Fact],
    command: Command,
    other_streams: Mapping[str, Sequence[Event]] = {},
) -> Sequence[Event]:
    """What a command leads to, with these events on other streams.

    Raises:
        Refused: a rule refuses the command.
    """
    if isinstance(command, Amendment):
        return amendment.decide(stream, facts, command)
    aggregate = category_of(stream)
    decider = DECIDERS[aggregate]
    if others := decider.reads_streams(stream, command):
        facts_by_stream = {other: facts_of(other, other_streams.get(other, ())) for other in others}
        decider.check_references(
            command,
            {other: state_of(category_of(other), those) for other, those in facts_by_stream.items()},
        )
    return decider.decide(state_of(aggregate, facts), command)


@dataclass(frozen=True)
class Answer:
    """What became of a command: events, or the refusal."""

    events: Sequence[Event] | None
    refusal: Refused | None

    def then(self, events: Sequence[Event]) -> None:
        """It was accepted as these events."""
        assert self.refusal is None, f"it was refused: {self.refusal}"
        assert list(self.events or ()) == list(events)

    def refused(self, rule: str, pointer: str = "") -> None:
        """It was refused by this rule, which names this field."""
        assert self.refusal is not None, f"it was accepted as {self.events}"
        assert self.refusal.numbers["rule"] == rule
        assert [error.pointer for error in self.refusal.errors] == ([pointer] if pointer else [])
        assert self.refusal.detail.endswith((".", ":")), "a refusal is a sentence"


@dataclass(frozen=True)
class Given:
    """Events that the stream holds, and those of other streams by their names."""

    events: Sequence[Event]
    other_streams: Mapping[str, Sequence[Event]] = field(default_factory=dict)

    def when(self, command: Command, stream: str | None = None) -> Answer:
        """Ask the decider."""
        aggregate = self.events[0].aggregate if self.events else command.aggregate
        stream = stream or stream_of(aggregate)
        facts = facts_of(stream, self.events)
        try:
            return Answer(decided(stream, facts, command, self.other_streams), None)
        except Refused as refusal:
            return Answer(None, refusal)


def given(events: Sequence[Event], other_streams: Mapping[str, Sequence[Event]] = {}) -> Given:
    """The events of one stream, from its first; and those of others that it may ask."""
    return Given(events, other_streams)
