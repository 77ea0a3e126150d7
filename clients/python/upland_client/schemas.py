"""The types of events, made from contracts/schemas by `make contracts`: change them there."""

from __future__ import annotations

from typing import Any, Final, Literal, NotRequired, TypedDict

from upland_client.envelope import Envelope


class Citation(TypedDict):
    """Where a fact is reported: a registered source, and the place in it."""

    id: str
    locator: NotRequired[str]


class Classification(TypedDict):
    """A code in a classification such as PKD or NACE. What was recorded in version 1 may lack its scheme or edition."""

    scheme: NotRequired[str]
    edition: NotRequired[str]
    code: str


class Coordinates(TypedDict):
    """A point on the map: decimal degrees of WGS 84. They are text, since there are no floats in the record."""

    latitude: str
    longitude: str


class Delegate(TypedDict):
    """Who took part: on which side, in which function, for which organisation."""

    side: Literal["host", "visitor"]
    function: NotRequired[dict[str, str]]
    person: NotRequired[str]
    organisation: NotRequired[str]


class ExactValues(TypedDict):
    """Values that the event's attributes have; `type` with or without `upland.` and version. All of them must be so."""

    type: NotRequired[str]
    stream: NotRequired[str]
    cluster: NotRequired[str]
    party: NotRequired[str]
    audience: NotRequired[Literal["public", "partners", "participants", "owner"]]


FilterExpression = TypedDict(
    "FilterExpression",
    {
        "exact": 'NotRequired[ExactValues]',
        "prefix": 'NotRequired[PartialValues]',
        "suffix": 'NotRequired[PartialValues]',
        "all": 'NotRequired[list[FilterExpression]]',
        "any": 'NotRequired[list[FilterExpression]]',
        "not": 'NotRequired[FilterExpression]',
    },
)


class FilterV1(TypedDict):
    """The filter of version 1; an empty list requested all that the subscriber may see."""

    types: list[str]
    clusters: list[str]
    audiences: list[Literal["public", "partners", "participants", "owner"]]


class Money(TypedDict):
    """A sum of money, and how exactly its source gives it."""

    value: str
    currency: str
    comparator: Literal["exactly", "over", "about", "at-least", "almost"]


class Occurred(TypedDict):
    """When something was so in the world. The bounds are made from `edtf` once, when a command is accepted."""

    edtf: str
    earliest: NotRequired[str]
    latest: NotRequired[str]
    phrase: NotRequired[str]
    inferred_from: NotRequired[str]


class PartialValues(TypedDict):
    """Beginnings or endings of the event's attributes. All of them must be so."""

    type: NotRequired[str]
    stream: NotRequired[str]
    cluster: NotRequired[str]
    party: NotRequired[str]
    audience: NotRequired[str]


class Place(TypedDict):
    """Where it happened: a registered city or region, or just a name."""

    party: NotRequired[str]
    name: NotRequired[str]


class ProjectShare(TypedDict):
    """Who takes part in a project, and with how much of the money, where that is known."""

    party: str
    amount: NotRequired[Money]


class Region(TypedDict):
    """A region by its code: of NUTS with the year of the edition, or of the Polish register TERYT."""

    scheme: Literal["nuts", "teryt"]
    code: str
    edition: NotRequired[str]


class Sector(TypedDict):
    """A code of a classification of activities, which always has an edition."""

    scheme: Literal["PKD", "NACE"]
    edition: str
    code: str
    label: NotRequired[dict[str, str]]
    main: NotRequired[bool]


class Signatory(TypedDict):
    """Who put the signature: a person by id, the function, the organisation acted for."""

    person: NotRequired[str]
    function: NotRequired[dict[str, str]]
    organisation: NotRequired[str]


class AgreementAmendedV1(TypedDict):
    """The agreement reads otherwise from then on; version 1 has no indefinite duration."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    changes: dict[str, str]
    document_hash: str
    valid_until: NotRequired[Occurred]


class AgreementAmendedV1Event(Envelope):
    type: Literal["upland.AgreementAmended.v1"]
    data: AgreementAmendedV1


class AgreementAmendedV2(TypedDict):
    """The agreement reads otherwise from then on."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    changes: dict[str, str]
    document_hash: str
    valid_until: NotRequired[Occurred]
    indefinite: NotRequired[bool]


class AgreementAmendedV2Event(Envelope):
    type: Literal["upland.AgreementAmended.v2"]
    data: AgreementAmendedV2


class AgreementConcludedV1(TypedDict):
    """The agreement stands; what was proposed and signed is public from now on."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    document_hash: NotRequired[str]


class AgreementConcludedV1Event(Envelope):
    type: Literal["upland.AgreementConcluded.v1"]
    data: AgreementConcludedV1


class AgreementExpiredV1(TypedDict):
    """The agreement holds no longer: its time has run out."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    reason: NotRequired[str]


class AgreementExpiredV1Event(Envelope):
    type: Literal["upland.AgreementExpired.v1"]
    data: AgreementExpiredV1


class AgreementProjectRecordedV1(TypedDict):
    """This project is carried out under the agreement, which does not sleep."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    title: dict[str, str]
    programme: NotRequired[str]
    amount: NotRequired[Money]
    shares: list[ProjectShare]


class AgreementProjectRecordedV1Event(Envelope):
    type: Literal["upland.AgreementProjectRecorded.v1"]
    data: AgreementProjectRecordedV1


class AgreementProposedV1(TypedDict):
    """These parties mean to agree on this subject; version 1 has no last day."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    kind: str
    parties: list[str]
    subject: dict[str, str]
    names: NotRequired[dict[str, str]]
    binding: NotRequired[bool]
    beneficiaries: list[str]
    others: bool
    conference: NotRequired[str]


