"""Given facts, then rows: what is valid for a time in the network and the matrix, and the occurrences of the timeline."""

from datetime import date
from typing import Any

import orjson
import pytest

from contracts.catalogue import EVENTS
from services.projections.engine.interval import FUTURE, PAST, Interval
from services.projections.readmodels import directory, matrix, network, timeline
from services.projections.text import labels
from tests.projections.given import Log, agreed, founded, party

CLUSTER, LUBLIN, RADOM = "cluster-a", "party-lublin", "party-radom"


def _rows(model: Any, log: Log, stream: str) -> list[tuple[Any, dict[str, Any]]]:
    names = [column.name for column in model.MODEL.columns]
    return [(row, dict(zip(names, row.values, strict=True))) for row in log.rows(model.MODEL, stream)]


def _of_kind(log: Log, stream: str, kind: str) -> list[tuple[Interval, dict[str, Any]]]:
    return [
        (row.interval, orjson.loads(detail["detail"]))
        for row, detail in _rows(network, log, stream)
        if detail["kind"] == kind
    ]


def _ends(interval: Interval) -> tuple[date, date]:
    return interval.end_earliest, interval.end_latest


# ---- roles -----------------------------------------------------------------------------------------------------------
def test_a_coordinator_is_one_until_released() -> None:
    log = Log()
    log.add(CLUSTER, "CoordinatorAppointed", organisation=LUBLIN, occurred="2015")
    log.add(CLUSTER, "CoordinatorReleased", organisation=LUBLIN, occurred="2018-03")
    log.add(CLUSTER, "CoordinatorAppointed", organisation=RADOM, role="co", occurred="2018")
    (first, detail), (second, other) = _of_kind(log, CLUSTER, "role")
    assert first == Interval(date(2015, 1, 1), date(2015, 12, 31), date(2018, 3, 1), date(2018, 3, 31))
    assert (detail["party"], detail["ended"]["event"]) == (LUBLIN, "cluster-a@2")
    assert (other["party"], other["lead"], _ends(second)) == (RADOM, "co", (FUTURE, FUTURE))


def test_a_source_may_report_only_the_end() -> None:
    log = Log()
    log.add(CLUSTER, "CoordinatorReleased", organisation=LUBLIN, occurred="2018-03-19", mode="reported")
    [(row, _)] = _of_kind(log, CLUSTER, "role")
    assert row == Interval(PAST, date(2018, 3, 19), date(2018, 3, 19), date(2018, 3, 19))
    log.add("membership-a.lublin", "MemberLeft", occurred="2016", mode="reported")
    [(left, detail)] = _of_kind(log, "membership-a.lublin", "role")
    assert (left.start_earliest, _ends(left)) == (PAST, (date(2016, 1, 1), date(2016, 12, 31)))
    assert detail["role"] == "member"


def test_an_end_without_a_date_lies_no_later_than_its_recording() -> None:
    log = Log()
    log.add("membership-a.lublin", "MemberJoined", occurred="2015-01-01")
    log.add("membership-a.lublin", "MemberLeft")
    [(row, _)] = _of_kind(log, "membership-a.lublin", "role")
    assert _ends(row) == (date(2015, 1, 1), date(2026, 11, 22))


def test_each_membership_is_parted_by_class_and_episode() -> None:
    log = Log()
    stream = "membership-a.lublin"
    log.add(stream, "MemberJoined", **{"class": "founder"}, occurred="2015-01-01")
    log.add(stream, "MemberClassChanged", to="full", occurred="2016-01-01")
    log.add(stream, "MemberLeft", occurred="2017-01-01")
    log.add(stream, "MemberJoined", **{"class": "supporting"}, occurred="2019-01-01")
    roles = _of_kind(log, stream, "role")
    assert [(detail["role"], detail["class"], detail.get("episode", 1)) for _, detail in roles] == [
        ("founder", "founder", 1), ("member", "full", 1), ("member", "supporting", 2),
    ]  # fmt: skip
    assert [_ends(row)[0] for row, _ in roles] == [date(2016, 1, 1), date(2017, 1, 1), FUTURE]
    first, second = _rows(matrix, log, stream)
    assert (first[0].interval.start_earliest, _ends(first[0].interval)[0]) == (
        date(2015, 1, 1),
        date(2017, 1, 1),
    )
    assert second[0].event == f"{stream}@4"


def test_what_fewer_may_read_ends_nothing_for_the_others() -> None:
    log = Log()
    log.add("membership-a.lublin", "MemberJoined", occurred="2015-01-01")
    log.add("membership-a.lublin", "MemberLeft", occurred="2017-01-01", audience="owner")
    [(row, _)] = _of_kind(log, "membership-a.lublin", "role")
    assert _ends(row) == (FUTURE, FUTURE)


