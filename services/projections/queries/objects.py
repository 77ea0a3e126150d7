"""Converts rows of the network and of the register to objects with their parties, never to pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import orjson

from services.projections.engine.interval import FUTURE
from services.projections.queries import agreement_status
from services.projections.queries.answer_types import (
    AgreementParty,
    AgreementView,
    Basis,
    ClusterMore,
    ClusterView,
    DatedEvent,
    Ending,
    Stage,
    Text,
)
from services.projections.queries.answers import References, date_of
from services.projections.queries.details import (
    AgreementDetail,
    EndingDetail,
    EventDetail,
    LinkDetail,
    OutcomeDetail,
    PartyDetail,
    RelationDetail,
    RoleDetail,
    VisitDetail,
)
from services.projections.queries.profile_answer import Predecessor
from services.projections.queries.sql.rows import ClusterRow, DetailRow, NetworkRow
from services.projections.queries.tie_types import (
    LinkView,
    RelatedCluster,
    RelationMore,
    RoleMore,
    RoleView,
    VisitOutcome,
    VisitView,
)
from services.projections.text import labels

# Strength of a tie by its basis. The strength of the tie of two is the sum over everything that they have together.
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


def _basis(basis: str, references: References) -> Basis:
    return {
        "basis": basis,
        "basis_name": labels.code_label(basis, references.query.lang),
        "strength": STRENGTHS[basis],
    }


def _basis_of(detail: AgreementDetail) -> str:
    if detail["state"] != "concluded":
        return "proposal"
    return "binding-agreement" if detail["binding"] else "agreement"


def cluster(row: ClusterRow, references: References) -> ClusterView:
    """A cluster by its founding, its announcement or its dissolution."""
    return {
        "ref": references.ref(row.stream),
        "stage": cast("Stage", row.kind),
        **_cluster_more(row, references),
        **references.fact(row),
    }


def _cluster_more(row: ClusterRow, references: References) -> ClusterMore:
    detail = orjson.loads(row.detail)
    if (end := detail.get("dissolved")) is not None:
        known = {name: end[name] for name in ("event", "date", "how")}
        detail["dissolved"] = {**known, "successors": references.refs(end["successors"])}
    if "successors" in detail:
        detail["successors"] = references.refs(detail["successors"])
    more: ClusterMore = detail
    return more


def predecessor(row: NetworkRow, references: References) -> Predecessor:
    """Return the cluster that went into others, by the event that ended it."""
    return {
        "cluster": references.ref(row.stream),
        "how": orjson.loads(row.detail)["how"],
        **references.fact(row),
    }


def agreement(row: DetailRow, references: References) -> AgreementView:
    """Return an agreement with an entry for each party, its signature if there is one, and the beneficiaries."""
    detail: AgreementDetail = orjson.loads(row.detail)
    term = agreement_status.term(
        detail.get("valid_until"),
        detail.get("indefinite"),
        [
            agreement_status.Amended(
                agreement_status.day_bounds(each["by"]), each.get("valid_until"), each.get("indefinite")
            )
            for each in detail.get("prolonged", ())
        ],
        references.query.world,
    )
    return {
        "ref": references.ref(row.stream),
        "kind": detail["kind"],
        "kind_name": labels.kind(detail["kind"])[references.query.lang],
        "subject": detail["subject"],
        "binding": detail["binding"],
        "state": detail["state"],
        "parties": [_party(party, references) for party in detail["parties"]],
        "beneficiaries": references.refs(detail["beneficiaries"]),
        "place": references.place(detail["place"]),
        "conference": references.maybe(detail["conference"]),
        "others": detail["others"],
        "signatures": {**detail["signatures"]},
        "proposed": _dated(detail.get("proposed")),
        "concluded": _dated(detail.get("concluded")),
        "valid_until": date_of(term.last_day) if term.last_day else None,
        "indefinite": term.indefinite,
        "ended": ended(detail["ended"]) if detail.get("ended") else None,
        **_basis(_basis_of(detail), references),
        **references.fact(row),
    }


def ended(detail: EndingDetail) -> Ending:
    """How an agreement ended: terminated, expired, or left by all but one."""
    return {
        "how": detail["how"],
        "event": detail["event"],
        "date": date_of(detail.get("date")),
        "reason": detail.get("reason"),
    }


def _party(party: PartyDetail, references: References) -> AgreementParty:
    return {
        "party": references.ref(party["party"]),
        "represented_by": references.maybe(party.get("represented_by")),
        "signatories": references.people(party.get("signatories", ())),
        # A signature without a date has a member with null values.
        "signed": date_of(party.get("signed")) if "signed" in party else None,
        "event": party["event"],
        "acceded": _dated(party.get("acceded")),
        "withdrew": _dated(party.get("withdrew")),
        "current": _current(party, references),
    }


def _dated(event: EventDetail | None) -> DatedEvent | None:
    return {"event": event.get("event"), "date": date_of(event.get("date"))} if event else None


def _current(party: PartyDetail, references: References) -> bool:
    """Return whether it is a party in the time of the query, as far as known; for any time, whether it is one now."""
    first, last = (FUTURE, FUTURE) if references.query.any_time else references.query.world
    if "withdrew" in party and agreement_status.day_bounds(party["withdrew"]["by"])[1] <= first:
        return False
    return "acceded" not in party or agreement_status.day_bounds(party["acceded"]["by"])[0] <= last


def visit(row: NetworkRow, references: References, outcomes: Sequence[NetworkRow]) -> VisitView:
    """Return a visit with both sides, its subjects, and its outcomes."""
    detail: VisitDetail = orjson.loads(row.detail)
    return {
        "ref": references.ref(row.stream),
        "kind": detail.get("kind"),
        "kind_name": labels.kind(detail.get("kind") or "visit")[references.query.lang],
        "host": references.ref(detail["host"]),
        "visitors": references.refs(detail["visitors"]),
        "clusters": references.refs(detail.get("clusters", ())),
        "sites": references.refs(detail.get("sites", ())),
        "place": references.place(detail.get("place")),
        "delegates": references.people(detail.get("delegates", ())),
        "purpose": detail.get("purpose"),
        "outcomes": [outcome(item, references) for item in outcomes],
        "outcomes_hidden": outcomes_hidden(detail, references),
        **_basis("visit", references),
        **references.fact(row),
    }


OUTCOMES_HIDDEN = {
    "pl": "Wyniki wizyt czytają tylko jej strony i klastry partnerskie; może być ich więcej.",
    "en": "Only its sides and partner clusters read what came of a visit; there may be more.",
}


def outcomes_hidden(detail: VisitDetail, references: References) -> Text | None:
    """Return why outcomes of a visit may be missing, whether or not there are others; None for readers of all of them."""
    reads_all = references.query.reads("partners", (detail["host"], *detail["visitors"]))
    return None if reads_all else OUTCOMES_HIDDEN


def outcome(row: NetworkRow, references: References) -> VisitOutcome:
    """Return an outcome of a visit."""
    detail: OutcomeDetail = orjson.loads(row.detail)
    return {
        "event": row.event,
        "text": detail["text"],
        "leads_to": references.maybe(detail.get("leads_to")),
    }


def role(row: NetworkRow, references: References) -> RoleView:
    """A party's role in a cluster."""
    detail: RoleDetail = orjson.loads(row.detail)
    more = cast(
        "RoleMore", {name: value for name, value in detail.items() if name in RoleMore.__annotations__}
    )
    return {
        "cluster": references.ref(detail["cluster"]),
        "party": references.ref(detail["party"]),
        "role": detail["role"],
        **more,
        "ended": _dated(detail.get("ended")),
        **_basis(detail["role"], references),
        **references.fact(row),
    }


def relation(row: NetworkRow, references: References) -> RelatedCluster:
    """Return a link of a cluster to another one. `certainty_of_link` is that of the link, where a fact's own is another."""
    detail: RelationDetail = orjson.loads(row.detail)
    more: RelationMore = {}
    if "certainty" in detail:
        more["certainty_of_link"] = detail["certainty"]
    if "evidence" in detail:
        more["evidence"] = detail["evidence"]
    if "reason" in detail:
        more["reason"] = detail["reason"]
    return {
        "cluster": references.ref(row.stream),
        "relation": detail["relation"],
        "other": references.ref(detail["other"]),
        **more,
        **references.fact(row),
    }


def link(row: NetworkRow, references: References) -> LinkView:
    """Return a link of two entries that may be the same organisation. Both stay; `certainty_of_link` is its certainty."""
    detail: LinkDetail = orjson.loads(row.detail)
    return {
        "a": references.ref(row.stream),
        "b": references.ref(detail["other"]),
        "certainty_of_link": detail.get("certainty", "likely"),
        "evidence": detail["evidence"],
        **references.fact(row),
    }
