"""The worker on a real database: shares, leases, fences, revocations, faults, epochs."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from ops.log import epochs
from services.notifications.cursor import START, Cursor
from services.notifications.deliveries.channel import Channel
from services.notifications.deliveries.store import Channels, ChannelTaken
from services.notifications.deliveries.worker import Beat
from services.notifications.feed import Feed
from tests.notifications.deliveries.given import SHORT, Office, Working
from tests.notifications.given import DKM, Applier, Log
from tests.running import until
from tests.servers import Database


@pytest.fixture
def feed() -> Feed:
    return Feed()


@pytest.fixture
async def office(pool: asyncpg.Pool[asyncpg.Record], feed: Feed, tmp_path: Path) -> Office:
    opened = Office.open(pool, feed.notifier, tmp_path / "channels.key")
    await opened.subscribe("s")
    return opened


@pytest.fixture
def applier(pool: asyncpg.Pool[asyncpg.Record], feed: Feed) -> Applier:
    return Applier(pool, feed)


async def active(office: Office, subscription: str = "s") -> Channel:
    """A channel that is run from the beginning of the feed."""
    cursor = (await office.parts.pages.end())._replace(release=0, place=0)
    made = await office.parts.channels.create(subscription, "noted", {"label": "l"}, cursor)
    return await office.parts.channels.change(made.id, "active", None, lease=made.lease)


def founded(log: Log, count: int) -> list[Any]:
    """Events of as many streams."""
    return [log.append(f"cluster-{len(log.events)}", "ClusterFounded") for _ in range(count)]


async def test_a_channel_gets_what_was_and_what_comes_and_goes_on_after_a_restart(
    office: Office, applier: Applier, log: Log
) -> None:
    channel = await active(office)
    await applier.apply(*founded(log, 7))
    got = office.kind.events[channel.id]
    async with Working(office.worker()):
        await until(lambda: _length(got, 7))
        await applier.apply(*founded(log, 2))
        await until(lambda: _length(got, 9))
    await applier.apply(*founded(log, 1))
    async with Working(office.worker()):
        await until(lambda: _length(got, 10))
    assert got == [event.id for event in log.events]
    assert (await office.parts.channels.listed())[0].progress == {"pages": 2}


async def test_processes_share_the_channels_and_one_that_dies_is_replaced(
    office: Office, applier: Applier, log: Log
) -> None:
    channels = [await active(office) for _ in range(6)]
    first, second = office.worker(), office.worker()
    async with Working(second):
        async with Working(first) as dying:
            await until(lambda: _shared(office, {first.name: 3, second.name: 3}))
            # It dies: nothing is released, the leases run out.
            first._parts = dataclasses.replace(first._parts, channels=_Dead(office.pool))
            for task in dying.tasks:
                task.cancel()
        await applier.apply(*founded(log, 4))
        for channel in channels:
            await until(lambda channel=channel: _length(office.kind.events[channel.id], 4))  # type: ignore[misc]
        await until(lambda: _shared(office, {second.name: 6}))
    for channel in channels:
        assert office.kind.events[channel.id] == [event.id for event in log.events]


class _Dead(Channels):
    async def release(self, leases: Any) -> None:
        """A process that was killed releases nothing."""

    async def leave(self, worker: str) -> None:
        """Nor does it leave."""


async def test_what_a_process_writes_under_an_old_lease_is_refused(office: Office) -> None:
    channel = await active(office)
    store = office.parts.channels
    [mine] = await store.take("one", [channel.id], 1, 0.0)
    [theirs] = await store.take("two", [channel.id], 1, 10.0)
    assert theirs.lease == mine.lease + 1
    assert await store.take("three", [channel.id], 1, 10.0) == []
    cursor = channel.cursor._replace(release=5, place=5)
    with pytest.raises(ChannelTaken):
        await store.advance(mine.id, mine.lease, cursor)
    with pytest.raises(ChannelTaken):
        await store.change(mine.id, "disabled", "it failed", lease=mine.lease)
    await store.advance(theirs.id, theirs.lease, cursor, {"n": 1})
    assert await store.renew({mine.id: mine.lease}, 10.0) == set()
    assert await store.renew({theirs.id: theirs.lease}, 10.0) == {channel.id}
    stored = await store.get(channel.id)
    assert stored is not None
    assert (stored.cursor, stored.progress) == (cursor, {"n": 1})


async def test_a_replay_fences_the_worker_and_the_events_come_again(
    office: Office, applier: Applier, log: Log
) -> None:
    channel = await active(office)
    await applier.apply(*founded(log, 5))
    got = office.kind.events[channel.id]
    worker = office.worker()
    async with Working(worker):
        await until(lambda: _length(got, 5))
        now = await office.parts.channels.get(channel.id)
        assert now is not None
        await office.parts.channels.move(channel.id, Cursor(2, 2, now.cursor.epoch), lease=now.lease)
        await until(lambda: _length(got, 8))
    assert got[5:] == [event.id for event in log.events[2:]]


async def test_a_revoked_subscription_closes_its_channels_also_those_that_pause(office: Office) -> None:
    running, paused = await active(office), await active(office)
    office.kind.made |= {running.id, paused.id}
    await office.parts.channels.change(paused.id, "paused", None, lease=paused.lease)
    async with Working(office.worker()):
        await until(lambda: _runs(office, 1))
        await office.subscribe("s", DKM, "revoked")
        for id in (running.id, paused.id):
            await until(lambda id=id: _is(office, id, "closed"))  # type: ignore[misc]
    assert office.kind.made == set()


async def test_a_channel_that_fails_is_taken_up_again_and_disturbs_no_other(
    office: Office, applier: Applier, log: Log
) -> None:
    channel = await active(office)
    office.kind.failing = True
    async with Working(office.worker()):
        await applier.apply(*founded(log, 3))
        await until(lambda: _runs(office, 3))
        office.kind.failing = False
        await until(lambda: _length(office.kind.events[channel.id], 3))


async def test_a_cursor_of_another_epoch_disables_the_channel_with_its_reason(office: Office) -> None:
    made = await office.parts.channels.create("s", "noted", {"label": "l"}, Cursor(3, 3, "0123456789abcdef"))
    await office.parts.channels.change(made.id, "active", None, lease=made.lease)
    async with Working(office.worker()):
        await until(lambda: _is(office, made.id, "disabled"))
    stored = await office.parts.channels.get(made.id)
    assert stored is not None
    assert stored.reason is not None
    assert "another epoch" in stored.reason


async def test_what_a_dead_process_left_half_made_or_half_closed_is_taken_down(office: Office) -> None:
    half_made = await office.parts.channels.create("s", "noted", {"label": "l"}, START)
    half_closed = await active(office)
    await office.parts.channels.change(half_closed.id, "closing", "gone", lease=half_closed.lease)
    fresh = await office.parts.channels.create("s", "noted", {"label": "l"}, START)
    office.kind.made |= {half_made.id, half_closed.id, fresh.id}
    await office.pool.execute(
        "UPDATE notifications.channels SET changed_at = changed_at - interval '2 minutes' WHERE id = ANY($1)",
        [half_made.id, half_closed.id],
    )
    await office.worker(Beat()).beat()
    assert office.kind.made == {fresh.id}
    assert await office.parts.channels.get(half_made.id) is None
    assert await _is(office, half_closed.id, "closed")
    assert await _is(office, fresh.id, "making")


async def test_a_worker_that_cannot_renew_ends_its_channels(
    office: Office, applier: Applier, log: Log
) -> None:
    channel = await active(office)
    worker = office.worker(Beat(every=0.02, lease=0.3, pause=0.02))
    async with Working(worker):
        await until(lambda: _runs(office, 1))
        worker._parts = dataclasses.replace(worker._parts, channels=_Away(office.pool))
        await until(lambda: _ended(worker))
        worker._parts = dataclasses.replace(worker._parts, channels=office.parts.channels)
        await applier.apply(*founded(log, 2))
        await until(lambda: _length(office.kind.events[channel.id], 2))


class _Away(Channels):
    async def renew(self, leases: Any, ttl: float) -> set[str]:
        raise ConnectionResetError("the database is away")


async def _length(values: list[str], count: int) -> bool:
    return len(values) >= count


async def _runs(office: Office, count: int) -> bool:
    return len(office.kind.runs) >= count


async def _ended(worker: Any) -> bool:
    return not worker._running


async def _is(office: Office, id: str, state: str) -> bool:
    channel = await office.parts.channels.get(id)
    return channel is not None and channel.state == state


async def _shared(office: Office, expected: dict[str, int]) -> bool:
    rows = await office.pool.fetch(
        "SELECT leased_by, count(*) FROM notifications.channels WHERE leased_until > clock_timestamp() GROUP BY 1"
    )
    await asyncio.sleep(SHORT.every)
    return {row[0]: row[1] for row in rows} == expected


async def test_a_restored_record_takes_no_channel_away(
    office: Office, applier: Applier, log: Log, database: Database
) -> None:
    channel = await active(office)
    await applier.apply(*founded(log, 3))  # the record that was restored has none of them
    assert not await epochs.bring_in_line(database.url(), "notifications")
    assert await office.pool.fetchval("SELECT count(*) FROM notifications.feed") == 0
    assert await office.parts.channels.get(channel.id) == channel
