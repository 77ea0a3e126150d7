"""Rows of the network and of the register as objects with their parties, never as pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from services.projections.engine.readmodel import FUTURE
from services.projections.queries.agreement_status import day_bounds, last_day
from services.projections.queries.answers import References, date_of
from services.projections.text import labels

# How strong a tie is, by what it rests on. The sum over everything that two have together is their tie's strength.
STRENGTHS = {
    "binding-agreement": 3,
    "agreement": 2,
    "proposal": 0,
    "visit": 1,
    "coordinator": 3,
    "founder": 2,
    "member": 2,
    "initiator": 1,
}


def _tie(basis: str, references: References) -> dict[str, Any]:
    return {
        "basis": basis,
        "basis_name": labels.code_label(basis, references.query.lang),
        "strength": STRENGTHS[basis],
    }


def _basis(told: Mapping[str, Any]) -> str:
    if told["state"] != "concluded":
        return "proposal"
    return "binding-agreement" if told["binding"] else "agreement"


def cluster(row: Any, references: References) -> dict[str, Any]:
    """A cluster by its founding, its announcement or its dissolution."""
    told = orjson.loads(row.detail)
    if successors := told.get("successors"):
        told["successors"] = references.refs(successors)
    return {"ref": references.ref(row.stream), "stage": row.kind, **told, **references.fact(row)}


def agreement(row: Any, references: References) -> dict[str, Any]:
    """An agreement with a member for each party, its signature if there is one, and who meant to benefit."""
    told = orjson.loads(row.detail)
    _, last = last_day(
        told.get("valid_until"),
        [(day_bounds(each["by"]), each["valid_until"]) for each in told.get("prolonged", ())],
        references.query.world,
    )
    parties = [
        {
            "party": references.ref(party["party"]),
            "represented_by": references.maybe(party.get("represented_by")),
            "signatories": references.people(party.get("signatories", ())),
            "signed": date_of(party.get("signed")) if _has_signed(party) else None,
            "event": party["event"],
            "acceded": _at(party.get("acceded")),
            "withdrew": _at(party.get("withdrew")),
            "current": _current(party, references),
        }
        for party in told["parties"]
    ]
    return {
        "ref": references.ref(row.stream),
        "kind": told["kind"],
        "kind_name": labels.kind(told["kind"])[references.query.lang],
        "subject": told["subject"],
        "binding": told["binding"],
        "state": told["state"],
        "parties": parties,
        "beneficiaries": references.refs(told["beneficiaries"]),
        "place": references.place(told["place"]),
        "conference": references.maybe(told["conference"]),
        "others": told["others"],
        "signatures": told["signatures"],
        "proposed": _at(told.get("proposed")),
        "concluded": _at(told.get("concluded")),
        "valid_until": date_of(last) if last else None,
        "ended": ended(told["ended"]) if told.get("ended") else None,
        **_tie(_basis(told), references),
        **references.fact(row),
    }


def ended(told: Mapping[str, Any]) -> dict[str, Any]:
    """How an agreement ended: terminated, expired, or left by all but one."""
    return {
        "how": told["how"],
        "event": told["event"],
        "date": date_of(told.get("date")),
        "reason": told.get("reason"),
    }


def _at(told: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {"event": told.get("event"), "date": date_of(told.get("date"))} if told else None


def _current(party: Mapping[str, Any], references: References) -> bool:
    """Whether the party is one in the asked time, as far as is known; asked for any time, whether it is one now."""
    first, last = (FUTURE, FUTURE) if references.query.any_time else references.query.world
    if "withdrew" in party and day_bounds(party["withdrew"]["by"])[1] <= first:
        return False
    return "acceded" not in party or day_bounds(party["acceded"]["by"])[0] <= last


def _has_signed(party: dict[str, Any]) -> bool:
    # A signature may have no date; then the member is there and empty.
    return "signed" in party


def visit(row: Any, references: References, outcomes: Sequence[Any]) -> dict[str, Any]:
    """A visit with both sides, what was shown and spoken of, and what came of it."""
    told = orjson.loads(row.detail)
    return {
        "ref": references.ref(row.stream),
        "kind": told.get("kind"),
        "kind_name": labels.kind(told.get("kind") or "visit")[references.query.lang],
        "host": references.ref(told["host"]),
        "visitors": references.refs(told["visitors"]),
        "clusters": references.refs(told.get("clusters", ())),
        "sites": references.refs(told.get("sites", ())),
        "place": references.place(told.get("place")),
        "delegates": references.people(told.get("delegates", ())),
        "purpose": told.get("purpose"),
        "outcomes": [outcome(item, references) for item in outcomes],
        "outcomes_hidden": outcomes_hidden(told, references),
        **_tie("visit", references),
        **references.fact(row),
    }


OUTCOMES_HIDDEN = {
    "pl": "Wyniki wizyt czytają tylko jej strony i klastry partnerskie; może być ich więcej.",
    "en": "Only its sides and partner clusters read what came of a visit; there may be more.",
}


def outcomes_hidden(told: Mapping[str, Any], references: References) -> dict[str, str] | None:
    """Why the outcomes of a visit may not be all, whether or not there are others; None for who reads all of them."""
    return None if references.query.reads("partners", (told["host"], *told["visitors"])) else OUTCOMES_HIDDEN


def outcome(row: Any, references: References) -> dict[str, Any]:
    """What came of a visit."""
    told = orjson.loads(row.detail)
    return {"event": row.event, "text": told["text"], "leads_to": references.maybe(told.get("leads_to"))}


def role(row: Any, references: References) -> dict[str, Any]:
    """A party's role in a cluster."""
    told = orjson.loads(row.detail)
    more = {name: told[name] for name in ("class", "lead", "episode") if name in told}
    return {
        "cluster": references.ref(told["cluster"]),
        "party": references.ref(told["party"]),
        "role": told["role"],
        **more,
        "ended": _at(told.get("ended")),
        **_tie(told["role"], references),
        **references.fact(row),
    }


def link(row: Any, references: References) -> dict[str, Any]:
    """Two entries that are said to speak of one body. Both stay; `certainty_of_link` says how sure that is."""
    told = orjson.loads(row.detail)
    return {
        "a": references.ref(row.stream),
        "b": references.ref(told["other"]),
        "certainty_of_link": told.get("certainty", "likely"),
        "evidence": told["evidence"],
        **references.fact(row),
    }
