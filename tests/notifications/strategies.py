"""Logs and the ways in which they can arrive; and an oracle for who may see what, which knows the whole log."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from hypothesis import strategies as st

from contracts.envelope import Recorded
from tests.notifications.telling import DKM, LUBLIN, PGM, RADOM, SAAM, Told

READERS = (None, LUBLIN, RADOM, DKM, SAAM, PGM)
ACTORS = st.sampled_from([LUBLIN, RADOM, DKM, SAAM])
AGREEMENTS = st.sampled_from(["agreement-a", "agreement-b", "agreement-c"])


# ---- an oracle that knows the whole log ---------------------------------------------------------------------------
def _concluded(log: Told) -> set[str]:
    return {event.stream for event in log.events if event.type == "AgreementConcluded"}


def _takes_part(log: Told, stream: str, subject: str) -> bool:
    return any(subject.encode() in event.data for event in log.events if event.stream == stream)


def may_see(log: Told, event: Recorded, subject: str | None) -> bool:
    """What the documents say, at the end of a log in which nothing was corrected."""
    if event.audience == "public":
        return True
    if event.audience == "owner" or subject is None:
        return event.audience == "participants" and event.stream in _concluded(log)
    if event.audience == "partners":
        return subject.startswith("cluster-")
    return event.stream in _concluded(log) or _takes_part(log, event.stream, subject)


# ---- logs ---------------------------------------------------------------------------------------------------------
@st.composite
def logs(draw: st.DrawFn) -> Told:
    """Agreements in every stage, refined at times, between events of other streams and audiences."""
    log = Told()
    proposed: dict[str, list[str]] = {}
    for _ in range(draw(st.integers(1, 25))):
        agreement = draw(AGREEMENTS)
        match draw(st.integers(0, 9)):
            case 0:
                log.tell(draw(st.sampled_from([DKM, SAAM])), "ClusterFounded")
            case 1:
                log.tell("visit-x", "VisitOutcomeRecorded", text={"en": "more"})
            case 2:
                log.tell(f"person-{draw(st.integers(1, 3))}", "PersonRegistered")
            case 3:
                log.tell("visit-y", "VisitHeld", "participants", host=draw(ACTORS), visitors=[draw(ACTORS)])
            case 4 if agreement in proposed:
                log.tell(
                    agreement, "FactRefined", "participants", target=f"{agreement}@1", date={"edtf": "2018"}
                )
            case 5 if agreement in proposed:
                log.conclude(agreement)
            case _ if agreement in proposed:
                log.sign(agreement, draw(st.sampled_from(proposed[agreement])))
            case _:
                parties = draw(st.lists(ACTORS, min_size=2, max_size=3, unique=True))
                log.propose(agreement, *parties)
                proposed[agreement] = parties
    return log


def interleaved(draw: st.DrawFn, log: Told) -> list[list[Recorded]]:
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

    log: Told
    batches: list[list[Recorded]]
    limits: list[int]


@st.composite
def runs(draw: st.DrawFn) -> Run:
    log = draw(logs())
    batches = interleaved(draw, log)
    return Run(log, batches, draw(st.lists(st.integers(0, 4), min_size=len(batches), max_size=len(batches))))
