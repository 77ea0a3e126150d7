"""The types of the answers of `/v1/clusters/{id}` and `/v1/parties/{id}`."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from contracts.events.organisation import OrganisationType
from services.projections.queries.answer_types import (
    AgreementView,
    ClusterView,
    EndOfCluster,
    FuzzyDate,
    Identifier,
    Place,
    RecordedDate,
    RecordedFact,
    Reference,
    Text,
)
from services.projections.queries.commitments import Commitment
from services.projections.queries.membership_answer import Member
from services.projections.queries.membership_claims import Claim, Coverage, JointClaim, LastCount
from services.projections.queries.roster import Roster
from services.projections.queries.tie_types import RelatedCluster, RoleView, VisitView
from services.projections.queries.timeline import Occurrence


class FormerName(TypedDict):
    """A name that a party had, and until when."""

    names: Text
    abbreviation: str | None
    until: FuzzyDate
    event: str


class Alias(TypedDict):
    """What a cluster or a party is called too, and since when."""

    names: Text
    abbreviation: str | None
    since: FuzzyDate
    event: str


class OtherEntry(RecordedFact):
    """Another entry that may be the same organisation as `entry`, which is one of this party's."""

    entry: Reference
    other: Reference
    certainty_of_link: str
    evidence: str


class Predecessor(RecordedFact):
    """A cluster that went into this one, by the event that ended it."""

    cluster: Reference
    how: EndOfCluster


class Specialisation(RecordedFact):
    """A specialisation of a cluster."""

    label: Text


class _OfCluster(RecordedFact):
    cluster: Reference


class Purpose(_OfCluster):
    """A cluster's mission and goals."""

    mission: Text
    goals: NotRequired[list[Text]]


class Strategy(_OfCluster):
    """A cluster's strategy."""

    title: Text
    period: NotRequired[RecordedDate]


class TaskTeam(_OfCluster):
    """A team of a cluster."""

    name: Text
    lead: NotRequired[Reference]


class Recognition(_OfCluster):
    """A title of a cluster under a scheme."""

    scheme: str
    grantor: NotRequired[Reference]
    valid_from: NotRequired[RecordedDate]
    valid_to: NotRequired[RecordedDate]


class Function(RecordedFact):
    """A function in an organisation, and the id of the person who has it."""

    organisation: Reference
    title: Text
    person: str


class TypeOfOrganisation(RecordedFact):
    """Of which type an organisation is."""

    organisation_type: OrganisationType


class SeatRegion(TypedDict):
    """A region by its code, and the edition of the scheme."""

    scheme: str
    code: str
    edition: NotRequired[str]


class Point(TypedDict):
    """A point on the map: decimal degrees of WGS 84, north and east."""

    latitude: str
    longitude: str


class Seat(RecordedFact):
    """Where an organisation has its seat."""

    country: NotRequired[str]
    region: NotRequired[SeatRegion]
    address: NotRequired[str]
    place: NotRequired[Place]
    coordinates: NotRequired[Point]


class SectorCode(TypedDict):
    """A code of a classification of activities, in an edition."""

    scheme: str
    edition: str
    code: str
    label: NotRequired[Text]
    main: NotRequired[bool]


class DeclaredSectors(RecordedFact):
    """The sectors in which an organisation works."""

    sectors: list[SectorCode]


class Possessions(TypedDict):
    """Temporary properties of a cluster or party."""

    purposes: list[Purpose]
    strategies: list[Strategy]
    task_teams: list[TaskTeam]
    recognitions: list[Recognition]
    relations: list[RelatedCluster]
    functions: list[Function]
    organisation_types: list[TypeOfOrganisation]
    seats: list[Seat]
    sectors: list[DeclaredSectors]


class ClusterParts(TypedDict, total=False):
    """The parts of a cluster's profile only: its members as in `/v1/membership`, and its leads and initiators."""

    roster: Roster
    count: LastCount | None
    members: list[Member]
    claims: list[Claim]
    joint_claims: list[JointClaim]
    coverage: list[Coverage]
    coordinators: list[RoleView]
    initiators: list[RoleView]
    founders: list[RoleView]


class Profile(Possessions, ClusterParts):
    """A cluster or a party with everything about it. `more` names the lists that are cut."""

    ref: Reference
    part_of: Reference | None
    former: list[FormerName]
    aliases: list[Alias]
    identifiers: list[Identifier]
    links: list[OtherEntry]
    stages: list[ClusterView]
    predecessors: list[Predecessor]
    agreements: list[AgreementView]
    visits: list[VisitView]
    roles: list[RoleView]
    specialisations: list[Specialisation]
    commitments: list[Commitment]
    timeline: list[Occurrence]
    more: list[str]
