"""Memberships: who is a member does not join again."""

from contracts.events.membership import JoinCluster, MemberJoined
from services.registry.aggregates.membership import DECIDER
from tests.registry.given import given

FOUNDER = {"class": "founder"}
JOINED = MemberJoined.model_validate(FOUNDER)


def test_a_party_joins_once() -> None:
    given([]).when(JoinCluster.model_validate(FOUNDER)).then([JOINED])
    given([]).when(JoinCluster()).then([MemberJoined()])
    given([JOINED]).when(JoinCluster.model_validate(FOUNDER)).refused("not-a-member")
    given([JOINED]).when(JoinCluster()).refused("not-a-member")


def test_the_cluster_speaks_for_its_roster() -> None:
    assert DECIDER.writers("membership-lkb.umcs", None, JoinCluster()) == {"cluster-lkb"}
