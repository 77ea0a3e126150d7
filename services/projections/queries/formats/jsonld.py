"""Answers as linked data (JSON-LD): pure functions from references and facts of answers to nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contracts import vocabulary
from contracts.streams import category_of


def context() -> dict[str, Any]:
    """Return the `@context` of every document."""
    return dict(vocabulary.CONTEXT)


def document(nodes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a document of these nodes; merges nodes with the same id."""
    graph: dict[str, dict[str, Any]] = {}
    for node in nodes:
        graph.setdefault(node["@id"], {}).update(node)
    return {"@context": context(), "@graph": list(graph.values())}


def of_ref(ref: Mapping[str, Any]) -> dict[str, Any]:
    """Return the node of a reference (`{id, kind, names, abbreviation}`)."""
    node = {
        "@id": vocabulary.thing(ref["id"]),
        "@type": vocabulary.classes(ref.get("kind") or category_of(ref["id"])),
        "prefLabel": ref.get("names") or None,
        "altLabel": ref.get("abbreviation"),
    }
    return _without_unknown(node)


def of_source(source: Mapping[str, Any]) -> dict[str, Any]:
    """Return the node of a source (`{id, title, language, url, published, …}`)."""
    node = {
        "@id": vocabulary.thing(source["id"]),
        "@type": vocabulary.classes("source"),
        "title": source.get("title") or None,
        "language": source.get("language"),
        "url": source.get("url"),
        "issued": source.get("published"),
    }
    return _without_unknown(node)


def of_fact(fact: Mapping[str, Any], about: Sequence[str] = ()) -> dict[str, Any]:
    """Return the node of a fact (`{event, type, date, sources, certainty, disputed, disputes, …}`).

    Args:
        about: its subjects; by default its own stream.
    """
    date = fact.get("date") or {}
    node = {
        "@id": vocabulary.fact(fact["event"]),
        "@type": ["prov:Entity", vocabulary.term(fact["type"])],
        "about": [vocabulary.thing(stream) for stream in about or [fact["event"].rpartition("@")[0]]],
        "occurred": date.get("edtf"),
        "phrase": date.get("phrase"),
        "inferredFrom": date.get("inferred_from"),
        "certainty": fact.get("certainty"),
        "disputed": fact.get("disputed") or None,
        "disputedBy": [vocabulary.thing(opinion["by"]["id"]) for opinion in fact.get("disputes") or ()]
        or None,
        "mode": fact.get("mode"),
        "generatedAtTime": fact.get("recorded_at"),
        "wasDerivedFrom": [vocabulary.thing(source["id"]) for source in fact.get("sources") or ()] or None,
    }
    return _without_unknown(node)


def _without_unknown(node: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if value is not None}
