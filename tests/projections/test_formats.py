"""Every question as CSV and as linked data, and the network as GEXF: read as other programs read them."""

import csv
import io
from typing import Any

import networkx as nx  # type: ignore[import-untyped]  # it has no annotations
import pytest
from rdflib import RDF, Graph, URIRef

from services.projections.queries.answer_types import RecordedFact
from services.projections.queries.formats import export
from services.projections.questions import QUESTIONS
from tests.projections.conftest import Views
from tests.projections.given import party

CONCLUDED = "agreement-iabm@6"


def _addresses() -> list[str]:
    ids = {
        "/v1/agreements/{id}": "iabm",
        "/v1/clusters/{id}": "lkb",
        "/v1/parties/{id}": "lublin",
        "/v1/visits/{id}": "starachowice",
        "/v1/commitments/{id}": "clusters",
        "/v1/dossiers/{id}": "cluster-lkb",
    }
    fixed = {
        "/v1/changes": "?since=0",
        "/v1/search": "?q=klaster",
        "/v1/similar-parties": "?name=Uniwersytet%20Medyczny%20S.A.",
        "/v1/together": "?subjects=party-lublin",
        "/v1/facts/{id}": "",
    }
    return [
        question.path.replace("{id}", ids.get(question.path, CONCLUDED)) + fixed.get(question.path, "")
        for question in QUESTIONS
    ]


async def _text(views: Views, path: str, form: str) -> tuple[str, bytes]:
    join = "&" if "?" in path else "?"
    url = f"{views.running.url}{path}{join}format={form}&as_of=2024"
    async with views.running.session.get(url) as answer:
        body = await answer.read()
        assert answer.status == 200, body
        return answer.content_type, body


@pytest.mark.parametrize("path", _addresses())
async def test_every_question_comes_as_csv_and_as_linked_data(views: Views, path: str) -> None:
    views.log.add(
        "commitment-clusters",
        "CommitmentMade",
        promisor="party-lublin",
        text={"pl": "Rozwój"},
        mode="reported",
    )
    await views.apply()
    type, body = await _text(views, path, "csv")
    lines = list(csv.DictReader(io.StringIO(body.decode())))
    assert type == "text/csv"
    assert all(line["position"] == str(views.log.head) for line in lines)
    type, body = await _text(views, path, "jsonld")
    assert type == "application/ld+json"
    graph = Graph().parse(data=body, format="json-ld")
    empty = path in {"/v1/bridges", "/v1/recognitions", "/v1/worklist"} and not lines
    nothing_to_link = path == "/v1/changes/days"  # days and their numbers
    assert empty or (lines and (nothing_to_link or len(graph)))


async def test_facts_in_linked_data_name_their_subjects_and_sources(views: Views) -> None:
    _, body = await _text(views, "/v1/agreements", "jsonld")
    graph = Graph().parse(data=body, format="json-ld")
    fact = URIRef(f"urn:upland:fact:{CONCLUDED}")
    about = {str(item) for item in graph.objects(fact, URIRef("http://purl.org/dc/terms/subject"))}
    assert {"urn:upland:thing:agreement-iabm", "urn:upland:thing:cluster-dkm"} <= about
    derived = URIRef("http://www.w3.org/ns/prov#wasDerivedFrom")
    assert [str(item) for item in graph.objects(fact, derived)] == ["urn:upland:thing:source-zone"]
    city = URIRef("urn:upland:term:City")
    assert URIRef("urn:upland:thing:party-lublin") in set(graph.subjects(RDF.type, city))


async def test_a_cell_runs_nothing_in_a_spreadsheet(views: Views) -> None:
    for number, name in enumerate(("=1+1", " =1+1", "＝1+1", "@x", "-2+3", "+4")):
        party(views.log, f"evil-{number}", "city", name)
    await views.apply()
    _, body = await _text(views, "/v1/parties", "csv")
    cells = [line["what"] for line in csv.DictReader(io.StringIO(body.decode()))]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "＝", "@", "-", "+"))]
    assert "'=1+1" in cells


async def test_every_format_says_by_whom_a_fact_is_disputed(views: Views) -> None:
    opinion = {"target": CONCLUDED, "by": "cluster-pgm", "reason": "=not yet"}
    views.log.add("agreement-iabm", "FactDisputed", **opinion)
    await views.apply()
    for path in ("/v1/agreements", "/v1/network", "/v1/timeline", "/v1/agreements/iabm", "/v1/clusters/dkm"):
        _, body = await _text(views, path, "csv")
        disputed = {
            line["disputed_by"]
            for line in csv.DictReader(io.StringIO(body.decode()))
            if line["event"] == CONCLUDED
        }
        assert disputed == {"PGM: =not yet"}, path
        _, body = await _text(views, path, "jsonld")
        by = (
            Graph()
            .parse(data=body, format="json-ld")
            .objects(URIRef(f"urn:upland:fact:{CONCLUDED}"), URIRef("urn:upland:term:disputedBy"))
        )
        assert {str(item) for item in by} == {"urn:upland:thing:cluster-pgm"}, path
    _, body = await _text(views, "/v1/network", "gexf")
    graph: Any = nx.read_gexf(io.BytesIO(body), version="1.3")
    edges = [each for _, _, each in graph.edges(data=True) if each["event"] == CONCLUDED]
    assert {each["disputed_by"] for each in edges} == {"cluster-pgm"}
    assert not [each for _, _, each in graph.edges(data=True) if each not in edges and "disputed_by" in each]


async def test_other_programs_read_the_network(views: Views) -> None:
    views.log.add(
        "cluster-dkm",
        "CoordinatorReleased",
        organisation="party-lsse",
        occurred="2024-03-01",
        mode="reported",
    )
    views.log.add("party-um", "IdentityLinked", other="party-umcs", evidence="Both are universities.")
    await views.apply()
    type, body = await _text(views, "/v1/network", "gexf")
    assert type == "application/gexf+xml"
    graph: Any = nx.read_gexf(io.BytesIO(body), version="1.3")
    assert graph.nodes["cluster-lkb"]["label"] == "Lubelski Klaster Biotechnologiczny"
    assert graph.nodes["party-lublin"]["kind"] == "city"
    bases = {each["basis"] for _, _, each in graph.edges(data=True)}
    assert bases >= {"agreement", "visit", "coordinator", "founder", "identity"}
    [lead] = [each for _, _, each in graph.edges(data=True) if each["basis"] == "coordinator"]
    assert lead["end"] == "2024-03-01"
    assert graph.has_edge("cluster-dkm", "cluster-saam")
    async with views.running.session.get(f"{views.running.url}/v1/timeline?format=gexf") as answer:
        assert answer.status == 400


def test_references_inside_entries_belong_to_these() -> None:
    ref = {
        "id": "party-x",
        "kind": "city",
        "names": {"pl": "X"},
        "label": "X",
        "abbreviation": None,
        "short": "X",
    }
    other = ref | {"id": "party-y"}
    fact = dict.fromkeys(RecordedFact.__required_keys__, None) | {"event": "a@1", "type": "T"}
    inner = fact | {"sources": [], "disputes": [], "confirmations": [], "amended_by": [], "party": other}
    item = {"ref": ref, "roles": [inner], "disputes": [{"by": other}]}
    assert [each["id"] for each in export.refs(item)] == ["party-x"]
    assert [entry.where for entry in export.entries(item)] == ["", "roles"]
    lines = [(line.id, line.kind) for line in export.lines(item, "pl")]
    assert lines == [("party-x", "city"), ("party-y", "roles")]
