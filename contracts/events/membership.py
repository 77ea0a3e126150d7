"""One party's membership in one cluster: the stream's id is `{cluster}.{party}`."""

from typing import Literal

from pydantic import Field

from contracts.envelope import Command, Event
from contracts.fields import Label, Model, Text

MemberClass = Literal["full", "founder", "supporting", "partner"]


class _Application(Model):
    member_class: MemberClass | None = Field(None, alias="class")


class ApplyForMembership(_Application, Command):
    """Ask a cluster to be taken in."""

    collection, verb, aggregate = "memberships", "apply", "membership"


class MembershipApplied(_Application, Event):
    """The party wants to be a member."""

    type, aggregate, audience = "MembershipApplied", "membership", "owner"
    command = ApplyForMembership
    heading = ("Wniosek o członkostwo w {lane}: {party}", "Application to {lane}: {party}")
    sourced = False


class _Refusal(Model):
    member_class: MemberClass | None = Field(None, alias="class")
    reason: Text | None = None


class DeclineMembership(_Refusal, Command):
    """Turn an application down."""

    collection, verb, aggregate = "memberships", "decline", "membership"


class MembershipDeclined(_Refusal, Event):
    """The application was turned down; the party may apply again."""

    type, aggregate, audience = "MembershipDeclined", "membership", "owner"
    command = DeclineMembership
    heading = ("Odmowa członkostwa w {lane}: {party}", "Declined by {lane}: {party}")
    sourced = False


class _Joining(Model):
    member_class: MemberClass | None = Field(None, alias="class")


_Label = Field(None, description="The class in the cluster's own word, where it has another than ours.")


class JoinCluster(_Joining, Command):
    """Record that a party became a member."""

    collection, verb, aggregate = "memberships", "join", "membership"

    class_label: Label | None = _Label


class MemberJoinedV1(_Joining, Event):
    """The party is a member from then on; version 1 has no word of the cluster's own."""

    type, aggregate = "MemberJoined", "membership"
    command = JoinCluster


class MemberJoined(_Joining, Event):
    """The party is a member from then on."""

    type, version, aggregate = "MemberJoined", 2, "membership"
    command = JoinCluster
    heading = ("Członek {lane}: {party}", "Member of {lane}: {party}")

    class_label: Label | None = None


class _ClassChange(Model):
    from_class: MemberClass | None = Field(None, alias="from")
    to_class: MemberClass = Field(alias="to")


class ChangeMemberClass(_ClassChange, Command):
    """Record that a member is of another class from then on; `from` may be left out."""

    collection, verb, aggregate = "memberships", "change-class", "membership"

    to_label: Label | None = _Label


class MemberClassChangedV1(_ClassChange, Event):
    """The member is of another class from then on; version 1 has no word of the cluster's own."""

    type, aggregate = "MemberClassChanged", "membership"
    command = ChangeMemberClass


class MemberClassChanged(_ClassChange, Event):
    """The member is of another class from then on."""

    type, version, aggregate = "MemberClassChanged", 2, "membership"
    command = ChangeMemberClass
    heading = ("{lane}, {party}: odtąd {to}", "{lane}, {party}: {to} from then on")

    to_label: Label | None = None


class _Leaving(Model):
    reason: Text | None = None


class LeaveCluster(_Leaving, Command):
    """Record that a party is no longer a member."""

    collection, verb, aggregate = "memberships", "leave", "membership"


class MemberLeft(_Leaving, Event):
    """The membership ended; joining again opens a new one."""

    type, aggregate = "MemberLeft", "membership"
    command = LeaveCluster
    heading = ("Koniec członkostwa w {lane}: {party}", "Member of {lane} no longer: {party}")
    ends = ("MemberJoined",)
