"""What a careful reader of the five documents asks besides: whose words, how sure, in which order, and for whom."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from contracts.streams import id_of
from tests.domain.conftest import Record

pytestmark = pytest.mark.asyncio(loop_scope="module")

ALL = "../.."
QUESTIONS = (
    "/v1/network", "/v1/timeline", "/v1/membership", "/v1/matrix", "/v1/agreements", "/v1/visits", "/v1/bridges",
    "/v1/commitments", "/v1/worklist", "/v1/clusters", "/v1/clusters/lkb", "/v1/clusters/dkm", "/v1/parties/lublin",
    "/v1/parties/lsse", "/v1/together?subjects=party-lublin,party-starachowice",
)  # fmt: skip
VISIT, POLISH, ENGLISH, LETTER, IABM = (
    f"source-{name}"
    for name in ("starachowice-visit", "lublin-letter-pl", "lublin-letter-en", "promise-tracker", "lsse-iabm")
)


@pytest.fixture
def record(documents: Record) -> Record:
    """The record of the documents."""
    return documents


def _facts(value: Any) -> Iterator[dict[str, Any]]:
    """Everything in an answer that names its sources."""
    if isinstance(value, dict):
        if "sources" in value and "event" in value:
            yield value
        for each in value.values():
            yield from _facts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _facts(each)


@pytest.mark.parametrize("path", QUESTIONS)
async def test_each_fact_of_each_answer_names_its_document_and_a_year_that_no_document_gives(
    record: Record, path: str
) -> None:
    facts = [*_facts(await record.query(path, as_of=ALL))]
    assert facts
    for fact in facts:
        cited = {source["id"] for source in fact["sources"]}
        assert cited, fact["event"]
        assert all(source["title"]["pl"] and source["title"]["en"] for source in fact["sources"])
        assert (fact["disputed"], fact["mode"], fact["amended_by"]) == (False, "reported", [])
        # Only the Polish text gives the date; its translation is cited with it, never alone.
        assert ENGLISH not in cited or POLISH in cited
        # Documents 000 and 003 give dates; 001 and 004 leave the year to be inferred.
        stream = fact["event"].partition("@")[0]
        if stream != "commitment-develop-clusters" and fact["date"]["edtf"]:
            assert fact["inferred"] == bool(cited & {POLISH, IABM}), fact["event"]
            assert bool(fact["date"]["phrase"]) == fact["inferred"]


async def test_how_much_each_document_gives(record: Record) -> None:
    answer = await record.query("/v1/timeline", as_of=ALL, limit=500)
    by_document = Counter(source["id"] for item in answer for source in item["sources"])
    # 000: the plan, three specialisations, the visit and four functions. 001 and 002: the cluster founded and its mission,
    # the letter, three mayors. 003: four clusters, four numbers, three missions, eight teams, the strategy, the agreement,
    # eight members, and the promise with its evidence and verdict. 004: five clusters, who leads one, one number, one
    # mission, the letter, the conference and one function.
    assert by_document == {VISIT: 9, POLISH: 6, ENGLISH: 6, LETTER: 32, IABM: 11}
    [visit] = [item for item in answer if item["type"] == "VisitHeld"]
    assert {source["published"] for source in visit["sources"]} == {"2018-01-12"}
    later = {source["id"]: source for item in answer for source in item["sources"]}
    assert {later[POLISH]["published"], later[LETTER]["published"], later[IABM]["published"]} == {None}
    assert later[ENGLISH]["translation_of"] == POLISH


async def test_who_went_and_who_received_them_by_function_and_never_by_name(record: Record) -> None:
    [visit] = await record.query("/v1/visits", as_of="2018-12-31", lang="pl")
    went = Counter(
        (item["side"], item["function"]["pl"], item["organisation"] and item["organisation"]["label"])
        for item in visit["delegates"]
    )
    section = "Referat Edukacji, Kultury, Sportu, Turystyki i Promocji Miasta"
    assert went == {
        ("visitor", "dyrektor wydziału", "Wydział Strategii i Obsługi Inwestorów"): 1,
        ("visitor", "przedstawiciel referatu", "Referat ds. Obsługi Inwestorów"): 2,
        ("visitor", "współrealizujący projekt klastra", None): 1,
        ("host", "zastępca prezydenta miasta ds. społecznych", "Starachowice"): 1,
        ("host", "sekretarz miasta", "Starachowice"): 1,
        ("host", "kierownik referatu", section): 1,
    }
    assert all("name" not in item and item["person"].startswith("person-") for item in visit["delegates"])
    [outcome] = visit["outcomes"]
    assert [source["id"] for source in outcome["sources"]] == [VISIT]


@pytest.mark.parametrize(
    ("day", "stage", "certainty"),
    [
        ("2018-01-11", "announced", "possibly"),  # by 12 January, not on it
        ("2018-01-31", "announced", "yes"),
        ("2018-02-14", "founded", "possibly"),  # some day in February
        ("2018-03-01", "founded", "yes"),
    ],
)
async def test_a_cluster_that_is_planned_comes_to_be(
    record: Record, day: str, stage: str, certainty: str
) -> None:
    answer = {item["ref"]["abbreviation"]: item for item in await record.query("/v1/clusters", as_of=day)}
    assert (answer["WMM"]["stage"], answer["WMM"]["certainty"]) == (stage, certainty)


async def test_nothing_ties_the_four_before_the_evening_of_the_letter(record: Record) -> None:
    four = "dkm,saam,pgm,wsm"
    assert (await record.query("/v1/matrix", clusters=four, as_of="2023-05-08"))["cells"] == []
    cells = (await record.query("/v1/matrix", clusters=four, as_of="2023-05-09"))["cells"]
    assert len(cells) == 6
    assert {item["certainty"] for cell in cells for item in cell["agreements"]} == {"yes"}
    month = (await record.query("/v1/matrix", clusters=four, as_of="2023-05"))["cells"]
    assert {item["certainty"] for cell in month for item in cell["agreements"]} == {"possibly"}


async def test_what_the_worklist_gives_an_editor_to_do(record: Record) -> None:
    work = await record.query("/v1/worklist", as_of=ALL, limit=500)
    # Inferred years: the founding, the mission and three mayors of 001, its letter in five facts; of 004 the conference,
    # four foundings, who leads, DKE in three facts, the president, and the letter in six; and until when the promise was
    # made. Thin numbers: 103, 37, 21, 28, 11.
    assert {name: number for name, number in work["counts"].items() if number} == {
        "inferred": 10 + 16 + 1, "open-parties": 1, "thin-claim": 5,
    }  # fmt: skip
    thin = {(item["ref"]["abbreviation"], item["detail"]["claimed"]) for item in work["items"]
            if item["reason"] == "thin-claim"}  # fmt: skip
    assert thin == {("LM", 103), ("LKL", 37), ("LKB", 21), ("LKB", 28), ("DKE", 11)}


async def test_lists_are_in_the_order_of_their_language(record: Record) -> None:
    async def labels(path: str, lang: str, **query: Any) -> list[str]:
        return [item["ref"]["label"] for item in await record.query(path, lang=lang, **query)]

    polish = [name.partition(" ")[0] for name in await labels("/v1/clusters", "pl")]
    assert polish == ["Dolnośląski", "Dolnośląski", "Lubelska", "Lubelski", "Lubelski", "Polska", "Silesia", "Śląski",
                      "Wschodni", "Wyżyna"]  # fmt: skip
    english = [name.partition(" ")[0] for name in await labels("/v1/clusters", "en")]
    assert english == ["Eastern", "Lower", "Lower", "Lublin", "Lublin", "Lublin", "Lublin", "Polish", "Silesia",
                       "Silesian"]  # fmt: skip
    units = await labels("/v1/parties", "pl", kind="unit")
    assert units == [
        "Referat ds. Obsługi Inwestorów",
        "Referat Edukacji, Kultury, Sportu, Turystyki i Promocji Miasta",
        "Urząd Marszałkowski Województwa Lubelskiego",
        "Urząd Miasta Lublin",
        "Urząd miasta Starachowice",
        "Wydział Strategii i Obsługi Inwestorów",
        "Wydział Strategii Urzędu Miasta Lublin",
    ]


async def test_a_party_sees_what_it_took_part_in(record: Record) -> None:
    async def happened(party: str) -> Counter[tuple[str, str]]:
        answer = await record.query("/v1/timeline", as_of=ALL, subject=f"party-{party}", limit=500)
        profile = await record.query(f"/v1/parties/{party}", as_of=ALL)
        assert [item["event"] for item in profile["timeline"]] == [item["event"] for item in answer]
        return Counter((item["type"], id_of(item["ref"]["id"])) for item in answer)

    radom = await happened("radom")
    assert {type for type, _ in radom} == {"AgreementConcluded", "FunctionAssumed"}
    assert await happened("medical-university") == {
        ("ClusterFounded", "lm"): 1,
        ("MemberJoined", "lkb.medical-university"): 1,
    }
    lsse = await happened("lsse")
    assert lsse[("ClusterFounded", "dke")] == lsse[("CoordinatorAppointed", "dkm")] == 1
    starachowice = {type for type, _ in await happened("starachowice")}
    assert {"VisitHeld", "AgreementConcluded"} <= starachowice
    # Toured, and no more than that.
    assert {type for type, _ in await happened("starpol")} <= {"VisitHeld"}
    assert await happened("umcs") == {("ClusterFounded", "lkb"): 1, ("MemberJoined", "lkb.umcs"): 1}


# What somebody would type, and the first hit.
FIRST = {
    "listu intencyjnego radom": "agreement-loi-lublin-radom-starachowice-2018",
    "porozumień": "agreement-cooperation-lkl-skl",
    "medycynie": "cluster-lm",
    "Lubelski Klaster Lotniczy": "cluster-lkl",
    "legnicka strefa": "party-lsse",
    "wizyta studyjna lublina": "visit-lublin-starachowice-2018",
    "IABM izera": "conference-iabm-2023",
    "Lubelska Medycyna stomatologia": "cluster-lm",
    "LM rehabilitacja": "cluster-lm",
    "wyżyna elektromobilność": "cluster-wmm",
    "automotive upland electromobility": "cluster-wmm",
    "LKL strategia działalności": "cluster-lkl",
    '"Polska Grupa Motoryzacyjna"': "cluster-pgm",
    "„list intencyjny czterech”": "agreement-loi-automotive-clusters-2023",
    "sp. z o.o.": "party-man-bus",
    "a & | ! uniwersytet:* medyczny'": "party-medical-university",
}


async def test_what_the_search_gives_first(record: Record) -> None:
    first = {}
    for q in FIRST:
        hits = await record.query("/v1/search", q=q, as_of=ALL)
        first[q] = hits[0]["ref"]["id"] if hits else None
    assert first == FIRST