class AgreementProposedV1Event(Envelope):
    type: Literal["upland.AgreementProposed.v1"]
    data: AgreementProposedV1


class AgreementProposedV2(TypedDict):
    """These parties mean to agree on this subject; version 2 has no indefinite duration."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    kind: str
    parties: list[str]
    subject: dict[str, str]
    names: NotRequired[dict[str, str]]
    binding: NotRequired[bool]
    beneficiaries: list[str]
    others: bool
    conference: NotRequired[str]
    valid_until: NotRequired[Occurred]


class AgreementProposedV2Event(Envelope):
    type: Literal["upland.AgreementProposed.v2"]
    data: AgreementProposedV2


class AgreementProposedV3(TypedDict):
    """These parties mean to agree on this subject. Beneficiaries are not parties."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    kind: str
    parties: list[str]
    subject: dict[str, str]
    names: NotRequired[dict[str, str]]
    binding: NotRequired[bool]
    beneficiaries: list[str]
    others: bool
    conference: NotRequired[str]
    valid_until: NotRequired[Occurred]
    indefinite: NotRequired[bool]


class AgreementProposedV3Event(Envelope):
    type: Literal["upland.AgreementProposed.v3"]
    data: AgreementProposedV3


class AgreementSignedV1(TypedDict):
    """The party has signed, itself or through the organisation that represents it."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    party: str
    represented_by: NotRequired[str]
    signatories: list[Signatory]
    place: NotRequired[Place]


class AgreementSignedV1Event(Envelope):
    type: Literal["upland.AgreementSigned.v1"]
    data: AgreementSignedV1


class AgreementTerminatedV1(TypedDict):
    """The agreement holds no longer: somebody ended it."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    reason: str


class AgreementTerminatedV1Event(Envelope):
    type: Literal["upland.AgreementTerminated.v1"]
    data: AgreementTerminatedV1


class AmendmentApprovedV1(TypedDict):
    """The party agrees to the text with this hash."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    party: str
    document_hash: str


class AmendmentApprovedV1Event(Envelope):
    type: Literal["upland.AmendmentApproved.v1"]
    data: AmendmentApprovedV1


class ClusterAliasAddedV1(TypedDict):
    """The cluster is called so too from then on; its names stay as they are."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    names: dict[str, str]
    abbreviation: NotRequired[str]


class ClusterAliasAddedV1Event(Envelope):
    type: Literal["upland.ClusterAliasAdded.v1"]
    data: ClusterAliasAddedV1


class ClusterDissolvedV1(TypedDict):
    """The cluster is no more; what it was party to is flagged."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    successors: list[str]


class ClusterDissolvedV1Event(Envelope):
    type: Literal["upland.ClusterDissolved.v1"]
    data: ClusterDissolvedV1


class ClusterFoundedV1(TypedDict):
    """The cluster exists. Its initiators are not thereby its founders, coordinators or members."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    names: NotRequired[dict[str, str]]
    abbreviation: NotRequired[str]
    initiators: list[str]
    founders_count: NotRequired[int]


class ClusterFoundedV1Event(Envelope):
    type: Literal["upland.ClusterFounded.v1"]
    data: ClusterFoundedV1


class ClusterIdentifiedV1(TypedDict):
    """The cluster has this number in this register from then on; no other cluster has."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    scheme: str
    value: str


class ClusterIdentifiedV1Event(Envelope):
    type: Literal["upland.ClusterIdentified.v1"]
    data: ClusterIdentifiedV1


class ClusterInitiativeAnnouncedV1(TypedDict):
    """A cluster is meant to come; it does not exist yet."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    names: dict[str, str]
    abbreviation: NotRequired[str]
    initiators: list[str]
    focus: NotRequired[dict[str, str]]


class ClusterInitiativeAnnouncedV1Event(Envelope):
    type: Literal["upland.ClusterInitiativeAnnounced.v1"]
    data: ClusterInitiativeAnnouncedV1


class ClusterLinkedV1(TypedDict):
    """The cluster is linked to the other one from then on; no count and no roster changes by it."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    relation: Literal["same-as", "successor-of", "part-of"]
    other: str
    evidence: NotRequired[str]
    certainty: Literal["certain", "likely", "possible"]


class ClusterLinkedV1Event(Envelope):
    type: Literal["upland.ClusterLinked.v1"]
    data: ClusterLinkedV1


class ClusterMergedV1(TypedDict):
    """The cluster is no more; the other one is its successor."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    members_pass: NotRequired[bool]
    agreements_pass: NotRequired[bool]
    into: str


class ClusterMergedV1Event(Envelope):
    type: Literal["upland.ClusterMerged.v1"]
    data: ClusterMergedV1


class ClusterRenamedV1(TypedDict):
    """The cluster has these names from then on; it keeps its id, and its earlier names stay findable."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    names: dict[str, str]
    abbreviation: NotRequired[str]


class ClusterRenamedV1Event(Envelope):
    type: Literal["upland.ClusterRenamed.v1"]
    data: ClusterRenamedV1


class ClusterSplitV1(TypedDict):
    """The cluster is no more; the others are its successors."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    members_pass: NotRequired[bool]
    agreements_pass: NotRequired[bool]
    into: list[str]


class ClusterSplitV1Event(Envelope):
    type: Literal["upland.ClusterSplit.v1"]
    data: ClusterSplitV1


