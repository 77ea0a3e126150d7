"""The history of one agreement, from all its facts: its parties, its start and its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from contracts.envelope import Fact
from services.projections.engine.interval import FUTURE, PAST, Interval, happened, since, span
from services.projections.facts.provenance import between, in_order, until

_TERM = ("valid_until", "indefinite")
ENDS = {"AgreementTerminated": "terminated", "AgreementExpired": "expired"}


class AgreementHistory:
    """The history of one agreement, from all its facts."""

    def __init__(
        self,
        proposal: Fact,
        signatures: dict[str, Fact],
        conclusion: Fact | None,
        later: Sequence[Fact],
        amended: Sequence[Fact] = (),
    ) -> None:
        self.proposal = proposal
        self.signatures = signatures
        self.conclusion = conclusion
        self.prolonged = [fact for fact in in_order(amended) if changes_term(fact)]
        self.acceded: dict[str, Fact] = {}
        self.withdrew: dict[str, Fact] = {}
        self.end: Fact | None = None
        self.how = ""
        self.listed = tuple(proposal.data["parties"])
        current = set(self.listed)
        for fact in later:
            if fact.type == "PartyAcceded":
                self.acceded[fact.data["party"]] = fact
                self.withdrew.pop(fact.data["party"], None)
                current.add(fact.data["party"])
            elif fact.type == "PartyWithdrew":
                self.withdrew[fact.data["party"]] = fact
                current.discard(fact.data["party"])
            if self.end is not None:
                continue
            if fact.type in ENDS:
                self.end, self.how = fact, ENDS[fact.type]
            elif len(current) < 2 and not proposal.data.get("others"):  # `others`: there are unnamed parties
                self.end, self.how = fact, "too-few-parties"
        self.parties = tuple(dict.fromkeys((*self.listed, *self.acceded, *self.withdrew)))
        # A source may report what follows on a conclusion without the conclusion itself. In this record the conclusion comes
        # first, so a termination performed here without one withdraws a proposal.
        implying = [
            fact
            for fact in later
            if (fact.type, fact.data.get("mode")) != ("AgreementTerminated", "performed")
        ]
        self.state = "concluded" if conclusion or implying else "proposed"
        self.implied = None if conclusion or not implying else implying[0]

    def dated(self) -> Fact:
        """Return the fact that dates the agreement: the conclusion; if undated, the last dated signature; else the proposal."""
        if self.conclusion is None or self.conclusion.data.get("occurred"):
            return self.conclusion or self.proposal
        signatures = [fact for fact in self.signatures.values() if fact.data.get("occurred")]
        return max(signatures, key=lambda fact: span(fact.data)[::-1], default=self.proposal)

    def interval(self, dated: Fact) -> Interval:
        """Return the interval from conclusion to end. Without a recorded end, it is only possibly in force after its last day."""
        start = happened(dated)
        if self.implied:
            start = start[0], max(start[0], happened(self.implied)[1])
        last = self._last()
        if self.end is None:
            return since(dated) if last[0] == PAST else between(start, (last[0], FUTURE))
        if self.how == "expired" and "occurred" not in self.end.data and last[0] not in {PAST, FUTURE}:
            return between(start, last)
        return until(start, self.end)

    def _last(self) -> tuple[date, date]:
        """Return the bounds of the last day, with amendments: `FUTURE` where it has none, `PAST` where it is unknown.

        If an amendment may have come after the earlier last day, it is open whether the agreement was in force in between.
        """
        last = span(self.proposal.data, "valid_until")
        for fact in self.prolonged:
            later = (FUTURE, FUTURE) if fact.data.get("indefinite") else span(fact.data, "valid_until")
            in_time = last[0] == PAST or happened(fact)[1] <= last[0]
            last = later if in_time else (min(last[0], later[0]), later[1])
        return last

    def registered(self, dated: Fact) -> Interval:
        """Return the interval since the proposal, or since the first dated signature."""
        if self.proposal.data.get("occurred"):
            return since(self.proposal)
        signatures = [happened(fact) for fact in self.signatures.values() if fact.data.get("occurred")]
        first = min(signatures, key=lambda days: days[::-1], default=None)
        if first is None:
            first = happened(dated if dated.data.get("occurred") else self.proposal)
        return Interval(*first, FUTURE, FUTURE)

    def terms(self, interval: Interval) -> dict[str, Interval]:
        """Return for each party the interval of its participation."""
        terms = {}
        for party in self.parties:
            start: tuple[date, date] = interval[:2]
            if accession := self.acceded.get(party):
                start = happened(accession)
            terms[party] = (
                until(start, self.withdrew[party]) if party in self.withdrew else between(start, interval[2:])
            )
        return terms

    def signers(self) -> Iterator[str]:
        """Yield the streams that signed for the parties: representatives, and organisations of signatories."""
        for fact in (*self.signatures.values(), *self.acceded.values()):
            if representative := fact.data.get("represented_by"):
                yield representative
            for signatory in fact.data.get("signatories", ()):
                if organisation := signatory.get("organisation"):
                    yield organisation

    def detail(self, interval: Interval) -> dict[str, Any]:
        """Return the `detail` of the agreement without the fact; `interval` is its validity."""
        data = self.proposal.data
        detail: dict[str, Any] = {
            name: data.get(name) for name in ("kind", "subject", "binding", "conference")
        }
        signed = self.signatures.values()
        detail |= {
            "state": self.state,
            "others": data.get("others", False),
            "beneficiaries": tuple(data.get("beneficiaries", ())),
            "parties": [self._party(party) for party in self.parties],
            "place": next((fact.data["place"] for fact in signed if fact.data.get("place")), None),
            "signatures": {"signed": len(signed), "listed": len(self.listed)},
            "proposed": _when(self.proposal),
        }
        if self.state == "concluded":
            detail["concluded"] = _when(self.conclusion) if self.conclusion else {"event": None, "date": None}
            first = self.conclusion or self.implied or self.proposal
            detail["since"] = bounds(
                (
                    interval[0],
                    min(interval[1], first.recorded_at.date()) if interval[1] == FUTURE else interval[1],
                )
            )
        if self.end:
            detail["ended"] = {"how": self.how, **_when(self.end), "reason": self.end.data.get("reason")}
        if last := data.get("valid_until"):
            detail["valid_until"] = last
        if (indefinite := data.get("indefinite")) is not None:
            detail["indefinite"] = indefinite
        if self.prolonged:
            detail["prolonged"] = [
                {
                    **{name: fact.data[name] for name in _TERM if fact.data.get(name) is not None},
                    "by": bounds(happened(fact)),
                }
                for fact in self.prolonged
            ]
        return detail

    def _party(self, party: str) -> dict[str, Any]:
        signing = self.acceded.get(party) or self.signatures.get(party)
        members: dict[str, Any] = {"party": party, "event": signing.id if signing else self.proposal.id}
        if signing:
            members["signed"] = signing.data.get("occurred")
            members |= _by(signing)
        for name, at in (("acceded", self.acceded), ("withdrew", self.withdrew)):
            if party in at:
                members[name] = _when(at[party])
        return members


def changes_term(fact: Fact) -> bool:
    """Return whether an amendment sets another last day, or says whether there is one."""
    return any(fact.data.get(name) is not None for name in _TERM)


def _when(fact: Fact) -> dict[str, Any]:
    return {"event": fact.id, "date": fact.data.get("occurred"), "by": bounds(happened(fact))}


def _by(fact: Fact) -> dict[str, Any]:
    """Return the bounds of the day on which a party signed, and who signed for it."""
    named = {name: fact.data[name] for name in ("represented_by", "signatories") if fact.data.get(name)}
    return {"by": bounds(happened(fact)), **named}


@lru_cache(maxsize=4_096)
def bounds(days: tuple[date, date]) -> tuple[str | None, ...]:
    """Return two days as ISO text, None where open."""
    return tuple(None if day in {PAST, FUTURE} else day.isoformat() for day in days)
