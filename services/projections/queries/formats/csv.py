"""Answers as CSV: one line for each fact, with its certainty, sources, and both clocks."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

import orjson

from services.projections.queries.http.query import Query
from services.projections.text import labels

_COLUMNS = (
    "kind", "id", "what", "parties", "edtf", "earliest", "latest", "phrase", "inferred_from", "certainty", "disputed",
    "disputed_by", "mode", "sources", "event", "recorded_from", "as_of", "known_at", "position", "party_ids",
    "start_earliest", "start_latest", "end_earliest", "end_latest", "source_ids", "confirmed_by", "amended_by", "recorded_at",
)  # fmt: skip
# Additional columns of each question, by path.
COLUMNS: dict[str, tuple[str, ...]] = {
    "/v1/network": (
        "role", "class", "lead", "represented_by", "signed", "valid_until", "ended", "beneficiaries", "place", "outcomes",
        "leads_to", "basis", "strength",
    ),
    "/v1/timeline": ("subjects", "subject_ids", "represented_by", "detail"),
    "/v1/agreements": (
        "state", "states", "reason", "subject", "binding", "represented_by", "signatories", "signed", "signatures", "withdrew",
        "acceded", "beneficiaries", "others", "place", "conference", "valid_until", "last_activity", "ended", "amendments",
        "joint_actions",
    ),
    "/v1/matrix": ("a", "b", "events"),
    "/v1/membership": (
        "cluster", "party", "class", "class_certainty", "count", "comparator", "counted_on", "known", "known_certainly",
        "answer", "answer_reason",
    ),
    "/v1/visits": (
        "state", "host", "visitors", "clusters", "sites", "place", "delegates", "purpose", "outcomes", "leads_to",
        "lag_min", "lag_max", "recorded", "basis",
    ),
    "/v1/commitments": (
        "promisor", "text", "submitter", "document", "self_submitted", "assessor", "verdict", "qualification", "rationale",
        "hard_to_verify", "rests_on_promisor", "evidence",
    ),
    "/v1/bridges": ("cluster", "cluster_id", "role", "class", "agreement", "strength", "other", "evidence"),
    "/v1/changes": ("change", "position_of_change", "by", "by_type", "reason", "differences", "detail"),
    "/v1/worklist": ("reason", "names", "name_ids", "detail"),
}  # fmt: skip
# A spreadsheet may run cells that begin so, also after spaces and in full-width forms.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def sheet(lines: Iterable[Mapping[str, Any]], query: Query, columns: Sequence[str] = ()) -> str:
    """Return the text of the file. `columns` are the question's own columns, from `cells` of each line."""
    out = StringIO()
    writer = csv.DictWriter(out, (*_COLUMNS, *columns), extrasaction="ignore")
    writer.writeheader()
    clocks = {"as_of": query.as_of, "known_at": query.known_at, "position": query.position}
    for line in lines:
        made = {
            "sources": _sources(line["sources"], query.lang),
            "disputed_by": _opinions(line.get("disputes") or ()),
            "confirmed_by": "; ".join(opinion["by"]["short"] for opinion in line.get("confirmations") or ()),
            "source_ids": "; ".join(item["id"] for item in line["sources"]),
            "amended_by": "; ".join(line.get("amended_by") or ()),
            **_bounds(line.get("interval")),
        }
        own = {name: _cell(value, query.lang) for name, value in (line.get("cells") or {}).items()}
        cells = {**line, **line["date"], **clocks, **made, **own}
        writer.writerow({name: _safe(value) for name, value in cells.items()})
    return out.getvalue()


def _bounds(interval: Mapping[str, Any] | None) -> dict[str, Any]:
    start, end = (interval or {}).get("start") or [None, None], (interval or {}).get("end") or [None, None]
    return dict(
        zip(("start_earliest", "start_latest", "end_earliest", "end_latest"), [*start, *end], strict=True)
    )


def _cell(value: Any, lang: str) -> Any:
    """Return a value as one cell: short names of references, texts in the language, lists joined with `;`."""
    if not value and value is not False and value != 0:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return _cell_of(value, lang)
    return "; ".join(str(_cell(each, lang)) for each in value) if isinstance(value, list | tuple) else value


def _cell_of(value: Mapping[str, Any], lang: str) -> str:
    """Return a reference as its short name, a date as EDTF, a place as its name, a text in the language; else JSON."""
    if value.keys() & {"pl", "en"} and all(isinstance(each, str) for each in value.values()):
        return labels.text_in(value, lang)
    text = next(
        (value[name] for name in ("short", "edtf", "label") if isinstance(value.get(name), str)), None
    )
    return str(text) if text is not None else "" if "edtf" in value else orjson.dumps(value).decode()


def network_lines(data: Mapping[str, Any], lang: str) -> Iterator[dict[str, Any]]:
    """Yield the facts of the network."""
    for cluster in data["clusters"]:
        yield cluster | fact_cells(labels.code_label(f"cluster {cluster['stage']}", lang), cluster["ref"], [])
    yield from agreement_lines(data["agreements"], lang)
    for visit in data["visits"]:
        cells = {
            **{name: visit[name] for name in ("place", "strength")},
            "basis": labels.code_label(visit["basis"], lang),
            "outcomes": [each["text"] for each in visit["outcomes"]],
            "leads_to": [each["leads_to"] for each in visit["outcomes"] if each["leads_to"]],
        }
        about = fact_cells(
            labels.kind_in(visit["kind"] or "visit", lang, "visit").rstrip(":"),
            visit["ref"],
            [visit["host"], *visit["visitors"]],
        )
        yield visit | about | {"cells": cells}
    for role in data["roles"]:
        about = fact_cells(
            labels.code_label(role["role"], lang), role["cluster"], [role["cluster"], role["party"]]
        )
        cells = {name: role.get(name) for name in ("role", "class", "lead", "strength", "basis")}
        ended = role["ended"] and role["ended"]["date"]
        yield (
            role
            | about
            | {"cells": {**cells, "basis": labels.code_label(role["basis"], lang), "ended": ended}}
        )
    for link in data["links"]:
        yield link | fact_cells(labels.code_label("link", lang), link["a"], [link["a"], link["b"]])


