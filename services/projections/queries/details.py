"""The types of the JSON in the `detail` column of rows: fields of events, and values combined from several events."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from contracts.events.cluster_entry import ClusterRelation
from services.projections.queries.answer_types import How, RecordedDate, Side, Text
from services.projections.queries.tie_types import RoleMore

Days = list[str | None]  # the bounds of a day; null where open


class PlaceDetail(TypedDict):
    """A place by its party, or by a name alone."""

    party: NotRequired[str | None]
    name: NotRequired[str | None]


class PersonDetail(TypedDict):
    """A signatory or a delegate."""

    side: NotRequired[Side]
    person: NotRequired[str | None]
    function: NotRequired[Text | None]
    organisation: NotRequired[str | None]


class EventDetail(TypedDict):
    """An event of an agreement with its date, and the bounds of its day."""

    event: str | None
    date: RecordedDate | None
    by: NotRequired[Days]


class EndingDetail(TypedDict):
    """How an agreement ended."""

    how: How
    event: str
    date: RecordedDate | None
    reason: str | None
    by: Days


class ProlongedDetail(TypedDict):
    """An amendment that set another last day, or that there is none."""

    valid_until: NotRequired[RecordedDate]
    indefinite: NotRequired[bool]
    by: Days


class PartyDetail(TypedDict):
    """A party to an agreement; `signed` and `by` where it has signed or acceded."""

    party: str
    event: str
    signed: NotRequired[RecordedDate | None]
    by: NotRequired[Days]
    represented_by: NotRequired[str]
    signatories: NotRequired[list[PersonDetail]]
    acceded: NotRequired[EventDetail]
    withdrew: NotRequired[EventDetail]


class SignaturesDetail(TypedDict):
    """How many of the listed parties have signed."""

    signed: int
    listed: int


class AgreementDetail(TypedDict):
    """The combined facts of one agreement."""

    kind: str
    subject: Text
    binding: bool | None
    conference: str | None
    state: str
    others: bool
    beneficiaries: list[str]
    parties: list[PartyDetail]
    place: PlaceDetail | None
    signatures: SignaturesDetail
    proposed: EventDetail
    concluded: NotRequired[EventDetail]
    since: NotRequired[Days]
    ended: NotRequired[EndingDetail]
    valid_until: NotRequired[RecordedDate]
    indefinite: NotRequired[bool]
    prolonged: NotRequired[list[ProlongedDetail]]


class AmendmentDetail(TypedDict):
    """A change of an agreement's text."""

    changes: Text
    document_hash: str
    valid_until: NotRequired[RecordedDate | None]
    indefinite: NotRequired[bool | None]


class JointActionDetail(TypedDict):
    """A joint action of parties under an agreement."""

    kind: str
    participants: list[str]
    text: NotRequired[Text]


class MoneyDetail(TypedDict):
    """A sum of money as its source gives it."""

    value: str
    currency: str
    comparator: str


class ShareDetail(TypedDict):
    """A party to a project, with its part of the money where that is known."""

    party: str
    amount: NotRequired[MoneyDetail]


class ProjectDetail(TypedDict):
    """A project under an agreement."""

    title: Text
    programme: NotRequired[str]
    amount: NotRequired[MoneyDetail]
    shares: NotRequired[list[ShareDetail]]


class VisitDetail(TypedDict):
    """A visit: its fields as recorded."""

    kind: NotRequired[str | None]
    host: str
    visitors: list[str]
    clusters: NotRequired[list[str]]
    sites: NotRequired[list[str]]
    place: NotRequired[PlaceDetail | None]
    delegates: NotRequired[list[PersonDetail]]
    purpose: NotRequired[Text | None]
    reason: NotRequired[str | None]


class OutcomeDetail(TypedDict):
    """An outcome of a visit."""

    text: Text
    leads_to: NotRequired[str | None]


class RoleDetail(RoleMore):
    """A party's role in a cluster."""

    cluster: str
    party: str
    role: str
    ended: NotRequired[EventDetail]


class RelationDetail(TypedDict):
    """Another cluster that a cluster is linked to."""

    relation: ClusterRelation
    other: str
    certainty: NotRequired[str]
    evidence: NotRequired[str]
    reason: NotRequired[str]


class LinkDetail(TypedDict):
    """Another entry that may be the same organisation."""

    other: str
    evidence: str
    certainty: NotRequired[str]
