"""The record as tables: every fact with its command, and what is now believed of parties, clusters, members, agreements,
visits, numbers of members, coordinators, recognitions, sources and what became of clusters.

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
from contracts.headings import money_text
from services.registry.exporting.actor_tables import (
    clusters,
    coordinators,
    parties,
    party_cells,
    recognitions,
    successions,
)
from services.registry.exporting.cells import (
    Cells,
    agreed,
    cited,
    cluster_cell,
    common,
    date,
    flag,
    place,
    several,
    texts,
)
from services.registry.exporting.order import by_stream, in_order
from services.registry.exporting.records import Records, numbered
from services.registry.exporting.source_tables import sources
from services.registry.importing.columns import KINDS
from services.registry.importing.formula_guard import guard
from services.registry.importing.recorded_commands import recorded_command


def tables(facts: Sequence[Fact]) -> dict[str, Records]:
    """The rows of each kind's table that has rows, as UTF-8; `facts` are all that is exported."""
    recorded = by_stream(facts)
    streams = {
        stream: apply_amendments(facts_of_stream) for stream, facts_of_stream in sorted(recorded.items())
    }
    rows = {
        "facts": map(fact_row, in_order(recorded)),
        "parties": parties(streams),
        "clusters": clusters(streams),
        "members": members(streams),
        "agreements": agreements(streams),
        "visits": visits(streams),
        "counts": counts(streams),
        "coordinators": coordinators(streams),
        "recognitions": recognitions(streams),
        "successions": successions(streams),
        "sources": sources(streams),
    }
    lines = {kind: dict(numbered(_written(KINDS[kind], cells))) for kind, cells in rows.items()}
    return {kind: lines_of_kind for kind, lines_of_kind in lines.items() if lines_of_kind}


def header(kind: str) -> bytes:
    """The first line of a table."""
    [line] = _written(KINDS[kind], [{name: name for name in KINDS[kind]}])
    return line


def fact_row(fact: Fact) -> Cells:
    """A fact with its complete command: in columns of its own what a cell can hold, the rest as JSON."""
    command = recorded_command(fact)
    body = dict(command.body)
    row = {"event": fact.id, "command": command.do}
    when = body.get("occurred")
    cells = {"edtf": when} if isinstance(when, str) else dict(when or {})
    cells = {"occurred" if name == "edtf" else name: text for name, text in cells.items()}
    if when is not None and cells.keys() <= {"occurred", "phrase", "inferred_from"} and _fit(cells):
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
    parties = {stream: party_cells(facts) for stream, facts in streams.items() if stream.startswith("party-")}
    for stream, facts in streams.items():
        if not stream.startswith("membership-"):
            continue
        cluster, _, party = stream.removeprefix("membership-").partition(".")
        about = {
            "cluster": cluster_cell(cluster, streams),
            "party": party,
            **parties.get(f"party-{party}", {}),
        }
        row: Cells | None = None
        for fact in facts:
            if fact.type == "MemberJoined":
                if row is not None:
                    yield row
                row = (
                    about
                    | common(fact, "joined")
                    | {
                        "class": fact.data.get("class", ""),
                        "class_label": fact.data.get("class_label", ""),
                    }
                )
            elif fact.type == "MemberLeft":
                left = {"left": date(fact.data.get("occurred"))}
                yield (row | left) if row is not None else about | common(fact, "left")
                row = None
        if row is not None:
            yield row


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
        row = common(proposal, "proposed") | agreed(map(cited, steps))
        # What does not hold for all that sign and conclude is left to the table of facts.
        if {fact.data["party"] for fact in signed} >= {*data["parties"]}:
            row |= agreed({"signed": date(fact.data.get("occurred"))} for fact in steps[1:])
            row |= agreed({"place": place(fact.data.get("place"))} for fact in signed)
            row["proposed"] = "" if row["proposed"] == row["signed"] else row["proposed"]
        yield row | {
            "id": stream.removeprefix("agreement-"),
            "kind": data["kind"],
            "parties": several(data["parties"]),
            "beneficiaries": several(data.get("beneficiaries")),
            **texts("subject", data.get("subject")),
            **texts("name", data.get("names")),
            "binding": flag(data.get("binding")),
            "concluded": "tak" if concluded else "nie",
            "valid_until": date(data.get("valid_until"))
            or ("bezterminowo" if data.get("indefinite") else ""),
            "conference": (data.get("conference") or "").removeprefix("conference-"),
        }
        yield from _projects(stream.removeprefix("agreement-"), facts)


def _projects(id: str, facts: Sequence[Fact]) -> Iterator[Cells]:
    """A row for each project under an agreement, which its id names."""
    for fact in facts:
        if fact.type != "AgreementProjectRecorded":
            continue
        data, amount = fact.data, fact.data.get("amount")
        yield common(fact, "project_since") | {
            "id": id,
            **texts("project", data["title"]),
            "programme": data.get("programme") or "",
            "amount": money_text(amount, "pl") if amount else "",
            "shares": several(map(_share, data.get("shares", ()))),
        }


def _share(share: Mapping[str, Any]) -> str:
    amount = share.get("amount")
    return f"{share['party']}: {money_text(amount, 'pl')}" if amount else str(share["party"])


def visits(streams: Mapping[str, Sequence[Fact]]) -> Iterator[Cells]:
    """A row for each visit that took place."""
    for stream, facts in streams.items():
        for fact in facts:
            if fact.type != "VisitHeld":
                continue
            data = fact.data
            yield common(fact, "date") | {
                "id": stream.removeprefix("visit-"),
                "kind": data.get("kind", ""),
                "host": data["host"],
                "visitors": several(data["visitors"]),
                "place": place(data.get("place")),
                "sites": several(data.get("sites")),
                "clusters": several(data.get("clusters")),
                **texts("purpose", data.get("purpose")),
                **texts("name", data.get("names")),
            }


def counts(streams: Mapping[str, Sequence[Fact]]) -> Iterator[Cells]:
    """A row for each number of members that was reported."""
    for stream, facts in streams.items():
        for fact in facts:
            if fact.type == "MembershipCountReported":
                data = fact.data
                yield common(fact, "") | {
                    "cluster": cluster_cell(stream.removeprefix("cluster-"), streams),
                    "count": str(data["count"]),
                    "class": data.get("class", ""),
                    "comparator": data.get("comparator", ""),
                    "also_in": several(data.get("also_in")),
                    "clusters_count": str(data.get("clusters_count") or ""),
                    "as_of": date(data.get("as_of") or data.get("occurred")),
                }


def _written(columns: Iterable[str], rows: Iterable[Cells]) -> Iterator[bytes]:
    """Each row as a line of CSV."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*columns], lineterminator="\r\n")
    for row in rows:
        writer.writerow({name: guard(cell) for name, cell in row.items()})
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()
