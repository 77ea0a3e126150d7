"""Rival values of a fact: the only preferred one decides, in whatever order disputes, ranks and amendments were recorded."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.amendments import apply_amendments
from contracts.envelope import Fact
from contracts.rivals import counting
from tests.contracts.test_amendments import (
    confirmed,
    corrected,
    counted,
    disputed,
    refined,
    retracted,
    stream,
)

Event = tuple[str, dict[str, Any]]
LETTER, REGISTER = {"id": "source-letter"}, {"id": "source-register"}


def rival(source: dict[str, str] = REGISTER, **fields: Any) -> Event:
    """A source gives these values instead."""
    return "FactDisputed", {"target": "cluster-x@1", "sources": [source], "fields": fields}


def ranked(rank: str, value: int | None = None, **more: str) -> Event:
    """A rank of the value that the event at this version gives; None is the recorded one."""
    of = {} if value is None else {"value": f"cluster-x@{value}"}
    return "ValueRanked", {"target": "cluster-x@1", "rank": rank, **of, **more}


def only(*events: Event) -> Fact:
    [fact] = apply_amendments(stream(*events))
    return fact


def ranks(fact: Fact) -> list[tuple[Any, str, bool]]:
    return [(value.value, value.ranking.rank, value.decides) for value in fact.values]


def test_a_rival_value_stands_next_to_the_recorded_one() -> None:
    fact = only(counted(103, sources=[LETTER]), rival(count=110))
    assert (fact.data["count"], fact.undecided) == (103, ("count",))
    assert ranks(fact) == [(103, "normal", True), (110, "normal", False)]
    assert fact.disputes == (), "a source is no party"
    assert fact.data["sources"] == [LETTER]


def test_the_preferred_value_decides_and_rests_on_its_source() -> None:
    events = [counted(103, sources=[LETTER]), rival(count=110), ranked("preferred", 2, by="cluster-x")]
    fact = only(*events)
    assert (fact.data["count"], fact.undecided) == (110, ())
    assert ranks(fact) == [(103, "normal", False), (110, "preferred", True)]
    assert fact.data["sources"] == [LETTER, REGISTER]
    assert fact.amended_by == ("cluster-x@3",)
    assert fact.values[1].ranking.by == "cluster-x"
    undone = only(*events, retracted(3))
    assert (undone.data["count"], undone.undecided, undone.amended_by) == (103, ("count",), ())


def test_the_recorded_value_may_be_preferred() -> None:
    fact = only(counted(103), rival(count=110), ranked("preferred"))
    assert (fact.data["count"], fact.undecided) == (103, ())
    assert len(counting(fact.values)) == 2, "the answer shows that there is another one"


def test_a_deprecated_value_is_history() -> None:
    fact = only(counted(103), rival(count=110), ranked("deprecated", 2))
    assert (fact.data["count"], fact.undecided, counting(fact.values)) == (103, (), [])
    others = only(counted(103), rival(count=110), rival(count=120), ranked("deprecated", 2))
    assert others.undecided == ("count",)
    assert [value.value for value in counting(others.values)] == [103, 120]
    replaced = only(counted(103), rival(count=110), ranked("deprecated"), ranked("preferred", 2))
    assert (replaced.data["count"], counting(replaced.values)) == (110, [])


def test_two_preferred_values_decide_nothing() -> None:
    fact = only(
        counted(103), rival(count=110), rival(count=120), ranked("preferred", 2), ranked("preferred", 3)
    )
    assert (fact.data["count"], fact.undecided) == (103, ("count",))
    assert only(
        counted(103), rival(count=110), rival(count=120), ranked("preferred", 2), ranked("preferred", 3), ranked("normal", 2)
    ).data["count"] == 120  # fmt: skip


def test_each_field_is_decided_by_itself() -> None:
    fact = only(
        counted(103, scope="all"), rival(count=110, scope="paying"), ranked("preferred", 2, field="count")
    )
    assert (fact.data["count"], fact.data["scope"], fact.undecided) == (110, "all", ("scope",))


def test_a_partys_rival_value_is_its_dispute_until_it_is_decided() -> None:
    dispute = disputed(1, "cluster-a", fields={"count": 110})
    fact = only(counted(103), dispute)
    assert [each.by for each in fact.disputes] == ["cluster-a"]
    assert only(counted(103), dispute, ranked("preferred", 2)).disputes == ()
    assert only(counted(103), dispute, ranked("preferred")).disputes == ()
    assert only(counted(103), dispute, ranked("deprecated", 2)).disputes == ()
    assert only(counted(103), dispute, confirmed(1, "cluster-a")).values == ()
    again = only(counted(103), dispute, disputed(1, "cluster-a", fields={"count": 120}))
    assert [value.value for value in again.values] == [103, 120]


def test_a_correction_that_gives_a_rival_right_leaves_no_rival() -> None:
    fact = only(counted(103), rival(count=110), corrected(1, count=110))
    assert (fact.data["count"], fact.values, fact.undecided) == (110, (), ())


def test_a_preferred_date_replaces_the_date_with_its_words() -> None:
    inferred = {"edtf": "2023-05-09", "phrase": "wtorek 9 maja", "inferred_from": "the weekday"}
    fact = only(counted(1, occurred=inferred), rival(occurred={"edtf": "2017-05-09"}), ranked("preferred", 2))
    assert fact.data["occurred"] == {"edtf": "2017-05-09"}
    words = rival(occurred={"edtf": "2023-05-09", "phrase": "9 May"})
    assert only(counted(1, occurred=inferred), words).values == (), "the same day in other words"


@given(st.data())
def test_any_order_of_disputes_ranks_and_amendments_gives_the_same_answers(data: st.DataObject) -> None:
    """A rank follows the dispute that it ranks, and each value is ranked once; all else is in any order."""
    rivals = data.draw(st.lists(st.sampled_from([110, 120, 130]), max_size=3, unique=True), label="rivals")
    ranking = data.draw(
        st.fixed_dictionaries(
            {}, optional=dict.fromkeys([None, *rivals], st.sampled_from(["preferred", "normal", "deprecated"]))
        ),
        label="ranks",
    )  # fmt: skip
    more = data.draw(st.lists(st.sampled_from(["corrected", "refined"]), unique=True), label="amendments")
    acts = (
        [("rival", count) for count in rivals]
        + [("rank", of) for of in ranking]
        + [(each, 0) for each in more]
    )
    answers = [
        _answer(data.draw(st.permutations(acts), label="order"), ranking) for _ in range(2)
    ]  # fmt: skip
    assert answers[0] == answers[1]


def _answer(acts: Sequence[tuple[str, Any]], ranking: dict[Any, str]) -> Any:
    events: list[Event] = [counted(103, sources=[LETTER])]
    versions: dict[Any, int | None] = {None: None}
    waiting = []
    for act, of in acts:
        if act == "rival":
            events.append(rival({"id": f"source-{of}"}, count=of))
            versions[of] = len(events)
        elif act == "rank":
            waiting.append(of)
        elif act == "corrected":
            events.append(corrected(1, note="x"))
        else:
            events.append(refined(1, edtf="2020"))
        for ready in [each for each in waiting if each in versions]:
            waiting.remove(ready)
            events.append(ranked(ranking[ready], versions[ready]))
    fact = only(*events)
    return (
        {name: value for name, value in fact.data.items() if name != "sources"},
        sorted(source["id"] for source in fact.data["sources"]),
        sorted(ranks(fact)),
        sorted(value.value for value in counting(fact.values)),
        fact.undecided,
    )
