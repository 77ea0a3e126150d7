"""Collects the facts and references of any answer, so that every question can be exported in the same way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from services.projections.queries.formats import jsonld
from services.projections.text import labels

_FACT = frozenset({"event", "type", "date", "certainty", "sources"})
_REF = frozenset({"id", "kind", "names", "label"})
_SOURCE = frozenset({"id", "locator", "title", "translation_of"})
# Provenance members of a fact: references in them are not subjects of the fact.
_KNOWN = frozenset({"sources", "disputes", "confirmations", "accounts", "date", "interval", "amended_by"})
_MARKS = frozenset(
    {"event", "type", "certainty", "disputed", "inferred", "mode", "recorded_from", "recorded_at"}
)


class Entry(NamedTuple):
    """A fact or register entry in an answer; `where` is the name of the list or member that contains it."""

    where: str
    item: Mapping[str, Any]


def entries(data: Any, where: str = "") -> Iterator[Entry]:
    """Yield each fact and register entry of an answer, outer ones first."""
    if isinstance(data, Mapping):
        if data.keys() >= _FACT or is_ref(data.get("ref")):
            yield Entry(where, data)
        for name, value in data.items():
            if name not in _KNOWN and isinstance(value, Mapping | list):
                yield from entries(value, where if name == "items" else name)
    elif isinstance(data, list):
        for item in data:
            yield from entries(item, where)


def is_ref(value: Any) -> bool:
    """Return whether the value is a reference to a stream."""
    return isinstance(value, Mapping) and value.keys() >= _REF


def refs(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the references of an entry, each once, without those of nested entries."""
    by_id: dict[str, Mapping[str, Any]] = {}
    for name, value in item.items():
        if name in _KNOWN:
            continue
        for each in value if isinstance(value, list) else [value]:
            if is_ref(each):
                by_id.setdefault(each["id"], each)
            elif isinstance(each, Mapping) and not each.keys() >= _FACT and is_ref(each.get("party")):
                by_id.setdefault(each["party"]["id"], each["party"])
    return list(by_id.values())


def lines(data: Any, lang: str) -> Iterator[dict[str, Any]]:
    """Yield an answer's entries as lines of a sheet."""
    for where, item in entries(data):
        named = refs(item)
        own = item.get("ref") or (named[0] if named else None)
        stream = str(item.get("event", "")).rpartition("@")[0]
        yield {
            **{name: item.get(name) for name in _MARKS},
            "kind": item.get("role")
            or item.get("stage")
            or where
            or (own or {}).get("kind")
            or item.get("type"),
            "id": own["id"] if own else stream,
            "what": _text(item, lang) or (own["label"] if own else stream),
            "parties": "; ".join(ref["short"] for ref in named if ref is not own),
            "party_ids": "; ".join(ref["id"] for ref in named if ref is not own),
            "interval": item.get("interval"),
            "date": item.get("date") or {},
            "sources": item.get("sources") or [],
            "disputes": item.get("disputes") or [],
        }


def _text(item: Mapping[str, Any], lang: str) -> str:
    for name in ("what", "label", "name", "title", "text", "mission"):
        if isinstance(text := item.get(name), Mapping):
            return labels.text_in(text, lang)
    if "count" in item:
        return f"{item.get('comparator', '')} {item['count']} {item.get('class', '')}".strip()
    return ""


def nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Yield an answer as nodes of linked data: its subjects, its sources, and its facts."""
    yield from _things(data)
    for _, item in entries(data):
        if item.keys() >= _FACT:
            named = refs(item)
            node = jsonld.of_fact(item, [ref["id"] for ref in named])
            detail = {name: value for name, value in item.items() if _plain(name, value)}
            yield node | ({"detail": detail} if detail else {})


def _things(data: Any) -> Iterator[dict[str, Any]]:
    if is_ref(data):
        yield jsonld.of_ref(data)
    elif isinstance(data, Mapping):
        if data.keys() >= _SOURCE:
            yield jsonld.of_source(data)
        else:
            for value in data.values():
                yield from _things(value)
    elif isinstance(data, list):
        for value in data:
            yield from _things(value)


def _plain(name: str, value: Any) -> bool:
    """Return whether a member of a fact is exported unchanged: plain text or numbers."""
    if name in _KNOWN | _MARKS or value in (None, [], {}):
        return False
    if isinstance(value, Mapping):
        return all(isinstance(text, str) for text in value.values()) and not is_ref(value)
    return isinstance(value, str | int) or (isinstance(value, list) and _scalars(value))


def _scalars(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str | int) for value in values)
