"""Commitments: a promise in its own words, evidence for it, and verdicts on it."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.envelope import Command, Event
from contracts.fields import ActorRef, EventId, Flag, Model, SourceRef, Texts


class _Promise(Model):
    promisor: ActorRef | None = None
    text: Texts


class MakeCommitment(_Promise, Command):
    """Record a promise. Its text never changes."""

    collection, verb, aggregate = "commitments", "make", "commitment"


class CommitmentMade(_Promise, Event):
    """This was promised, by the promisor where the source names one."""

    type, aggregate = "CommitmentMade", "commitment"
    command = MakeCommitment
    heading = ("Obietnica: {about}", "Promise: {about}")
    parties_in = ("promisor",)


class _Evidence(Model):
    submitter: ActorRef
    document: SourceRef
    text: Texts | None = Field(None, description="The document's words on the promise.")


class SubmitEvidence(_Evidence, Command):
    """Bring a document forward that speaks of a promise."""

    collection, verb, aggregate = "commitments", "submit-evidence", "commitment"


class EvidenceSubmitted(_Evidence, Event):
    """The submitter brought this document forward; the submitter may be the promisor."""

    type, aggregate = "EvidenceSubmitted", "commitment"
    command = SubmitEvidence
    heading = ("Dowód do obietnicy: {about}", "Evidence for the promise: {about}")
    joining_in = ("submitter",)


class _Assessment(Model):
    assessor: ActorRef | None = None
    verdict: Literal["fulfilled", "partly-fulfilled", "not-fulfilled", "in-progress", "not-verifiable"]
    qualification: Texts | None = Field(None, description="What limits the verdict, as “a general promise”.")
    hard_to_verify: Flag = False
    rationale: Texts | None = None
    evidence: Annotated[tuple[EventId, ...], Field(min_length=1, max_length=100)] = Field(
        description="Events of this commitment in which the evidence was submitted."
    )


class AssessCommitment(_Assessment, Command):
    """Judge a promise by the evidence for it."""

    collection, verb, aggregate = "commitments", "assess", "commitment"


class CommitmentAssessed(_Assessment, Event):
    """A verdict, and the evidence on which it rests."""

    type, aggregate = "CommitmentAssessed", "commitment"
    command = AssessCommitment
    heading = ("Ocena obietnicy ({verdict}): {about}", "Promise assessed ({verdict}): {about}")
    joining_in = ("assessor",)
