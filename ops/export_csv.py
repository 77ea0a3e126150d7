"""Tables of members, agreements, visits and counts, in the columns that the import reads.

A table says less than the record: who signed for whom, delegates, outcomes, amendments and audiences stay in the JSON-LD.
What it says is as now believed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from contracts.amendments import believed
from contracts.envelope import Fact
from ops.export_commands import by_stream
from ops.import_columns import KINDS

Cells = dict[str, str]


def tables(facts: Sequence[Fact]) -> Iterator[tuple[str, bytes]]:
    """Each kind's table that has rows, as UTF-8; `facts` are all that is exported."""
    streams = {stream: believed(told) for stream, told in sorted(by_stream(facts).items())}
    rows = {
        "members": members(streams),
        "agreements": agreements(streams),
        "visits": visits(streams),
        "counts": counts(streams),
    }
    for kind, found in rows.items():
        if cells := [*found]:
            yield kind, _written(list(KINDS[kind]), cells)


def members(streams: Mapping[str, Sequence[Fact]]) -> Iterator[Cells]:
    """Every episode of every membership, with what is known of the party."""
    parties = {stream: _party(facts) for stream, facts in streams.items() if stream.startswith("party-")}
    for stream, facts in streams.items():
        if not stream.startswith("membership-"):
            continue
        cluster, _, party = stream.removeprefix("membership-").partition(".")
        about = {"cluster": cluster, "party": party, **parties.get(f"party-{party}", {})}
        row: Cells | None = None
        for fact in facts:
            if fact.type == "MemberJoined":
                if row is not None:
                    yield row
                row = about | _common(fact, "joined") | {"class": fact.data.get("class", "")}
            elif fact.type == "MemberLeft":
                left = {"left": _date(fact.data.get("occurred"))}
                yield (row | left) if row is not None else about | _common(fact, "left")
                row = None
        if row is not None:
            yield row


def _party(facts: Sequence[Fact]) -> Cells:
    found: Cells = {}
    for fact in facts:
        data = fact.data
        if fact.type in {"PartyRegistered", "PartyRenamed"}:
            names = data["names"]
            found["name"] = names.get("pl") or next(iter(names.values()))
            found["name_en"] = names.get("en", "")
            found["abbreviation"] = data.get("abbreviation") or found.get("abbreviation", "")
            found["kind"] = data.get("kind") or found.get("kind", "")
        elif fact.type == "PartyIdentified" and data["scheme"] in {"nip", "regon", "krs", "lei"}:
            found[data["scheme"]] = data["value"]
    return found


def agreements(streams: Mapping[str, Sequence[Fact]]) -> Iterator[Cells]:
    """A row for each agreement that was proposed."""
    for stream, facts in streams.items():
        proposal = next((fact for fact in facts if fact.type == "AgreementProposed"), None)
        if not stream.startswith("agreement-") or proposal is None:
            continue
        data = proposal.data
        signed = [fact for fact in facts if fact.type == "AgreementSigned"]
        concluded = next((fact for fact in facts if fact.type == "AgreementConcluded"), None)
        told = _common(proposal, "proposed")
        when = _date((concluded or (signed[0] if signed else proposal)).data.get("occurred"))
        if signed and when == told["proposed"]:
            told["proposed"] = ""
        yield told | {
            "id": stream.removeprefix("agreement-"),
            "kind": data["kind"],
            "parties": _several(data["parties"]),
            "beneficiaries": _several(data.get("beneficiaries")),
            **_texts("subject", data.get("subject")),
            **_texts("name", data.get("names")),
            "binding": _flag(data.get("binding")),
            "signed": when if signed else "",
            "place": _place(signed[0].data.get("place")) if signed else "",
            "concluded": "tak" if concluded else "nie",
            "valid_until": _date(data.get("valid_until")),
            "conference": (data.get("conference") or "").removeprefix("conference-"),
        }


def visits(streams: Mapping[str, Sequence[Fact]]) -> Iterator[Cells]:
    """A row for each visit that was held."""
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
                    "cluster": stream.removeprefix("cluster-"),
                    "count": str(data["count"]),
                    "class": data.get("class", ""),
                    "comparator": data.get("comparator", ""),
                    "as_of": _date(data.get("as_of") or data.get("occurred")),
                }


def _common(fact: Fact, dated: str) -> Cells:
    source: Mapping[str, str] = next(iter(fact.data.get("sources") or ()), {})
    found = {
        "source": source.get("id", "").removeprefix("source-"),
        "locator": source.get("locator", ""),
        "mode": fact.data.get("mode", ""),
    }
    return found | ({dated: _date(fact.data.get("occurred"))} if dated else {})


def _date(told: Mapping[str, Any] | None) -> str:
    edtf: str = (told or {}).get("edtf", "")
    return edtf


def _several(streams: Iterable[str] | None) -> str:
    return " | ".join(streams or ())


def _texts(column: str, told: Mapping[str, str] | None) -> Cells:
    return {f"{column}_{language}": (told or {}).get(language, "") for language in ("pl", "en")}


def _place(place: Mapping[str, str] | None) -> str:
    return (place or {}).get("party") or (place or {}).get("name", "")


def _flag(value: bool | None) -> str:
    return "" if value is None else "tak" if value else "nie"


def _written(columns: list[str], rows: Iterable[Cells]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
