"""One party's membership in one cluster: applied for, begun, of a class, ended; joining again opens a new episode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from contracts.envelope import Command, Event
from contracts.events.membership import (
    ApplyForMembership,
    ChangeMemberClass,
    DeclineMembership,
    JoinCluster,
    LeaveCluster,
    MemberClassChanged,
    MemberJoined,
    MemberLeft,
    MembershipApplied,
    MembershipDeclined,
)
from contracts.fields import Occurred
from runtime.decider import Decider
from runtime.errors import Refused
from services.registry.aggregates import date_order
from services.registry.aggregates.cluster import Cluster


@dataclass(frozen=True, slots=True)
class Episode:
    """A period of membership, as far as it is recorded. A source may report its end, or a class, without its beginning."""

    begun: bool = False  # whether the joining is recorded
    joined: Occurred | None = None
    latest: Occurred | None = None  # when the leaving was, or the latest change of class
    member_class: str | None = None
    ended: bool = False


class Earlier(NamedTuple):
    """A membership before the one that was recorded first, reported later. It lasts until its end is recorded."""

    joined: Occurred
    left: Occurred | None = None

    def may_include(self, when: Occurred | None) -> bool:
        """Whether it is not certain that this lies before it or behind it."""
        return not date_order.precedes(when, self.joined) and not date_order.precedes(self.left, when)


@dataclass(frozen=True, slots=True)
class Membership:
    """Whether the party waits for an answer, the latest episode of its membership, and earlier ones that were reported later."""

    applied: bool = False
    applied_on: Occurred | None = None
    episode: Episode | None = None
    earlier: tuple[Earlier, ...] = ()

    def before(self, when: Occurred | None) -> bool:
        """Whether this lies certainly before the latest episode began."""
        return (
            self.episode is not None and self.episode.begun and date_order.precedes(when, self.episode.joined)
        )

    @property
    def open(self) -> Earlier | None:
        """The earlier membership whose end is not recorded."""
        return next((each for each in self.earlier if each.left is None), None)

    @property
    def member(self) -> bool:
        """Whether the party is a member now."""
        return self.episode is not None and not self.episode.ended


def evolve(state: Membership | None, event: Event) -> Membership | None:
    """The membership after an event."""
    membership = state or Membership()
    match event:
        case MembershipApplied() | MembershipDeclined():
            waits = isinstance(event, MembershipApplied)
            return replace(membership, applied=waits, applied_on=event.occurred if waits else None)
        case MemberJoined() | MemberLeft() if (earlier := _earlier(membership, event)) is not None:
            return replace(membership, earlier=earlier)
        case MemberJoined():
            return Membership(episode=_joined(membership.episode, event), earlier=membership.earlier)
        case MemberClassChanged():
            return replace(membership, episode=_changed(membership.episode, event))
        case MemberLeft():
            now = (
                membership.episode
                if membership.episode is not None and not membership.episode.ended
                else Episode()
            )
            return replace(membership, episode=replace(now, ended=True, latest=event.occurred))
        case _:
            return state


def _earlier(membership: Membership, event: MemberJoined | MemberLeft) -> tuple[Earlier, ...] | None:
    """The earlier memberships after an event that speaks of one; None if it does not."""
    when = event.occurred
    if when is None or not membership.before(when):
        return None
    if isinstance(event, MemberJoined):
        return (*membership.earlier, Earlier(when))
    if membership.open is None:
        return None
    return tuple(each._replace(left=when) if each is membership.open else each for each in membership.earlier)


def _joined(before: Episode | None, event: MemberJoined) -> Episode:
    """A new episode, unless the joining is the beginning that was missing."""
    begun = Episode(True, event.occurred, None, event.member_class)
    if before is None or before.begun:
        return begun
    if before.ended:
        # A party that left in one year and joined in the next is a member; one that joined before has left since.
        earlier = date_order.precedes(event.occurred, before.latest)
        return replace(before, begun=True, joined=event.occurred) if earlier else begun
    return replace(before, begun=True, joined=event.occurred)


def _changed(before: Episode | None, event: MemberClassChanged) -> Episode:
    """A class implies membership, also without a recorded joining; but an episode that has ended stays ended."""
    if before is None or (before.ended and date_order.precedes(before.latest, event.occurred)):
        return Episode(latest=event.occurred, member_class=event.to_class)
    if before.ended:
        return before
    return replace(before, latest=event.occurred or before.latest, member_class=event.to_class)


def decide(state: Membership | None, command: Command) -> Sequence[Event]:
    """The events that a command leads to."""
    membership = state or Membership()
    match command:
        case ApplyForMembership():
            if membership.applied:
                raise Refused.by("applied-once", "This party has applied already and waits for an answer.")
            _refuse_member(membership)
            return [MembershipApplied.of(command)]
        case DeclineMembership():
            if not membership.applied and command.mode == "performed":
                raise Refused.by("applied-first", "This party did not apply, or was answered already.")
            date_order.check(membership.applied_on, command.occurred, "the application")
            return [MembershipDeclined.of(command)]
        case JoinCluster():
            return [_join(membership, command)]
        case ChangeMemberClass():
            return [_change(membership, command)]
        case LeaveCluster():
            return [_leave(membership, command)]
        case _:
            raise TypeError(type(command))


def _join(state: Membership, command: JoinCluster) -> Event:
    if command.mode == "reported" and state.before(command.occurred):
        return _join_earlier(state, command)
    now = state.episode
    if now is not None and not now.ended and (now.begun or date_order.precedes(now.latest, command.occurred)):
        _refuse_member(state)
    if now is not None and now.ended and now.begun:
        date_order.check(now.latest, command.occurred, "the end of the membership before")
    if (
        command.mode == "performed"
    ):  # a source may report an earlier membership than the one that the party applies for
        date_order.check(state.applied_on, command.occurred, "the application")
    return MemberJoined.of(command)


def _join_earlier(state: Membership, command: JoinCluster) -> Event:
    if any(each.may_include(command.occurred) for each in state.earlier):
        raise Refused.by(
            "not-a-member", "This party may have been a member then already: an earlier membership is recorded.",
            "/occurred",
        )  # fmt: skip
    return MemberJoined.of(command)


def _change(state: Membership, command: ChangeMemberClass) -> Event:
    _require_member(state, command)
    known = state.episode.member_class if state.episode is not None and state.member else None
    if known and command.from_class and command.from_class != known:
        raise Refused.by("class-known", f"The record knows this member as {known}.", "/from")
    before = command.from_class or known
    if before == command.to_class:
        raise Refused.by("class-changes", f"This member is {before} already.", "/to")
    _check_order(state, command)
    return MemberClassChanged.of(command, from_class=before)


def _leave(state: Membership, command: LeaveCluster) -> Event:
    if command.mode == "reported" and state.open is not None and state.before(command.occurred):
        date_order.check(state.open.joined, command.occurred, "the joining")
        return MemberLeft.of(command)
    _require_member(state, command)
    _check_order(state, command)
    now = state.episode
    if now is not None and now.ended and not date_order.precedes(now.latest, command.occurred):
        raise Refused.by("left-once", "The end of this membership is recorded already.")
    return MemberLeft.of(command)


def _refuse_member(state: Membership) -> None:
    if state.member:
        raise Refused.by("not-a-member", "This party is a member of this cluster already.")


def _require_member(state: Membership, command: ChangeMemberClass | LeaveCluster) -> None:
    if not state.member and command.mode == "performed":
        raise Refused.by("is-a-member", "This party is not a member of this cluster.")


def _check_order(state: Membership, command: ChangeMemberClass | LeaveCluster) -> None:
    if state.episode is not None and not state.episode.ended:
        date_order.check(state.episode.joined, command.occurred, "the joining")
        date_order.check(state.episode.latest, command.occurred, "the latest change of class")


def reads_streams(stream: str, command: Command) -> tuple[str, ...]:
    """An application or a joining depends on whether the cluster still exists."""
    return (_cluster(stream),) if isinstance(command, ApplyForMembership | JoinCluster) else ()


def check_references(command: Command, others: Mapping[str, Cluster | None]) -> None:
    """Nobody joins a cluster that is dissolved. A source may report later who had joined it before, or at an unknown time."""
    for stream, cluster in others.items():
        if cluster is None or not cluster.dissolved:
            continue
        if command.mode == "performed" or date_order.precedes(cluster.dissolved_on, command.occurred):
            raise Refused.by("cluster-open", f"{stream} is dissolved.")


def authorised_writers(stream: str, _state: Membership | None, command: Command) -> frozenset[str]:
    """A cluster speaks for its roster; the party applies and leaves in its own name too."""
    cluster, party = _cluster(stream), f"party-{stream.partition('.')[2]}"
    return frozenset(
        {cluster, party} if isinstance(command, ApplyForMembership | LeaveCluster) else {cluster}
    )


def _cluster(stream: str) -> str:
    return f"cluster-{stream.removeprefix('membership-').partition('.')[0]}"


DECIDER: Decider[Membership] = Decider(decide, evolve, authorised_writers, reads_streams, check_references)
