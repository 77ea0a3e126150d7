"""Parties: registered once, with a name, of a kind that never changes."""

import pytest
from pydantic import ValidationError

from contracts.events.party import PartyRegistered, RegisterParty
from services.registry.aggregates.party import DECIDER
from tests.registry.given import given

CITY = PartyRegistered(kind="city", names={"pl": "Starachowice"})


def test_a_party_is_registered_once() -> None:
    given([]).when(RegisterParty(kind="city", names={"pl": "Starachowice"})).then([CITY])
    given([CITY]).when(RegisterParty(kind="city", names={"pl": "Starachowice"})).refused("registered-once")
    given([CITY]).when(RegisterParty(kind="organisation", names={"pl": "Starachowice"})).refused(
        "registered-once"
    )


def test_a_party_has_a_name() -> None:
    with pytest.raises(ValidationError, match="at least 1"):
        RegisterParty(kind="city", names={})


def test_a_party_speaks_for_itself() -> None:
    assert DECIDER.writers("party-radom", None, RegisterParty(kind="city", names={"pl": "Radom"})) == {
        "party-radom"
    }
