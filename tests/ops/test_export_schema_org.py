"""The document in the terms of schema.org, read as triples; every term is one of schema.org's."""

from pathlib import Path
from typing import get_args

import rdflib
from rdflib import SDO, URIRef

from contracts import vocabulary
from contracts.envelope import Fact
from contracts.events.source import SourceType
from ops.exporting import export
from ops.importing import importer
from runtime.facts import fact_of
from services.registry.exporting import as_jsonld, as_schema_org
from tests.ops.registry import KEY, refusals
from tests.ops.test_export import AMENDED
from tests.projections.given import Log, party
from tests.servers import ROOT

_OWN = "urn:upland:"


def graph_of(facts: list[Fact]) -> rdflib.Graph:
    lines = as_schema_org.nodes(facts).values()
    document = b"".join(as_jsonld.document(lines, as_schema_org.CONTEXT))
    return rdflib.Graph().parse(data=document, format="json-ld")


def thing(stream: str) -> URIRef:
    return URIRef(vocabulary.thing(stream))


async def test_every_term_is_one_of_schema_org(registry: str, tmp_path: Path) -> None:
    await importer.import_path(ROOT / "history", registry, KEY)
    (tmp_path / "amended.yaml").write_text(AMENDED)
    assert refusals(await importer.import_path(tmp_path / "amended.yaml", registry, KEY)) == []
    facts = await export.facts(registry, KEY)
    graph = graph_of(facts)
    terms = {predicate for predicate in graph.predicates() if predicate != rdflib.RDF.type}
    terms |= {each for each in graph.objects(predicate=rdflib.RDF.type) if isinstance(each, URIRef)}
    assert len(terms) > 20
    known = {str(term) for term in dir(SDO) if str(term).startswith(str(SDO))}
    assert {str(term) for term in terms} <= known
    assert b"person-" not in b"".join(as_schema_org.nodes(facts).values())


def test_a_source_is_a_work_of_its_type() -> None:
    log = Log()
    for source_type in get_args(SourceType):
        log.add(
            f"source-{source_type}",
            "SourceRegistered",
            title={"pl": "X"},
            language="pl",
            source_type=source_type,
        )
    log.add("source-other", "SourceRegistered", title={"pl": "X"}, language="pl")
    graph = graph_of([*map(fact_of, log.events)])
    works = {
        each: graph.value(thing(f"source-{each}"), rdflib.RDF.type)
        for each in (*get_args(SourceType), "other")
    }
    assert works == {
        "file": SDO.DigitalDocument, "web-page": SDO.WebPage, "paper": SDO.CreativeWork, "letter": SDO.Message,
        "register": SDO.Dataset, "conversation": SDO.Conversation, "other": SDO.CreativeWork,
    }  # fmt: skip
    assert str(graph.value(thing("source-paper"), SDO.material)) == "paper"


def test_a_party_has_its_clusters_numbers_and_names() -> None:
    log = Log()
    party(log, "um", "organisation", "Uniwersytet Medyczny", "Medical University", abbreviation="UM")
    log.add("party-um", "PartyIdentified", scheme="lei", value="259400UPLAND00000179")
    log.add("party-um", "PartyIdentified", scheme="krs", value="0000123456")
    log.add("party-um", "PartyIdentified", scheme="website", value="umlub.edu.pl")
    point = {"latitude": "51.2465", "longitude": "22.5684"}
    log.add("party-um", "SeatDeclared", country="PL", place={"name": "Lublin"}, coordinates=point)
    party(log, "lublin", "city", "Lublin", "Lublin")
    log.add("party-lublin", "SeatDeclared", coordinates=point)
    log.add("cluster-lm", "ClusterFounded", names={"pl": "Lubelska Medycyna"}, occurred="2014")
    log.add("cluster-lm", "CoordinatorAppointed", organisation="party-um", occurred="2014-05")
    log.add("membership-lm.um", "MemberJoined", occurred="2015-06")
    log.add("membership-lm.um", "MemberLeft", occurred="2019/2021")
    graph = graph_of([*map(fact_of, log.events)])
    names = {name.n3() for name in graph.objects(thing("party-um"), SDO.name)}
    assert names == {'"Uniwersytet Medyczny"@pl', '"Medical University"@en'}
    values = {str(value) for value in graph.objects(thing("party-um"))}
    assert {"259400UPLAND00000179", "https://umlub.edu.pl", "UM"} <= values
    address = graph.value(thing("party-um"), SDO.address)
    assert [str(graph.value(address, term)) for term in (SDO.addressCountry, SDO.addressLocality)] == [
        "PL",
        "Lublin",
    ]
    for place in (graph.value(thing("party-um"), SDO.location), thing("party-lublin")):
        geo = graph.value(place, SDO.geo)
        assert {name: str(graph.value(geo, SDO[name])) for name in point} == point
    roles = {
        tuple(str(graph.value(role, term)) for term in (SDO.roleName, SDO.startDate, SDO.endDate))
        for role in graph.objects(thing("party-um"), SDO.memberOf)
    }
    assert roles == {("member", "2015-06", "None"), ("coordinator", "2014-05", "None")}
    assert str(graph.value(thing("cluster-lm"), SDO.foundingDate)) == "2014"


def test_a_cluster_has_its_other_names_numbers_and_links() -> None:
    log = Log()
    log.add("cluster-lm", "ClusterFounded", names={"pl": "Lubelska Medycyna"})
    log.add("cluster-lm", "ClusterAliasAdded", names={"pl": "Klaster Medyczny"}, abbreviation="KM")
    log.add("cluster-lm", "ClusterIdentified", scheme="website", value="lm.example.org")
    log.add("cluster-lm", "ClusterIdentified", scheme="regon", value="123456785")
    for relation, other in (("same-as", "a"), ("part-of", "b"), ("successor-of", "c"), ("part-of", "d")):
        log.add("cluster-lm", "ClusterLinked", relation=relation, other=f"cluster-{other}")
    log.add("cluster-lm", "ClusterUnlinked", relation="part-of", other="cluster-d")
    graph, lm = graph_of([*map(fact_of, log.events)]), thing("cluster-lm")
    assert {str(name) for name in graph.objects(lm, SDO.alternateName)} == {"Klaster Medyczny", "KM"}
    assert str(graph.value(lm, SDO.url)) == "https://lm.example.org"
    assert str(graph.value(graph.value(lm, SDO.identifier), SDO.value)) == "123456785"
    assert str(graph.value(lm, SDO.sameAs)) == vocabulary.thing("cluster-a")
    assert [*graph.objects(lm, SDO.parentOrganization)] == [thing("cluster-b")]