class ClusterUnlinkedV1(TypedDict):
    """The cluster is no longer linked to the other one."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    relation: Literal["same-as", "successor-of", "part-of"]
    other: str
    reason: NotRequired[str]


class ClusterUnlinkedV1Event(Envelope):
    type: Literal["upland.ClusterUnlinked.v1"]
    data: ClusterUnlinkedV1


class CommitmentAssessedV1(TypedDict):
    """A verdict, and the evidence on which it rests."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    assessor: NotRequired[str]
    verdict: Literal["fulfilled", "partly-fulfilled", "not-fulfilled", "in-progress", "not-verifiable"]
    qualification: NotRequired[dict[str, str]]
    hard_to_verify: bool
    rationale: NotRequired[dict[str, str]]
    evidence: list[str]


class CommitmentAssessedV1Event(Envelope):
    type: Literal["upland.CommitmentAssessed.v1"]
    data: CommitmentAssessedV1


class CommitmentMadeV1(TypedDict):
    """This was promised, by the promisor where the source names one."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    promisor: NotRequired[str]
    text: dict[str, str]


class CommitmentMadeV1Event(Envelope):
    type: Literal["upland.CommitmentMade.v1"]
    data: CommitmentMadeV1


class ConferenceHeldV1(TypedDict):
    """A conference took place; guests came from so many countries."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    names: dict[str, str]
    abbreviation: NotRequired[str]
    place: NotRequired[Place]
    organiser: NotRequired[str]
    countries: NotRequired[int]
    theme: NotRequired[dict[str, str]]


class ConferenceHeldV1Event(Envelope):
    type: Literal["upland.ConferenceHeld.v1"]
    data: ConferenceHeldV1


class CoordinatorAppointedV1(TypedDict):
    """The organisation leads the cluster, or helps to lead it."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    organisation: str
    role: Literal["lead", "co"]


class CoordinatorAppointedV1Event(Envelope):
    type: Literal["upland.CoordinatorAppointed.v1"]
    data: CoordinatorAppointedV1


class CoordinatorReleasedV1(TypedDict):
    """The organisation no longer leads the cluster, nor helps to lead it."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    organisation: str
    reason: NotRequired[str]


class CoordinatorReleasedV1Event(Envelope):
    type: Literal["upland.CoordinatorReleased.v1"]
    data: CoordinatorReleasedV1


class EvidenceSubmittedV1(TypedDict):
    """The submitter brought this document forward; the submitter may be the promisor."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    submitter: str
    document: str
    text: NotRequired[dict[str, str]]


class EvidenceSubmittedV1Event(Envelope):
    type: Literal["upland.EvidenceSubmitted.v1"]
    data: EvidenceSubmittedV1


class FactConfirmedV1(TypedDict):
    """The party confirms that the fact is right. Version 1 is of one fact."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    by: str
    reason: NotRequired[str]
    target: str


class FactConfirmedV1Event(Envelope):
    type: Literal["upland.FactConfirmed.v1"]
    data: FactConfirmedV1


class FactConfirmedV2(TypedDict):
    """The party confirms that the fact is right."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    target: str
    also: list[str]
    by: str
    reason: NotRequired[str]


class FactConfirmedV2Event(Envelope):
    type: Literal["upland.FactConfirmed.v2"]
    data: FactConfirmedV2


class FactCorrectedV1(TypedDict):
    """The fact reads otherwise from now on; the earlier version stays readable. Version 1 is of one fact."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    fields: dict[str, Any]
    reason: str
    target: str


class FactCorrectedV1Event(Envelope):
    type: Literal["upland.FactCorrected.v1"]
    data: FactCorrectedV1


class FactCorrectedV2(TypedDict):
    """The fact reads otherwise from now on; the earlier version stays readable."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    target: str
    also: list[str]
    fields: dict[str, Any]
    reason: str


class FactCorrectedV2Event(Envelope):
    type: Literal["upland.FactCorrected.v2"]
    data: FactCorrectedV2


class FactDisputedV1(TypedDict):
    """The party disputes the fact; fact and dispute both stay. Version 1 is of one fact."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    by: str
    reason: str
    target: str


class FactDisputedV1Event(Envelope):
    type: Literal["upland.FactDisputed.v1"]
    data: FactDisputedV1


class FactDisputedV2(TypedDict):
    """The party disputes the fact; fact and dispute both stay. Version 2 has no rival values."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    target: str
    also: list[str]
    by: str
    reason: str


class FactDisputedV2Event(Envelope):
    type: Literal["upland.FactDisputed.v2"]
    data: FactDisputedV2


class FactDisputedV3(TypedDict):
    """The party, or a source, disputes the fact; fact, dispute and rival values all stay."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    target: str
    also: list[str]
    by: NotRequired[str]
    reason: NotRequired[str]
    fields: NotRequired[dict[str, Any]]


class FactDisputedV3Event(Envelope):
    type: Literal["upland.FactDisputed.v3"]
    data: FactDisputedV3


class FactRefinedV1(TypedDict):
    """The fact's date is known better than before. Version 1 is of one fact."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    reason: NotRequired[str]
    target: str
    date: Occurred


class FactRefinedV1Event(Envelope):
    type: Literal["upland.FactRefined.v1"]
    data: FactRefinedV1


class FactRefinedV2(TypedDict):
    """The fact's date is known better than before."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    target: str
    also: list[str]
    reason: NotRequired[str]
    date: Occurred


class FactRefinedV2Event(Envelope):
    type: Literal["upland.FactRefined.v2"]
    data: FactRefinedV2


