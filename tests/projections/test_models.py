"""Given facts, then rows: each read model by itself."""

from datetime import date
from typing import Any

import orjson
import pytest

from contracts.streams import category_of
from services.projections.engine.interval import FUTURE, PAST, Interval
from services.projections.engine.readmodel import Row
from services.projections.readmodels import agreements, directory, matrix, network, timeline
from services.projections.readmodels.tables import MODELS
from tests.projections.given import Log, agreed, founded, history, party

HISTORY = history()
LUBLIN, RADOM, STARACHOWICE = "party-lublin", "party-radom", "party-starachowice"


def _of(model: Any, log: Log, stream: str) -> list[tuple[Row, dict[str, Any]]]:
    names = [column.name for column in model.MODEL.columns]
    return [(row, dict(zip(names, row.values, strict=True))) for row in log.rows(model.MODEL, stream)]


def _json(text: str) -> Any:
    return orjson.loads(text)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_rows_are_hashable_distinct_and_as_wide_as_their_columns(model: Any) -> None:
    for stream in {event.stream for event in HISTORY.events}:
        if category_of(stream) in model.categories:
            rows = HISTORY.rows(model, stream)
            assert len(set(rows)) == len(rows)
            assert all(len(row.values) == len(model.columns) for row in rows)


# ---- agreements ------------------------------------------------------------------------------------------------------
def test_three_cities_sign_for_a_cluster_that_is_no_party() -> None:
    [(row, values)] = _of(agreements, HISTORY, "agreement-loi-2018")
    detail, fact = _json(values["detail"]), _json(values["fact"])
    assert (values["state"], values["signed"], values["listed"]) == ("concluded", 3, 3)
    assert [item["party"] for item in detail["parties"]] == [LUBLIN, RADOM, STARACHOWICE]
    assert detail["beneficiaries"] == ["cluster-wmm"]
    assert [item["id"] for item in fact["sources"]] == ["source-letter-pl", "source-letter-en"]
    assert fact["date"]["phrase"] == "19 marca"
    assert row.event == "agreement-loi-2018@5"
    assert row.interval == Interval(date(2018, 3, 19), date(2018, 3, 19), FUTURE, FUTURE)
    assert row.audience == "public"


def test_four_clusters_sign_through_organisations() -> None:
    [(_, values)] = _of(agreements, HISTORY, "agreement-iabm")
    detail = _json(values["detail"])
    assert (values["signed"], values["listed"]) == (4, 4)
    assert [item["represented_by"] for item in detail["parties"]] == [
        "party-lsse", "party-ksse", "party-pgm", "party-wsm",
    ]  # fmt: skip
    assert detail["conference"] == "conference-iabm"
    assert detail["place"] == {"party": "party-jaworzno"}


def _proposed(**more: Any) -> Log:
    log = Log()
    log.add(
        "agreement-a",
        "AgreementProposed",
        kind="letter-of-intent",
        parties=["cluster-a", "cluster-b"],
        subject={"pl": "x"},
        **more,
    )
    return log


def test_a_proposal_is_for_its_parties_only() -> None:
    [(row, values)] = _of(agreements, _proposed(occurred="2026-01"), "agreement-a")
    assert (row.audience, row.participants) == ("participants", ("cluster-a", "cluster-b"))
    assert (values["state"], values["signed"], values["listed"]) == ("proposed", 0, 2)
    assert row.interval == Interval(date(2026, 1, 1), date(2026, 1, 31), FUTURE, FUTURE)


def test_it_becomes_public_with_its_conclusion_and_takes_the_last_signatures_date() -> None:
    log = _proposed()
    log.add("agreement-a", "AgreementSigned", party="cluster-a", occurred="2026-02-01")
    log.add("agreement-a", "AgreementSigned", party="cluster-b", occurred="2026-02-03")
    log.add("agreement-a", "AgreementConcluded")
    [(row, _)] = _of(agreements, log, "agreement-a")
    assert row.audience == "public"
    assert row.interval.start_latest == date(2026, 2, 1)  # in the register since the first signature
    [(tie, _)] = _of(network, log, "agreement-a")
    assert tie.interval.start_latest == date(2026, 2, 3)


def test_what_is_the_owners_stays_so() -> None:
    log = _proposed(audience="owner")
    log.add("agreement-a", "AgreementConcluded")
    [(row, _)] = _of(agreements, log, "agreement-a")
    assert row.audience == "owner"


def test_a_retracted_signature_and_a_corrected_party() -> None:
    log = _proposed()
    first = log.add("agreement-a", "AgreementSigned", party="cluster-a", represented_by="party-x")
    log.add("agreement-a", "AgreementSigned", party="cluster-b")
    log.add("agreement-a", "FactRetracted", target=first, reason="not signed")
    log.add(
        "agreement-a", "FactCorrected", target="agreement-a@1", fields={"kind": "contract"}, reason="misread"
    )
    [(_, values)] = _of(agreements, log, "agreement-a")
    assert (values["signed"], values["kind"]) == (1, "contract")
    assert _json(values["fact"])["amended_by"] == ["agreement-a@5"]


