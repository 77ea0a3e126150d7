"""The record as tables: every fact with its command, and what is now believed of members, agreements,
visits and counts.

The table of facts has the complete record and imports again to the same. The others are for people and have less: who
signed for whom, delegates, outcomes, amendments and audiences are not in them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from contracts.amendments import apply_amendments
from contracts.envelope import Fact
from ops.exporting.order import by_stream, in_order
from services.registry.importing.columns import KINDS
from services.registry.importing.formula_guard import guard
from services.registry.importing.recorded_commands import recorded_command

Cells = dict[str, str]


def tables(facts: Sequence[Fact]) -> Iterator[tuple[str, bytes]]:
    """Each kind's table that has rows, as UTF-8; `facts` are all that is exported."""
    recorded = by_stream(facts)
    streams = {
        stream: apply_amendments(facts_of_stream) for stream, facts_of_stream in sorted(recorded.items())
    }
    rows = {
        "facts": map(fact_row, in_order(recorded)),
        "members": members(streams),
        "agreements": agreements(streams),
        "visits": visits(streams),
        "counts": counts(streams),
    }
    for kind, rows_of_kind in rows.items():
        if cells := [*rows_of_kind]:
            yield kind, _written(list(KINDS[kind]), cells)


def fact_row(fact: Fact) -> Cells:
    """A fact with its complete command: in columns of its own what a cell can hold, the rest as JSON."""
    command = recorded_command(fact)
    body = dict(command.body)
    row = {"event": fact.id, "command": command.do}
    date = body.get("occurred")
    cells = {"edtf": date} if isinstance(date, str) else dict(date or {})
    cells = {"occurred" if name == "edtf" else name: text for name, text in cells.items()}
    if date is not None and cells.keys() <= {"occurred", "phrase", "inferred_from"} and _fit(cells):
        row |= cells
        del body["occurred"]
    sources = body.get("sources", [])
    if len(sources) <= 1 and all(map(_fit, sources)):
        for source in sources:
            row |= {"source": source["id"], "locator": source.get("locator", "")}
        body.pop("sources", None)
    row |= {name: body.pop(name) for name in ("mode", "audience") if name in body}
    return row | ({"fields": orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()} if body else {})


def _fit(texts: Mapping[str, Any]) -> bool:
    """Whether cells give these texts back as they are."""
    return all(isinstance(text, str) and text and text == text.strip() for text in texts.values())


def members(streams: Mapping[str, Sequence[Fact]]) -> Iterator[Cells]:
    """Every episode of every membership, with what is known of the party."""
    parties = {stream: _party(facts) for stream, facts in streams.items() if stream.startswith("party-")}
    for stream, facts in streams.items():
        if not stream.startswith("membership-"):
            continue
        cluster, _, party = stream.removeprefix("membership-").partition(".")
        about = {"cluster": _cluster(cluster, streams), "party": party, **parties.get(f"party-{party}", {})}
        row: Cells | None = None
        for fact in facts:
            if fact.type == "MemberJoined":
                if row is not None:
                    yield row
                row = about | _common(fact, "joined") | {"class": _class(fact.data)}
            elif fact.type == "MemberLeft":
                left = {"left": _date(fact.data.get("occurred"))}
                yield (row | left) if row is not None else about | _common(fact, "left")
                row = None
        if row is not None:
            yield row


def _class(joined: Mapping[str, Any]) -> str:
    """One of the four classes, else the cluster's own word."""
    return str(joined.get("class") or joined.get("class_label") or "")


def _party(facts: Sequence[Fact]) -> Cells:
    cells: Cells = {}
    for fact in facts:
        data = fact.data
        if fact.type in {"PartyRegistered", "PartyRenamed"}:
            names = data["names"]
            cells["name"] = names.get("pl") or ("" if "en" in names else next(iter(names.values())))
            cells["name_en"] = names.get("en", "")
            cells["abbreviation"] = data.get("abbreviation") or cells.get("abbreviation", "")
            cells["kind"] = data.get("kind") or cells.get("kind", "")
        elif fact.type == "PartyIdentified" and data["scheme"] in {"nip", "regon", "krs", "lei"}:
            cells[data["scheme"]] = data["value"]
    return cells