def test_an_application_is_no_membership() -> None:
    log = Log()
    log.add("membership-a.lublin", "MembershipApplied", **{"class": "full"}, occurred="2015-01-01")
    assert not _rows(network, log, "membership-a.lublin")
    [(row, detail)] = _rows(timeline, log, "membership-a.lublin")
    assert (row.audience, detail["type"]) == ("owner", "MembershipApplied")


# ---- clusters --------------------------------------------------------------------------------------------------------
def test_a_dissolved_cluster_ends_and_says_what_followed_on_it() -> None:
    log = Log()
    log.add(CLUSTER, "ClusterInitiativeAnnounced", names={"pl": "A"}, occurred="2013")
    founded(log, "a", "A", "A", "2014-01-01")
    end = log.add(CLUSTER, "ClusterDissolved", successors=["cluster-b"], occurred="2020-06-30")
    for kind in ("announced", "founded"):
        [(row, detail)] = _of_kind(log, CLUSTER, kind)
        assert _ends(row) == (date(2020, 6, 30), date(2020, 6, 30))
        assert detail["dissolved"]["event"] == end
    [(row, detail)] = _of_kind(log, CLUSTER, "dissolved")
    assert (row.start_earliest, detail["successors"]) == (date(2020, 6, 30), ["cluster-b"])


def test_teams_recognitions_purpose_and_strategy_are_valid_for_a_time() -> None:
    log = Log()
    log.add(CLUSTER, "TaskTeamFormed", name={"pl": "Turystyka", "en": "Tourism"}, occurred="2015-01-01")
    log.add(CLUSTER, "TaskTeamFormed", name={"pl": "Promocja"}, occurred="2015-01-01")
    log.add(CLUSTER, "TaskTeamDissolved", name={"en": "tourism"}, occurred="2016-01-01")
    log.add(CLUSTER, "RecognitionGranted", scheme="Key cluster", valid_from="2015", valid_to="2018-12-31")
    log.add(CLUSTER, "RecognitionWithdrawn", scheme="Key cluster", occurred="2017-05-01")
    log.add(CLUSTER, "StrategyAdopted", title={"pl": "S1"}, occurred="2015-01-01", period="2015/2020")
    log.add(CLUSTER, "StrategyAdopted", title={"pl": "S2"}, occurred="2018-01-01")
    log.add(CLUSTER, "PurposeDeclared", mission={"pl": "M"}, occurred="2015-01-01")
    teams = {detail["name"]["pl"]: row.end_earliest for row, detail in _of_kind(log, CLUSTER, "team")}
    assert teams == {"Turystyka": date(2016, 1, 1), "Promocja": FUTURE}
    [(title, _)] = _of_kind(log, CLUSTER, "recognition")
    assert title == Interval(date(2015, 1, 1), date(2015, 12, 31), date(2017, 5, 1), date(2017, 5, 1))
    assert [row.end_earliest for row, _ in _of_kind(log, CLUSTER, "strategy")] == [
        date(2018, 1, 1),
        FUTURE,
    ]
    [(purpose, _)] = _of_kind(log, CLUSTER, "purpose")
    assert purpose.end_latest == FUTURE


def test_a_specialisation_is_met_in_any_language_until_it_is_dropped() -> None:
    log = Log()
    log.add(CLUSTER, "SpecialisationDeclared", label={"pl": "lotnictwo", "en": "aviation"}, occurred="2015")
    log.add(CLUSTER, "SpecialisationDropped", label={"en": "Aviation"}, occurred="2018")
    roles = {detail["key"]: row.interval.end_latest for row, detail in _rows(matrix, log, CLUSTER)}
    assert roles == {"pl lotnictwo": date(2018, 12, 31), "en aviation": date(2018, 12, 31)}


# ---- parties, persons ------------------------------------------------------------------------------------------------
def test_a_renamed_party_keeps_its_earlier_names_and_its_numbers() -> None:
    log = Log()
    party(log, "x", "organisation", "Dawna", abbreviation="D")
    log.add("party-x", "PartyRenamed", names={"pl": "Nowa"}, occurred="2018-03-19")
    log.add("party-x", "PartyIdentified", scheme="nip", value="5260250274")
    [(_, detail)] = _rows(directory, log, "party-x")
    about = orjson.loads(detail["about"])
    assert orjson.loads(detail["names"]) == {"pl": "Nowa"}
    assert about["former"][0]["names"] == {"pl": "Dawna"}
    assert about["former"][0]["until"]["edtf"] == "2018-03-19"
    assert about["identifiers"] == [{"scheme": "nip", "value": "5260250274", "event": "party-x@3"}]
    assert set(detail["search_key"].split()) == {"nowa", "dawna", "d"}


def test_links_stand_until_they_are_taken_back() -> None:
    log = Log()
    party(log, "x", "organisation", "X")
    log.add("party-x", "IdentityLinked", other="party-y", evidence="One address.", certainty="possible")
    [(row, detail)] = _of_kind(log, "party-x", "link")
    assert (detail["other"], detail["certainty"], row.start_latest) == ("party-y", "possible", PAST)
    log.add("party-x", "IdentityUnlinked", other="party-y", reason="Two offices.")
    assert not _of_kind(log, "party-x", "link")


