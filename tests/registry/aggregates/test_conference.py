"""Conferences: held once, from a first to a last day in order."""

import pytest
from pydantic import ValidationError

from contracts.events.conference import ConferenceHeld, HoldConference
from services.registry.aggregates.conference import DECIDER
from tests.registry.given import given, on

NAMES = {"en": "International Automotive Business Meeting"}
HELD = ConferenceHeld(names=NAMES, countries=7, occurred=on("2023-05-09/2023-05-10"))


def test_a_conference_is_held_once() -> None:
    hold = HoldConference(names=NAMES, countries=7, occurred=on("2023-05-09/2023-05-10"))
    given([]).when(hold).then([HELD])
    given([HELD]).when(hold).refused("held-once")


def test_its_days_are_in_order() -> None:
    with pytest.raises(ValidationError, match="ends before it starts"):
        HoldConference.model_validate({"names": NAMES, "occurred": "2023-05-10/2023-05-09"})


def test_its_organiser_speaks_for_it_where_one_is_known() -> None:
    assert DECIDER.authorised_writers(
        "conference-one", None, HoldConference(names=NAMES, organiser="party-lsse")
    ) == {"party-lsse"}
    assert DECIDER.authorised_writers("conference-one", None, HoldConference(names=NAMES)) == frozenset()