class FactRetractedV1(TypedDict):
    """The fact no longer counts; the earlier version stays readable. Version 1 is of one fact."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    reason: str
    target: str


class FactRetractedV1Event(Envelope):
    type: Literal["upland.FactRetracted.v1"]
    data: FactRetractedV1


class FactRetractedV2(TypedDict):
    """The fact no longer counts; the earlier version stays readable."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    target: str
    also: list[str]
    reason: str


class FactRetractedV2Event(Envelope):
    type: Literal["upland.FactRetracted.v2"]
    data: FactRetractedV2


class FunctionAssumedV1(TypedDict):
    """The person acts for the organisation under this title."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    organisation: str
    title: dict[str, str]


class FunctionAssumedV1Event(Envelope):
    type: Literal["upland.FunctionAssumed.v1"]
    data: FunctionAssumedV1


class FunctionEndedV1(TypedDict):
    """The person no longer acts for the organisation under this title."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    organisation: str
    title: dict[str, str]


class FunctionEndedV1Event(Envelope):
    type: Literal["upland.FunctionEnded.v1"]
    data: FunctionEndedV1


class IdentityAcceptedV1(TypedDict):
    """The proposed link is certain; the two entries are one party until they are unlinked."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    other: str
    evidence: NotRequired[str]


class IdentityAcceptedV1Event(Envelope):
    type: Literal["upland.IdentityAccepted.v1"]
    data: IdentityAcceptedV1


class IdentityLinkedV1(TypedDict):
    """Both entries stay; each refers its readers to the other."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    other: str
    evidence: str
    certainty: Literal["certain", "likely", "possible"]


class IdentityLinkedV1Event(Envelope):
    type: Literal["upland.IdentityLinked.v1"]
    data: IdentityLinkedV1


class IdentityRejectedV1(TypedDict):
    """The entries speak of two bodies; a link that was proposed is declined."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    other: str
    reason: NotRequired[str]


class IdentityRejectedV1Event(Envelope):
    type: Literal["upland.IdentityRejected.v1"]
    data: IdentityRejectedV1


class IdentityUnlinkedV1(TypedDict):
    """The entries are no longer linked."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    other: str
    reason: str


class IdentityUnlinkedV1Event(Envelope):
    type: Literal["upland.IdentityUnlinked.v1"]
    data: IdentityUnlinkedV1


class JointActionRecordedV1(TypedDict):
    """This was done together: the agreement does not sleep."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    kind: str
    participants: list[str]
    text: NotRequired[dict[str, str]]


class JointActionRecordedV1Event(Envelope):
    type: Literal["upland.JointActionRecorded.v1"]
    data: JointActionRecordedV1


MemberClassChangedV1 = TypedDict(
    "MemberClassChangedV1",
    {
        "occurred": 'NotRequired[Occurred]',
        "sources": 'list[Citation]',
        "mode": 'Literal["performed", "reported"]',
        "actor": 'str',
        "from": 'NotRequired[Literal["full", "founder", "supporting", "partner"]]',
        "to": 'Literal["full", "founder", "supporting", "partner"]',
    },
)


class MemberClassChangedV1Event(Envelope):
    type: Literal["upland.MemberClassChanged.v1"]
    data: MemberClassChangedV1


MemberClassChangedV2 = TypedDict(
    "MemberClassChangedV2",
    {
        "occurred": 'NotRequired[Occurred]',
        "sources": 'list[Citation]',
        "mode": 'Literal["performed", "reported"]',
        "actor": 'str',
        "from": 'NotRequired[Literal["full", "founder", "supporting", "partner"]]',
        "to": 'Literal["full", "founder", "supporting", "partner"]',
        "to_label": 'NotRequired[str]',
    },
)


class MemberClassChangedV2Event(Envelope):
    type: Literal["upland.MemberClassChanged.v2"]
    data: MemberClassChangedV2


MemberJoinedV1 = TypedDict(
    "MemberJoinedV1",
    {
        "occurred": 'NotRequired[Occurred]',
        "sources": 'list[Citation]',
        "mode": 'Literal["performed", "reported"]',
        "actor": 'str',
        "class": 'NotRequired[Literal["full", "founder", "supporting", "partner"]]',
    },
)


class MemberJoinedV1Event(Envelope):
    type: Literal["upland.MemberJoined.v1"]
    data: MemberJoinedV1


MemberJoinedV2 = TypedDict(
    "MemberJoinedV2",
    {
        "occurred": 'NotRequired[Occurred]',
        "sources": 'list[Citation]',
        "mode": 'Literal["performed", "reported"]',
        "actor": 'str',
        "class": 'NotRequired[Literal["full", "founder", "supporting", "partner"]]',
        "class_label": 'NotRequired[str]',
    },
)


class MemberJoinedV2Event(Envelope):
    type: Literal["upland.MemberJoined.v2"]
    data: MemberJoinedV2


class MemberLeftV1(TypedDict):
    """The membership ended; joining again opens a new one."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    reason: NotRequired[str]


class MemberLeftV1Event(Envelope):
    type: Literal["upland.MemberLeft.v1"]
    data: MemberLeftV1


MembershipAppliedV1 = TypedDict(
    "MembershipAppliedV1",
    {
        "occurred": 'NotRequired[Occurred]',
        "sources": 'list[Citation]',
        "mode": 'Literal["performed", "reported"]',
        "actor": 'str',
        "class": 'NotRequired[Literal["full", "founder", "supporting", "partner"]]',
    },
)


