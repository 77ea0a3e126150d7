"""What is believed of a stream once its amendments are applied."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.amendments import AMENDING, apply_amendments, correction
from contracts.envelope import Fact, Opinion
from contracts.events.cluster import ClusterFounded
from contracts.events.membership_count import MembershipCountReported

AT = datetime(2026, 11, 22, 18, tzinfo=UTC)


def stream(*events: tuple[str, dict[str, Any]]) -> list[Fact]:
    """The facts of one stream, in order."""
    return [
        Fact(f"cluster-x@{version}", 10 * version, "cluster-x", version, name, AT, "public", data)
        for version, (name, data) in enumerate(events, 1)
    ]


def counted(count: int, **more: Any) -> tuple[str, dict[str, Any]]:
    return "MembershipCountReported", {"count": count, **more}


def refined(target: int, **date: str) -> tuple[str, dict[str, Any]]:
    return "FactRefined", {"target": f"cluster-x@{target}", "date": date}


def corrected(target: int, **fields: Any) -> tuple[str, dict[str, Any]]:
    return "FactCorrected", {"target": f"cluster-x@{target}", "fields": fields, "reason": "x"}


def retracted(target: int) -> tuple[str, dict[str, Any]]:
    return "FactRetracted", {"target": f"cluster-x@{target}", "reason": "x"}


def disputed(target: int, by: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return "FactDisputed", {"target": f"cluster-x@{target}", "by": by, "reason": "x", **more}


def confirmed(target: int, by: str) -> tuple[str, dict[str, Any]]:
    return "FactConfirmed", {"target": f"cluster-x@{target}", "by": by}


def data(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    return [dict(fact.data) for fact in facts]


def amended_by(facts: Sequence[Fact]) -> list[list[int]]:
    return [[int(one.rpartition("@")[2]) for one in fact.amended_by] for fact in facts]


def test_without_amendments_nothing_is_made() -> None:
    facts = stream(counted(1), counted(2))
    assert apply_amendments(facts) is facts
    assert apply_amendments(()) == ()


def test_a_correction_replaces_fields() -> None:
    facts = stream(
        counted(1, comparator="over"), counted(2), corrected(1, count=3, comparator=None, scope="all")
    )
    result = apply_amendments(facts)
    assert data(result) == [{"count": 3, "scope": "all"}, {"count": 2}]
    assert amended_by(result) == [[3], []]
    assert result[0]._replace(data=facts[0].data, amended_by=()) == facts[0]
    assert result[1] is facts[1]
    assert facts[0].data == {"count": 1, "comparator": "over"}, "what was recorded is not touched"


def test_the_last_correction_of_a_field_wins() -> None:
    result = apply_amendments(stream(counted(1), corrected(1, count=2, a=1), corrected(1, count=3)))
    assert data(result) == [{"count": 3, "a": 1}]
    assert amended_by(result) == [[2, 3]]


def test_a_correction_of_the_date_replaces_all_of_it() -> None:
    old = {"edtf": "2015", "phrase": "last year"}
    result = apply_amendments(stream(counted(1, occurred=old), corrected(1, occurred={"edtf": "2016"})))
    assert data(result) == [{"count": 1, "occurred": {"edtf": "2016"}}]


def test_a_refinement_keeps_the_phrase_unless_it_gives_one() -> None:
    old = {"edtf": "2015", "phrase": "last year", "inferred_from": "the date of the letter"}
    result = apply_amendments(stream(counted(1, occurred=old), refined(1, edtf="2015-06")))
    assert data(result) == [{"count": 1, "occurred": {"edtf": "2015-06", "phrase": "last year"}}]
    result = apply_amendments(stream(counted(1, occurred=old), refined(1, edtf="2015-06", phrase="in June")))
    assert data(result) == [{"count": 1, "occurred": {"edtf": "2015-06", "phrase": "in June"}}]
    result = apply_amendments(stream(counted(1), refined(1, edtf="2015-06")))
    assert data(result) == [{"count": 1, "occurred": {"edtf": "2015-06"}}]


def test_a_retracted_fact_is_gone_whatever_amends_it() -> None:
    assert apply_amendments(stream(counted(1), retracted(1))) == []
    result = apply_amendments(
        stream(counted(1), counted(2), corrected(1, count=3), retracted(1), corrected(1, count=4))
    )
    assert data(result) == [{"count": 2}]


def test_a_retraction_of_an_amendment_undoes_it() -> None:
    result = apply_amendments(stream(counted(1), corrected(1, count=2), corrected(1, count=3), retracted(3)))
    assert data(result) == [{"count": 2}]
    assert amended_by(result) == [[2]]
    assert data(apply_amendments(stream(counted(1), retracted(1), retracted(2)))) == [{"count": 1}]
    assert data(apply_amendments(stream(counted(1), retracted(1), retracted(2), corrected(1, count=5)))) == [
        {"count": 5}
    ]


def test_a_retraction_of_a_retraction_may_itself_be_undone() -> None:
    events = [counted(1), retracted(1), retracted(2), retracted(3)]
    assert apply_amendments(stream(*events)) == []
    assert data(apply_amendments(stream(*events, retracted(4)))) == [{"count": 1}]


def test_amendments_of_what_is_not_there_and_of_amendments_do_nothing() -> None:
    result = apply_amendments(
        stream(counted(1), corrected(9, count=5), corrected(2, fields={"count": 7}), refined(3, edtf="2015"))
    )
    assert data(result) == [{"count": 1}]
    assert apply_amendments(stream(retracted(1), corrected(3, count=2), counted(1)))[0].data == {"count": 1}


def also(amendment: tuple[str, dict[str, Any]], *more: int) -> tuple[str, dict[str, Any]]:
    """The amendment, of these facts too."""
    type, data = amendment
    return type, {**data, "also": [f"cluster-x@{target}" for target in more]}


def test_one_amendment_is_of_several_facts() -> None:
    events = [counted(1), counted(2), counted(3), also(corrected(1, count=9), 3)]
    result = apply_amendments(stream(*events))
    assert data(result) == [{"count": 9}, {"count": 2}, {"count": 9}]
    assert amended_by(result) == [[4], [], [4]]
    assert data(apply_amendments(stream(*events, also(retracted(2), 4)))) == [{"count": 1}, {"count": 3}]
    assert data(apply_amendments(stream(*events, retracted(4), retracted(5)))) == data(result)
    opinion = apply_amendments(stream(*events[:3], also(disputed(2, "cluster-a"), 3)))
    assert [[each.by for each in fact.disputes] for fact in opinion] == [[], ["cluster-a"], ["cluster-a"]]


@given(st.data())
def test_one_amendment_of_several_facts_is_as_one_of_each(draw: st.DataObject) -> None:
    """In any order of the facts that it names, and also once it is undone."""
    facts = draw.draw(streams(), label="stream")
    targets = draw.draw(
        st.lists(st.integers(1, len(facts)), min_size=1, max_size=4, unique=True), label="targets"
    )
    kind = draw.draw(
        st.sampled_from(
            [
                lambda target: corrected(target, count=100),
                lambda target: refined(target, edtf="2020"),
                retracted,
                lambda target: disputed(target, "cluster-a"),
            ]
        )
    )
    events = [(fact.type, dict(fact.data)) for fact in facts]
    one_by_one = apply_amendments(stream(*events, *map(kind, targets)))
    together = also(kind(targets[0]), *targets[1:])
    assert _current(apply_amendments(stream(*events, together))) == _current(one_by_one)
    turned = also(kind(targets[-1]), *targets[:-1])
    assert apply_amendments(stream(*events, turned)) == apply_amendments(stream(*events, together))
    undone = apply_amendments(stream(*events, together, retracted(len(events) + 1)))
    assert list(undone) == list(apply_amendments(facts))


def _current(facts: Sequence[Fact]) -> list[tuple[str, Any, list[str]]]:
    return [(fact.id, fact.data, [each.by for each in fact.disputes]) for fact in facts]


@st.composite
def streams(draw: st.DrawFn) -> list[Fact]:
    """Facts, and amendments of anything before them."""
    events: list[tuple[str, dict[str, Any]]] = []
    for version in range(1, draw(st.integers(1, 12)) + 1):
        target = draw(st.integers(1, version))
        kind = draw(st.sampled_from([counted, counted, corrected, refined, retracted]))
        if kind is counted:
            events.append(counted(draw(st.integers(0, 9))))
        elif kind is corrected:
            events.append(corrected(target, count=draw(st.integers(10, 99))))
        elif kind is refined:
            events.append(refined(target, edtf=draw(st.sampled_from(["2015", "2016-01"]))))
        else:
            events.append(retracted(target))
    return stream(*events)


@given(streams())
def test_amendments_are_applied_once(facts: list[Fact]) -> None:
    result = apply_amendments(facts)
    assert apply_amendments(result) == result
    assert not any(fact.type in AMENDING for fact in result)
    assert [fact.version for fact in result] == sorted({fact.version for fact in result})


@given(streams())
def test_an_amendment_and_its_retraction_are_as_if_neither_had_been(facts: list[Fact]) -> None:
    before = apply_amendments(facts)
    next_version = len(facts) + 1
    for kind in (corrected(1, count=100), refined(1, edtf="2020"), retracted(1)):
        events = [(fact.type, dict(fact.data)) for fact in facts]
        assert list(apply_amendments(stream(*events, kind, retracted(next_version)))) == list(before)


@given(streams())
def test_known_at_is_a_prefix(facts: list[Fact]) -> None:
    """Facts that nothing after them speaks of are believed as before."""
    shorter = apply_amendments(facts[:-1])
    last = facts[-1]
    if last.type not in AMENDING:
        assert list(apply_amendments(facts)) == [*shorter, last]


REPORTED = {
    "actor": "Desk", "mode": "reported", "sources": [], "count": 37, "class": "supporting", "comparator": "over",
    "as_of": {"edtf": "2015", "earliest": "2015-01-01", "latest": "2015-12-31"},
}  # fmt: skip


def test_a_correction_is_recorded_as_the_event_would_be() -> None:
    command = {
        "count": 38,
        "comparator": None,
        "as_of": None,
        "occurred": {"edtf": "2015-08", "phrase": " in August "},
    }
    assert correction(MembershipCountReported, REPORTED, command) == {
        "count": 38,
        "comparator": "exactly",
        "as_of": None,
        "occurred": {
            "edtf": "2015-08",
            "earliest": "2015-08-01",
            "latest": "2015-08-31",
            "phrase": "in August",
        },
    }
    assert (
        correction(MembershipCountReported, REPORTED, {"as_of": "2016-12-01"})["as_of"]["latest"]
        == "2016-12-01"
    )


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"count": None}, "count"),
        ({"count": -1}, "count"),
        ({"class": "some"}, "class"),
        ({"member_class": "all"}, "member_class"),
        ({"as_of": "2016-13"}, "as_of"),
        ({"occurred": {"edtf": "2016-13"}}, "occurred.edtf"),
        ({"founded": 1}, "founded"),
    ],
)
def test_a_wrong_correction_names_the_field(fields: dict[str, Any], place: str) -> None:
    with pytest.raises(ValidationError) as caught:
        correction(MembershipCountReported, REPORTED, fields)
    assert [".".join(map(str, item["loc"])) for item in caught.value.errors()] == [place]


@pytest.mark.parametrize("name", ["actor", "mode", "sources"])
def test_who_recorded_a_fact_and_how_is_not_corrected(name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} cannot be corrected"):
        correction(ClusterFounded, {"actor": "Desk", "mode": "reported", "sources": []}, {name: "performed"})


# ---- sources -----------------------------------------------------------------------------------------------------
def test_an_amended_fact_rests_on_the_amendments_sources_too() -> None:
    first, second, third = (
        {"id": "source-a", "locator": "p. 1"},
        {"id": "source-b"},
        {"id": "source-a", "locator": "p. 2"},
    )
    name, amendment = corrected(1, count=2)
    events = (counted(1, sources=[first]), (name, amendment | {"sources": [second, {"id": "source-a"}]}))
    # The source of the wrong number does not stand for the right one.
    assert data(apply_amendments(stream(*events))) == [{"count": 2, "sources": [second, {"id": "source-a"}]}]
    name, amendment = refined(1, edtf="2015-06")
    again = (*events, (name, amendment | {"sources": [third, second]}))
    assert data(apply_amendments(stream(*again))) == [
        {"count": 2, "sources": [second, {"id": "source-a"}, third], "occurred": {"edtf": "2015-06"}}
    ]
    assert data(apply_amendments(stream(*again, retracted(2))))[0]["sources"] == [first, third, second]


# ---- opinions ----------------------------------------------------------------------------------------------------
def test_a_dispute_changes_nothing_but_that_it_is_known() -> None:
    cited = ({"id": "source-register"},)
    [fact] = apply_amendments(
        stream(counted(1), disputed(1, "party-a", sources=cited), confirmed(1, "party-b"))
    )
    assert dict(fact.data) == {"count": 1}
    assert fact.amended_by == ()
    assert fact.disputes == (Opinion("cluster-x@2", "party-a", "x", cited),)
    assert fact.confirmations == (Opinion("cluster-x@3", "party-b", None),)


def test_a_partys_last_opinion_is_its_opinion() -> None:
    [fact] = apply_amendments(stream(counted(1), disputed(1, "party-a"), confirmed(1, "party-a")))
    assert (fact.disputes, [opinion.by for opinion in fact.confirmations]) == ((), ["party-a"])
    [fact] = apply_amendments(stream(counted(1), confirmed(1, "party-a"), disputed(1, "party-a")))
    assert ([opinion.by for opinion in fact.disputes], fact.confirmations) == (["party-a"], ())


def test_an_opinion_that_is_taken_back_leaves_the_one_before() -> None:
    events = stream(counted(1), confirmed(1, "party-a"), disputed(1, "party-a"), retracted(3))
    [fact] = apply_amendments(events)
    assert (fact.disputes, [opinion.event for opinion in fact.confirmations]) == ((), ["cluster-x@2"])


def test_a_correction_that_adopts_a_dispute_settles_it() -> None:
    register = ({"id": "source-register"},)
    name, amendment = corrected(1, count=2)
    by_source = (
        counted(1),
        disputed(1, "party-a", sources=register),
        (name, amendment | {"sources": [*register]}),
    )
    assert apply_amendments(stream(*by_source))[0].disputes == ()
    by_value = (counted(1), disputed(1, "party-a", reason="There were 2, not 1."), corrected(1, count=2))
    assert apply_amendments(stream(*by_value))[0].disputes == ()
    assert apply_amendments(stream(*by_value, retracted(3)))[0].disputes != ()
    other = (counted(1), disputed(1, "party-a", reason="There were 20."), corrected(1, count=2))
    assert [opinion.by for opinion in apply_amendments(stream(*other))[0].disputes] == ["party-a"]
    date = (
        counted(1, occurred={"edtf": "2015"}),
        disputed(1, "party-a", reason="It was in 2014-06, says the register."),
    )
    assert apply_amendments(stream(*date, corrected(1, occurred={"edtf": "2014-06"})))[0].disputes == ()
    assert apply_amendments(stream(*date, corrected(1, occurred={"edtf": "2014"})))[0].disputes != ()
    # Disputed once more, it is disputed.
    assert apply_amendments(stream(*by_value, disputed(1, "party-a")))[0].disputes != ()


def test_what_was_confirmed_was_the_wrong_value() -> None:
    events = (counted(1), confirmed(1, "party-a"), corrected(1, count=2))
    assert apply_amendments(stream(*events))[0].confirmations == ()
    assert [
        opinion.by for opinion in apply_amendments(stream(*events, confirmed(1, "party-a")))[0].confirmations
    ] == ["party-a"]
    assert [opinion.by for opinion in apply_amendments(stream(*events, retracted(3)))[0].confirmations] == [
        "party-a"
    ]


def test_an_opinion_stays_when_the_fact_is_corrected_and_goes_when_it_is_retracted() -> None:
    events = (counted(1), disputed(1, "party-a"), corrected(1, count=2))
    [fact] = apply_amendments(stream(*events))
    assert (dict(fact.data), [opinion.by for opinion in fact.disputes]) == ({"count": 2}, ["party-a"])
    assert apply_amendments(stream(*events, retracted(1))) == []


# ---- a correction that names fields as an older version did -------------------------------------------------------
def specialised(**more: Any) -> tuple[str, dict[str, Any]]:
    return "SpecialisationDeclared", {"label": {"pl": "x"}, **more}


def test_a_correction_recorded_before_version_2_is_lifted_with_the_fact() -> None:
    code = {"scheme": "PKD", "edition": "2007", "code": "29.31.Z"}
    [fact] = apply_amendments(stream(specialised(classification=code), corrected(1, edition="2025")))
    assert dict(fact.data) == specialised(classification=code | {"edition": "2025"})[1]
    [fact] = apply_amendments(stream(specialised(classification=code), corrected(1, code=None)))
    assert dict(fact.data) == specialised()[1]
    [fact] = apply_amendments(stream(specialised(), corrected(1, scheme="PKD", code="29.31.Z")))
    assert dict(fact.data) == specialised(classification={"scheme": "PKD", "code": "29.31.Z"})[1]
    [fact] = apply_amendments(stream(specialised(), corrected(1, classification=code)))
    assert dict(fact.data) == specialised(classification=code)[1]
