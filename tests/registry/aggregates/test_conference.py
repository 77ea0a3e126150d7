"""Conferences: they take place once, from a first to a last day in order."""

import pytest
from pydantic import ValidationError

from contracts.events.conference import ConferenceHeld, HoldConference
from services.registry.aggregates.conference import DECIDER
from tests.registry.given import given, on

NAMES = {"en": "International Automotive Business Meeting"}
TOOK_PLACE = ConferenceHeld(names=NAMES, countries=7, occurred=on("2023-05-09/2023-05-10"))


def test_a_conference_takes_place_once() -> None:
    command = HoldConference(names=NAMES, countries=7, occurred=on("2023-05-09/2023-05-10"))
    given([]).when(command).then([TOOK_PLACE])
    given([TOOK_PLACE]).when(command).refused("held-once")


def test_its_days_are_in_order() -> None:
    with pytest.raises(ValidationError, match="ends before it starts"):
        HoldConference.model_validate({"names": NAMES, "occurred": "2023-05-10/2023-05-09"})


def test_its_organiser_speaks_for_it_where_one_is_known() -> None:
    assert DECIDER.authorised_writers(
        "conference-one", None, HoldConference(names=NAMES, organiser="party-lsse")
    ) == {"party-lsse"}
    assert DECIDER.authorised_writers("conference-one", None, HoldConference(names=NAMES)) == frozenset()
