"""Runs the channels that push: leases a share of them, starts each, and ends those that are lost, changed or revoked."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from runtime.database import WAITS
from runtime.errors import Malformed, Reply
from runtime.randomness import random_bytes
from runtime.telemetry import CHANNELS, logger
from services.notifications.channels.kinds import Kind, Run
from services.notifications.deliveries.channel import Channel
from services.notifications.deliveries.clock import Clock
from services.notifications.deliveries.lags import ChannelLags
from services.notifications.deliveries.seal import Seal
from services.notifications.deliveries.store import Channels, ChannelTaken
from services.notifications.deliveries.tidying import tidy
from services.notifications.notifier import Notifier, wait_for
from services.notifications.pages import Pages
from services.notifications.subscriptions.store import Subscriptions
from services.notifications.subscriptions.subscription import Subscription


@dataclass(frozen=True)
class Beat:
    """Times in seconds: between two looks at the channels, until a lease ends, and before a channel that failed goes on."""

    every: float = 1.0
    lease: float = 10.0
    pause: float = 2.0


@dataclass(frozen=True)
class Parts:
    """What channels are run with."""

    channels: Channels
    subscriptions: Subscriptions
    kinds: Mapping[str, Kind]
    pages: Pages
    notifier: Notifier
    seal: Seal
    clock: Clock


class Worker:
    """One process's share of the channels."""

    def __init__(self, parts: Parts, beat: Beat | None = None) -> None:
        self.name = f"wrk_{random_bytes(8).hex()}"
        self._parts = parts
        self._beat = beat or Beat()
        self._running: dict[str, tuple[int, asyncio.Task[None]]] = {}
        self._renewed = float("-inf")
        self._resting: dict[str, float] = {}
        self._lags = ChannelLags()

    async def run(self) -> None:
        """Beat until cancelled. Channels end with it, and their leases."""
        try:
            while True:
                changed = self._parts.channels.changed
                try:
                    await self.beat()
                except WAITS as error:
                    logger.warning("channels.waiting", reason=type(error).__name__)
                    await self._end_expired()
                await wait_for(changed, self._beat.every)
        finally:
            leases = {id: lease for id, (lease, _) in self._running.items()}
            await self._end(*self._running)
            with contextlib.suppress(*WAITS):
                await self._parts.channels.release(leases)
                await self._parts.channels.leave(self.name)

    async def beat(self) -> None:
        """Look once: what is lost ends, what is revoked or was left half-made is taken down, what is free is taken."""
        channels, clock = self._parts.channels, asyncio.get_running_loop().time
        leases = {id: lease for id, (lease, task) in self._running.items() if not task.done()}
        began = clock()
        renewed = await channels.renew(leases, self._beat.lease)
        self._renewed = began
        await self._end(*(self._running.keys() - renewed))
        workers = await channels.seen(self.name, self._beat.lease)
        unfinished = await channels.unfinished()
        stages = (
            {each.id: each for each in await self._parts.subscriptions.listed(None)} if unfinished else {}
        )
        await tidy(unfinished, stages, self._parts.channels, self._parts.kinds)
        active = [each for each in unfinished if each.state == "active" and self._may_run(each, stages)]
        share = -(-len(active) // workers)
        mine = [each.id for each in active if each.id in self._running]
        if len(mine) > share:
            await self._hand_over(mine[share:])
        elif len(self._running) < share:
            free = [each.id for each in active if clock() >= self._resting.get(each.id, 0.0)]
            for channel in await channels.take(self.name, free, share - len(self._running), self._beat.lease):
                self._start(channel, stages[channel.subscription])
        end = (await self._parts.pages.end()).release if active else 0
        self._lags.see(active, end, clock(), self._parts.kinds)
        for kind in self._parts.kinds:
            for state in ("pending", "active", "paused", "disabled"):
                count = sum(each.kind == kind and each.state == state for each in unfinished)
                CHANNELS.labels(kind, state).set(count)

    def _may_run(self, channel: Channel, stages: Mapping[str, Subscription]) -> bool:
        stage = stages.get(channel.subscription)
        return channel.kind in self._parts.kinds and stage is not None and stage.stage == "approved"

    def _start(self, channel: Channel, subscription: Subscription) -> None:
        task = asyncio.create_task(self._keep(channel, subscription), name=f"channel {channel.id}")
        self._running[channel.id] = (channel.lease, task)

    async def _keep(self, channel: Channel, subscription: Subscription) -> None:
        """Run a channel. When it ends by a fault, whatever the fault, it is taken up again after a pause."""
        parts = self._parts
        try:
            secrets = parts.seal.open(channel.id, channel.sealed) if channel.sealed else {}
            run = Run(
                channel,
                subscription,
                parts.channels,
                parts.pages,
                parts.notifier,
                parts.clock,
                secrets,
            )
            await parts.kinds[channel.kind].run(run)
        except ChannelTaken:
            return
        except Malformed as error:
            # Its cursor is of another epoch: nothing is delivered by it until its owner has chosen where to go on.
            logger.warning("channel.disabled", channel=channel.id, reason=error.detail)
            with contextlib.suppress(ChannelTaken, *WAITS):
                await parts.channels.change(channel.id, "disabled", error.detail, lease=channel.lease)
        except WAITS as error:
            logger.warning("channel.waiting", channel=channel.id, reason=type(error).__name__)
        except Reply as error:
            logger.error("channel.failed", channel=channel.id, reason=error.detail)
        except Exception as error:
            logger.exception("channel.failed", channel=channel.id, error=type(error).__name__)
        self._resting[channel.id] = asyncio.get_running_loop().time() + self._beat.pause
        with contextlib.suppress(*WAITS):
            await parts.channels.release({channel.id: channel.lease})

    async def _hand_over(self, ids: Sequence[str]) -> None:
        leases = {id: self._running[id][0] for id in ids}
        await self._end(*leases)
        await self._parts.channels.release(leases)

    async def _end_expired(self) -> None:
        """Leases that could not be renewed are another's by now: end what runs under them."""
        if asyncio.get_running_loop().time() - self._renewed >= self._beat.lease:
            await self._end(*self._running)

    async def _end(self, *ids: str) -> None:
        tasks = [self._running.pop(id)[1] for id in ids]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
