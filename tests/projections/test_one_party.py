"""Two entries that are certainly one: one mark of the network and one profile, and two again when it is taken back."""

from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.identities import APART, CERTAIN
from services.projections.queries.one_party import OneParty, Pair
from services.projections.readmodels import identities as model
from tests.projections.conftest import Views
from tests.projections.given import Log

ENTRIES = ["party-a", "party-b", "party-c", "party-d"]


class Judgement(NamedTuple):
    """What one entry says of another."""

    stream: str
    type: str
    other: str


_MORE: dict[str, dict[str, str]] = {
    "IdentityLinked": {"evidence": "x", "certainty": "certain"},
    "IdentityAccepted": {},
    "IdentityUnlinked": {"reason": "x"},
    "IdentityRejected": {},
}
_JUDGEMENTS = st.builds(
    Judgement, st.sampled_from(ENTRIES), st.sampled_from(sorted(_MORE)), st.sampled_from(ENTRIES)
).filter(lambda each: each.stream != each.other)


def _answers(judgements: list[Judgement]) -> dict[str, str]:
    """By which entry the party of each goes, by the rows of the read model."""
    log = Log()
    for each in judgements:
        log.add(each.stream, each.type, other=each.other, **_MORE[each.type])
    rows = {
        (stream, str(row.values[0])): row.values[1]
        for stream in sorted({each.stream for each in judgements})
        for row in log.rows(model.MODEL, stream)
    }
    pairs = [
        Pair(*pair)
        for pair, judgement in rows.items()
        if judgement == CERTAIN and rows.get(pair[::-1]) != APART
    ]
    parties = OneParty(pairs)
    assert OneParty(pairs[::-1])._of == parties._of
    return {entry: parties.id(entry) for entry in ENTRIES}


@settings(max_examples=150, deadline=None)
@given(st.lists(_JUDGEMENTS, max_size=12), st.randoms(use_true_random=False))
def test_any_order_of_merges_and_undos_gives_the_same_answers(
    judgements: list[Judgement], random: Any
) -> None:
    """Streams are recorded and read in any order among each other; the words of one pair keep theirs."""
    by_pair: dict[tuple[str, str], list[Judgement]] = {}
    for each in judgements:
        by_pair.setdefault((each.stream, each.other), []).append(each)
    turns = [pair for pair, words in by_pair.items() for _ in words]
    random.shuffle(turns)
    waiting = {pair: iter(words) for pair, words in by_pair.items()}
    assert _answers([next(waiting[pair]) for pair in turns]) == _answers(judgements)


@settings(max_examples=100, deadline=None)
@given(st.lists(_JUDGEMENTS, max_size=12), st.randoms(use_true_random=False))
def test_undoing_everything_gives_every_entry_back(judgements: list[Judgement], random: Any) -> None:
    undone = [
        Judgement(stream, "IdentityUnlinked", other)
        for stream, other in {(e.stream, e.other) for e in judgements}
    ]
    random.shuffle(undone)
    assert _answers([*judgements, *undone]) == {entry: entry for entry in ENTRIES}


def test_a_party_goes_by_its_first_entry_however_its_entries_are_joined() -> None:
    pairs = [Pair("party-d", "party-c"), Pair("party-b", "party-c"), Pair("party-x", "party-y")]
    parties = OneParty(pairs)
    assert parties.entries("party-d") == ["party-b", "party-c", "party-d"]
    assert parties.entries("party-y") == ["party-x", "party-y"]
    assert parties.entries("party-alone") == ["party-alone"]


def _two_entries(views: Views) -> None:
    """A medical university that two documents call differently; each entry is a member of a cluster of its own."""
    add = views.log.add
    add(
        "party-umlub", "PartyRegistered", kind="organisation", names={"pl": "Uniwersytet Medyczny w Lublinie"}
    )
    add("party-umlub", "PartyIdentified", scheme="krs", value="0000000777")
    add("membership-dkm.umlub", "MemberJoined", occurred="2019", mode="reported", **{"class": "full"})
    add(
        "commitment-z", "CommitmentMade", promisor="party-umlub", text={"pl": "Laboratorium"}, occurred="2019"
    )