def test_a_source_is_cited_once_with_all_its_places() -> None:
    log = _proposed(sources=[{"id": "source-a", "locator": "paragraphs 1 and 2"}, {"id": "source-b"}])
    log.add(
        "agreement-a",
        "AgreementConcluded",
        sources=[{"id": "source-b"}, {"id": "source-a", "locator": "paragraph 4"}],
    )
    [(_, values)] = _of(agreements, log, "agreement-a")
    assert _json(values["fact"])["sources"] == [
        {"id": "source-a", "locator": "paragraphs 1 and 2; paragraph 4"},
        {"id": "source-b"},
    ]


def test_a_retracted_proposal_leaves_nothing() -> None:
    log = _proposed()
    log.add("agreement-a", "FactRetracted", target="agreement-a@1", reason="a mistake")
    assert all(not log.rows(model, "agreement-a") for model in MODELS if "agreement" in model.categories)


# ---- network ---------------------------------------------------------------------------------------------------------
def test_a_cluster_is_announced_then_founded_and_its_initiator_stands_once() -> None:
    log = Log()
    log.add(
        "cluster-wmm",
        "ClusterInitiativeAnnounced",
        names={"pl": "W"},
        initiators=[LUBLIN],
        occurred="/2018-01-12",
    )
    log.add("cluster-wmm", "ClusterFounded", initiators=[LUBLIN, RADOM], occurred="2018-02")
    result = {(values["kind"], values["key"]): row for row, values in _of(network, log, "cluster-wmm")}
    assert result["announced", "cluster-wmm"].interval == Interval(PAST, date(2018, 1, 12), FUTURE, FUTURE)
    assert result["founded", "cluster-wmm"].interval.start_earliest == date(2018, 2, 1)
    assert result["role", "party-lublin initiator"].event == "cluster-wmm@1"
    assert result["role", "party-radom initiator"].event == "cluster-wmm@2"


def test_foundings_that_no_day_can_satisfy_dispute_each_other() -> None:
    log = Log()
    founded(log, "a", "A", "A", "2014", sources=[{"id": "source-x"}])
    founded(log, "a", "A", "A", "2016-03", sources=[{"id": "source-y"}])
    founded(log, "b", "B", "B", "2015")
    founded(log, "b", "B", "B", "2015-06")
    [(row, values)] = _of(network, log, "cluster-a")
    fact = _json(values["fact"])
    assert fact["disputed"] is True
    assert row.interval == Interval(date(2014, 1, 1), date(2016, 3, 31), FUTURE, FUTURE)
    assert [item["id"] for item in fact["sources"]] == ["source-x", "source-y"]
    [(_, agreeing)] = _of(network, log, "cluster-b")
    assert "disputed" not in _json(agreeing["fact"])


def test_roles_stay_apart() -> None:
    roles = [
        _json(values["detail"])["role"]
        for _, values in _of(network, HISTORY, "cluster-lkb")
        if values["kind"] == "role"
    ]
    assert roles == ["initiator"] * 3
    [(row, values)] = _of(network, HISTORY, "membership-lkb.umcs")
    assert _json(values["detail"]) == {
        "cluster": "cluster-lkb",
        "party": "party-umcs",
        "role": "founder",
        "class": "founder",
    }
    assert row.participants == ("cluster-lkb", "party-umcs")
    [lead] = [row for row, values in _of(network, HISTORY, "cluster-dkm") if values["kind"] == "role"]
    assert lead.interval == Interval(PAST, date(2026, 11, 22), FUTURE, FUTURE), (
        "undated: by the day of its recording"
    )


def test_an_outcome_is_a_row_of_its_own_because_fewer_may_read_it() -> None:
    log = Log()
    log.add("visit-v", "VisitHeld", host=STARACHOWICE, visitors=[LUBLIN], occurred="/2018-01-12")
    log.add("visit-v", "VisitOutcomeRecorded", text={"pl": "x"}, leads_to="agreement-a")
    (visit, visit_values), (outcome, outcome_values) = _of(network, log, "visit-v")
    assert (visit_values["kind"], visit.audience) == ("visit", "public")
    assert (outcome_values["kind"], outcome.audience, outcome.participants) == (
        "outcome",
        "partners",
        (LUBLIN, STARACHOWICE),
    )
    assert visit.interval == Interval(PAST, date(2018, 1, 12), FUTURE, FUTURE)


def test_everything_an_agreement_touches_can_be_found_by_it() -> None:
    [(_, values)] = _of(network, HISTORY, "agreement-iabm")
    assert set(values["touched"]) >= {"cluster-dkm", "party-lsse", "party-ksse"}


