"""Rows of the network and of the register as objects with their parties, never as pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from services.projections.queries.shapes import Book, date_of


def cluster(row: Any, book: Book) -> dict[str, Any]:
    """A cluster by its founding, or by its announcement."""
    return {"ref": book.ref(row.stream), "stage": row.kind, **orjson.loads(row.detail), **book.fact(row)}


def agreement(row: Any, book: Book) -> dict[str, Any]:
    """An agreement with a member for each party, its signature if there is one, and who meant to benefit."""
    told = orjson.loads(row.detail)
    parties = [
        {
            "party": book.ref(party["party"]),
            "represented_by": book.maybe(party.get("represented_by")),
            "signatories": book.people(party.get("signatories", ())),
            "signed": date_of(party.get("signed")) if _has_signed(party) else None,
            "event": party["event"],
        }
        for party in told["parties"]
    ]
    return {
        "ref": book.ref(row.stream),
        "kind": told["kind"],
        "subject": told["subject"],
        "binding": told["binding"],
        "state": told["state"],
        "parties": parties,
        "beneficiaries": book.refs(told["beneficiaries"]),
        "place": book.place(told["place"]),
        "conference": book.maybe(told["conference"]),
        "others": told["others"],
        "signatures": told["signatures"],
        **book.fact(row),
    }


def _has_signed(party: dict[str, Any]) -> bool:
    # A signature may have no date; then the member is there and empty.
    return "signed" in party


def visit(row: Any, book: Book, outcomes: Sequence[Any]) -> dict[str, Any]:
    """A visit with both sides, what was shown and spoken of, and what came of it."""
    told = orjson.loads(row.detail)
    return {
        "ref": book.ref(row.stream),
        "kind": told.get("kind"),
        "host": book.ref(told["host"]),
        "visitors": book.refs(told["visitors"]),
        "clusters": book.refs(told.get("clusters", ())),
        "sites": book.refs(told.get("sites", ())),
        "place": book.place(told.get("place")),
        "delegates": book.people(told.get("delegates", ())),
        "purpose": told.get("purpose"),
        "outcomes": [outcome(item, book) for item in outcomes],
        **book.fact(row),
    }


def outcome(row: Any, book: Book) -> dict[str, Any]:
    """What came of a visit."""
    told = orjson.loads(row.detail)
    return {"event": row.event, "text": told["text"], "leads_to": book.maybe(told.get("leads_to"))}


def role(row: Any, book: Book) -> dict[str, Any]:
    """A party's role in a cluster."""
    told = orjson.loads(row.detail)
    more = {name: told[name] for name in ("class", "lead") if name in told}
    return {
        "cluster": book.ref(told["cluster"]),
        "party": book.ref(told["party"]),
        "role": told["role"],
        **more,
        **book.fact(row),
    }
