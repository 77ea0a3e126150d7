"""An agreement's entry in the register: its state in the time of the query, and the activities under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import orjson
from typing_extensions import TypedDict

from services.projections.engine.interval import FUTURE, PAST
from services.projections.queries import agreement_status, objects
from services.projections.queries.agreement_parts import Amendment, JointAction, amended, joint_action
from services.projections.queries.agreement_projects import ProjectView, projects
from services.projections.queries.answer_types import (
    AgreementView,
    DatedEvent,
    How,
    Likelihood,
    RecordedDate,
    RecordedFact,
    Reference,
    Text,
)
from services.projections.queries.answers import References, date_of
from services.projections.queries.details import (
    AgreementDetail,
    AmendmentDetail,
    EndingDetail,
    EventDetail,
)
from services.projections.queries.http.query import Query
from services.projections.queries.sql.rows import AgreementRow, NetworkRow


class StateOfAgreement(TypedDict):
    """A state of an agreement; `reason` is why it is not certain, where the caller may not read everything."""

    state: str
    certainty: Likelihood
    reason: Text | None


class Progress(TypedDict):
    """Signatures of the listed parties: certain ones, possible ones, and the number of these parties."""

    yes: int
    possibly: int
    listed: int


class Activity(DatedEvent):
    """An activity under an agreement."""

    type: str


class FlaggedParty(RecordedFact):
    """A party that is a dissolved cluster, so that someone has to decide about the agreement."""

    party: Reference
    reason: str


class RegisteredAgreement(AgreementView):
    """An agreement in the register, in the time of the query."""

    states: list[StateOfAgreement]
    reason: Text | None
    progress: Progress
    last_activity: Activity | None
    amendments: list[Amendment]
    joint_actions: list[JointAction]
    projects: list[ProjectView]
    flagged: list[FlaggedParty]


class Status(NamedTuple):
    """What an agreement's rows say of it in the time of a query, without any names."""

    detail: AgreementDetail
    parts: Sequence[AgreementRow]
    ended: EndingDetail | None
    amendments: list[tuple[AgreementRow, AmendmentDetail]]
    term: agreement_status.Term
    activities: list[tuple[agreement_status.Days, Activity]]
    milestones: agreement_status.Milestones
    complete: bool
    states: dict[str, Likelihood]


def status(
    row: AgreementRow, parts: Sequence[AgreementRow], query: Query, lapsing: int, sleeping: int
) -> Status:
    """Return the states of an agreement, and what they follow from.

    Args:
        parts: its events with rows of their own.
        lapsing, sleeping: as in `agreement_status.states`.
    """
    detail: AgreementDetail = orjson.loads(row.detail)
    ended = next((_ended(part) for part in parts if part.part in _ENDS), detail.get("ended"))
    amendments = sorted(
        ((part, _amendment(part)) for part in parts if part.part == "AgreementAmended"),
        key=lambda item: (_happened(item[0])[::-1], item[0].id),
    )
    term = agreement_status.term(
        detail.get("valid_until"),
        detail.get("indefinite"),
        [
            agreement_status.Amended(_happened(part), more.get("valid_until"), more.get("indefinite"))
            for part, more in amendments
            if more.get("valid_until") or more.get("indefinite") is not None
        ],
        query.world,
    )
    activities = _activities(detail, parts)
    milestones = agreement_status.Milestones(
        proposed=(row.start_earliest, row.start_latest),
        concluded=agreement_status.day_bounds(detail["since"]) if "since" in detail else None,
        last_day=term.days,
        ended=agreement_status.day_bounds(ended["by"]) if ended else None,
        activities=tuple(days for days, _ in activities),
    )
    complete = _complete(detail, row.participants, query)
    states = agreement_status.states(milestones, query.world, lapsing, sleeping, complete=complete)
    return Status(detail, parts, ended, amendments, term, activities, milestones, complete, states)


