"""Events made from commands: as pydantic would make them, only quicker."""

from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from contracts.catalogue import COLLECTIONS, COMMANDS, EVENTS, LATEST
from contracts.envelope import Command, Event, widest
from contracts.events.agreement import AgreementSigned, SignAgreement
from contracts.events.amendment import CorrectFact, FactCorrected
from contracts.events.cluster import FoundCluster
from contracts.events.membership_count import MembershipCountReported, ReportMembershipCount
from contracts.upcasters import UPCASTERS
from tests.contracts import strategies

# A command and its event have the same fields; which one a decider makes of it is its own affair.
PAIRS = [
    (command, event)
    for command in COMMANDS.values()
    for event in EVENTS.values()
    if {name for name, field in event.model_fields.items() if field.is_required()}
    <= command.model_fields.keys()
    and command.__module__ == event.__module__
]


def slowly(event: type[Event], command: Command, **changes: Any) -> Event:
    values = {
        name: getattr(command, name) for name in event.model_fields if name in type(command).model_fields
    }
    return event.model_construct(**values | changes)


@settings(max_examples=100)
@given(strategies.commands_and_bodies())
def test_an_event_repeats_its_command(made: tuple[tuple[str, str], dict[str, Any]]) -> None:
    key, body = made
    command = COMMANDS[key].model_validate(body)
    for event in {event for kind, event in PAIRS if kind is type(command)}:
        quick, slow = event.of(command), slowly(event, command)
        assert quick == slow
        assert quick.model_fields_set == slow.model_fields_set
        assert list(quick.__dict__) == list(event.model_fields)
        assert quick.model_copy() == quick
        assert repr(quick) == repr(slow)
        assert quick.encode("Desk") == slow.encode("Desk")


def test_every_command_has_an_event() -> None:
    assert {command for command, _ in PAIRS} == set(COMMANDS.values())


def test_what_the_decider_adds_replaces_the_commands_value() -> None:
    command = CorrectFact.model_validate({"target": "cluster-dkm@1", "fields": {"count": 1}, "reason": "x"})
    event = FactCorrected.of(command, fields={"count": 2})
    assert event.fields == {"count": 2}
    assert event.model_fields_set == {"fields", "occurred", "sources", "mode", "reason", "target", "also"}
    assert event == slowly(FactCorrected, command, fields={"count": 2})


def test_an_event_is_never_made_incomplete_or_with_foreign_fields() -> None:
    command = SignAgreement(party="cluster-dkm")
    with pytest.raises(TypeError, match="parties"):
        AgreementSigned.of(command, parties=[])
    with pytest.raises(TypeError, match="MembershipCountReported of SignAgreement"):
        MembershipCountReported.of(command)


def test_events_do_not_share_what_they_are_made_of() -> None:
    first, second = (
        AgreementSigned.of(SignAgreement(party="cluster-dkm")),
        AgreementSigned.of(SignAgreement(party="cluster-a")),
    )
    assert (first.party, second.party) == ("cluster-dkm", "cluster-a")
    with pytest.raises(ValidationError):
        first.party = "cluster-x"  # type: ignore[misc]


def test_members_have_their_published_names() -> None:
    command = ReportMembershipCount.model_validate({"count": 3, "class": "founders", "as_of": "2015"})
    assert (
        MembershipCountReported.of(command).encode("Desk")
        == b'{"actor":"Desk","also_in":[],"as_of":{"earliest":"2015-01-01","edtf":"2015","latest":"2015-12-31"},'
        b'"class":"founders","comparator":"exactly","count":3,"mode":"performed","sources":[]}'
    )


def test_the_audience_is_the_events_own_unless_a_source_has_published_it_or_the_command_names_one() -> None:
    assert widest(FoundCluster(), "participants") == "participants"
    assert widest(FoundCluster(mode="reported"), "participants") == "public"
    assert widest(FoundCluster(mode="reported"), "owner") == "owner"
    assert widest(FoundCluster(mode="reported", audience="partners"), "public") == "partners"


def test_the_catalogue_is_complete() -> None:
    for (collection, verb), command in COMMANDS.items():
        assert command.verb == verb
        assert command.collection in {collection, "*"}
        assert command.aggregate in {COLLECTIONS[collection], "*"}
        assert command.__doc__ != Command.__doc__
    for (name, version), event in EVENTS.items():
        assert (event.type, event.version) == (name, version)
        assert event.__doc__ != Event.__doc__
        assert version == LATEST[name] or (name, version) in UPCASTERS
        assert not [field for field, about in event.model_fields.items() if callable(about.default)], (
            "hidden by a method"
        )
