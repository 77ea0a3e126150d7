"""What stands in a calendar: the dated facts of a stream as they are now believed, with the number of changes of each. Pure.

An entry may rest on several facts: a visit is one from its plan to its end, a signing is one of all signatures. What is taken
back is cancelled and never vanishes, because a calendar program may keep an entry that is no longer sent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from contracts import dates
from contracts.amendments import AMENDING, apply_amendments, targets
from contracts.envelope import Fact
from services.notifications.text.dates import is_by_month

# Facts that are an entry each.
_EACH = frozenset(
    {
        "ClusterInitiativeAnnounced", "ClusterFounded", "ClusterDissolved", "ClusterMerged", "ClusterSplit",
        "StrategyAdopted", "RecognitionGranted",
        "RecognitionWithdrawn", "PartyAcceded", "PartyWithdrew", "AgreementAmended", "AgreementTerminated",
        "AgreementExpired", "JointActionRecorded", "AgreementProjectRecorded",
        "ConferenceHeld", "CommitmentMade", "CommitmentAssessed",
    }
)  # fmt: skip
_VISIT = ("VisitPlanned", "VisitCancelled", "VisitHeld")
_SIGNING = ("AgreementSigned", "AgreementConcluded")
# Facts that say until when something holds, and the field that does; what ends it earlier.
_UNTIL = {
    "AgreementProposed": "valid_until",
    "AgreementAmended": "valid_until",
    "RecognitionGranted": "valid_to",
}
_ENDED_BY = {
    "agreement": frozenset({"AgreementTerminated", "AgreementExpired"}),
    "cluster": frozenset({"RecognitionWithdrawn"}),
}
# An entry that lasts from its first day to its last; any other happened at some time within its bounds.
_CONTINUOUS = frozenset({"ConferenceHeld", *_VISIT})
TYPES = _EACH | {*_VISIT, *_SIGNING, *_UNTIL}
_LONGEST = timedelta(days=366)


class Entry(NamedTuple):
    """One entry.

    key: the same for ever. fact: the fact that it shows. edtf: its date; first and last: the bounds of that, both included.
    ends: it is the last day of something. continuous: it fills its days. changes: the times that it has changed. facts: the ids
    of all that it rests on.
    """

    key: str
    fact: Fact
    edtf: str
    first: date
    last: date
    ends: bool
    continuous: bool
    cancelled: bool
    changes: int
    created: datetime
    changed: datetime
    facts: frozenset[str]


def entries_of(facts: Sequence[Fact]) -> Iterator[Entry]:
    """The entries of one stream, by its facts in their order; what is dated less exactly than to the month has none."""
    stream = _Stream(facts)
    visit = stream.of(*_VISIT)
    if visit:
        yield from stream.entry(facts[0].stream, visit, cancelled=_is_cancelled(stream, visit))
    signing = stream.of(*_SIGNING)
    if signing:
        yield from stream.entry(f"{facts[0].stream}#signing", signing)
    for fact in stream.of(*_EACH):
        yield from stream.entry(fact.id, [fact])
    yield from _endings(stream)


def _is_cancelled(stream: _Stream, visit: Sequence[Fact]) -> bool:
    types = {fact.type for fact in visit if fact.id in stream.current_facts}
    return "VisitCancelled" in types and "VisitHeld" not in types


def _endings(stream: _Stream) -> Iterator[Entry]:
    """The last days: of an agreement as amended, of each recognition."""
    groups: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in stream.of(*_UNTIL):
        if stream.current(fact).data.get(_UNTIL[fact.type]):
            recognition = fact.type == "RecognitionGranted"
            groups[fact.id if recognition else fact.stream].append(fact)
    for key, group in groups.items():
        enders = stream.of(*_ENDED_BY[group[0].stream.partition("-")[0]])
        scheme = stream.current(group[0]).data.get("scheme")
        early = [
            fact
            for fact in enders
            if fact.version > group[0].version and stream.current(fact).data.get("scheme") == scheme
        ]
        early += [
            fact
            for fact in stream.of("AgreementAmended")
            if fact.version > group[-1].version and stream.current(fact).data.get("indefinite")
        ]
        cancelled = any(fact.id in stream.current_facts for fact in early)
        yield from stream.entry(f"{key}#until", [*group, *early], cancelled=cancelled, ends=True)


class _Stream:
    """The facts of a stream, and the amendments of each."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._facts = facts
        self.current_facts = {fact.id: fact for fact in apply_amendments(facts)}
        self._amendments: defaultdict[str, list[Fact]] = defaultdict(list)
        roots: dict[str, list[str]] = {}
        for fact in facts:
            if fact.type in AMENDING:
                amended = [root for target in targets(fact.data) for root in roots.get(target, [target])]
                roots[fact.id] = list(dict.fromkeys(amended))
                for root in roots[fact.id]:
                    self._amendments[root].append(fact)

    def of(self, *types: str) -> list[Fact]:
        """The facts of these types, retracted ones too, as they were recorded."""
        return [fact for fact in self._facts if fact.type in types]

    def current(self, fact: Fact) -> Fact:
        """A fact as it is now believed; as it was recorded where it is retracted."""
        return self.current_facts.get(fact.id, fact)

    def entry(
        self, key: str, group: Sequence[Fact], *, cancelled: bool = False, ends: bool = False
    ) -> Iterator[Entry]:
        """The entry that rests on a group of facts, where its date is known well enough."""
        current = [self.current(fact) for fact in group]
        current_facts = [fact for fact in current if fact.id in self.current_facts]
        dated = [fact for fact in current_facts or current if _date_of(fact, ends=ends)]
        if not dated:
            return
        edtf = _edtf(dated, ends=ends)
        span = dates.parse(edtf)
        if not is_by_month(edtf) or span.earliest is None or span.latest is None:
            return
        if span.latest - span.earliest > _LONGEST:
            return
        parts = [*group, *(each for fact in group for each in self._amendments[fact.id])]
        yield Entry(
            key,
            dated[-1] if ends else (current_facts or current)[-1],
            edtf,
            span.earliest,
            span.latest,
            ends,
            group[0].type in _CONTINUOUS and not set("?~%") & set(edtf),
            cancelled or not current_facts,
            len(parts) - 1,
            min(fact.recorded_at for fact in parts),
            max(fact.recorded_at for fact in parts),
            frozenset(fact.id for fact in parts),
        )


def _date_of(fact: Fact, *, ends: bool) -> str | None:
    field = _UNTIL.get(fact.type) if ends else "occurred"
    edtf: str | None = (fact.data.get(field) or {}).get("edtf") if field else None
    return edtf


def _edtf(dated: Sequence[Fact], *, ends: bool) -> str:
    """The date of a group: the last fact's; of signatures alone, all their days."""
    edtfs = [edtf for fact in dated if (edtf := _date_of(fact, ends=ends))]
    if any(fact.type != "AgreementSigned" for fact in dated) or len(set(edtfs)) == 1:
        return edtfs[-1]
    spans = [dates.parse(edtf) for edtf in edtfs]
    first = [span.earliest for span in spans if span.earliest]
    last = [span.latest for span in spans if span.latest]
    if len(first) < len(spans) or len(last) < len(spans):
        return edtfs[-1]
    return f"{min(first)}/{max(last)}"


def streams_of(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """Facts by stream, each stream's in the order of its versions."""
    streams: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        streams[fact.stream].append(fact)
    return {stream: sorted(each, key=lambda fact: fact.version) for stream, each in streams.items()}