class MembershipAppliedV1Event(Envelope):
    type: Literal["upland.MembershipApplied.v1"]
    data: MembershipAppliedV1


MembershipCountReportedV1 = TypedDict(
    "MembershipCountReportedV1",
    {
        "occurred": 'NotRequired[Occurred]',
        "sources": 'list[Citation]',
        "mode": 'Literal["performed", "reported"]',
        "actor": 'str',
        "count": 'int',
        "class": 'Literal["all", "supporting", "founders", "partners"]',
        "comparator": 'Literal["exactly", "over", "about", "at-least"]',
        "as_of": 'NotRequired[Occurred]',
    },
)


class MembershipCountReportedV1Event(Envelope):
    type: Literal["upland.MembershipCountReported.v1"]
    data: MembershipCountReportedV1


MembershipCountReportedV2 = TypedDict(
    "MembershipCountReportedV2",
    {
        "occurred": 'NotRequired[Occurred]',
        "sources": 'list[Citation]',
        "mode": 'Literal["performed", "reported"]',
        "actor": 'str',
        "count": 'int',
        "class": 'Literal["all", "supporting", "founders", "partners"]',
        "comparator": 'Literal["exactly", "over", "about", "at-least", "almost"]',
        "as_of": 'NotRequired[Occurred]',
    },
)


class MembershipCountReportedV2Event(Envelope):
    type: Literal["upland.MembershipCountReported.v2"]
    data: MembershipCountReportedV2


MembershipCountReportedV3 = TypedDict(
    "MembershipCountReportedV3",
    {
        "occurred": 'NotRequired[Occurred]',
        "sources": 'list[Citation]',
        "mode": 'Literal["performed", "reported"]',
        "actor": 'str',
        "count": 'int',
        "class": 'Literal["all", "supporting", "founders", "partners", "firms", "paying"]',
        "comparator": 'Literal["exactly", "over", "about", "at-least", "almost"]',
        "also_in": 'list[str]',
        "clusters_count": 'NotRequired[int]',
        "as_of": 'NotRequired[Occurred]',
    },
)


class MembershipCountReportedV3Event(Envelope):
    type: Literal["upland.MembershipCountReported.v3"]
    data: MembershipCountReportedV3


MembershipDeclinedV1 = TypedDict(
    "MembershipDeclinedV1",
    {
        "occurred": 'NotRequired[Occurred]',
        "sources": 'list[Citation]',
        "mode": 'Literal["performed", "reported"]',
        "actor": 'str',
        "class": 'NotRequired[Literal["full", "founder", "supporting", "partner"]]',
        "reason": 'NotRequired[str]',
    },
)


class MembershipDeclinedV1Event(Envelope):
    type: Literal["upland.MembershipDeclined.v1"]
    data: MembershipDeclinedV1


class OrganisationTypeDeclaredV1(TypedDict):
    """The organisation is of this type from then on."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    organisation_type: Literal["enterprise", "sme", "large-enterprise", "university", "research-institute", "school", "science-park", "business-support", "ngo", "public-body", "cluster-organisation", "other"]


class OrganisationTypeDeclaredV1Event(Envelope):
    type: Literal["upland.OrganisationTypeDeclared.v1"]
    data: OrganisationTypeDeclaredV1


class PartyAccededV1(TypedDict):
    """The agreement has one party more from then on."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    party: str
    represented_by: NotRequired[str]
    signatories: list[Signatory]
    place: NotRequired[Place]


class PartyAccededV1Event(Envelope):
    type: Literal["upland.PartyAcceded.v1"]
    data: PartyAccededV1


class PartyAliasAddedV1(TypedDict):
    """The party is called so too; its names stay as they are."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    names: dict[str, str]
    abbreviation: NotRequired[str]


class PartyAliasAddedV1Event(Envelope):
    type: Literal["upland.PartyAliasAdded.v1"]
    data: PartyAliasAddedV1


class PartyIdentifiedV1(TypedDict):
    """The party has this number in this register; no other party has."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    scheme: str
    value: str


class PartyIdentifiedV1Event(Envelope):
    type: Literal["upland.PartyIdentified.v1"]
    data: PartyIdentifiedV1


class PartyRegisteredV1(TypedDict):
    """A party is known under these names; its kind never changes."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    kind: Literal["organisation", "unit", "city", "region"]
    names: dict[str, str]
    abbreviation: NotRequired[str]
    part_of: NotRequired[str]


class PartyRegisteredV1Event(Envelope):
    type: Literal["upland.PartyRegistered.v1"]
    data: PartyRegisteredV1


class PartyRenamedV1(TypedDict):
    """The party has these names from then on; it keeps its id, and its earlier names stay findable."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    names: dict[str, str]
    abbreviation: NotRequired[str]


class PartyRenamedV1Event(Envelope):
    type: Literal["upland.PartyRenamed.v1"]
    data: PartyRenamedV1


class PartyWithdrewV1(TypedDict):
    """The agreement has one party fewer from then on."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    party: str
    reason: NotRequired[str]


class PartyWithdrewV1Event(Envelope):
    type: Literal["upland.PartyWithdrew.v1"]
    data: PartyWithdrewV1


class PersonErasedV1(TypedDict):
    """What was sealed for this person cannot be opened any more, and nothing can be sealed for it again."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    legal_basis: str


class PersonErasedV1Event(Envelope):
    type: Literal["upland.PersonErased.v1"]
    data: PersonErasedV1


