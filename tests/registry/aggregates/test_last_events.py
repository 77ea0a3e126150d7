"""After a stream's last event only amendments are recorded, whatever its earlier events and the next command are."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.catalogue import COLLECTIONS, COMMANDS, EVENTS, LATEST
from contracts.envelope import Command, Event
from tests.contracts.strategies import event_data
from tests.registry.aggregates.bodies import BODIES, VERBS, met
from tests.registry.given import Given, stream_of

# The last events, and what may still be recorded from a source: an erased person's functions end like others'.
LAST: dict[str, frozenset[str]] = {
    "AgreementExpired": frozenset(),
    "AgreementTerminated": frozenset(),
    "ClusterDissolved": frozenset(),
    "PersonErased": frozenset({"end-function"}),
    "VisitCancelled": frozenset(),
}
_DATA = {type: event_data(type, version) for type, version in LATEST.items()}


def _read(kind: type[Event] | type[Command], body: Any) -> Any:
    try:
        return kind.model_validate_json(orjson.dumps(met(body)), by_alias=True, by_name=False)
    except ValidationError:
        return None


@st.composite
def ended(draw: st.DrawFn, last: str) -> list[Event]:
    """Any events of a stream in any order, and somewhere among them its last one."""
    aggregate = EVENTS[last, LATEST[last]].aggregate
    own = [type for type, version in LATEST.items() if EVENTS[type, version].aggregate == aggregate]
    types = draw(st.lists(st.sampled_from(own), max_size=5))
    types.insert(draw(st.integers(0, len(types))), last)
    if last == "PersonErased":  # there is nothing to erase before
        types = ["PersonRegistered", *(type for type in types if type != "PersonRegistered")]
    events = [_read(EVENTS[type, LATEST[type]], draw(_DATA[type])) for type in types]
    return [event for event in events if event is not None]


@pytest.mark.parametrize("last", sorted(LAST))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(data=st.data())
def test_nothing_but_amendments_follows_the_last_event(last: str, data: st.DataObject) -> None:
    events = data.draw(ended(last))
    assume(any(event.type == last for event in events))
    aggregate = EVENTS[last, LATEST[last]].aggregate
    collection = next(name for name, category in COLLECTIONS.items() if category == aggregate)
    verb = data.draw(st.sampled_from(VERBS[collection][0]))
    kind = COMMANDS[collection, verb]
    command = _read(kind, data.draw(BODIES[kind.__name__]))
    assume(command is not None)
    answer = Given(tuple(events)).when(command, stream_of(aggregate))
    assert answer.refusal is not None or verb in LAST[last]