def agreements(streams: Mapping[str, Sequence[Fact]]) -> Iterator[Cells]:
    """A row for each agreement that was proposed."""
    for stream, facts in streams.items():
        proposal = next((fact for fact in facts if fact.type == "AgreementProposed"), None)
        if not stream.startswith("agreement-") or proposal is None:
            continue
        data = proposal.data
        signed = [fact for fact in facts if fact.type == "AgreementSigned"]
        concluded = next((fact for fact in facts if fact.type == "AgreementConcluded"), None)
        steps = [proposal, *signed, *([concluded] if concluded else [])]
        row = _common(proposal, "proposed") | _agreed(map(_cited, steps))
        # What does not hold for all that sign and conclude is left to the table of facts.
        if {fact.data["party"] for fact in signed} >= {*data["parties"]}:
            row |= _agreed({"signed": _date(fact.data.get("occurred"))} for fact in steps[1:])
            row |= _agreed({"place": _place(fact.data.get("place"))} for fact in signed)
            row["proposed"] = "" if row["proposed"] == row["signed"] else row["proposed"]
        yield row | {
            "id": stream.removeprefix("agreement-"),
            "kind": data["kind"],
            "parties": _several(data["parties"]),
            "beneficiaries": _several(data.get("beneficiaries")),
            **_texts("subject", data.get("subject")),
            **_texts("name", data.get("names")),
            "binding": _flag(data.get("binding")),
            "concluded": "tak" if concluded else "nie",
            "valid_until": _date(data.get("valid_until"))
            or ("bezterminowo" if data.get("indefinite") else ""),
            "conference": (data.get("conference") or "").removeprefix("conference-"),
        }


def visits(streams: Mapping[str, Sequence[Fact]]) -> Iterator[Cells]:
    """A row for each visit that took place."""
    for stream, facts in streams.items():
        for fact in facts:
            if fact.type != "VisitHeld":
                continue
            data = fact.data
            yield _common(fact, "date") | {
                "id": stream.removeprefix("visit-"),
                "kind": data.get("kind", ""),
                "host": data["host"],
                "visitors": _several(data["visitors"]),
                "place": _place(data.get("place")),
                "sites": _several(data.get("sites")),
                "clusters": _several(data.get("clusters")),
                **_texts("purpose", data.get("purpose")),
                **_texts("name", data.get("names")),
            }


def counts(streams: Mapping[str, Sequence[Fact]]) -> Iterator[Cells]:
    """A row for each number of members that was reported."""
    for stream, facts in streams.items():
        for fact in facts:
            if fact.type == "MembershipCountReported":
                data = fact.data
                yield _common(fact, "") | {
                    "cluster": _cluster(stream.removeprefix("cluster-"), streams),
                    "count": str(data["count"]),
                    "class": data.get("class", ""),
                    "comparator": data.get("comparator", ""),
                    "as_of": _date(data.get("as_of") or data.get("occurred")),
                }


def _cluster(id: str, streams: Mapping[str, Sequence[Fact]]) -> str:
    """Its id, in full where the cluster has no recorded name: then the import cannot know it by less."""
    facts = streams.get(f"cluster-{id}", ())
    known = any(fact.type in {"ClusterFounded", "ClusterInitiativeAnnounced"} for fact in facts)
    return id if known else f"cluster-{id}"


def _common(fact: Fact, dated: str) -> Cells:
    return _cited(fact) | ({dated: _date(fact.data.get("occurred"))} if dated else {})


def _cited(fact: Fact) -> Cells:
    source: Mapping[str, str] = next(iter(fact.data.get("sources") or ()), {})
    id, locator = source.get("id", "").removeprefix("source-"), source.get("locator", "")
    return {"source": id, "locator": locator, "mode": fact.data.get("mode", "")}


def _agreed(rows: Iterable[Cells]) -> Cells:
    """The cells in which all agree; empty ones for the others."""
    first, *others = rows
    return {name: cell if all(row[name] == cell for row in others) else "" for name, cell in first.items()}


def _date(occurred: Mapping[str, Any] | None) -> str:
    edtf: str = (occurred or {}).get("edtf", "")
    return edtf


def _several(streams: Iterable[str] | None) -> str:
    return " | ".join(streams or ())


def _texts(column: str, texts: Mapping[str, str] | None) -> Cells:
    return {f"{column}_{language}": (texts or {}).get(language, "") for language in ("pl", "en")}


def _place(place: Mapping[str, str] | None) -> str:
    return (place or {}).get("party") or (place or {}).get("name", "")


def _flag(value: bool | None) -> str:
    return "" if value is None else "tak" if value else "nie"


def _written(columns: list[str], rows: Iterable[Cells]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: guard(cell) for name, cell in row.items()} for row in rows)
    return text.getvalue().encode()
