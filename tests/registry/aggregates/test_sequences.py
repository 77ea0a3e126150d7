"""Any sequence of commands, on every aggregate: what is accepted can be written, read and folded again; what is refused
changes nothing. The commands come from the published schemas, so a new aggregate or command needs nothing here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import orjson
import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.catalogue import COLLECTIONS, COMMAND_OF
from contracts.envelope import Command, Event, Fact
from contracts.events.amendment import Amendment
from runtime.errors import Refused
from services.registry.aggregates import DECIDERS
from tests.registry.aggregates.bodies import commands
from tests.registry.given import Given, decided, facts_of, state_of, stream_of


def _elsewhere(facts: Sequence[Fact]) -> list[Fact]:
    """The same facts, recorded by somebody else at other times and places in the log."""
    return [
        fact._replace(
            position=1000 * fact.position,
            recorded_at=fact.recorded_at + timedelta(days=fact.version),
            data={**fact.data, "actor": "somebody else"},
        )
        for fact in facts
    ]


def _outcome(stream: str, facts: Sequence[Fact], command: Command) -> Sequence[Event] | dict[str, Any]:
    """The events of a command, or the text of its refusal."""
    try:
        return decided(stream, facts, command)
    except Refused as refusal:
        return refusal.problem()


def _reread(event: Event) -> Event:
    """The event as it comes back from its bytes, which are canonical."""
    written = event.encode("somebody")
    assert written == rfc8785.dumps(orjson.loads(written))
    read = type(event).model_validate_json(written, by_alias=True, by_name=False)
    assert read == event.model_copy(update={"actor": "somebody"})
    assert read.encode("somebody") == written
    return read


@pytest.mark.parametrize("collection", sorted(COLLECTIONS))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(data=st.data())
def test_what_is_accepted_reads_back_and_what_is_refused_changes_nothing(
    collection: str, data: st.DataObject
) -> None:
    aggregate = COLLECTIONS[collection]
    stream, decider = stream_of(aggregate), DECIDERS[aggregate]
    events: list[Event] = []
    state: Any = None
    for _ in range(data.draw(st.integers(2, 8))):
        command = data.draw(commands(collection, len(events)))
        if command is None:
            continue
        before = facts_of(stream, events)
        answer = Given(tuple(events)).when(command, stream)
        assert Given(tuple(events)).when(command, stream) == answer, "deciding twice gives the same"
        assert facts_of(stream, events) == before, "deciding changes nothing"
        outcome = answer.refusal.problem() if answer.refusal else answer.events
        assert _outcome(stream, _elsewhere(before), command) == outcome, "only events and the command decide"
        assert state_of(aggregate, before) == state
        if answer.refusal is not None:
            assert answer.refusal.numbers["rule"]
            assert answer.refusal.detail
        accepted = answer.events or ()
        assert bool(accepted) != bool(answer.refusal)
        events += accepted
        if len(accepted) == 1 and not isinstance(command, Amendment):
            assert COMMAND_OF[accepted[0].type] is type(command)
        for version, event in enumerate(map(_reread, accepted), len(before) + 1):
            if event.aggregate == "*":
                state = state_of(aggregate, facts_of(stream, events))
            else:
                assert event.aggregate == aggregate
                state = decider.after(state, event, f"{stream}@{version}")
        assert state_of(aggregate, facts_of(stream, events)) == state, "replaying gives what evolving gave"
