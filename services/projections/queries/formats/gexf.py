"""The network as GEXF 1.3, for Gephi and similar tools: clusters and parties as nodes, ties as edges with dates.

An agreement of many parties is a node, because it would give too many pairs. The dates of an edge are the first and last
day on which it is possible; `certainty` is that in the time of the query.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

from services.projections.queries.answer_types import ClusterView, RecordedFact, Reference
from services.projections.queries.formats.export import is_ref
from services.projections.queries.http.query import Query
from services.projections.queries.tie_types import LinkView, RelatedCluster
from services.projections.queries.ties import MAX_PARTIES, TiedObjects, Tying, pairs

NAMESPACE = "http://gexf.net/1.3"
MEDIA_TYPE = "application/gexf+xml"
_NODE = {"kind": "string", "abbreviation": "string", "stage": "string", "certainty": "string"}
_EDGE = {
    "basis": "string", "event": "string", "about": "string", "certainty": "string", "disputed": "boolean",
    "disputed_by": "string", "date": "string", "sources": "string",
}  # fmt: skip


class _Edge(NamedTuple):
    """The edge of an object between two nodes; `about` is the stream that the object is about, None for a link of two entries."""

    a: Reference
    b: Reference
    item: Tying | LinkView | RelatedCluster
    basis: str
    strength: int
    about: Reference | None


def document(data: TiedObjects, query: Query) -> bytes:
    """Return the answer of `/v1/network` as a file."""
    root = ET.Element("gexf", {"xmlns": NAMESPACE, "version": "1.3"})
    meta = ET.SubElement(root, "meta")
    ET.SubElement(meta, "creator").text = "Upland"
    ET.SubElement(
        meta, "description"
    ).text = f"as_of {query.as_of}, known_at {query.known_at}, position {query.position}"
    graph = ET.SubElement(
        root,
        "graph",
        {
            "mode": "dynamic",
            "defaultedgetype": "undirected",
            "timeformat": "date",
            "timerepresentation": "interval",
        },
    )
    for name, attributes in (("node", _NODE), ("edge", _EDGE)):
        table = ET.SubElement(graph, "attributes", {"class": name, "mode": "static"})
        for title, type in attributes.items():
            ET.SubElement(table, "attribute", {"id": f"{name}-{title}", "title": title, "type": type})
    large = [item for item in data["agreements"] if item["strength"] and len(item["parties"]) > MAX_PARTIES]
    edges = [
        *_edges(data),
        *(_edge(item["ref"], each["party"], item) for item in large for each in item["parties"]),
    ]
    nodes = ET.SubElement(graph, "nodes")
    for ref, fact in _nodes(data, edges).values():
        node = ET.SubElement(nodes, "node", {"id": ref["id"], "label": _text(ref["label"]), **_spell(fact)})
        values = {"kind": ref["kind"], "abbreviation": ref["abbreviation"]}
        if fact:
            values |= {"stage": fact["stage"], "certainty": fact["certainty"]}
        _values(node, "node", values)
    lines = ET.SubElement(graph, "edges")
    for number, edge in enumerate(edges):
        attributes_of = {
            "id": str(number),
            "source": edge.a["id"],
            "target": edge.b["id"],
            "weight": str(edge.strength),
        }
        line = ET.SubElement(lines, "edge", attributes_of | _spell(edge.item))
        _values(line, "edge", _edge_values(edge))
    ET.indent(root, " ")
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _edges(data: TiedObjects) -> Iterator[_Edge]:
    for a, b, item in pairs(data):
        yield _edge(a, b, item)
    for link in data["links"]:
        yield _Edge(link["a"], link["b"], link, "identity", 0, None)
    for each in data["relations"]:
        yield _Edge(each["cluster"], each["other"], each, each["relation"], 0, each["cluster"])


def _edge(a: Reference, b: Reference, item: Tying) -> _Edge:
    about = item.get("ref") or item.get("cluster")
    return _Edge(a, b, item, item["basis"], item["strength"], about if is_ref(about) else None)


def _nodes(data: TiedObjects, edges: Sequence[_Edge]) -> dict[str, tuple[Reference, ClusterView | None]]:
    by_id: dict[str, tuple[Reference, ClusterView | None]] = {}
    for cluster in data["clusters"]:
        if cluster["stage"] == "founded" or cluster["ref"]["id"] not in by_id:
            by_id[cluster["ref"]["id"]] = cluster["ref"], cluster
    for ref in data["parties"]:
        by_id.setdefault(ref["id"], (ref, None))
    for edge in edges:
        for ref in (edge.a, edge.b):
            by_id.setdefault(ref["id"], (ref, None))
    return by_id


def _edge_values(edge: _Edge) -> dict[str, str | None]:
    item = edge.item
    return {
        "basis": edge.basis,
        "event": item["event"],
        "certainty": item["certainty"],
        "about": edge.about["id"] if edge.about else None,
        "disputed": str(item["disputed"]).lower(),
        "disputed_by": "; ".join(opinion["by"]["id"] for opinion in item["disputes"]) or None,
        "date": item["date"]["edtf"],
        "sources": "; ".join(source["id"] for source in item["sources"]) or None,
    }


def _values(element: ET.Element, table: str, values_by_name: Mapping[str, str | None]) -> None:
    values = ET.SubElement(element, "attvalues")
    for name, value in values_by_name.items():
        if value is not None:
            ET.SubElement(values, "attvalue", {"for": f"{table}-{name}", "value": _text(value)})


def _spell(fact: RecordedFact | None) -> dict[str, str]:
    if not fact:
        return {}
    start, end = fact["interval"]["start"][0], (fact["interval"]["end"] or (None, None))[1]
    return {name: day for name, day in (("start", start), ("end", end)) if day}


def _text(value: str) -> str:
    # The record contains no other control characters.
    return value.replace("\n", " ").replace("\t", " ")
