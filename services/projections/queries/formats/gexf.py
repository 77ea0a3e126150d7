"""The network as GEXF 1.3, for Gephi and similar tools: clusters and parties as nodes, ties as edges with dates.

An agreement of many parties is a node, because it would give too many pairs. The dates of an edge are the first and last
day on which it is possible; `certainty` is that in the time of the query.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from services.projections.queries.http.query import Query
from services.projections.queries.ties import MAX_PARTIES, TiedObjects, pairs

NAMESPACE = "http://gexf.net/1.3"
MEDIA_TYPE = "application/gexf+xml"
_NODE = {"kind": "string", "abbreviation": "string", "stage": "string", "certainty": "string"}
_EDGE = {
    "basis": "string", "event": "string", "about": "string", "certainty": "string", "disputed": "boolean",
    "disputed_by": "string", "date": "string", "sources": "string",
}  # fmt: skip


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
        *((item["ref"], each["party"], item) for item in large for each in item["parties"]),
    ]
    nodes = ET.SubElement(graph, "nodes")
    for ref, fact in _nodes(data, edges).values():
        node = ET.SubElement(nodes, "node", {"id": ref["id"], "label": _text(ref["label"]), **_spell(fact)})
        attributes_of = {"kind": ref["kind"], "abbreviation": ref["abbreviation"]}
        attributes_of |= {name: fact.get(name) for name in ("stage", "certainty")} if fact else {}
        _values(node, "node", attributes_of)
    lines = ET.SubElement(graph, "edges")
    for number, (a, b, item) in enumerate(edges):
        attributes_of = {
            "id": str(number),
            "source": a["id"],
            "target": b["id"],
            "weight": str(item["strength"]),
        }
        edge = ET.SubElement(lines, "edge", attributes_of | _spell(item))
        _values(edge, "edge", _edge_values(item))
    ET.indent(root, " ")
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _edges(
    data: TiedObjects,
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]]:
    yield from pairs(data)
    for link in data["links"]:
        yield link["a"], link["b"], {"basis": "identity", "strength": 0, "ref": None, **link}


def _nodes(data: Mapping[str, Any], edges: Sequence[tuple[Any, ...]]) -> dict[str, tuple[Any, Any]]:
    by_id: dict[str, tuple[Any, Any]] = {}
    for cluster in data["clusters"]:
        if cluster["stage"] == "founded" or cluster["ref"]["id"] not in by_id:
            by_id[cluster["ref"]["id"]] = cluster["ref"], cluster
    for ref in data["parties"]:
        by_id.setdefault(ref["id"], (ref, None))
    for a, b, _ in edges:
        for ref in (a, b):
            by_id.setdefault(ref["id"], (ref, None))
    return by_id


def _edge_values(item: Mapping[str, Any]) -> dict[str, Any]:
    about = item.get("ref") or item.get("cluster")
    return {
        **{name: item[name] for name in ("basis", "event", "certainty")},
        "about": about["id"] if about else None,
        "disputed": str(item["disputed"]).lower(),
        "disputed_by": "; ".join(opinion["by"]["id"] for opinion in item["disputes"]) or None,
        "date": item["date"]["edtf"],
        "sources": "; ".join(source["id"] for source in item["sources"]) or None,
    }


def _values(element: ET.Element, table: str, values_by_name: Mapping[str, Any]) -> None:
    values = ET.SubElement(element, "attvalues")
    for name, value in values_by_name.items():
        if value is not None:
            ET.SubElement(values, "attvalue", {"for": f"{table}-{name}", "value": _text(value)})


def _spell(fact: Mapping[str, Any] | None) -> dict[str, str]:
    if not fact:
        return {}
    start, end = fact["interval"]["start"][0], (fact["interval"]["end"] or [None, None])[1]
    return {name: day for name, day in (("start", start), ("end", end)) if day}


def _text(value: Any) -> str:
    # The record contains no other control characters.
    return str(value).replace("\n", " ").replace("\t", " ")
