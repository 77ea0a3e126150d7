"""Answers as linked data (JSON-LD): pure functions from references and facts of answers to nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from contracts import vocabulary
from services.projections.queries.answer_types import RecordedFact, Reference, RivalValue, Source

# A node: its members by name, those without a value left out.
Node = dict[str, object]


def context() -> Node:
    """Return the `@context` of every document."""
    return dict(vocabulary.CONTEXT)


def document(nodes: Iterable[Node]) -> Node:
    """Return a document of these nodes; merges nodes with the same id."""
    graph: dict[object, Node] = {}
    for node in nodes:
        graph.setdefault(node["@id"], {}).update(node)
    return {"@context": context(), "@graph": list(graph.values())}


def of_ref(ref: Reference) -> Node:
    """Return the node of a reference (`{id, kind, names, abbreviation}`)."""
    node = {
        "@id": vocabulary.thing(ref["id"]),
        "@type": vocabulary.classes(ref["kind"]),
        "prefLabel": ref["names"] or None,
        "altLabel": ref["abbreviation"],
    }
    return _without_unknown(node)


def of_source(source: Source) -> Node:
    """Return the node of a source (`{id, title, language, url, published, …}`)."""
    node = {
        "@id": vocabulary.thing(source["id"]),
        "@type": vocabulary.classes("source"),
        "title": source["title"] or None,
        "language": source["language"],
        "url": source["url"],
        "issued": source["published"],
        "sourceType": source["source_type"] and vocabulary.term(f"source-{source['source_type']}"),
    }
    return _without_unknown(node)


def of_fact(fact: RecordedFact, about: Sequence[str] = ()) -> Node:
    """Return the node of a fact (`{event, type, date, sources, certainty, disputed, disputes, …}`).

    Args:
        about: its subjects; by default its own stream.
    """
    date = fact["date"]
    node = {
        "@id": vocabulary.fact(fact["event"]),
        "@type": ["prov:Entity", vocabulary.term(fact["type"])],
        "about": [vocabulary.thing(stream) for stream in about or [fact["event"].rpartition("@")[0]]],
        "occurred": date["edtf"],
        "phrase": date["phrase"],
        "inferredFrom": date["inferred_from"],
        "certainty": fact["certainty"],
        "disputed": fact["disputed"] or None,
        "disputedBy": [vocabulary.thing(opinion["by"]["id"]) for opinion in fact["disputes"]] or None,
        "mode": fact["mode"],
        "generatedAtTime": fact["recorded_at"],
        "wasDerivedFrom": [vocabulary.thing(source["id"]) for source in fact["sources"]] or None,
        "values": [*map(_value, fact["values"])] or None,
    }
    return _without_unknown(node)


def _value(value: RivalValue) -> Node:
    """One of several values of a field, as the export of the record has it: with ids instead of names."""
    ranking, sources = value["ranking"], value["sources"]
    more: Node = {
        "by": value["by"] and value["by"]["id"],
        "reason": value["reason"],
        "sources": [_without_unknown({"id": each["id"], "locator": each["locator"]}) for each in sources]
        or None,
        "ranking": ranking and {**ranking, "by": ranking["by"] and ranking["by"]["id"]},
    }
    always = {name: each for name, each in value.items() if name not in more}
    return always | _without_unknown(more)


def _without_unknown(node: Mapping[str, object]) -> Node:
    return {name: value for name, value in node.items() if value is not None}
