"""Answers as CSV: one line for each fact, with its certainty, sources, and both clocks."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from types import MappingProxyType
from typing import NamedTuple

import orjson

from services.projections.queries.answer_types import (
    FuzzyDate,
    Interval,
    Opinion,
    RecordedFact,
    Reference,
    RivalValue,
    Source,
)
from services.projections.queries.http.query import Query
from services.projections.text import labels

_COLUMNS = (
    "kind", "id", "what", "parties", "edtf", "earliest", "latest", "phrase", "inferred_from", "certainty", "disputed",
    "disputed_by", "other_values", "mode", "sources", "event", "recorded_from", "as_of", "known_at", "position", "party_ids",
    "start_earliest", "start_latest", "end_earliest", "end_latest", "source_ids", "confirmed_by", "amended_by", "recorded_at",
)  # fmt: skip
# Additional columns of each question, by path.
COLUMNS: dict[str, tuple[str, ...]] = {
    "/v1/network": (
        "role", "class", "class_label", "lead", "represented_by", "signed", "valid_until", "indefinite",
        "ended", "beneficiaries", "place", "outcomes",
        "leads_to", "basis", "strength",
    ),
    "/v1/timeline": ("subjects", "subject_ids", "represented_by", "detail"),
    "/v1/agreements": (
        "state", "states", "reason", "subject", "binding", "represented_by", "signatories", "signed", "signatures", "withdrew",
        "acceded", "beneficiaries", "others", "place", "conference", "valid_until", "indefinite", "last_activity", "ended",
        "amendments", "joint_actions", "projects",
    ),
    "/v1/matrix": ("a", "b", "events"),
    "/v1/similar-parties": ("score", "reasons"),
    "/v1/membership": (
        "cluster", "party", "class", "class_label", "class_certainty", "count", "comparator", "counted_on", "known",
        "known_certainly", "answer", "answer_reason",
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
    "/v1/changes/days": ("added", "amended", "retracted"),
    "/v1/recognitions": ("cluster", "scheme", "grantor", "valid_from", "valid_to", "ends"),
    "/v1/thresholds": ("cluster", "criterion", "class", "wanted", "least", "most", "meets", "meets_all"),
    "/v1/worklist": ("reason", "names", "name_ids", "detail"),
}  # fmt: skip
# A spreadsheet may run cells that begin so, also after spaces and in full-width forms.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Line(NamedTuple):
    """A line of a sheet: a fact, or an entry of a register. `cells` are the question's own columns.

    `what` says in words what the line is about, the stream `id`; `parties` are those that it names.
    """

    kind: str
    id: str
    what: str
    parties: Sequence[Reference]
    cells: Mapping[str, object] = MappingProxyType({})
    event: str | None = None
    certainty: str | None = None
    disputed: bool | None = None
    mode: str | None = None
    recorded_from: int | None = None
    recorded_at: str | None = None
    date: FuzzyDate | None = None
    interval: Interval | None = None
    sources: Sequence[Source] = ()
    disputes: Sequence[Opinion] = ()
    confirmations: Sequence[Opinion] = ()
    values: Sequence[RivalValue] = ()
    amended_by: Sequence[str] = ()


def fact_line(
    fact: RecordedFact,
    kind: str,
    ref: Reference | None,
    parties: Iterable[Reference],
    cells: Mapping[str, object] = MappingProxyType({}),
    what: str | None = None,
) -> Line:
    """Return the line of a fact about a stream; `what` is the stream's name by default."""
    return Line(
        kind,
        ref["id"] if ref else "",
        what if what is not None else ref["label"] if ref else "",
        list(parties),
        cells,
        fact["event"],
        fact["certainty"],
        fact["disputed"],
        fact["mode"],
        fact["recorded_from"],
        fact["recorded_at"],
        fact["date"],
        fact["interval"],
        fact["sources"],
        fact["disputes"],
        fact["confirmations"],
        fact["values"],
        fact["amended_by"],
    )


def sheet(lines: Iterable[Line], query: Query, columns: Sequence[str] = ()) -> str:
    """Return the text of the file. `columns` are the question's own columns, from `cells` of each line."""
    out = StringIO()
    writer = csv.DictWriter(out, (*_COLUMNS, *columns), extrasaction="ignore")
    writer.writeheader()
    clocks = {"as_of": query.as_of, "known_at": query.known_at, "position": query.position}
    for line in lines:
        own = {name: cell(value, query.lang) for name, value in line.cells.items()}
        cells: dict[str, object] = {**_fact_cells(line, query.lang), **clocks, **own}
        writer.writerow({name: _safe(value) for name, value in cells.items()})
    return out.getvalue()


def _fact_cells(line: Line, lang: str) -> dict[str, object]:
    """Return the cells of the columns that every sheet has, but for the clocks."""
    start, end = (line.interval["start"], line.interval["end"]) if line.interval else (None, None)
    return {
        "kind": line.kind,
        "id": line.id,
        "what": line.what,
        "parties": "; ".join(party["short"] for party in line.parties),
        "party_ids": "; ".join(party["id"] for party in line.parties),
        **(line.date or {}),
        **{name: getattr(line, name) for name in ("event", "certainty", "disputed", "mode")},
        "recorded_from": line.recorded_from,
        "recorded_at": line.recorded_at,
        "sources": _sources(line.sources, lang),
        "source_ids": "; ".join(source["id"] for source in line.sources),
        "disputed_by": "; ".join(
            f"{opinion['by']['short']}: {opinion['reason'] or '–'}" for opinion in line.disputes
        ),
        "other_values": "; ".join(_other(value, lang) for value in line.values if not value["decides"]),
        "confirmed_by": "; ".join(opinion["by"]["short"] for opinion in line.confirmations),
        "amended_by": "; ".join(line.amended_by),
        **dict(zip(("start_earliest", "start_latest"), start or (None, None), strict=True)),
        **dict(zip(("end_earliest", "end_latest"), end or (None, None), strict=True)),
    }


def _other(value: RivalValue, lang: str) -> str:
    """A value that exists besides the one in the fact, with who gives it."""
    given, by = value["value"], value["by"]
    shown = given["edtf"] if isinstance(given, Mapping) and "edtf" in given else cell(given, lang)
    who = by["short"] if by else _sources(value["sources"], lang)
    return f"{value['field']}: {'–' if shown is None else shown}{f' ({who})' if who else ''}"


def cell(value: object, lang: str) -> object:
    """Return a value as one cell: short names of references, texts in the language, lists joined with `;`."""
    if not value and value is not False and value != 0:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return _cell_of(value, lang)
    return "; ".join(str(cell(each, lang)) for each in value) if isinstance(value, list | tuple) else value


def _cell_of(value: Mapping[str, object], lang: str) -> str:
    """Return a reference as its short name, a date as EDTF, a place as its name, a text in the language; else JSON."""
    if value.keys() & {"pl", "en"} and all(isinstance(each, str) for each in value.values()):
        return labels.text_in({name: str(each) for name, each in value.items()}, lang)
    text = next(
        (value[name] for name in ("short", "edtf", "label") if isinstance(value.get(name), str)), None
    )
    return str(text) if text is not None else "" if "edtf" in value else orjson.dumps(value).decode()


def _sources(sources: Iterable[Source], lang: str) -> str:
    return "; ".join(
        " ".join(
            filter(None, (labels.text_in(item["title"], lang) or item["id"], item["locator"], item["url"]))
        )
        for item in sources
    )


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and _runs(value) else value


def _runs(text: str) -> bool:
    return text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
