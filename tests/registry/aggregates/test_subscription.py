"""Subscriptions: requested for what the subscriber may read, approved by operators, revoked, and requested again."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.catalogue import EVENTS, LATEST
from contracts.events.amendment import CorrectFact, FactRetracted
from contracts.events.subscription import (
    ApproveSubscription,
    RequestSubscription,
    RevokeSubscription,
    SubscriptionApproved,
    SubscriptionRequested,
    SubscriptionRevoked,
)
from contracts.fields import Citation
from contracts.filters import FilterExpression
from services.registry.aggregates.subscription import DECIDER
from tests.registry.given import given

DKM, LUBLIN = "cluster-dkm", "party-lublin"
PURPOSE = {"pl": "rejestr miasta"}
REQUESTED, APPROVED = SubscriptionRequested(subscriber=DKM, purpose=PURPOSE), SubscriptionApproved()
REVOKED = SubscriptionRevoked(reason="zbędna")
REQUEST, APPROVE = RequestSubscription(subscriber=DKM, purpose=PURPOSE), ApproveSubscription()
REVOKE = RevokeSubscription(reason="zbędna")


def requests(subscriber: str, **filter: Any) -> RequestSubscription:
    """A request with a filter of one dialect."""
    expression = FilterExpression.model_validate(filter) if filter else None
    return RequestSubscription(subscriber=subscriber, filter=expression, purpose=PURPOSE)


def any_of(attribute: str, *values: str) -> dict[str, Any]:
    """A filter for any of these values of one attribute."""
    return {"any": [{"exact": {attribute: value}} for value in values]}


def test_a_subscription_is_requested_once() -> None:
    given([]).when(REQUEST).then([REQUESTED])
    given([REQUESTED]).when(REQUEST).refused("subscribed-once")
    given([REQUESTED, APPROVED]).when(REQUEST).refused("subscribed-once")


def test_what_was_requested_is_approved_once() -> None:
    given([]).when(APPROVE).refused("requested-first")
    given([REQUESTED]).when(APPROVE).then([APPROVED])
    given([REQUESTED, APPROVED]).when(APPROVE).refused("requested-first")
    given([REQUESTED, REVOKED]).when(APPROVE).refused("requested-first")


def test_what_was_requested_or_approved_is_revoked() -> None:
    given([]).when(REVOKE).refused("subscribed")
    given([REQUESTED]).when(REVOKE).then([REVOKED])
    given([REQUESTED, APPROVED]).when(REVOKE).then([REVOKED])
    given([REQUESTED, APPROVED, REVOKED]).when(REVOKE).refused("subscribed")


def test_after_a_revocation_the_same_may_request_again() -> None:
    revoked = [REQUESTED, APPROVED, REVOKED]
    given(revoked).when(REQUEST).then([REQUESTED])
    given([*revoked, REQUESTED]).when(APPROVE).then([APPROVED])
    given(revoked).when(requests(LUBLIN)).refused("same-subscriber", "/subscriber")


def test_an_approval_does_not_outlive_the_request_that_was_retracted() -> None:
    gone = [REQUESTED, APPROVED, FactRetracted(target="subscription-one@1", reason="x")]
    given(gone).when(APPROVE).refused("requested-first")
    given(gone).when(REVOKE).refused("subscribed")
    given(gone).when(REQUEST).then([REQUESTED])
    given([*gone, REQUESTED]).when(APPROVE).then([APPROVED])


@pytest.mark.parametrize("command", [REQUEST, APPROVE, REVOKE], ids=lambda c: str(c.verb))
def test_no_source_reports_of_a_subscription(command: Any) -> None:
    requested = command.model_copy(update={"mode": "reported"})
    for stream in ([], [REQUESTED]):
        given(stream).when(requested).refused("made-here", "/mode")


# ---- the filter -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("subscriber", "audiences"),
    [
        (DKM, ("public", "partners", "participants")),
        (LUBLIN, ("public", "participants")),
        (LUBLIN, ()),
    ],
)
def test_a_filter_requests_what_the_subscriber_may_see(subscriber: str, audiences: tuple[str, ...]) -> None:
    assert (
        given([]).when(requests(subscriber, **(any_of("audience", *audiences) if audiences else {}))).refusal
        is None
    )


@pytest.mark.parametrize(
    ("subscriber", "audience"), [(DKM, "owner"), (LUBLIN, "owner"), (LUBLIN, "partners")]
)
def test_a_filter_requests_nothing_else(subscriber: str, audience: str) -> None:
    given([]).when(requests(subscriber, **any_of("audience", "public", audience))).refused(
        "filter-inside", "/filter/any/1/exact/audience"
    )


@pytest.mark.parametrize("type", sorted(LATEST))
def test_a_filter_names_types_that_are_not_the_owners(type: str) -> None:
    answer = given([]).when(requests(DKM, **any_of("type", "ClusterFounded", type)))
    if EVENTS[type, LATEST[type]].audience == "owner":
        answer.refused("filter-inside", "/filter/any/1/exact/type")
    else:
        assert answer.refusal is None


@pytest.mark.parametrize(
    "type", ["ClusterRevived", "upland.ClusterRevived.v1", "ClusterFounded.v9", "upland.ClusterFounded.v2"]
)
def test_a_filter_names_types_of_the_catalogue(type: str) -> None:
    given([]).when(requests(DKM, **{"not": {"exact": {"type": type}}})).refused(
        "filter-inside", "/filter/not/exact/type"
    )


@pytest.mark.parametrize("type", ["ClusterFounded", "ClusterFounded.v1", "upland.ClusterFounded.v1"])
def test_a_type_has_a_prefix_and_a_version_or_none(type: str) -> None:
    assert given([]).when(requests(DKM, exact={"type": type})).refusal is None


def test_a_part_of_a_name_need_not_be_in_the_record() -> None:
    assert given([]).when(requests(DKM, prefix={"type": "Revive", "cluster": "cluster-zz"})).refusal is None


def test_a_request_names_who_subscribes_and_the_streams_of_its_filter() -> None:
    filter = {
        "all": [
            {"any": [{"exact": {"cluster": "cluster-pgm"}}, {"prefix": {"cluster": "cluster-s"}}]},
            {"not": {"exact": {"party": "party-radom", "stream": "visit-x"}}},
        ]
    }
    assert requests(DKM, **filter).targets() == {
        DKM: "/subscriber",
        "cluster-pgm": "/filter/all/0/any/0/exact/cluster",
        "party-radom": "/filter/all/1/not/exact/party",
    }


def test_a_correction_does_not_widen_the_filter_nor_give_it_to_another() -> None:
    def correct(**fields: Any) -> CorrectFact:
        cites = (Citation(id="source-letter"),)
        return CorrectFact(target="subscription-one@1", fields=fields, reason="misread", sources=cites)

    given([REQUESTED]).when(correct(filter={"exact": {"audience": "owner"}})).refused(
        "filter-inside", "/fields/filter/exact/audience"
    )
    given([REQUESTED]).when(correct(subscriber=LUBLIN)).refused("correctable", "/fields/subscriber")
    assert given([REQUESTED]).when(correct(purpose={"pl": "nowy cel"})).refusal is None


def test_the_subscriber_requests_and_revokes_and_no_subject_approves() -> None:
    state = DECIDER.fold([REQUESTED])
    assert DECIDER.authorised_writers("subscription-one", None, REQUEST) == {DKM}
    assert DECIDER.authorised_writers("subscription-one", state, REVOKE) == {DKM}
    assert DECIDER.authorised_writers("subscription-one", None, REVOKE) == {"subscription-one"}
    assert DECIDER.authorised_writers("subscription-one", state, APPROVE) == {"subscription-one"}