def agreement_lines(data: Iterable[Mapping[str, Any]], lang: str) -> Iterator[dict[str, Any]]:
    """Yield agreements with their signatures, their last day, and how they ended."""
    for item in data:
        parties = item["parties"]
        kind = f"{labels.kind_in(item['kind'], lang)} {labels.code_label(item['state'], lang)}"
        cells = {
            **{
                name: item.get(name)
                for name in ("state", "subject", "binding", "beneficiaries", "others", "place")
            },
            **{name: item.get(name) for name in ("conference", "valid_until", "strength", "reason")},
            "basis": labels.code_label(item["basis"], lang),
            "states": [f"{each['state']}: {each['certainty']}" for each in item.get("states", ())],
            "represented_by": _by_party(parties, "represented_by"),
            "signatories": [
                f"{each['party']['short']}: {signed}"
                for each in parties
                for signed in _people(each["signatories"], lang)
            ],
            "signed": _by_party(parties, "signed"),
            "signatures": f"{item['signatures']['signed']}/{item['signatures']['listed']}",
            "withdrew": [each["party"] for each in parties if each["withdrew"]],
            "acceded": [each["party"] for each in parties if each["acceded"]],
            "last_activity": (item.get("last_activity") or {}).get("event"),
            "ended": item["ended"]
            and f"{labels.code_label(item['ended']['how'], lang)} {item['ended']['date']['edtf'] or ''}".strip(),
            "amendments": [each["event"] for each in item.get("amendments", ())],
            "joint_actions": [each["event"] for each in item.get("joint_actions", ())],
        }
        yield (
            dict(item) | fact_cells(kind, item["ref"], [each["party"] for each in parties]) | {"cells": cells}
        )


def _by_party(parties: Iterable[Mapping[str, Any]], name: str) -> list[str]:
    """Return `PARTY: value` for each party that has a value."""
    values = ((each["party"]["short"], each[name]) for each in parties)
    return [f"{party}: {_cell(value, 'pl')}" for party, value in values if value and _cell(value, "pl")]


def _people(people: Iterable[Mapping[str, Any]], lang: str) -> Iterator[str]:
    """Yield functions with their organisations; persons as ids."""
    for each in people:
        parts = (
            each["person"],
            labels.text_in(each["function"] or {}, lang),
            _cell(each["organisation"], lang),
        )
        yield ", ".join(filter(None, parts))


def timeline_lines(data: Iterable[Mapping[str, Any]], lang: str) -> Iterator[dict[str, Any]]:
    """Yield occurrences with their participants."""
    for item in data:
        detail = item["detail"]
        signed = [party for party in detail.get("parties", ()) if isinstance(party, Mapping)]
        cells = {
            "subjects": item["subjects"],
            "subject_ids": [ref["id"] for ref in item["subjects"]],
            "represented_by": [
                f"{party['party']}: {party['represented_by']}"
                for party in signed
                if party.get("represented_by")
            ],
            "detail": detail,
        }
        about = fact_cells(item["type"], item["ref"], item["parties"]) | {
            "what": item["what"][lang],
            "cells": cells,
        }
        yield dict(item) | about


def matrix_lines(data: Mapping[str, Any], lang: str) -> Iterator[dict[str, Any]]:
    """Yield what pairs of clusters have in common."""
    refs = {item["ref"]["id"]: item["ref"] for item in data["clusters"]}
    for cell in data["cells"]:
        for name in ("agreements", "visits", "members", "specialisations", "initiators"):
            for tie in cell[name]:
                label = labels.text_in(tie["label"], lang) if "label" in tie else tie["ref"]["label"]
                ref = tie.get("ref", {"id": "", "label": label})
                cells = {"a": cell["a"], "b": cell["b"], "events": tie["events"]}
                yield (
                    tie
                    | fact_cells(labels.code_label(name, lang), ref, [refs[cell["a"]], refs[cell["b"]]])
                    | {"cells": cells}
                )


def fact_cells(kind: str, ref: Mapping[str, Any], parties: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the cells about the subjects of a fact; the other cells come from the fact's members."""
    listed = list(parties)
    return {
        "kind": kind,
        "id": ref["id"],
        "what": ref["label"],
        "parties": "; ".join(party["short"] for party in listed),
        "party_ids": "; ".join(party["id"] for party in listed),
    }


def _sources(sources: Iterable[Mapping[str, Any]], lang: str) -> str:
    return "; ".join(
        " ".join(
            filter(None, (labels.text_in(item["title"], lang) or item["id"], item["locator"], item["url"]))
        )
        for item in sources
    )


def _opinions(disputes: Iterable[Mapping[str, Any]]) -> str:
    return "; ".join(f"{opinion['by']['short']}: {opinion['reason'] or '–'}" for opinion in disputes)


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and _runs(value) else value


def _runs(text: str) -> bool:
    return text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