async def _network(views: Views, **query: Any) -> tuple[set[str], set[frozenset[str]], list[Any]]:
    data = await views.data("/v1/network", as_of="2020-06-01", limit=500, **query)
    ties = {frozenset((tie["a"]["id"], tie["b"]["id"])) for tie in data["ties"]}
    return {party["id"] for party in data["parties"]}, ties, data["links"]


async def test_a_certain_link_makes_one_mark_and_one_profile_and_undoing_gives_both_back(
    views: Views,
) -> None:
    _two_entries(views)
    await views.apply()
    two = views.log.head
    parties, ties, _ = await _network(views)
    assert {"party-um", "party-umlub"} <= parties
    assert frozenset(("party-umlub", "cluster-dkm")) in ties
    before = await views.data("/v1/parties/um", as_of="2020-06-01")

    views.log.add("party-umlub", "IdentityLinked", other="party-um", evidence="One KRS.", certainty="likely")
    await views.apply()
    parties, _, [proposed] = await _network(views)
    assert {"party-um", "party-umlub"} <= parties, "a proposal changes nothing"
    assert proposed["certainty_of_link"] == "likely"

    views.log.add("party-umlub", "IdentityAccepted", other="party-um")
    await views.apply()
    one = views.log.head
    parties, ties, links = await _network(views)
    assert "party-umlub" not in parties
    assert frozenset(("party-um", "cluster-dkm")) in ties
    assert not links
    for id in ("um", "umlub"):
        profile = await views.data(f"/v1/parties/{id}", as_of="2020-06-01")
        assert profile["ref"]["id"] == "party-um"
        assert {role["cluster"]["id"] for role in profile["roles"]} == {
            *(role["cluster"]["id"] for role in before["roles"]),
            "cluster-dkm",
        }
        assert {role["party"]["id"] for role in profile["roles"]} == {"party-um"}
        assert [number["value"] for number in profile["identifiers"]] == ["0000000777"]
        assert [card["ref"]["id"] for card in profile["commitments"]] == ["commitment-z"]
        [link] = profile["links"]
        assert (link["other"]["id"], link["certainty_of_link"]) == ("party-umlub", "certain")
        assert link["evidence"] == "One KRS."

    views.log.add("party-umlub", "IdentityUnlinked", other="party-um", reason="Two KRS.")
    await views.apply()
    assert (await views.data("/v1/parties/um", as_of="2020-06-01"))["roles"] == before["roles"]
    for known_at, expected in ((two, True), (one, False), (views.log.head, True)):
        parties, ties, _ = await _network(views, known_at=known_at)
        assert ("party-umlub" in parties) is expected, known_at
        assert (frozenset(("party-umlub", "cluster-dkm")) in ties) is expected


@pytest.mark.parametrize("taken_back", ["retracted", "rejected by the other"])
async def test_a_merge_is_taken_back_by_a_retraction_and_by_the_word_of_the_other_entry(
    views: Views, taken_back: str
) -> None:
    _two_entries(views)
    views.log.add("party-umlub", "IdentityLinked", other="party-um", evidence="x", certainty="certain")
    await views.apply()
    assert "party-umlub" not in (await _network(views))[0]
    if taken_back == "retracted":
        views.log.add("party-umlub", "FactRetracted", target="party-umlub@3", reason="mistaken")
    else:
        views.log.add("party-um", "IdentityRejected", other="party-umlub")
    await views.apply()
    assert {"party-um", "party-umlub"} <= (await _network(views))[0]


async def test_a_link_that_a_caller_may_not_read_joins_nothing_for_this_caller(views: Views) -> None:
    _two_entries(views)
    views.log.add(
        "party-umlub", "IdentityLinked", other="party-um", evidence="x", certainty="certain", audience="owner"
    )
    await views.apply()
    assert {"party-um", "party-umlub"} <= (await _network(views))[0]
    desk = views.keys.issue("desk", "record:admin", "views:read")
    data = await views.data("/v1/network", desk, as_of="2020-06-01", limit=500)
    assert "party-umlub" not in {party["id"] for party in data["parties"]}
