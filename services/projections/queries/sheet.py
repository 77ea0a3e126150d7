"""Answers as CSV: one line for each fact, with its certainty, sources, and both clocks."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from typing import Any

from services.projections import words
from services.projections.queries.asked import Asked

_COLUMNS = (
    "kind", "id", "what", "parties", "edtf", "earliest", "latest", "phrase", "inferred_from", "certainty", "disputed",
    "disputed_by", "mode", "sources", "event", "recorded_from", "as_of", "known_at", "position",
)  # fmt: skip
# A spreadsheet would run what begins so, some of them also behind spaces and in the wide forms.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def sheet(lines: Iterable[Mapping[str, Any]], asked: Asked) -> str:
    """The text of the file."""
    out = StringIO()
    writer = csv.DictWriter(out, _COLUMNS, extrasaction="ignore")
    writer.writeheader()
    clocks = {"as_of": asked.as_of, "known_at": asked.known_at, "position": asked.position}
    for line in lines:
        told = {
            "sources": _sources(line["sources"], asked.lang),
            "disputed_by": _opinions(line.get("disputes") or ()),
        }
        cells = {**line, **line["date"], **clocks, **told}
        writer.writerow({name: _safe(value) for name, value in cells.items()})
    return out.getvalue()


def network_lines(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The network's facts."""
    for cluster in data["clusters"]:
        yield cluster | line(f"cluster {cluster['stage']}", cluster["ref"], [])
    for agreement in data["agreements"]:
        yield from agreement_lines([agreement])
    for visit in data["visits"]:
        yield visit | line("visit", visit["ref"], [visit["host"], *visit["visitors"]])
    for role in data["roles"]:
        yield role | line(role["role"], role["cluster"], [role["cluster"], role["party"]])
    for link in data["links"]:
        yield link | line("link", link["a"], [link["a"], link["b"]])


def agreement_lines(data: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Agreements."""
    for item in data:
        yield dict(item) | line(
            f"{item['kind']} {item['state']}", item["ref"], [each["party"] for each in item["parties"]]
        )


def timeline_lines(data: Iterable[Mapping[str, Any]], lang: str) -> Iterator[dict[str, Any]]:
    """Occurrences."""
    for item in data:
        yield dict(item) | line(item["type"], item["ref"], item["subjects"]) | {"what": item["what"][lang]}


def matrix_lines(data: Mapping[str, Any], lang: str) -> Iterator[dict[str, Any]]:
    """What pairs of clusters have in common."""
    refs = {item["ref"]["id"]: item["ref"] for item in data["clusters"]}
    for cell in data["cells"]:
        for name in ("agreements", "visits", "members", "specialisations", "initiators"):
            for tie in cell[name]:
                label = words.say(tie["label"], lang) if "label" in tie else tie["ref"]["label"]
                ref = tie.get("ref", {"id": "", "label": label})
                yield tie | line(name, ref, [refs[cell["a"]], refs[cell["b"]]])


def line(kind: str, ref: Mapping[str, Any], parties: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The cells of a line that say what the fact is about; the fact's own members make the others."""
    names = "; ".join(str(party.get("abbreviation") or party["label"]) for party in parties)
    return {"kind": kind, "id": ref["id"], "what": ref["label"], "parties": names}


def _sources(sources: Iterable[Mapping[str, Any]], lang: str) -> str:
    return "; ".join(
        " ".join(filter(None, (words.say(item["title"], lang) or item["id"], item["locator"], item["url"])))
        for item in sources
    )


def _opinions(disputes: Iterable[Mapping[str, Any]]) -> str:
    return "; ".join(
        f"{said['by']['abbreviation'] or said['by']['label']}: {said['reason'] or '–'}" for said in disputes
    )


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and _runs(value) else value


def _runs(text: str) -> bool:
    return text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
