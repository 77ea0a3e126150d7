"""Events reach their receiver: all of them, in order per stream, whatever it or we fail at meanwhile."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import orjson
import pytest
from aiohttp import web

from contracts.statement import BATCH_MEDIA_TYPE, MEDIA_TYPE, statement
from services.notifications.channels.webhook.lanes import BOUND
from services.notifications.deliveries.channel import Channel
from services.notifications.deliveries.records import Deliveries
from tests.notifications.deliveries.given import Working
from tests.notifications.given import Applier, Log
from tests.notifications.webhook.conftest import Opened
from tests.notifications.webhook.given import (
    Hooks,
    PutForward,
    Receiver,
    accepts,
    answers,
    in_order,
    receiver,
)
from tests.running import until
from tests.servers import free_ports


def founded(log: Log, count: int) -> list[Any]:
    """Events of as many streams."""
    return [log.append(f"cluster-{len(log.events)}", "ClusterFounded") for _ in range(count)]


def renamed(log: Log, stream: str, count: int) -> list[Any]:
    """Events of one stream."""
    return [log.append(stream, "PurposeDeclared", text={"pl": f"cel {n}"}) for n in range(count)]


def ids(log: Log) -> list[str]:
    """The ids of all events."""
    return [event.id for event in log.events]


async def test_events_come_as_they_are_stored_in_order_and_are_listed(
    hooks: Hooks, applier: Applier, log: Log
) -> None:
    await applier.apply(*founded(log, 3), *renamed(log, "cluster-0", 4))
    async with receiver() as there, Working(hooks.office.worker()):
        channel = await hooks.make(there.url)
        await until(lambda: hooks.has(there, 7))
        await applier.apply(*renamed(log, "cluster-1", 2))
        await until(lambda: hooks.has(there, 9))
        await until(lambda: hooks.recorded(channel, 9))
    assert sorted(there.accepted) == sorted(ids(log))
    assert in_order(there.accepted)
    bodies = {statement(event) for event in log.events}
    assert {each.body for each in there.events} == bodies
    assert {each.headers["content-type"] for each in there.events} == {MEDIA_TYPE}
    assert [each.delivery.event for each in await hooks.deliveries(channel)] == ids(log)
    first = (await hooks.deliveries(channel))[0].delivery
    assert (first.status, first.attempts, first.code, first.next_at) == ("delivered", 1, 204, None)
    after = await hooks.get(channel.id)
    assert (after.cursor.release, after.cursor.place) == (9, 9)


async def test_batches_have_the_events_in_order(hooks: Hooks, applier: Applier, log: Log) -> None:
    await applier.apply(*founded(log, 25))
    async with receiver() as there, Working(hooks.office.worker()):
        channel = await hooks.make(there.url, content="batch", batch_size=10)
        await until(lambda: hooks.recorded(channel, 25))
    assert there.accepted == ids(log)
    assert [len(each.json) for each in there.events] == [10, 10, 5]
    assert {each.headers["content-type"] for each in there.events} == {BATCH_MEDIA_TYPE}
    assert there.events[0].body == b"[" + b",".join(statement(event) for event in log.events[:10]) + b"]"


async def test_nothing_is_sent_before_the_receiver_has_agreed(
    hooks: Hooks, applier: Applier, log: Log
) -> None:
    await applier.apply(*founded(log, 2))
    async with receiver() as there, Working(hooks.office.worker()):
        there.echoes = False
        channel = await hooks.pending(there.url)
        sent = await hooks.desk.challenge(channel)
        assert (sent["ok"], sent["state"]) == (False, "pending")
        there.behaviour = answers(200, "yes, please")
        sent = await hooks.desk.challenge(channel)
        assert sent["ok"] is False
        assert sent["answer"]["error"] == "the answer does not hold the challenge"  # type: ignore[index]
        assert [each.json["type"] for each in there.got] == ["upland.webhook.challenge"] * 2
        there.accepted.clear()

        async def echo(_: web.Request, body: bytes) -> web.StreamResponse:
            return web.Response(text=orjson.loads(body).get("challenge", ""))

        there.behaviour = echo
        sent = await hooks.desk.challenge(channel)
        assert (sent["ok"], sent["state"]) == (True, "active")
        there.behaviour = accepts
        await until(lambda: hooks.has(there, 2))


async def test_a_refused_event_stops_its_stream_only_and_is_attempted_again(
    opened: Opened, clock: PutForward, applier: Applier, log: Log
) -> None:
    hooks = opened(clock)
    await applier.apply(*founded(log, 3), *renamed(log, "cluster-0", 3), *renamed(log, "cluster-1", 1))
    bad = "cluster-0@2"

    async def refuses_one(_: web.Request, body: bytes) -> web.StreamResponse:
        return web.Response(status=500, text="not today") if f'"{bad}"'.encode() in body else web.Response()

    async with receiver(refuses_one) as there, Working(hooks.office.worker()):
        channel = await hooks.make(there.url)
        await until(lambda: hooks.recorded(channel, 4))
        await clock.idle_again()
        assert bad not in there.accepted
        parked = {each.delivery.event: each.delivery for each in await hooks.deliveries(channel)}
        assert parked[bad].status == "pending"
        assert (parked[bad].code, parked[bad].answer, parked[bad].attempts) == (500, "not today", 1)
        assert [parked[f"cluster-0@{n}"].status for n in (3, 4)] == ["waiting", "waiting"]
        # What comes later in that stream waits too, the others flow on.
        await applier.apply(*renamed(log, "cluster-0", 1), *renamed(log, "cluster-2", 1))
        await until(lambda: hooks.has(there, 5))
        await clock.forward(timedelta(seconds=7))
        assert bad not in there.accepted
        there.behaviour = accepts
        await clock.forward(timedelta(minutes=7))
        await until(lambda: hooks.recorded(channel, 9))
    assert Counter(there.accepted) == Counter(ids(log))
    assert in_order(there.accepted)


async def test_a_receiver_that_is_down_for_a_week_gets_everything_when_it_is_back(
    opened: Opened, clock: PutForward, applier: Applier, log: Log
) -> None:
    hooks = opened(clock)
    [port] = free_ports(1)
    there = Receiver(port)
    async with Working(hooks.office.worker()):
        async with there.listening():
            channel = await hooks.make(there.url)
            await applier.apply(*founded(log, 2))
            await until(lambda: hooks.has(there, 2))
        attempts = []
        for day in range(7):
            await applier.apply(*founded(log, 20), *renamed(log, f"cluster-{day}", 3))
            for _ in range(12):
                await clock.forward(timedelta(hours=2), lambda: hooks.is_in(channel, "disabled"))
            parked = [each.delivery for each in await hooks.deliveries(channel) if each.delivery.attempts]
            attempts.append(sum(each.attempts for each in parked if each.status == "pending"))
        disabled = await hooks.get(channel.id)
        assert disabled.state == "disabled"
        assert disabled.reason is not None
        assert "it has taken nothing since" in disabled.reason
        assert "ECONNREFUSED" in disabled.reason
        # The breaker keeps a dead endpoint cheap: few attempts, few rows, and nothing given up.
        assert attempts[-1] < 40
        assert attempts[5:] == [attempts[-1]] * 2
        assert await hooks.deliveries(channel, "failed") == []
        assert len(await hooks.deliveries(channel)) < 300
        async with there.listening():
            await hooks.desk.switch(disabled, "active", ("disabled",))
            await until(lambda: hooks.has(there, len(log.events)))
            await until(lambda: hooks.recorded(channel, len(log.events)))
    assert Counter(there.accepted) == Counter(ids(log))
    assert in_order(there.accepted)
    assert "failing_since" not in (await hooks.get(channel.id)).progress


async def test_a_receiver_that_is_gone_gets_no_more_until_its_owner_resumes(
    hooks: Hooks, applier: Applier, log: Log
) -> None:
    async with receiver() as there, Working(hooks.office.worker()):
        channel = await hooks.make(there.url)
        there.behaviour = answers(410)
        await applier.apply(*founded(log, 3))
        await until(lambda: hooks.is_in(channel, "disabled"))
        assert "410" in str((await hooks.get(channel.id)).reason)
        there.behaviour = accepts
        await hooks.desk.switch(await hooks.get(channel.id), "active", ("disabled",))
        await until(lambda: hooks.has(there, 3))


async def test_an_event_that_is_refused_to_the_end_while_others_are_taken_is_given_up_and_listed(
    opened: Opened, clock: PutForward, applier: Applier, log: Log
) -> None:
    hooks = opened(clock)

    async def refuses_one(_: web.Request, body: bytes) -> web.StreamResponse:
        return web.Response(status=422) if b'"cluster-0@1"' in body else web.Response()

    async with receiver(refuses_one) as there, Working(hooks.office.worker()):
        channel = await hooks.make(there.url)
        await applier.apply(*founded(log, 2), *renamed(log, "cluster-0", 2))
        await until(lambda: hooks.recorded(channel, 1))
        await clock.forward(timedelta(minutes=1))
        await applier.apply(*founded(log, 1))
        await until(lambda: hooks.recorded(channel, 2))
        for _ in range(8):
            await clock.forward(timedelta(hours=13))
            await applier.apply(*founded(log, 1))
            await clock.idle_again()
        await until(lambda: hooks.recorded(channel, 1, "failed"))
        [missed] = await hooks.deliveries(channel, "failed")
        assert (missed.delivery.event, missed.delivery.attempts, missed.delivery.code) == (
            "cluster-0@1",
            8,
            422,
        )
        await until(lambda: hooks.has(there, len(log.events) - 1))
        there.behaviour = accepts
        await Deliveries(hooks.office.parts.channels).resend(channel, missed.delivery.id, clock.now())
        await until(lambda: hooks.has(there, len(log.events)))


async def test_retry_after_is_honoured(opened: Opened, clock: PutForward, applier: Applier, log: Log) -> None:
    hooks = opened(clock)
    async with receiver(answers(503, Retry_After="3600")) as there, Working(hooks.office.worker()):
        channel = await hooks.make(there.url, streams_at_once=1)
        await applier.apply(*founded(log, 3))
        await until(lambda: hooks.recorded(channel, 3, "pending"))
        assert len(there.events) == 1
        await clock.forward(timedelta(minutes=59))
        assert len(there.events) == 1
        there.behaviour = accepts
        await clock.forward(timedelta(minutes=2))
        await until(lambda: hooks.has(there, 3))


async def test_a_replay_sends_again_what_was_sent(hooks: Hooks, applier: Applier, log: Log) -> None:
    await applier.apply(*founded(log, 6))
    async with receiver() as there, Working(hooks.office.worker()):
        channel = await hooks.make(there.url)
        await until(lambda: hooks.recorded(channel, 6))
        first = {each.headers["webhook-id"] for each in there.events}
        await hooks.desk.replay(await hooks.get(channel.id), 4)
        await until(lambda: _times(there, "cluster-3@1", 2))
        await until(lambda: hooks.recorded(channel, 6))
        assert Counter(there.accepted) == Counter(ids(log)) + Counter(ids(log)[3:])
        assert {each.headers["webhook-id"] for each in there.events} == first
        await until(lambda: _is_at(hooks, channel, 6))
        recorded = log.events[4].recorded_at.isoformat()
        await hooks.desk.replay(await hooks.get(channel.id), recorded)
        await until(lambda: _times(there, "cluster-4@1", 3))
        assert there.accepted.count("cluster-3@1") == 2


async def test_killed_at_any_point_nothing_is_lost(hooks: Hooks, applier: Applier, log: Log) -> None:
    """The process dies again and again while events flow: between an answer and its record, inside a request, anywhere."""
    async with receiver() as there:
        channel = await hooks.make(there.url)
        for kill in range(12):
            await applier.apply(*founded(log, 5), *renamed(log, f"cluster-{kill}", 2))
            wanted = len(there.got) + 1 + kill % 5
            async with Working(hooks.office.worker()):
                await until(lambda wanted=wanted: _got(there, wanted))  # type: ignore[misc]
                # Without its lease it can record nothing at its end, as when it is killed.
                await hooks.office.pool.execute("UPDATE notifications.channels SET lease = lease + 1")
            await hooks.office.pool.execute("UPDATE notifications.channels SET leased_until = NULL")
        async with Working(hooks.office.worker()):
            await until(lambda: hooks.has(there, len(log.events)))
            await until(lambda: hooks.recorded(channel, len(log.events)))
    assert set(there.accepted) == set(ids(log))
    assert in_order(there.accepted)


async def test_an_unclean_end_between_answer_and_record_repeats_and_a_clean_end_does_not(
    hooks: Hooks, applier: Applier, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    await applier.apply(*founded(log, 3))
    record = Deliveries.record

    async def dies(*_: Any) -> None:
        raise SystemError("as the test wants it: the process is gone before this")

    monkeypatch.setattr(Deliveries, "record", dies)
    async with receiver() as there:
        channel = await hooks.make(there.url)
        async with Working(hooks.office.worker()):
            await until(lambda: _times(there, "cluster-0@1", 2))
        monkeypatch.setattr(Deliveries, "record", record)
        there.accepted.clear()
        async with Working(hooks.office.worker()):
            await until(lambda: hooks.has(there, 3))
            await until(lambda: hooks.recorded(channel, 3))
        there.accepted.clear()
        await applier.apply(*founded(log, 2))
        async with Working(hooks.office.worker()):
            await until(lambda: hooks.has(there, 2))
        assert Counter(there.accepted) == Counter(ids(log)[3:])


async def test_more_than_the_bound_is_not_parked(
    opened: Opened, clock: PutForward, applier: Applier, log: Log
) -> None:
    """One stream is refused and grows without end: the endpoint counts as down, and the cursor stays."""
    hooks = opened(clock)

    async def refuses_one(_: web.Request, body: bytes) -> web.StreamResponse:
        return web.Response(status=500) if b'"subject":"cluster-0"' in body else web.Response()

    async with receiver(refuses_one) as there, Working(hooks.office.worker()):
        channel = await hooks.make(there.url)
        await applier.apply(*founded(log, 1), *renamed(log, "cluster-0", BOUND + 500), *founded(log, 1))
        await until(lambda: hooks.recorded(channel, BOUND - 1, "waiting"))
        await clock.idle_again()
        assert len(await hooks.deliveries(channel)) < BOUND + 300  # a page more
        assert there.accepted == []
        there.behaviour = accepts
        await clock.forward(timedelta(seconds=7))
        await until(lambda: hooks.has(there, len(log.events)))
    assert in_order(there.accepted)


async def test_one_endpoint_has_no_more_than_its_requests_under_way(
    hooks: Hooks, applier: Applier, log: Log
) -> None:
    async def slow(_: web.Request, __: bytes) -> web.StreamResponse:
        await asyncio.sleep(0.01)
        return web.Response()

    await applier.apply(*founded(log, 30))
    async with receiver(slow) as there, Working(hooks.office.worker()):
        channel = await hooks.make(there.url, streams_at_once=4)
        await until(lambda: hooks.recorded(channel, 30))
    assert 1 < there.most_at_once <= 4


async def test_a_dead_endpoint_among_many_takes_nothing_from_the_others(
    hooks: Hooks, applier: Applier, log: Log
) -> None:
    [nowhere] = free_ports(1)
    dead = Receiver(nowhere)
    async with receiver() as first, receiver() as second, Working(hooks.office.worker()):
        for there in (first, second):
            await hooks.make(there.url)
        async with dead.listening():
            lost = await hooks.make(dead.url)
        for _ in range(5):
            await applier.apply(*founded(log, 10))
        for there in (first, second):
            await until(lambda there=there: hooks.has(there, 50))  # type: ignore[misc]
            assert Counter(there.accepted) == Counter(ids(log))
        assert (await hooks.get(lost.id)).state == "active"


async def _times(receiver: Receiver, event: str, count: int) -> bool:
    return receiver.accepted.count(event) >= count


async def _is_at(hooks: Hooks, channel: Channel, position: int) -> bool:
    return (await hooks.get(channel.id)).cursor.release >= position


async def _got(receiver: Receiver, count: int) -> bool:
    return len(receiver.got) >= count