def test_functions_have_no_name_and_outlive_an_erasure() -> None:
    log = Log()
    mayor: dict[str, Any] = {"organisation": LUBLIN, "title": {"pl": "prezydent miasta"}}
    log.add("person-p", "PersonRegistered")
    log.add("person-p", "FunctionAssumed", **mayor, occurred="2010-12-01")
    log.add("person-p", "FunctionAssumed", organisation=LUBLIN, title={"pl": "radny"}, occurred="2006")
    log.add("person-p", "FunctionEnded", **mayor, occurred="2018-11-20")
    log.add("person-p", "PersonErased", legal_basis="GDPR, article 17")
    ends = {detail["title"]["pl"]: row.end_latest for row, detail in _of_kind(log, "person-p", "function")}
    assert ends == {"prezydent miasta": date(2018, 11, 20), "radny": FUTURE}
    [(_, named)] = _rows(directory, log, "person-p")
    assert orjson.loads(named["names"]) == {"pl": "radny"}  # the current one
    assert [detail["type"] for _, detail in _rows(timeline, log, "person-p")] == [
        "FunctionAssumed",
        "FunctionAssumed",
        "FunctionEnded",
    ]


# ---- the timeline ----------------------------------------------------------------------------------------------------
def test_a_planned_visit_is_none_until_it_took_place() -> None:
    log = Log()
    plan: dict[str, Any] = {"host": LUBLIN, "visitors": ["cluster-b"]}
    log.add("visit-v", "VisitPlanned", **plan, occurred="2027-01")
    assert not _rows(network, log, "visit-v")
    [(row, detail)] = _rows(timeline, log, "visit-v")
    assert (row.audience, row.participants, detail["type"]) == (
        "participants",
        ("cluster-b", LUBLIN),
        "VisitPlanned",
    )
    log.add("visit-v", "VisitCancelled", reason="Snow.", occurred="2027-01-10")
    [(row, detail)] = _rows(timeline, log, "visit-v")
    assert (row.audience, detail["type"]) == ("participants", "VisitCancelled")
    assert orjson.loads(detail["detail"])["reason"] == "Snow."


def test_what_follows_on_an_agreement_keeps_its_own_audience() -> None:
    log = Log()
    agreed(log, "a", ["cluster-a", "cluster-b"], "2018-03-19")
    log.add(
        "agreement-a", "JointActionRecorded", kind="training", participants=["cluster-a"], occurred="2019"
    )
    log.add("agreement-a", "PartyWithdrew", party="cluster-b", occurred="2020-01-01")
    rows = {detail["type"]: row for row, detail in _rows(timeline, log, "agreement-a")}
    assert {type: row.audience for type, row in rows.items()} == {
        "AgreementConcluded": "public", "JointActionRecorded": "partners", "PartyWithdrew": "public",
    }  # fmt: skip
    assert rows["AgreementConcluded"].interval.end_earliest == FUTURE  # what happened has happened


@pytest.mark.parametrize("type", sorted({type for type, _ in EVENTS}))
def test_every_heading_is_a_sentence_in_both_languages(type: str) -> None:
    detail = {
        "organisation": LUBLIN, "party": RADOM, "label": {"en": "x"}, "title": {"en": "x"}, "name": {"en": "x"},
        "names": {"en": "x"}, "scheme": "x", "to": "full", "verdict": "fulfilled", "count": 3, "kind": "training",
    }  # fmt: skip
    heading = labels.heading(type, [CLUSTER], "agreement-a", detail, lambda stream, _: stream.upper())
    assert all(heading[lang] and "{" not in heading[lang] for lang in ("pl", "en"))
    by_their_own_name = type.startswith("Agreement") or type in {"VisitHeld", "ConferenceHeld"}
    if type in (timeline.MODEL.types or ()) and not by_their_own_name:
        assert heading["pl"] != "AGREEMENT-A", "an occurrence has a sentence of its own"


@pytest.mark.parametrize("model", [network, timeline, matrix, directory], ids=lambda each: each.MODEL.name)
def test_a_fact_of_no_interest_changes_no_rows(model: Any) -> None:
    model = model.MODEL
    for category in model.categories & {"cluster", "party", "person"}:
        log = Log()
        stream = f"{category}-x"
        if category == "cluster":
            founded(log, "x", "X", "X", "2014")
        elif category == "party":
            party(log, "x", "city", "X")
        else:
            log.add(stream, "FunctionAssumed", organisation=LUBLIN, title={"pl": "x"})
        before = log.rows(model, stream)
        facts = log.facts(stream)
        unknown = facts[-1]._replace(id=f"{stream}@9", type="SomethingNewHappened", data={"mode": "reported"})
        assert list(model.rows([*facts, unknown])) == before