# ---- timeline --------------------------------------------------------------------------------------------------------
def test_an_agreement_is_one_occurrence_in_the_lanes_of_its_clusters() -> None:
    [(_, letter)] = _of(timeline, HISTORY, "agreement-iabm")
    assert letter["subjects"] == ("cluster-dkm", "cluster-saam", "cluster-pgm", "cluster-wsm")
    [(_, cities)] = _of(timeline, HISTORY, "agreement-loi-2018")
    assert cities["subjects"] == ("cluster-wmm",)
    log = Log()
    agreed(log, "c", [LUBLIN, RADOM], "2020")
    [(_, without)] = _of(timeline, log, "agreement-c")
    assert without["subjects"] == (LUBLIN, RADOM)


def test_a_reported_number_stands_at_the_day_for_which_it_was_given() -> None:
    log = Log()
    log.add("cluster-lm", "MembershipCountReported", count=103, as_of="2016-12-01", occurred="2017-05")
    [(row, values)] = _of(timeline, log, "cluster-lm")
    assert (row.interval.start_earliest, values["day"]) == (date(2016, 12, 1), date(2016, 12, 1))
    assert _json(values["fact"])["date"]["edtf"] == "2016-12-01"
    assert _json(values["detail"])["count"] == 103


def test_days_to_sort_by() -> None:
    def day(occurred: str | None) -> date:
        log = Log()
        log.add(
            "cluster-a", "ClusterFounded", names={"pl": "A"}, **({"occurred": occurred} if occurred else {})
        )
        [(_, values)] = _of(timeline, log, "cluster-a")
        result: date = values["day"]
        return result

    assert day("2014-04") == date(2014, 4, 1)
    assert day("/2018-01-12") == date(2018, 1, 12)
    assert day("2018-01-12/") == date(2018, 1, 12)
    assert day(None) == FUTURE


# ---- matrix ----------------------------------------------------------------------------------------------------------
def test_what_clusters_have_in_common_has_the_same_key() -> None:
    log = Log()
    for id, label in (
        ("a", {"pl": "Elektro  mobilność"}),
        ("b", {"pl": "elektro mobilność", "en": "electromobility"}),
    ):
        log.add(f"cluster-{id}", "SpecialisationDeclared", label=label)
    first, second = ({values["key"] for _, values in _of(matrix, log, f"cluster-{id}")} for id in "ab")
    assert first & second == {"pl elektro mobilność"}
    coded = {"scheme": "PKD", "edition": "2007", "code": "29.10.Z"}
    label = {"pl": "X  y"}
    assert matrix.specialisation({"label": label, "classification": coded}) == ["code PKD 2007 29.10.Z"]
    assert matrix.specialisation({"label": label, "classification": {"code": "29.10.Z"}}) == ["pl x y"]


def test_only_a_concluded_agreement_ties_and_a_beneficiary_is_no_party() -> None:
    assert not _of(matrix, _proposed(), "agreement-a")
    assert not _of(matrix, HISTORY, "agreement-loi-2018")
    assert [values["cluster"] for _, values in _of(matrix, HISTORY, "agreement-iabm")] == [
        "cluster-dkm", "cluster-saam", "cluster-pgm", "cluster-wsm",
    ]  # fmt: skip
    assert [values["cluster"] for _, values in _of(matrix, HISTORY, "visit-starachowice")] == ["cluster-wmm"]


# ---- directory -------------------------------------------------------------------------------------------------------
def test_names_of_every_kind() -> None:
    log = Log()
    party(log, "um-strategy", "unit", "Wydział Strategii", part_of=LUBLIN)
    [(row, values)] = _of(directory, log, "party-um-strategy")
    assert (values["kind"], values["search_key"], _json(values["about"])) == (
        "unit", "wydzial strategii", {"part_of": LUBLIN},
    )  # fmt: skip
    assert row.interval == Interval(PAST, PAST, FUTURE, FUTURE)
    [(_, cluster)] = _of(directory, HISTORY, "cluster-wmm")
    assert _json(cluster["names"])["pl"] == "Wyżyna Motoryzacyjna i Maszynowa"
    [(_, source)] = _of(directory, HISTORY, "source-letter-en")
    assert _json(source["about"]) == {"language": "en", "translation_of": "source-letter-pl"}
    [(_, agreement)] = _of(directory, HISTORY, "agreement-lkl-skl")
    assert _json(agreement["names"])["en"] == "Cooperation agreement"


def test_the_name_of_a_proposed_agreement_is_for_its_parties() -> None:
    [(row, _)] = _of(directory, _proposed(names={"pl": "Tajne"}), "agreement-a")
    assert (row.audience, row.participants) == ("participants", ("cluster-a", "cluster-b"))


def test_a_person_is_known_by_function_only() -> None:
    log = Log()
    log.add("person-p1", "PersonRegistered")
    assert not _of(directory, log, "person-p1")
    log.add("person-p1", "FunctionAssumed", organisation=LUBLIN, title={"pl": "prezydent miasta"})
    [(_, values)] = _of(directory, log, "person-p1")
    assert _json(values["names"]) == {"pl": "prezydent miasta"}
