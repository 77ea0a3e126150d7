"""One party's membership in one cluster: the stream's id is `{cluster}.{party}`."""

from typing import Literal

from pydantic import Field

from contracts.envelope import Command, Event
from contracts.fields import Model


class _Joining(Model):
    member_class: Literal["full", "founder", "supporting", "partner"] | None = Field(None, alias="class")


class JoinCluster(_Joining, Command):
    """Say that a party became a member."""

    collection, verb, aggregate = "memberships", "join", "membership"


class MemberJoined(_Joining, Event):
    """The party is a member from then on."""

    type, aggregate = "MemberJoined", "membership"