def entry(
    row: AgreementRow, now: Status, dissolved: Mapping[str, NetworkRow], references: References
) -> RegisteredAgreement:
    """Return the agreement as of the time of the query; `dissolved` are dissolved clusters."""
    detail, parts, ended, amendments, term, activities, milestones, complete, states = now
    world = references.query.world
    state = agreement_status.first(states)
    latest = max(
        (item for item in activities if item[0][0] <= world[1]), key=lambda item: item[0][::-1], default=None
    )
    progress = _progress(detail, milestones, references.query)
    return {
        **objects.agreement(row, references),
        "state": state or detail["state"],
        "states": [
            {
                "state": name,
                "certainty": likelihood,
                "reason": _reason(name, likelihood, states, complete=complete),
            }
            for name, likelihood in states.items()
        ],
        "certainty": states[state] if state else "no",
        # The reason of an uncertain state, if the caller may not read everything.
        "reason": _reason(state, states[state], states, complete=complete) if state else None,
        "signatures": {"signed": progress["yes"], "listed": progress["listed"]},
        "progress": progress,
        "valid_until": date_of(term.last_day) if term.last_day else None,
        "indefinite": term.indefinite,
        "last_activity": latest[1] if latest else None,
        "ended": objects.ended(ended) if ended else None,
        "amendments": [amended(part, more, references) for part, more in amendments],
        "joint_actions": [
            joint_action(part, references) for part in parts if part.part == "JointActionRecorded"
        ],
        "projects": projects(parts, references),
        # A dissolved cluster cannot fulfil an agreement; someone has to decide about it.
        "flagged": [
            {"party": references.ref(party), "reason": "dissolved", **references.fact(dissolved[party])}
            for party in row.participants
            if party in dissolved
            and not states.keys().isdisjoint({"living", "lapsing", "sleeping", "lapsed"})
        ],
    }


HIDDEN = {
    "pl": "Wspólne działania czytają tylko strony i klastry partnerskie, więc porozumienie mogło być czynne.",
    "en": "Only its parties and partner clusters read what was done together, so it may have been active.",
}


def _complete(detail: AgreementDetail, participants: Sequence[str], query: Query) -> bool:
    """Return whether the caller may read all activities: as a partner cluster, or as a party that has not left."""
    left = {each["party"] for each in detail["parties"] if "withdrew" in each}
    return query.reads("partners", [party for party in participants if party not in left])


def _reason(
    state: str, likelihood: Likelihood, states: Mapping[str, Likelihood], *, complete: bool
) -> Text | None:
    doubted = state in {"living", "sleeping"} and "sleeping" in states and likelihood == "possibly"
    return HIDDEN if doubted and not complete else None


_ENDS: dict[str, How] = {"AgreementTerminated": "terminated", "AgreementExpired": "expired"}


def _ended(part: AgreementRow) -> EndingDetail:
    return {
        "how": _ENDS[part.part],
        "event": part.event,
        "date": _date(part),
        "reason": orjson.loads(part.detail).get("reason"),
        "by": [None if day == PAST else day.isoformat() for day in _happened(part)],
    }


def _date(part: AgreementRow) -> RecordedDate | None:
    date: RecordedDate | None = orjson.loads(part.fact).get("date")
    return date


def _happened(part: AgreementRow) -> agreement_status.Days:
    """Return the bounds of a part's day; it is not after the day of recording."""
    latest = part.start_latest
    if latest == FUTURE and part.recorded_at:
        latest = part.recorded_at.date()
    return part.start_earliest, latest


def _amendment(part: AgreementRow) -> AmendmentDetail:
    detail: AmendmentDetail = orjson.loads(part.detail)
    return detail


def _activities(
    detail: AgreementDetail, parts: Sequence[AgreementRow]
) -> list[tuple[agreement_status.Days, Activity]]:
    """Return the activities under an agreement: conclusion, accessions, withdrawals, amendments and joint actions."""
    activities = []
    if "since" in detail:
        days = agreement_status.day_bounds(detail["since"])
        activities.append((days, _activity("AgreementConcluded", detail["concluded"])))
    for party in detail["parties"]:
        for event, type in (
            (party.get("acceded"), "PartyAcceded"),
            (party.get("withdrew"), "PartyWithdrew"),
        ):
            if event is not None:
                activities.append((agreement_status.day_bounds(event["by"]), _activity(type, event)))
    return activities + [
        (_happened(part), _activity(part.part, {"event": part.event, "date": _date(part)})) for part in parts
    ]


def _activity(type: str, event: EventDetail) -> Activity:
    return {"type": type, "event": event["event"], "date": date_of(event["date"])}


def _progress(detail: AgreementDetail, milestones: agreement_status.Milestones, query: Query) -> Progress:
    """Count the signatures of the listed parties by the time of the query. A conclusion implies all of them."""
    first, last = query.world
    all_signed = milestones.concluded is not None and milestones.concluded[1] <= first
    yes = possibly = 0
    for party in detail["parties"]:
        if "signed" not in party or "acceded" in party:
            continue
        earliest, latest = agreement_status.day_bounds(party["by"])
        if all_signed or latest <= first or query.any_time:
            yes += 1
        elif earliest <= last:
            possibly += 1
    return {"yes": yes, "possibly": possibly, "listed": detail["signatures"]["listed"]}
