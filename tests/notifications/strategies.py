"""Logs and the orders in which they can arrive; and an oracle of the readers of each event, which knows the complete log."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import orjson
from hypothesis import strategies as st

from contracts.envelope import Recorded
from contracts.fields import Audience
from tests.notifications.given import DKM, LUBLIN, PGM, RADOM, SAAM, Log

READERS = (None, LUBLIN, RADOM, DKM, SAAM, PGM)
ACTORS = st.sampled_from([LUBLIN, RADOM, DKM, SAAM])
NARROW: st.SearchStrategy[Audience | None] = st.sampled_from([None, "participants"])
AGREEMENTS = st.sampled_from(["agreement-a", "agreement-b", "agreement-c"])


# ---- an oracle that knows the complete log ------------------------------------------------------------------------
_RELEASED = ("AgreementProposed", "AgreementSigned", "AgreementAmended")


def _stream(log: Log, stream: str) -> list[Recorded]:
    return [event for event in log.events if event.stream == stream]


def _data(event: Recorded) -> dict[str, Any]:
    data: dict[str, Any] = orjson.loads(event.data)
    return data


def _fact(events: list[Recorded], event: Recorded) -> Recorded:
    """What an amendment speaks of in the end; any other event is its own fact."""
    while "target" in (data := _data(event)):
        event = events[int(data["target"].rpartition("@")[2]) - 1]
    return event


def _named(event: Recorded) -> set[str]:
    """The participants that an event names, by the meaning of each type of the catalogue."""
    data = _data(event)
    match event.type:
        case "AgreementProposed":
            return {*data["parties"]}
        case "AgreementSigned":
            return {data["party"]}
        case "VisitPlanned" | "VisitHeld":
            return {data["host"], *data["visitors"]}
        case "SubscriptionRequested":
            return {data["subscriber"]}
        case _:
            return set()


def _since(events: list[Recorded], subject: str) -> int | None:
    """From which version on somebody takes part after these events of a stream; None for who does not."""
    since = 0 if any(subject in _named(event) for event in events) else None
    for event in events:
        if event.type == "PartyAcceded" and _data(event)["party"] == subject and since is None:
            since = event.version
        elif event.type == "PartyWithdrew" and _data(event)["party"] == subject:
            since = None
    return since


def _had(log: Log, event: Recorded, subject: str) -> bool:
    """Whether a party took part at some time since an event was recorded, and had done so on the date of its fact."""
    events = _stream(log, event.stream)
    fact = _fact(events, event)
    # The event itself is for those who take part before it and for those who do after it.
    times = [_since(events[:version], subject) for version in range(event.version - 1, len(events) + 1)]
    return any(since is not None and since <= fact.version for since in times)


def may_see(log: Log, event: Recorded, subject: str | None) -> bool:
    """The audiences by the documents, at the end of a log in which nothing was corrected or retracted."""
    if event.audience == "public":
        return True
    if event.audience == "partners":
        return subject is not None and (subject.startswith("cluster-") or _had(log, event, subject))
    if event.audience == "owner":
        return False
    events = _stream(log, event.stream)
    concluded = any(other.type == "AgreementConcluded" for other in events)
    if concluded and _fact(events, event).type in _RELEASED:
        return True
    return subject is not None and _had(log, event, subject)


# ---- logs ---------------------------------------------------------------------------------------------------------
@st.composite
def logs(draw: st.DrawFn) -> Log:
    """Agreements in every stage and after, refined and judged at times, between events of other streams and audiences."""
    log = Log()
    proposed: dict[str, list[str]] = {}
    for _ in range(draw(st.integers(1, 25))):
        agreement = draw(AGREEMENTS)
        match draw(st.integers(0, 9)):
            case 0 | 1 | 2:
                _elsewhere(draw, log)
            case 3 if agreement in proposed:
                target = f"{agreement}@{draw(st.integers(1, log.versions[agreement]))}"
                _amended(draw, log, agreement, target)
            case 4 | 5 | 6 if agreement in proposed:
                _changed(draw, log, agreement)
            case _ if agreement in proposed:
                log.sign(agreement, draw(st.sampled_from(proposed[agreement])))
            case _:
                parties = draw(st.lists(ACTORS, min_size=2, max_size=3, unique=True))
                log.propose(agreement, *parties)
                proposed[agreement] = parties
    return log


def _amended(draw: st.DrawFn, log: Log, stream: str, target: str) -> None:
    """An event about an earlier event; it has the audience of that event."""
    events = _stream(log, stream)
    audience = events[int(target.rpartition("@")[2]) - 1].audience
    match draw(st.integers(0, 2)):
        case 0:
            log.append(stream, "FactRefined", audience, target=target, date={"edtf": "2018"})
        case 1:
            log.append(stream, "FactConfirmed", audience, target=target, by=draw(ACTORS))
        case _:
            log.append(stream, "FactDisputed", audience, target=target, by=draw(ACTORS), reason="misread")


def _changed(draw: st.DrawFn, log: Log, agreement: str) -> None:
    """An agreement is concluded; afterwards its parties and its text change in any order."""
    if all(event.type != "AgreementConcluded" for event in _stream(log, agreement)):
        log.conclude(agreement)
        return
    type, fields = draw(st.sampled_from(sorted(_CHANGES.items())))
    log.append(agreement, type, draw(NARROW), **{name: draw(value) for name, value in fields.items()})


_CHANGES: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "PartyAcceded": {"party": ACTORS},
    "PartyWithdrew": {"party": ACTORS},
    "AmendmentApproved": {"party": ACTORS, "document_hash": st.just("a" * 64)},
    "AgreementAmended": {"changes": st.just({"en": "more"}), "document_hash": st.just("a" * 64)},
    "JointActionRecorded": {"kind": st.just("training"), "participants": st.lists(ACTORS, min_size=1)},
    "AgreementTerminated": {"reason": st.just("x")},
}
_WHO: dict[str, st.SearchStrategy[Any]] = {"host": ACTORS, "visitors": st.lists(ACTORS, min_size=1)}
_REQUEST: dict[str, st.SearchStrategy[Any]] = {
    "subscriber": st.just(LUBLIN),
    "filter": st.just({"exact": {"cluster": SAAM}}),
    "purpose": st.just({"en": "x"}),
}
# Events of other streams, each with its stream, its audience if not the default, and its fields.
_OTHERS: list[tuple[str, str, Audience | None, dict[str, st.SearchStrategy[Any]]]] = [
    (DKM, "ClusterFounded", None, {}),
    (SAAM, "ClusterFounded", None, {}),
    ("visit-x", "VisitOutcomeRecorded", None, {"text": st.just({"en": "more"})}),
    ("person-x", "PersonRegistered", None, {}),
    ("visit-y", "VisitPlanned", None, _WHO),
    ("visit-y", "VisitCancelled", None, {}),
    ("visit-y", "VisitHeld", "participants", _WHO),
    ("membership-dkm.radom", "MembershipApplied", None, {}),
    ("membership-dkm.radom", "MembershipDeclined", None, {}),
    ("commitment-x", "EvidenceSubmitted", None, {"submitter": ACTORS, "document": st.just("source-x")}),
    ("subscription-x", "SubscriptionRequested", None, _REQUEST),
    ("subscription-x", "SubscriptionApproved", None, {}),
    ("subscription-x", "SubscriptionRevoked", None, {}),
]  # fmt: skip


def _elsewhere(draw: st.DrawFn, log: Log) -> None:
    """An event of another stream; or a visit that was planned is held, and that is public."""
    if draw(st.booleans()) and log.versions.get("visit-z", 0) < 2:
        type = "VisitHeld" if "visit-z" in log.versions else "VisitPlanned"
        log.append("visit-z", type, None, **{name: draw(value) for name, value in _WHO.items()})
        return
    stream, type, audience, fields = draw(st.sampled_from(_OTHERS))
    log.append(stream, type, audience, **{name: draw(value) for name, value in fields.items()})


def interleaved(draw: st.DrawFn, log: Log) -> list[list[Recorded]]:
    """The log's events in batches, each stream in its order, streams in any."""
    waiting: defaultdict[str, list[Recorded]] = defaultdict(list)
    for event in log.events:
        waiting[event.stream].append(event)
    batches: list[list[Recorded]] = []
    while waiting:
        batch = []
        for _ in range(draw(st.integers(1, 6))):
            if not waiting:
                break
            stream = draw(st.sampled_from(sorted(waiting)))
            batch.append(waiting[stream].pop(0))
            if not waiting[stream]:
                del waiting[stream]
        batches.append(batch)
    return batches


@dataclass
class Run:
    """A log, how it is applied, and how many entries each reader asks for between the batches."""

    log: Log
    batches: list[list[Recorded]]
    limits: list[int]


@st.composite
def runs(draw: st.DrawFn) -> Run:
    log = draw(logs())
    batches = interleaved(draw, log)
    return Run(log, batches, draw(st.lists(st.integers(0, 4), min_size=len(batches), max_size=len(batches))))
