"""From an event back to the command that says it: what an export carries, so that it can be imported again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from contracts.catalogue import COLLECTIONS, COMMANDS, EVENTS, LATEST
from contracts.envelope import Command, Fact, widest

# The verb of each event's command. An event that no command is for (there is none today) would be missing here.
VERBS: dict[str, str] = {
    "PartyRegistered": "register",
    "PartyRenamed": "rename",
    "PartyIdentified": "identify",
    "IdentityLinked": "link",
    "IdentityUnlinked": "unlink",
    "PersonRegistered": "register",
    "FunctionAssumed": "assume-function",
    "FunctionEnded": "end-function",
    "PersonErased": "erase",
    "ClusterInitiativeAnnounced": "announce",
    "ClusterFounded": "found",
    "CoordinatorAppointed": "appoint-coordinator",
    "CoordinatorReleased": "release-coordinator",
    "SpecialisationDeclared": "declare-specialisation",
    "SpecialisationDropped": "drop-specialisation",
    "PurposeDeclared": "declare-purpose",
    "StrategyAdopted": "adopt-strategy",
    "TaskTeamFormed": "form-task-team",
    "TaskTeamDissolved": "dissolve-task-team",
    "MembershipCountReported": "report-membership-count",
    "RecognitionGranted": "grant-recognition",
    "RecognitionWithdrawn": "withdraw-recognition",
    "ClusterDissolved": "dissolve",
    "MembershipApplied": "apply",
    "MembershipDeclined": "decline",
    "MemberJoined": "join",
    "MemberClassChanged": "change-class",
    "MemberLeft": "leave",
    "AgreementProposed": "propose",
    "AgreementSigned": "sign",
    "AgreementConcluded": "conclude",
    "PartyAcceded": "accede",
    "PartyWithdrew": "withdraw",
    "AmendmentApproved": "approve-amendment",
    "AgreementAmended": "amend",
    "AgreementTerminated": "terminate",
    "AgreementExpired": "expire",
    "JointActionRecorded": "record-joint-action",
    "VisitPlanned": "plan",
    "VisitCancelled": "cancel",
    "VisitHeld": "hold",
    "VisitOutcomeRecorded": "record-outcome",
    "ConferenceHeld": "hold",
    "CommitmentMade": "make",
    "EvidenceSubmitted": "submit-evidence",
    "CommitmentAssessed": "assess",
    "SourceRegistered": "register",
    "SubscriptionRequested": "request",
    "SubscriptionApproved": "approve",
    "SubscriptionRevoked": "revoke",
    "FactRefined": "refine",
    "FactCorrected": "correct",
    "FactRetracted": "retract",
    "FactConfirmed": "confirm",
    "FactDisputed": "dispute",
}
_COLLECTION = {category: collection for collection, category in COLLECTIONS.items()}
_BOUNDS = frozenset({"earliest", "latest"})
_DATE = frozenset({"edtf", "phrase", "inferred_from"}) | _BOUNDS
# An agreement that too few parties are left of ends by the same command by which the last of them withdrew.
_ENDED_BY_WITHDRAWAL = ("Fewer than two parties are left", "No party is left")


class Said(NamedTuple):
    """The command of a fact: `{collection}/{id}/{verb}` and its body, with persons by their ids of this record."""

    collection: str
    id: str
    verb: str
    body: dict[str, Any]

    @property
    def do(self) -> str:
        """The command's address."""
        return f"{self.collection}/{self.id}/{self.verb}"


def command(fact: Fact) -> Said:
    """The command that says a fact again. Names of persons were sealed and are not in it."""
    category, _, id = fact.stream.partition("-")
    collection, verb = _COLLECTION[category], VERBS[fact.type]
    kind = COMMANDS[collection, verb]
    known = _fields(kind)
    body = {name: _told(value) for name, value in fact.data.items() if name in known}
    return Said(collection, id, verb, body | _audience(kind, fact, body))


def told_apart(facts: Sequence[Fact]) -> Iterator[Fact]:
    """One stream's facts without those that another one's command says as well."""
    before: Fact | None = None
    for fact in facts:
        follows = (
            fact.type == "AgreementTerminated"
            and before is not None
            and before.type == "PartyWithdrew"
            and str(fact.data.get("reason", "")).startswith(_ENDED_BY_WITHDRAWAL)
        )
        if not follows:
            yield fact
        before = fact


_ORDER = ("source", "party", "person", "cluster", "membership", "conference", "agreement", "visit")


def in_order(streams: Mapping[str, Sequence[Fact]]) -> list[Fact]:
    """All facts in an order in which they can be said again, and which is the same for the same record.

    Registrations come first; what leads to other streams comes last, with all behind it in its stream.
    """
    placed: list[tuple[tuple[int, int, str, int], Fact]] = []
    for stream, facts in streams.items():
        category = stream.partition("-")[0]
        rank = _ORDER.index(category) if category in _ORDER else len(_ORDER)
        leads = False
        for fact in told_apart(facts):
            leads = leads or "leads_to" in fact.data
            turn = 0 if VERBS[fact.type] == "register" else 2 if leads else 1
            placed.append(((turn, rank, stream, fact.version), fact))
    return [fact for _, fact in sorted(placed, key=lambda item: item[0])]


def by_stream(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """Facts in the order of the log, by their streams."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.stream, []).append(fact)
    return found


@cache
def _fields(kind: type[Command]) -> frozenset[str]:
    sealed = getattr(kind, "sealed", ())
    return frozenset(field.alias or name for name, field in kind.model_fields.items() if name not in sealed)


def _told(value: Any) -> Any:
    """Dates as they are told: the bounds are made of `edtf` when the command is accepted."""
    if isinstance(value, dict):
        if "edtf" in value and value.keys() <= _DATE:
            told = {name: item for name, item in value.items() if name not in _BOUNDS}
            return told if len(told) > 1 else told["edtf"]
        return {name: _told(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_told(item) for item in value]
    return value


def _audience(kind: type[Command], fact: Fact, body: Mapping[str, Any]) -> dict[str, str]:
    """The audience, where the command would not get it by itself."""
    event = EVENTS[fact.type, LATEST[fact.type]]
    if event.aggregate == "*":  # said of a fact: for those for whom the fact is
        return {}
    own = widest(kind.model_construct(mode=body.get("mode", "performed"), audience=None), event.audience)
    return {} if own == fact.audience else {"audience": fact.audience}
