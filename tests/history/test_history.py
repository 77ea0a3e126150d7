"""The facts of the documents, by hand: what `history/` must contain, and what it must not."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from contracts.catalogue import COMMANDS
from contracts.dates import Span, parse
from services.registry.importing.import_command import ImportCommand
from tests.ops.planned import Plan, plan, read_facts
from tests.servers import ROOT

FILES = (
    "000-starachowice-study-visit.yaml",
    "001-lublin-letter-of-intent-pl.yaml",
    "002-lublin-letter-of-intent-en.yaml",
    "003-lublin-promise-tracker.yaml",
    "004-lsse-iabm-letter-of-intent.yaml",
    "parties.yaml",
)
CITIES = "agreements/loi-lublin-radom-starachowice-2018"
CLUSTERS = "agreements/loi-automotive-clusters-2023"
AVIATION = "agreements/cooperation-lkl-skl"


@pytest.fixture(scope="module")
def history() -> Plan:
    return plan(read_facts(ROOT / "history"))


@pytest.fixture(scope="module")
def facts() -> list[ImportCommand]:
    return read_facts(ROOT / "history")


def of(facts: list[ImportCommand], do: str) -> list[dict[str, Any]]:
    """The bodies of the facts `collection/id/verb`; `*` for any id."""
    collection, id, verb = do.split("/")
    return [f.body for f in facts if (f.collection, f.verb) == (collection, verb) and id in {"*", f.id}]


def one(facts: list[ImportCommand], do: str) -> dict[str, Any]:
    [body] = of(facts, do)
    return body


def edtf(body: dict[str, Any]) -> str:
    occurred = body["occurred"]
    return str(occurred if isinstance(occurred, str) else occurred["edtf"])


def cited(body: dict[str, Any]) -> set[str]:
    return {source["id"] for source in body["sources"]}


# ---- form --------------------------------------------------------------------------------------------------------
def test_there_is_one_file_for_each_document() -> None:
    assert tuple(sorted(path.name for path in (ROOT / "history").iterdir())) == FILES


def test_every_command_is_one_of_the_catalogue_and_every_reference_is_written(history: Plan) -> None:
    for step in (*history.registrations, *history.rest):
        COMMANDS[step.command.collection, step.command.verb].model_validate_json(step.body)
    assert dict(history.unknown) == {}


def test_every_fact_is_reported_with_a_source_and_a_place_in_it(facts: list[ImportCommand]) -> None:
    for fact in facts:
        if fact.collection != "sources":
            assert fact.body["mode"] == "reported", fact.do
            assert all(source.get("locator") for source in fact.body["sources"]), fact.do


def test_every_fact_has_a_date_but_those_about_knowledge(facts: list[ImportCommand]) -> None:
    for fact in facts:
        assert ("occurred" in fact.body) == (fact.verb not in {"register", "link"}), fact.do


def test_names_are_polish_and_english(facts: list[ImportCommand]) -> None:
    def maps(value: Any) -> list[dict[str, str]]:
        if isinstance(value, dict):
            if value.keys() & {"pl", "en"}:
                return [value]
            return [result for item in value.values() for result in maps(item)]
        return [result for item in value for result in maps(item)] if isinstance(value, list) else []

    for fact in facts:
        for texts in maps(fact.body):
            assert texts.keys() - {"pl-alias"} == {"pl", "en"}, (fact.do, texts)


# ---- documents ---------------------------------------------------------------------------------------------------
def test_five_documents_are_registered_and_one_is_a_translation(facts: list[ImportCommand]) -> None:
    sources = {fact.stream: fact.body for fact in facts if fact.collection == "sources"}
    assert {name: body["hash"][:8] for name, body in sources.items()} == {
        "source-starachowice-visit": "0e7246e2",
        "source-lublin-letter-pl": "69394bb2",
        "source-lublin-letter-en": "94cd1633",
        "source-promise-tracker": "dab66eec",
        "source-lsse-iabm": "64896dd1",
    }
    translations = {
        name: body.get("translation_of") for name, body in sources.items() if "translation_of" in body
    }
    assert translations == {"source-lublin-letter-en": "source-lublin-letter-pl"}
    published = {name: body["published"] for name, body in sources.items() if "published" in body}
    assert published == {"source-starachowice-visit": "2018-01-12"}


def test_a_translation_is_a_second_source_of_the_same_facts(facts: list[ImportCommand]) -> None:
    both = {"source-lublin-letter-pl", "source-lublin-letter-en"}
    for fact in facts:
        result = cited(fact.body) & both if fact.collection != "sources" else set()
        assert result in (set(), both), fact.do


# ---- dates -------------------------------------------------------------------------------------------------------
def test_an_inferred_date_keeps_the_phrase_and_its_basis(facts: list[ImportCommand]) -> None:
    dates = [body["occurred"] for f in facts if isinstance((body := f.body).get("occurred"), dict)]
    assert dates
    for written in dates:
        assert written.keys() == {"edtf", "phrase", "inferred_from"}
        assert all(written.values())
    # Documents 001, 002 and 004 give no year at all: none of their facts has a date that is not inferred.
    yearless = {"source-lublin-letter-pl", "source-lublin-letter-en", "source-lsse-iabm"}
    for fact in facts:
        if "occurred" in fact.body and cited(fact.body) <= yearless:
            assert isinstance(fact.body["occurred"], dict), fact.do


def test_publication_is_not_occurrence(facts: list[ImportCommand]) -> None:
    visit = [f for f in facts if "occurred" in f.body and cited(f.body) == {"source-starachowice-visit"}]
    assert {edtf(fact.body) for fact in visit} == {"/2018-01-12"}
    assert not [fact.do for fact in facts if "occurred" in fact.body and edtf(fact.body) == "2018-01-12"]


@pytest.mark.parametrize(
    ("do", "when"),
    [
        ("clusters/wmm/announce", "/2018-01-12"),
        ("visits/lublin-starachowice-2018/hold", "/2018-01-12"),
        ("clusters/wmm/found", "2018-02"),
        (f"{CITIES}/conclude", "2018-03-19"),
        ("clusters/lm/found", "2014-01"),
        ("clusters/lm/report-membership-count", "2016-12-01"),
        ("clusters/lkl/found", "2014-04"),
        ("clusters/lkl/report-membership-count", "2015-08-31"),
        ("clusters/lkb/found", "2015"),
        (f"{AVIATION}/conclude", "/2016-12-01"),
        ("clusters/skl/found", "/2016-12-01"),
        ("conferences/iabm-2023/hold", "2023-05-09/2023-05-10"),
        (f"{CLUSTERS}/conclude", "2023-05-09"),
        ("clusters/dkm/found", "/2023-05-09"),
        ("clusters/dkm/appoint-coordinator", "/2023-05-09"),
        ("clusters/dke/found", "/2023"),
        ("clusters/lkl/adopt-strategy", "/2016-12-01"),
        ("commitments/develop-clusters/make", "/2016-12-01"),
        ("commitments/develop-clusters/submit-evidence", "2016-12-01"),
        ("commitments/develop-clusters/assess", "2016-12-01/"),
    ],
)
def test_when(facts: list[ImportCommand], do: str, when: str) -> None:
    assert edtf(one(facts, do)) == when


def test_the_ninth_of_may_is_a_tuesday_in_the_inferred_year() -> None:
    assert date(2023, 5, 9).strftime("%A") == "Tuesday"
    assert [year for year in range(2017, 2029) if date(year, 5, 9).weekday() == 1] == [2017, 2023, 2028]


@pytest.mark.parametrize(
    ("day", "certainly", "possibly", "agreements"),
    [
        (date(2018, 3, 19), {"lm", "lkl", "lkb", "wmm", "skl"}, {"dke", "dkm", "saam", "pgm", "wsm"}, 2),
        (date(2016, 6, 1), {"lm", "lkl", "lkb"}, {"skl", "dke", "dkm", "saam", "pgm", "wsm"}, 0),
    ],
)
def test_what_there_was_on_a_day(
    facts: list[ImportCommand], day: date, certainly: set[str], possibly: set[str], agreements: int
) -> None:
    founded = {f.id: parse(edtf(f.body)) for f in facts if f.do.endswith("/found")}
    assert {id for id, span in founded.items() if _there(span, day) == "yes"} == certainly
    assert {id for id, span in founded.items() if _there(span, day) == "possibly"} == possibly
    concluded = {f.id: parse(edtf(f.body)) for f in facts if f.do.endswith("/conclude")}
    assert len([id for id, span in concluded.items() if _there(span, day) == "yes"]) == agreements


def _there(begun: Span, day: date) -> str:
    if begun.latest is not None and begun.latest <= day:
        return "yes"
    return "no" if begun.earliest is not None and begun.earliest > day else "possibly"


# ---- the study visit ---------------------------------------------------------------------------------------------
def test_the_visit_has_four_guests_three_hosts_and_three_sites(facts: list[ImportCommand]) -> None:
    visit = one(facts, "visits/lublin-starachowice-2018/hold")
    assert Counter(delegate["side"] for delegate in visit["delegates"]) == {"visitor": 4, "host": 3}
    assert all(delegate["function"] and delegate["person"] for delegate in visit["delegates"])
    assert [d["person"] for d in visit["delegates"] if "organisation" not in d] == ["wmm-project-partner"]
    assert set(visit["sites"]) == {"party-man-bus", "party-sse-starachowice", "party-starpol"}
    assert (visit["host"], visit["visitors"]) == ("party-starachowice", ["party-lublin"])
    assert visit["clusters"] == ["cluster-wmm"]
    assert "leads_to" not in one(facts, "visits/lublin-starachowice-2018/record-outcome")


def test_the_cluster_was_announced_with_three_specialisations(facts: list[ImportCommand]) -> None:
    assert one(facts, "clusters/wmm/announce")["initiators"] == ["party-lublin"]
    labels = [body["label"]["en"] for body in of(facts, "clusters/wmm/declare-specialisation")]
    assert len(labels) == len(set(labels)) == 3


# ---- agreements --------------------------------------------------------------------------------------------------
def test_three_cities_sign_and_the_cluster_is_meant_to_benefit(facts: list[ImportCommand]) -> None:
    proposed = one(facts, f"{CITIES}/propose")
    assert proposed["parties"] == ["party-lublin", "party-radom", "party-starachowice"]
    assert proposed["beneficiaries"] == ["cluster-wmm"]
    assert len(cited(proposed)) == 2
    signed = of(facts, f"{CITIES}/sign")
    assert [body["party"] for body in signed] == proposed["parties"]
    for body in signed:
        [signatory] = body["signatories"]
        assert (signatory["function"]["en"], signatory["organisation"]) == ("mayor", body["party"])


def test_four_clusters_sign_each_represented_by_an_organisation(facts: list[ImportCommand]) -> None:
    proposed = one(facts, f"{CLUSTERS}/propose")
    assert proposed["conference"] == "conference-iabm-2023"
    signed = {body["party"]: body["represented_by"] for body in of(facts, f"{CLUSTERS}/sign")}
    assert signed == {
        "cluster-dkm": "party-lsse",
        "cluster-saam": "party-ksse",
        "cluster-pgm": "party-pgm-association",
        "cluster-wsm": "party-wsm-association",
    }
    assert proposed["parties"] == list(signed)
    conference = one(facts, "conferences/iabm-2023/hold")
    assert (conference["place"], conference["countries"]) == ({"party": "party-jaworzno"}, 7)


def test_among_others_leaves_the_world_open(facts: list[ImportCommand]) -> None:
    assert one(facts, f"{AVIATION}/propose")["others"] is True
    assert [body["party"] for body in of(facts, f"{AVIATION}/sign")] == ["cluster-lkl", "cluster-skl"]


# ---- clusters: initiator ≠ founder ≠ coordinator ≠ member --------------------------------------------------------
def test_initiators(facts: list[ImportCommand]) -> None:
    result = {f.id: f.body["initiators"] for f in facts if f.do.endswith("/found") and "initiators" in f.body}
    assert result == {
        "lm": ["party-lublin", "party-medical-university"],
        "lkl": ["party-lublin", "party-lubelskie-office", "party-pzl-swidnik"],
        "lkb": ["party-lublin", "party-lpnt", "party-umcs"],
        "dke": ["party-lsse"],
    }


def test_eight_of_the_twenty_one_founders_are_known(facts: list[ImportCommand]) -> None:
    joined = {f.id: f.body["class"] for f in facts if f.collection == "memberships"}
    assert joined == dict.fromkeys(
        (
            "lkb.umcs", "lkb.kul", "lkb.up", "lkb.medical-university", "lkb.pl", "lkb.agrophysics",
            "lkb.lublin-um", "lkb.lubelskie-office",
        ),
        "founder",
    )  # fmt: skip
    # The number is recorded once, as a count of its own.
    assert "founders_count" not in one(facts, "clusters/lkb/found")


def test_lkl_has_both_of_its_names(facts: list[ImportCommand]) -> None:
    names = one(facts, "clusters/lkl/found")["names"]
    assert names["pl"] == "Lubelski Klaster Zaawansowanych Technologii Lotniczych"
    assert "Lubelski Klaster Lotniczy" in names.values()


def test_counts_are_claims(facts: list[ImportCommand]) -> None:
    counts = {
        (f.id, f.body["class"], f.body["count"], edtf(f.body))
        for f in facts
        if f.verb == "report-membership-count"
    }
    assert counts == {
        ("lm", "all", 103, "2016-12-01"),
        ("lkl", "supporting", 37, "2015-08-31"),
        ("lkb", "founders", 21, "2015"),
        ("lkb", "all", 28, "2016-12-01"),
        ("dke", "partners", 11, "/2023"),
    }


def test_one_coordinator_is_known(facts: list[ImportCommand]) -> None:
    assert {f.id: f.body["organisation"] for f in facts if f.verb == "appoint-coordinator"} == {
        "dkm": "party-lsse"
    }


def test_there_are_eight_task_teams_one_with_a_comma_in_its_name(facts: list[ImportCommand]) -> None:
    names = [body["name"]["pl"] for body in of(facts, "clusters/lm/form-task-team")]
    assert len(names) == len(set(names)) == 8
    assert [name for name in names if "," in name] == [
        "Technologie inżynierii medycznych, w tym biotechnologia medyczna"
    ]
    assert names[-2:] == [
        "Ekosystem Puławskiego Parku Naukowo-Technologicznego",
        "Promocja i marketing Klastra",
    ]
    assert not of(facts, "clusters/lkl/form-task-team") + of(facts, "clusters/lkb/form-task-team")


def test_one_cluster_has_a_strategy(facts: list[ImportCommand]) -> None:
    assert [f.id for f in facts if f.verb == "adopt-strategy"] == ["lkl"]
    assert "period" not in one(facts, "clusters/lkl/adopt-strategy")


# ---- the promise -------------------------------------------------------------------------------------------------
def test_the_promise_is_judged_by_a_letter_of_the_promisors_own_department(
    facts: list[ImportCommand],
) -> None:
    made = one(facts, "commitments/develop-clusters/make")
    evidence = one(facts, "commitments/develop-clusters/submit-evidence")
    verdict = one(facts, "commitments/develop-clusters/assess")
    assert made["promisor"] == "party-lublin"
    assert (
        made["text"]["pl"]
        == "Rozwój klastrów usługowych i przemysłowych we współpracy z biznesem i uczelniami"
    )
    assert (evidence["submitter"], evidence["document"]) == (
        "party-lublin-um-strategy-2016",
        "source-promise-tracker",
    )
    parents = {
        f.stream: f.body.get("part_of") for f in facts if f.do.startswith("parties/") and f.verb == "register"
    }
    office = parents[evidence["submitter"]]
    assert office is not None
    assert parents[office] == made["promisor"]
    assert (verdict["verdict"], verdict["hard_to_verify"]) == ("fulfilled", True)
    assert verdict["qualification"]["en"] == "a general promise"
    assert verdict["evidence"] == ["commitment-develop-clusters@2"]
    assert "assessor" not in verdict  # the card does not name its publisher


# ---- parties and persons -----------------------------------------------------------------------------------------
def test_one_abbreviation_may_be_two_bodies(facts: list[ImportCommand]) -> None:
    parties = {f.id: f.body for f in facts if (f.collection, f.verb) == ("parties", "register")}
    assert [id for id, body in parties.items() if body.get("abbreviation") == "UM"] == [
        "lublin-um",
        "medical-university",
    ]
    assert [id for id, body in parties.items() if body["kind"] == "city"] == [
        "lublin", "radom", "starachowice", "jaworzno",
    ]  # fmt: skip
    assert all(("part_of" in body) == (body["kind"] == "unit") for body in parties.values())
    assert not [id for id in parties if "izera" in id]


def test_two_names_of_a_department_are_linked_as_possibly_one_and_not_merged(
    facts: list[ImportCommand],
) -> None:
    [link] = [f for f in facts if f.verb == "link"]
    assert (link.stream, link.body["other"]) == ("party-lublin-um-strategy-2016", "party-lublin-um-strategy")
    assert link.body["certainty"] == "possible"


def test_persons_are_functions(facts: list[ImportCommand]) -> None:
    registered = {f.id for f in facts if (f.collection, f.verb) == ("persons", "register")}
    assumed = {f.id: f.body["organisation"] for f in facts if f.verb == "assume-function"}
    assert len(registered) == 7 + 3 + 1
    assert assumed == {
        "lublin-strategy-director": "party-lublin-um-strategy",
        "starachowice-deputy-mayor": "party-starachowice",
        "starachowice-secretary": "party-starachowice",
        "starachowice-promotion-head": "party-starachowice-um-promotion",
        "lublin-mayor-2018": "party-lublin",
        "radom-mayor-2018": "party-radom",
        "starachowice-mayor-2018": "party-starachowice",
        "lsse-president": "party-lsse",
    }