class PersonRegisteredV1(TypedDict):
    """There is a person with this id."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str


class PersonRegisteredV1Event(Envelope):
    type: Literal["upland.PersonRegistered.v1"]
    data: PersonRegisteredV1


class PersonRegisteredV2(TypedDict):
    """There is a person with this id. Each digest stands for a field that was sealed."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    _sd: list[str]


class PersonRegisteredV2Event(Envelope):
    type: Literal["upland.PersonRegistered.v2"]
    data: PersonRegisteredV2


class PurposeDeclaredV1(TypedDict):
    """The cluster's mission and goals."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    mission: dict[str, str]
    goals: list[dict[str, str]]


class PurposeDeclaredV1Event(Envelope):
    type: Literal["upland.PurposeDeclared.v1"]
    data: PurposeDeclaredV1


class RecognitionGrantedV1(TypedDict):
    """The cluster bears the title for this time."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    scheme: str
    grantor: NotRequired[str]
    valid_from: NotRequired[Occurred]
    valid_to: NotRequired[Occurred]


class RecognitionGrantedV1Event(Envelope):
    type: Literal["upland.RecognitionGranted.v1"]
    data: RecognitionGrantedV1


class RecognitionWithdrawnV1(TypedDict):
    """The cluster bears the title no longer."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    scheme: str
    reason: NotRequired[str]


class RecognitionWithdrawnV1Event(Envelope):
    type: Literal["upland.RecognitionWithdrawn.v1"]
    data: RecognitionWithdrawnV1


class SeatDeclaredV1(TypedDict):
    """The organisation has its seat here from then on; version 1 has no coordinates."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    country: NotRequired[str]
    region: NotRequired[Region]
    address: NotRequired[str]
    place: NotRequired[Place]


class SeatDeclaredV1Event(Envelope):
    type: Literal["upland.SeatDeclared.v1"]
    data: SeatDeclaredV1


class SeatDeclaredV2(TypedDict):
    """The organisation has its seat here from then on."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    country: NotRequired[str]
    region: NotRequired[Region]
    address: NotRequired[str]
    place: NotRequired[Place]
    coordinates: NotRequired[Coordinates]


class SeatDeclaredV2Event(Envelope):
    type: Literal["upland.SeatDeclared.v2"]
    data: SeatDeclaredV2


class SectorsDeclaredV1(TypedDict):
    """The organisation works in these sectors from then on."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    sectors: list[Sector]


class SectorsDeclaredV1Event(Envelope):
    type: Literal["upland.SectorsDeclared.v1"]
    data: SectorsDeclaredV1


class SourceRegisteredV1(TypedDict):
    """There is a document with this hash; version 1 always has one."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    title: dict[str, str]
    publisher: NotRequired[str]
    language: str
    url: NotRequired[str]
    published: NotRequired[str]
    translation_of: NotRequired[str]
    hash: str


class SourceRegisteredV1Event(Envelope):
    type: Literal["upland.SourceRegistered.v1"]
    data: SourceRegisteredV1


class SourceRegisteredV2(TypedDict):
    """There is a document; its bytes were not at hand where the hash is left out; version 2 has no type."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    title: dict[str, str]
    publisher: NotRequired[str]
    language: str
    url: NotRequired[str]
    published: NotRequired[str]
    translation_of: NotRequired[str]
    hash: NotRequired[str]


class SourceRegisteredV2Event(Envelope):
    type: Literal["upland.SourceRegistered.v2"]
    data: SourceRegisteredV2


class SourceRegisteredV3(TypedDict):
    """There is a source: a document, or what somebody said; its bytes were not at hand where the hash is left out."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    title: dict[str, str]
    publisher: NotRequired[str]
    language: str
    url: NotRequired[str]
    published: NotRequired[str]
    translation_of: NotRequired[str]
    source_type: NotRequired[Literal["file", "web-page", "paper", "letter", "register", "conversation"]]
    hash: NotRequired[str]


class SourceRegisteredV3Event(Envelope):
    type: Literal["upland.SourceRegistered.v3"]
    data: SourceRegisteredV3


class SpecialisationDeclaredV1(TypedDict):
    """The cluster specialises in this. A code could stand without its scheme and edition."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    label: dict[str, str]
    scheme: NotRequired[str]
    edition: NotRequired[str]
    code: NotRequired[str]


class SpecialisationDeclaredV1Event(Envelope):
    type: Literal["upland.SpecialisationDeclared.v1"]
    data: SpecialisationDeclaredV1


class SpecialisationDeclaredV2(TypedDict):
    """The cluster specialises in this."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    label: dict[str, str]
    classification: NotRequired[Classification]


class SpecialisationDeclaredV2Event(Envelope):
    type: Literal["upland.SpecialisationDeclared.v2"]
    data: SpecialisationDeclaredV2


class SpecialisationDroppedV1(TypedDict):
    """The cluster no longer specialises in this."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    label: dict[str, str]


class SpecialisationDroppedV1Event(Envelope):
    type: Literal["upland.SpecialisationDropped.v1"]
    data: SpecialisationDroppedV1


class StrategyAdoptedV1(TypedDict):
    """The cluster's strategy from then on."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    title: dict[str, str]
    period: NotRequired[Occurred]


class StrategyAdoptedV1Event(Envelope):
    type: Literal["upland.StrategyAdopted.v1"]
    data: StrategyAdoptedV1


class SubscriptionApprovedV1(TypedDict):
    """The subscriber gets these events from now on."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str


class SubscriptionApprovedV1Event(Envelope):
    type: Literal["upland.SubscriptionApproved.v1"]
    data: SubscriptionApprovedV1


