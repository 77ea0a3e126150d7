"""Subscriptions folded with the feed: stage by stage, amended, rebuilt, verified."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from contracts.envelope import Recorded
from contracts.filters import FilterExpression
from services.notifications import rebuild as feed_rebuild
from services.notifications.feed import Feed
from services.notifications.subscriptions.store import Subscriptions
from services.notifications.subscriptions.subscription import Stage
from services.notifications.verification import compare
from tests.notifications.given import DKM, LUBLIN, Applier, Log
from tests.servers import Database

SIGNED = {"exact": {"type": "AgreementSigned"}}
S = "subscription-one"


def request(log: Log, stream: str = S, subscriber: str = DKM, **more: Any) -> Recorded:
    return log.append(
        stream, "SubscriptionRequested", subscriber=subscriber, purpose={"en": "register"}, **more
    )


async def source(log: Log, after: int, last: int) -> Any:
    for event in log.events:
        if after < event.position <= last:
            yield event


async def rebuilt(database: Database, log: Log, *, switch: bool = True) -> feed_rebuild.RebuiltFeed:
    return await feed_rebuild.rebuild(
        database.url(), lambda after, last: source(log, after, last), lambda _: 0, switch=switch
    )


async def test_a_subscription_goes_through_its_stages(pool: asyncpg.Pool[asyncpg.Record], log: Log) -> None:
    applier, stored = Applier(pool, Feed()), Subscriptions(pool)
    await applier.apply(request(log, filter=SIGNED))
    first = await stored.get("one")
    assert first is not None
    assert (first.subscriber, first.stage, first.position) == (DKM, "requested", 1)
    assert first.filter == FilterExpression.model_validate(SIGNED)
    assert first.purpose == {"en": "register"}
    stages: tuple[tuple[str, Stage], ...] = (
        ("SubscriptionApproved", "approved"),
        ("SubscriptionRevoked", "revoked"),
    )
    for type, stage in stages:
        await applier.apply(log.append(S, type))
        current = await stored.get("one")
        assert current == first._replace(
            stage=stage, position=len(log.events), changed_at=log.events[-1].recorded_at
        )
    await applier.apply(request(log), log.append(S, "SubscriptionApproved"))
    again = await stored.get("one")
    assert again is not None
    assert (again.stage, again.filter) == ("approved", None)
    await applier.apply(request(log, "subscription-two", LUBLIN))
    assert [each.id for each in await stored.listed(None)] == ["one", "two"]
    assert [each.id for each in await stored.listed(LUBLIN)] == ["two"]
    assert await stored.get("three") is None


async def test_amendments_count(pool: asyncpg.Pool[asyncpg.Record], log: Log) -> None:
    applier, stored = Applier(pool, Feed()), Subscriptions(pool)
    await applier.apply(request(log, filter=SIGNED), log.append(S, "SubscriptionApproved"))
    correct = {"target": f"{S}@1", "reason": "x", "sources": [{"id": "source-x"}]}
    await applier.apply(log.append(S, "FactCorrected", "participants", fields={"filter": None}, **correct))
    corrected = await stored.get("one")
    assert corrected is not None
    assert (corrected.filter, corrected.stage, corrected.position) == (None, "approved", 3)
    # A correction by the form of version 1 is lifted.
    old = {"types": ["AgreementSigned"], "clusters": [], "audiences": []}
    await applier.apply(log.append(S, "FactCorrected", "participants", fields={"filter": old}, **correct))
    assert (await stored.get("one"))._replace(position=0).filter == FilterExpression.model_validate(SIGNED)  # type: ignore[union-attr]
    await applier.apply(log.append(S, "FactRetracted", "participants", target=f"{S}@2", reason="too early"))
    assert [each.stage for each in await stored.listed(DKM)] == ["requested"]
    await applier.apply(log.append(S, "FactRetracted", "participants", target=f"{S}@1", reason="misread"))
    assert await stored.listed(None) == []


async def test_an_old_event_is_read_by_its_lists(pool: asyncpg.Pool[asyncpg.Record], log: Log) -> None:
    event = request(log, filter={"types": ["AgreementSigned"], "clusters": [], "audiences": []})
    await Applier(pool, Feed()).apply(event._replace(schema_version=1))
    subscription = await Subscriptions(pool).get("one")
    assert subscription is not None
    assert subscription.filter == FilterExpression.model_validate(SIGNED)


async def test_what_cannot_be_read_is_set_aside(pool: asyncpg.Pool[asyncpg.Record], log: Log) -> None:
    applier, stored = Applier(pool, Feed()), Subscriptions(pool)
    failed = await applier.apply(
        request(log, filter={"exactly": {}}),
        log.append(S, "SubscriptionApproved"),
        request(log, "subscription-two"),
    )
    assert sorted(failed) == [1, 2]
    assert [each.id for each in await stored.listed(None)] == ["two"]
    newer = log.append("subscription-two", "SubscriptionPaused", "public")
    assert list(await applier.apply(newer)) == [newer.position]


def spoilt() -> list[str]:
    return [
        "DELETE FROM notifications.subscriptions",
        "UPDATE notifications.subscriptions SET stage = 'requested'",
        "UPDATE notifications.subscriptions SET filter = NULL",
        "DELETE FROM notifications.subscription_facts WHERE version = 2",
        "INSERT INTO notifications.subscriptions VALUES ('x', 'cluster-x', 'approved', NULL, '{}', 1, now())",
        "UPDATE notifications.feed SET stream = '', audience = 'public', refers = '{}'",
    ]


@pytest.mark.parametrize("spoil", spoilt())
async def test_a_rebuild_mends_and_a_verification_tells(
    database: Database, pool: asyncpg.Pool[asyncpg.Record], log: Log, spoil: str
) -> None:
    applier, stored = Applier(pool, Feed()), Subscriptions(pool)
    await applier.apply(request(log, filter=SIGNED), log.append(S, "SubscriptionApproved"))
    before = await stored.listed(None)
    dsn = database.url("upland_notifications")
    assert await compare(dsn, source(log, 0, 9)) is None
    owner = await asyncpg.connect(database.url())
    await owner.execute(spoil)
    await owner.close()
    assert await compare(dsn, source(log, 0, 9)) is not None
    assert (comparison := await rebuilt(database, log, switch=False)).missing + comparison.surplus
    assert (mended := await rebuilt(database, log)).missing + mended.surplus
    assert await stored.listed(None) == before
    assert await compare(dsn, source(log, 0, 9)) is None
    clean = await rebuilt(database, log)
    assert (clean.missing, clean.surplus) == (0, 0)
    # The stream goes on.
    await applier.apply(log.append(S, "FactRetracted", "participants", target=f"{S}@2", reason="too early"))
    assert [each.stage for each in await stored.listed(None)] == ["requested"]
