"""Collects the facts and references of any answer, so that every question can be exported in the same way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeGuard

from services.projections.queries.answer_types import RecordedFact, Reference, Source
from services.projections.queries.formats import jsonld
from services.projections.queries.formats.csv import Line, fact_line
from services.projections.text import labels

_FACT, _REF, _SOURCE = (type.__required_keys__ for type in (RecordedFact, Reference, Source))
# Provenance members of a fact: references in them are not subjects of the fact.
_KNOWN = frozenset(
    {"sources", "disputes", "confirmations", "values", "accounts", "date", "interval", "amended_by"}
)
_MARKS = frozenset(
    {"event", "type", "certainty", "disputed", "inferred", "mode", "recorded_from", "recorded_at"}
)


_CUT = ("Only the first entries of these lists are here", "Tylko pierwsze pozycje tych list")


class Entry(NamedTuple):
    """A fact or register entry in an answer; `where` is the name of the list or member that contains it."""

    where: str
    item: Mapping[str, object]


def entries(data: object, where: str = "") -> Iterator[Entry]:
    """Yield each fact and register entry of an answer, outer ones first."""
    if isinstance(data, Mapping):
        if is_fact(data) or is_ref(data.get("ref")):
            yield Entry(where, data)
        for name, value in data.items():
            if name not in _KNOWN and isinstance(value, Mapping | list):
                yield from entries(value, where if name == "items" else name)
    elif isinstance(data, list):
        for item in data:
            yield from entries(item, where)


def is_fact(value: object) -> TypeGuard[RecordedFact]:
    """Return whether the value has the members of every fact."""
    return isinstance(value, Mapping) and value.keys() >= _FACT


def is_ref(value: object) -> TypeGuard[Reference]:
    """Return whether the value is a reference to a stream."""
    return isinstance(value, Mapping) and value.keys() >= _REF


def is_source(value: object) -> TypeGuard[Source]:
    """Return whether the value is a source of a fact."""
    return isinstance(value, Mapping) and value.keys() >= _SOURCE


def refs(item: Mapping[str, object]) -> list[Reference]:
    """Return the references of an entry, each once, without those of nested entries."""
    by_id: dict[str, Reference] = {}
    for name, value in item.items():
        if name in _KNOWN:
            continue
        for each in value if isinstance(value, list) else [value]:
            ref = each.get("party") if isinstance(each, Mapping) and not is_fact(each) else None
            for named in (each, ref):
                if is_ref(named):
                    by_id.setdefault(named["id"], named)
    return list(by_id.values())


def lines(data: object, lang: str) -> Iterator[Line]:
    """Yield an answer's entries as lines of a sheet."""
    for where, item in entries(data):
        named = refs(item)
        ref = item.get("ref")
        own = ref if is_ref(ref) else named[0] if named else None
        kinds = (item.get("role"), item.get("stage"), where, own and own["kind"], item.get("type"))
        kind = next((str(each) for each in kinds if each), "")
        stream = str(item.get("event", "")).rpartition("@")[0]
        about = own["id"] if own else stream
        what = _text(item, lang) or (own["label"] if own else stream)
        parties = [each for each in named if each is not own]
        if is_fact(item):
            yield fact_line(item, kind, own, parties, what=what)._replace(id=about)
        else:
            event = item.get("event")
            yield Line(kind, about, what, parties, event=event if isinstance(event, str) else None)
    if isinstance(data, Mapping) and (cut := data.get("more")):
        # A profile has no next page: who reads the sheet learns from it which lists go on.
        lists = "; ".join(labels.code_label(str(name), lang) for name in cut)
        ref = data.get("ref")
        yield Line("cut", ref["id"] if is_ref(ref) else "", f"{_CUT[lang == 'pl']}: {lists}", ())


def _text(item: Mapping[str, object], lang: str) -> str:
    for name in ("what", "label", "name", "title", "text", "mission"):
        if isinstance(text := item.get(name), Mapping):
            return labels.text_in(text, lang)
    if "count" in item:
        return f"{item.get('comparator', '')} {item['count']} {item.get('class', '')}".strip()
    return ""


def nodes(data: object) -> Iterator[jsonld.Node]:
    """Yield an answer as nodes of linked data: its subjects, its sources, and its facts."""
    yield from _things(data)
    for _, item in entries(data):
        if is_fact(item):
            node = jsonld.of_fact(item, [ref["id"] for ref in refs(item)])
            detail = {name: value for name, value in item.items() if _plain(name, value)}
            yield node | ({"detail": detail} if detail else {})


def _things(data: object) -> Iterator[jsonld.Node]:
    if is_ref(data):
        yield jsonld.of_ref(data)
    elif is_source(data):
        yield jsonld.of_source(data)
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _things(value)
    elif isinstance(data, list):
        for value in data:
            yield from _things(value)


def _plain(name: str, value: object) -> bool:
    """Return whether a member of a fact is exported unchanged: plain text or numbers."""
    if name in _KNOWN | _MARKS or value in (None, [], {}):
        return False
    if isinstance(value, Mapping):
        return all(isinstance(text, str) for text in value.values()) and not is_ref(value)
    return isinstance(value, str | int) or (isinstance(value, list) and _scalars(value))


def _scalars(values: Iterable[object]) -> bool:
    return all(isinstance(value, str | int) for value in values)
