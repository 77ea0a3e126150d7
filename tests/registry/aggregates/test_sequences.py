"""Any sequence of commands, on every aggregate: what is accepted can be written, read and folded again; what is refused
changes nothing. The commands come from the published schemas, so a new aggregate or command needs nothing here."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts import schema
from contracts.catalogue import AMENDMENTS, COLLECTIONS, COMMANDS
from contracts.envelope import Command, Event
from contracts.events.amendment import Amendment
from contracts.fields import STREAM_PATTERN
from services.registry.aggregates import DECIDERS
from services.registry.aggregates.replay import COMMAND_OF
from tests.contracts.strategies import values
from tests.registry.given import Given, facts_of, state_of, stream_of

_STREAM = re.compile(STREAM_PATTERN)
_SCHEMAS = schema.components(list(dict.fromkeys(COMMANDS.values())))
_BODIES = {command.__name__: values(_SCHEMAS[command.__name__], _SCHEMAS) for command in COMMANDS.values()}
_AMENDING = tuple(sorted(command.verb for command in AMENDMENTS))
# Of each collection: its own verbs, and those of every collection.
_VERBS = {
    collection: (
        tuple(sorted({verb for named, verb in COMMANDS if named == collection} - {*_AMENDING})),
        _AMENDING,
    )
    for collection in COLLECTIONS
}


def _met(value: Any) -> Any:
    """The value with few different streams in it, so that commands speak of each other's."""
    match value:
        case str() if _STREAM.fullmatch(value):
            return f"{value.partition('-')[0]}-{'ab'[sum(value.encode()) % 2]}"
        case list():
            met = [_met(item) for item in value]
            return list(dict.fromkeys(met)) if all(isinstance(item, str) for item in met) else met
        case dict():
            return {name: _met(item) for name, item in value.items()}
        case _:
            return value


@st.composite
def _command(draw: st.DrawFn, collection: str, versions: int) -> Command | None:
    """A command to a stream that has so many versions; None for a body that would not be read."""
    own, amending = _VERBS[collection]
    # an empty stream begins with an event of its own; after that one command in three amends
    verb = draw(st.sampled_from(own if not versions else (*own, *own, *amending)))
    kind = COMMANDS[collection, verb]
    body = _met(draw(_BODIES[kind.__name__]))
    if issubclass(kind, Amendment):
        body["target"] = f"{stream_of(COLLECTIONS[collection])}@{draw(st.integers(1, versions + 1))}"
        if verb == "correct" and draw(st.booleans()):
            told = _met(draw(_BODIES[COMMANDS[collection, draw(st.sampled_from(own))].__name__]))
            body["fields"] = (
                dict(draw(st.lists(st.sampled_from(sorted(told.items(), key=str)), max_size=2)))
                if told
                else {}
            )
            body["sources"] = [{"id": "source-a"}]
        body.pop("audience", None)
    try:
        return kind.model_validate_json(orjson.dumps(body), by_alias=True, by_name=False)
    except ValidationError:
        return None


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
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
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
        command = data.draw(_command(collection, len(events)))
        if command is None:
            continue
        before = facts_of(stream, events)
        answer = Given(tuple(events)).when(command, stream)
        assert Given(tuple(events)).when(command, stream) == answer, "deciding twice gives the same"
        assert facts_of(stream, events) == before, "deciding changes nothing"
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
