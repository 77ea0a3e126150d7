"""What events declare of themselves: commands, fields and types that are there."""

from __future__ import annotations

import pytest

from contracts.catalogue import COLLECTIONS, COMMAND_OF, COMMANDS, TYPES, types_that
from contracts.envelope import Event
from contracts.events.amendment import Amendment


def test_every_event_has_the_command_that_leads_to_it() -> None:
    for name, command in COMMAND_OF.items():
        event = TYPES[name]
        assert command.aggregate == event.aggregate
        needed = {field for field, info in event.model_fields.items() if info.is_required()}
        assert issubclass(command, Amendment) or needed <= command.model_fields.keys()
        for collection in COLLECTIONS if issubclass(command, Amendment) else [command.collection]:
            assert COMMANDS[collection, command.verb] is command


def test_every_command_leads_to_an_event() -> None:
    assert set(COMMANDS.values()) == set(COMMAND_OF.values())


@pytest.mark.parametrize("event", TYPES.values(), ids=lambda event: event.type)
def test_what_is_declared_is_there(event: type[Event]) -> None:
    naming = (*event.parties_in, *event.joining_in, *event.leaving_in)
    assert {*naming} <= event.model_fields.keys()
    assert len({*naming}) == len(naming)
    related = (*event.ends, *([event.released_by] if event.released_by else ()))
    for other in related:
        assert TYPES[other].aggregate == event.aggregate, other


def test_what_is_released_is_narrower_than_what_releases_it() -> None:
    for name in types_that(lambda event: event.released_by):
        event = TYPES[name]
        assert event.released_by
        assert (event.audience, TYPES[event.released_by].audience) == ("participants", "public")