class SubscriptionRequestedV1(TypedDict):
    """The subscriber requests these events, for this purpose; the filter was three lists."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    subscriber: str
    filter: FilterV1
    purpose: dict[str, str]


class SubscriptionRequestedV1Event(Envelope):
    type: Literal["upland.SubscriptionRequested.v1"]
    data: SubscriptionRequestedV1


class SubscriptionRequestedV2(TypedDict):
    """The subscriber asks for these events, for this purpose."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    subscriber: str
    filter: NotRequired[FilterExpression]
    purpose: dict[str, str]


class SubscriptionRequestedV2Event(Envelope):
    type: Literal["upland.SubscriptionRequested.v2"]
    data: SubscriptionRequestedV2


class SubscriptionRevokedV1(TypedDict):
    """The subscriber gets no more events; it may request them again."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    reason: NotRequired[str]


class SubscriptionRevokedV1Event(Envelope):
    type: Literal["upland.SubscriptionRevoked.v1"]
    data: SubscriptionRevokedV1


class TaskTeamDissolvedV1(TypedDict):
    """The team is no more; another may take its name."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    name: dict[str, str]


class TaskTeamDissolvedV1Event(Envelope):
    type: Literal["upland.TaskTeamDissolved.v1"]
    data: TaskTeamDissolvedV1


class TaskTeamFormedV1(TypedDict):
    """The team works from then on."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    name: dict[str, str]
    lead: NotRequired[str]


class TaskTeamFormedV1Event(Envelope):
    type: Literal["upland.TaskTeamFormed.v1"]
    data: TaskTeamFormedV1


class ValueRankedV1(TypedDict):
    """One of the values of the fact has this rank from then on."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    target: str
    also: list[str]
    value: NotRequired[str]
    rank: Literal["preferred", "normal", "deprecated"]
    field: NotRequired[str]
    by: NotRequired[str]
    reason: NotRequired[str]


class ValueRankedV1Event(Envelope):
    type: Literal["upland.ValueRanked.v1"]
    data: ValueRankedV1


class VisitCancelledV1(TypedDict):
    """The visit does not take place."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    reason: NotRequired[str]


class VisitCancelledV1Event(Envelope):
    type: Literal["upland.VisitCancelled.v1"]
    data: VisitCancelledV1


class VisitHeldV1(TypedDict):
    """A visit took place. A site that was shown is not thereby a partner."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    host: str
    visitors: list[str]
    kind: str
    delegates: list[Delegate]
    sites: list[str]
    place: NotRequired[Place]
    clusters: list[str]
    purpose: NotRequired[dict[str, str]]
    names: NotRequired[dict[str, str]]


class VisitHeldV1Event(Envelope):
    type: Literal["upland.VisitHeld.v1"]
    data: VisitHeldV1


