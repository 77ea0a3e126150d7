"""What followed an agreement, and links of a party's entries as its page shows them: pure functions of other answers."""

from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projections.queries.followed import MOST, followed
from services.projections.queries.one_party import OneParty, Pair
from services.projections.queries.profile import seen_from

TODAY = date(2026, 1, 1)


def _fact(event: str, first: str | None, last: str | None) -> dict[str, Any]:
    day = {"edtf": last, "earliest": first, "latest": last, "phrase": None, "inferred_from": None}
    return {"event": event, "date": day, "interval": {"start": (first, last), "end": None}}


def _agreement(id: str, first: str | None, last: str | None, *parties: str, concluded: bool = True) -> Any:
    return {
        "ref": {"id": f"agreement-{id}"},
        "concluded": {} if concluded else None,
        "parties": [{"party": {"id": party}} for party in parties],
        "joint_actions": [],
        **_fact(f"agreement-{id}@1", first, last),
    }


def _visit(
    id: str, first: str | None, last: str | None, host: str, *visitors: str, state: str = "held"
) -> Any:
    return {
        "ref": {"id": f"visit-{id}"},
        "state": state,
        "host": {"id": host},
        "visitors": [{"id": visitor} for visitor in visitors],
        "outcomes": [],
        **_fact(f"visit-{id}@1", first, last),
    }


@pytest.mark.parametrize(
    ("begun", "days", "expected"),
    [
        (("2018-03-19", "2018-03-19"), ("2018-05-01", "2018-05-31"), ("yes", {"min": 43, "max": 73})),
        (("2018-03-19", "2018-03-19"), ("2018-01-01", "2018-12-31"), ("possibly", {"min": 0, "max": 287})),
        (("2018-03-19", "2018-03-19"), ("2018-05-01", None), ("possibly", {"min": 43, "max": None})),
        ((None, "2018-03-19"), ("2018-05-01", "2018-05-01"), ("yes", {"min": 43, "max": None})),
        # Neither on the same day, nor before, nor where only the last possible day is known.
        (("2018-03-19", "2018-03-19"), ("2018-03-19", "2018-03-19"), None),
        (("2018-03-19", "2018-03-19"), ("2017", "2018-03-18"), None),
        (("2018-03-19", "2018-03-19"), (None, "2019-01-01"), None),
    ],
)
def test_what_is_possibly_later_followed(begun: Any, days: Any, expected: Any) -> None:
    if days[0] == "2017":
        days = ("2017-01-01", days[1])
    first = _agreement("a", *begun, "party-a", "party-b")
    steps = followed(["party-a"], [first], [_visit("v", *days, "party-b", "party-a")], TODAY)
    assert [(step["certainty"], step["lag_days"]) for step in steps] == ([expected] if expected else [])


def test_only_what_took_place_between_two_parties_followed() -> None:
    first = _agreement("a", "2018-01-01", "2018-01-01", "party-a", "party-b")
    day = ("2019-01-01", "2019-01-01")
    later = [
        _visit("planned", *day, "party-a", "party-b", state="planned"),
        _visit("other", *day, "party-a", "party-c"),
    ]
    draft = _agreement("draft", *day, "party-a", "party-b", concluded=False)
    assert not followed(["party-a"], [first, draft], later, TODAY)
    assert not followed(
        ["party-a"], [draft], [_visit("v", "2020-01-01", "2020-01-01", "party-a", "party-b")], TODAY
    )
    many = [_visit(f"v{at:02}", *day, "party-a", "party-b") for at in range(MOST + 5)]
    assert len(followed(["party-a"], [first], many, TODAY)) == MOST


_ENTRIES = [f"party-{letter}" for letter in "abcde"]
_PAIRS = st.lists(st.permutations(_ENTRIES).map(lambda ids: Pair(ids[0], ids[1])), min_size=1, max_size=6)


@given(_PAIRS, st.sampled_from(_ENTRIES))
def test_a_link_is_undone_by_its_own_two_entries_however_many_a_party_has(
    pairs: list[Pair], entry: str
) -> None:
    entries = OneParty(pairs).entries(entry)
    for at, (one, other) in enumerate(pairs):
        if one not in entries and other not in entries:
            continue
        event = f"{one}@{at + 2}"
        link: Any = {"a": {"id": one}, "b": {"id": other}, "event": event}
        seen: Any = seen_from(entries, link)
        assert {seen["entry"]["id"], seen["other"]["id"]} == {one, other}
        assert seen["entry"]["id"] in entries
        assert seen["other"]["id"] != entries[0]
    for one, other in combinations(_ENTRIES, 2):  # a link that is not certain, to an entry of another party
        if (one in entries) != (other in entries):
            seen = seen_from(entries, {"a": {"id": one}, "b": {"id": other}, "event": f"{one}@9"})  # type: ignore[typeddict-item]
            assert seen["entry"]["id"] in entries
            assert seen["other"]["id"] not in entries