class VisitOutcomeRecordedV1(TypedDict):
    """What came of the visit, and which agreement or cluster it led to where that is known."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    text: dict[str, str]
    leads_to: NotRequired[str]


class VisitOutcomeRecordedV1Event(Envelope):
    type: Literal["upland.VisitOutcomeRecorded.v1"]
    data: VisitOutcomeRecordedV1


class VisitPlannedV1(TypedDict):
    """A visit is meant to take place; it has not yet."""

    occurred: NotRequired[Occurred]
    sources: list[Citation]
    mode: Literal["performed", "reported"]
    actor: str
    host: str
    visitors: list[str]
    kind: str
    purpose: NotRequired[dict[str, str]]
    names: NotRequired[dict[str, str]]


class VisitPlannedV1Event(Envelope):
    type: Literal["upland.VisitPlanned.v1"]
    data: VisitPlannedV1


KnownEvent = (
    AgreementAmendedV1Event
    | AgreementAmendedV2Event
    | AgreementConcludedV1Event
    | AgreementExpiredV1Event
    | AgreementProjectRecordedV1Event
    | AgreementProposedV1Event
    | AgreementProposedV2Event
    | AgreementProposedV3Event
    | AgreementSignedV1Event
    | AgreementTerminatedV1Event
    | AmendmentApprovedV1Event
    | ClusterAliasAddedV1Event
    | ClusterDissolvedV1Event
    | ClusterFoundedV1Event
    | ClusterIdentifiedV1Event
    | ClusterInitiativeAnnouncedV1Event
    | ClusterLinkedV1Event
    | ClusterMergedV1Event
    | ClusterRenamedV1Event
    | ClusterSplitV1Event
    | ClusterUnlinkedV1Event
    | CommitmentAssessedV1Event
    | CommitmentMadeV1Event
    | ConferenceHeldV1Event
    | CoordinatorAppointedV1Event
    | CoordinatorReleasedV1Event
    | EvidenceSubmittedV1Event
    | FactConfirmedV1Event
    | FactConfirmedV2Event
    | FactCorrectedV1Event
    | FactCorrectedV2Event
    | FactDisputedV1Event
    | FactDisputedV2Event
    | FactDisputedV3Event
    | FactRefinedV1Event
    | FactRefinedV2Event
    | FactRetractedV1Event
    | FactRetractedV2Event
    | FunctionAssumedV1Event
    | FunctionEndedV1Event
    | IdentityAcceptedV1Event
    | IdentityLinkedV1Event
    | IdentityRejectedV1Event
    | IdentityUnlinkedV1Event
    | JointActionRecordedV1Event
    | MemberClassChangedV1Event
    | MemberClassChangedV2Event
    | MemberJoinedV1Event
    | MemberJoinedV2Event
    | MemberLeftV1Event
    | MembershipAppliedV1Event
    | MembershipCountReportedV1Event
    | MembershipCountReportedV2Event
    | MembershipCountReportedV3Event
    | MembershipDeclinedV1Event
    | OrganisationTypeDeclaredV1Event
    | PartyAccededV1Event
    | PartyAliasAddedV1Event
    | PartyIdentifiedV1Event
    | PartyRegisteredV1Event
    | PartyRenamedV1Event
    | PartyWithdrewV1Event
    | PersonErasedV1Event
    | PersonRegisteredV1Event
    | PersonRegisteredV2Event
    | PurposeDeclaredV1Event
    | RecognitionGrantedV1Event
    | RecognitionWithdrawnV1Event
    | SeatDeclaredV1Event
    | SeatDeclaredV2Event
    | SectorsDeclaredV1Event
    | SourceRegisteredV1Event
    | SourceRegisteredV2Event
    | SourceRegisteredV3Event
    | SpecialisationDeclaredV1Event
    | SpecialisationDeclaredV2Event
    | SpecialisationDroppedV1Event
    | StrategyAdoptedV1Event
    | SubscriptionApprovedV1Event
    | SubscriptionRequestedV1Event
    | SubscriptionRequestedV2Event
    | SubscriptionRevokedV1Event
    | TaskTeamDissolvedV1Event
    | TaskTeamFormedV1Event
    | ValueRankedV1Event
    | VisitCancelledV1Event
    | VisitHeldV1Event
    | VisitOutcomeRecordedV1Event
    | VisitPlannedV1Event
)
TYPES: Final = frozenset(
    (
        "upland.AgreementAmended.v1",
        "upland.AgreementAmended.v2",
        "upland.AgreementConcluded.v1",
        "upland.AgreementExpired.v1",
        "upland.AgreementProjectRecorded.v1",
        "upland.AgreementProposed.v1",
        "upland.AgreementProposed.v2",
        "upland.AgreementProposed.v3",
        "upland.AgreementSigned.v1",
        "upland.AgreementTerminated.v1",
        "upland.AmendmentApproved.v1",
        "upland.ClusterAliasAdded.v1",
        "upland.ClusterDissolved.v1",
        "upland.ClusterFounded.v1",
        "upland.ClusterIdentified.v1",
        "upland.ClusterInitiativeAnnounced.v1",
        "upland.ClusterLinked.v1",
        "upland.ClusterMerged.v1",
        "upland.ClusterRenamed.v1",
        "upland.ClusterSplit.v1",
        "upland.ClusterUnlinked.v1",
        "upland.CommitmentAssessed.v1",
        "upland.CommitmentMade.v1",
        "upland.ConferenceHeld.v1",
        "upland.CoordinatorAppointed.v1",
        "upland.CoordinatorReleased.v1",
        "upland.EvidenceSubmitted.v1",
        "upland.FactConfirmed.v1",
        "upland.FactConfirmed.v2",
        "upland.FactCorrected.v1",
        "upland.FactCorrected.v2",
        "upland.FactDisputed.v1",
        "upland.FactDisputed.v2",
        "upland.FactDisputed.v3",
        "upland.FactRefined.v1",
        "upland.FactRefined.v2",
        "upland.FactRetracted.v1",
        "upland.FactRetracted.v2",
        "upland.FunctionAssumed.v1",
        "upland.FunctionEnded.v1",
        "upland.IdentityAccepted.v1",
        "upland.IdentityLinked.v1",
        "upland.IdentityRejected.v1",
        "upland.IdentityUnlinked.v1",
        "upland.JointActionRecorded.v1",
        "upland.MemberClassChanged.v1",
        "upland.MemberClassChanged.v2",
        "upland.MemberJoined.v1",
        "upland.MemberJoined.v2",
        "upland.MemberLeft.v1",
        "upland.MembershipApplied.v1",
        "upland.MembershipCountReported.v1",
        "upland.MembershipCountReported.v2",
        "upland.MembershipCountReported.v3",
        "upland.MembershipDeclined.v1",
        "upland.OrganisationTypeDeclared.v1",
        "upland.PartyAcceded.v1",
        "upland.PartyAliasAdded.v1",
        "upland.PartyIdentified.v1",
        "upland.PartyRegistered.v1",
        "upland.PartyRenamed.v1",
        "upland.PartyWithdrew.v1",
        "upland.PersonErased.v1",
        "upland.PersonRegistered.v1",
        "upland.PersonRegistered.v2",
        "upland.PurposeDeclared.v1",
        "upland.RecognitionGranted.v1",
        "upland.RecognitionWithdrawn.v1",
        "upland.SeatDeclared.v1",
        "upland.SeatDeclared.v2",
        "upland.SectorsDeclared.v1",
        "upland.SourceRegistered.v1",
        "upland.SourceRegistered.v2",
        "upland.SourceRegistered.v3",
        "upland.SpecialisationDeclared.v1",
        "upland.SpecialisationDeclared.v2",
        "upland.SpecialisationDropped.v1",
        "upland.StrategyAdopted.v1",
        "upland.SubscriptionApproved.v1",
        "upland.SubscriptionRequested.v1",
        "upland.SubscriptionRequested.v2",
        "upland.SubscriptionRevoked.v1",
        "upland.TaskTeamDissolved.v1",
        "upland.TaskTeamFormed.v1",
        "upland.ValueRanked.v1",
        "upland.VisitCancelled.v1",
        "upland.VisitHeld.v1",
        "upland.VisitOutcomeRecorded.v1",
        "upland.VisitPlanned.v1",
    )
)
