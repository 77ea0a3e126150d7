"""The work of one webhook channel: reads the feed behind its cursor, posts, and records what became of it.

The cursor moves over a page when each of its entries is delivered or stored as a delivery that waits for its turn. Between an
answer and its record the process may die: then the entries are posted again, with the same ids.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import deque
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

import orjson

from runtime import tracing
from runtime.database import WAITS
from runtime.telemetry import DELIVERIES, logger
from services.notifications.channels.kinds import Run
from services.notifications.channels.webhook import judgement, messages, signatures
from services.notifications.channels.webhook.judgement import Health
from services.notifications.channels.webhook.lanes import Lane, Lanes
from services.notifications.channels.webhook.sending import Answer, Sender
from services.notifications.channels.webhook.settings import WebhookSettings
from services.notifications.deliveries.delivery import Delivery, new_id
from services.notifications.deliveries.records import Deliveries
from services.notifications.deliveries.store import ChannelTaken
from services.notifications.pages import Delivered, Page

RESUMED = "resumed"
_PAGE = 300
_LOOK = timedelta(seconds=30)  # in case an announcement of new entries was lost
_GATHER = 0.05  # seconds in which events gather for one page
_WRITTEN = timedelta(seconds=5)  # between two writes of a cursor behind which nothing was for the channel
_TIDIED = timedelta(hours=1)
_DELIVERED = DELIVERIES.labels("webhook", "delivered")


@dataclass(frozen=True)
class Terms:
    """disable_after: of failing without a success. keep: how long deliveries are listed after their end."""

    disable_after: timedelta = timedelta(days=5)
    keep: timedelta = timedelta(days=30)


class Delivering:
    """One channel, from the start of its lease to its end."""

    def __init__(self, run: Run, sender: Sender, terms: Terms) -> None:
        self._run, self._sender, self._terms = run, sender, terms
        self._channel = run.channel
        self._settings = WebhookSettings.model_validate(run.channel.settings)
        self._in_batches = self._settings.content == "batch"
        self._size = self._settings.batch_size if self._in_batches else 1
        self._keys = signatures.read(run.secrets)
        self._deliveries = Deliveries(run.channels)
        self._health = Health.read(run.channel.progress)
        self._cursor = self._noted = run.channel.cursor
        self._lanes = Lanes((), one=self._in_batches)
        self._changed: dict[str, Delivery] = {}
        self._written = self._tidied = datetime.min.replace(tzinfo=run.clock.now().tzinfo)
        self._disabled: str | None = None
        self._recording: asyncio.Task[None] | None = None
        self._following: asyncio.Task[Page] | None = None

    async def run(self) -> None:
        """Deliver until cancelled, disabled, or the lease is over.

        Raises:
            ChannelTaken: the lease is over.
        """
        await self._begin()
        try:
            await self._deliver()
            await self._recorded()
        finally:
            if self._following is not None:
                self._following.cancel()
            await asyncio.gather(
                *(task for task in (self._following, self._recording) if task), return_exceptions=True
            )
        channel = self._channel
        logger.warning(
            "channel.disabled", channel=channel.id, subscription=channel.subscription, reason=self._disabled
        )
        await self._run.channels.change(channel.id, "disabled", self._disabled, lease=channel.lease)

    async def _deliver(self) -> None:
        """Deliver until the endpoint is disabled. A round is recorded, and the next page read, while events are posted."""
        clock, listen = self._run.clock, self._run.notifier.listen
        while True:
            changed, now = listen(), clock.now()
            due = self._lanes.due(now)
            page = await self._read(now)
            await self._round(due, page)
            if self._disabled is not None:
                return
            if page is not None and page.full:
                continue
            await self._recorded()
            await clock.wait(changed, self._next_look(clock.now()))
            await asyncio.sleep(_GATHER)

    async def _begin(self) -> None:
        self._lanes = Lanes(await self._deliveries.parked(self._channel), one=self._in_batches)
        if self._channel.progress.get(RESUMED):
            # Its owner has mended the endpoint: nothing waits for its time any more.
            self._lanes.revive(self._run.clock.now())

    async def _read(self, now: datetime) -> Page | None:
        """The next page; None while nothing new is read."""
        if now - self._tidied >= _TIDIED:
            self._tidied = now
            await self._deliveries.forget(self._channel, now, self._terms.keep)
        if not self._lanes.reads(now):
            return None
        following, self._following = self._following, None
        page = await (following or self._run.after(self._cursor, max(_PAGE, self._size)))
        if page.full:
            following = asyncio.ensure_future(self._run.after(page.next, max(_PAGE, self._size)))
            self._following = following
        return page

    def _next_look(self, now: datetime) -> datetime | None:
        due = self._lanes.next_due(now)
        look = None
        if self._lanes.reads(now):
            look = now + (_LOOK if self._cursor == self._noted else _WRITTEN)
        return min((each for each in (due, look) if each is not None), default=None)

    async def _round(self, lanes: dict[str, Lane], page: Page | None) -> None:
        """Attempt what is due and what is new, then record all of it with the cursor behind it.

        What was not attempted, because the round was broken off, is recorded as due.
        """
        probing = self._lanes.is_broken
        for entry in page.entries if page else ():
            delivery = _new(entry)
            name = self._lanes.name(delivery)
            self._changed[delivery.id] = delivery
            if self._lanes.is_blocked(name):
                self._lanes.park(delivery)
            else:
                lanes.setdefault(name, deque()).append(delivery)
        names = deque(lanes)

        async def work() -> None:
            while names:
                name = names.popleft()
                await self._lane(name, lanes[name], probing=probing)

        try:
            await _together([work() for _ in range(min(self._settings.streams_at_once, len(names)))])
        except asyncio.CancelledError:
            self._settle(lanes, page)
            with contextlib.suppress(ChannelTaken, *WAITS):
                await asyncio.shield(self._end(page))
            raise
        self._settle(lanes, page)
        await self._record(page)

    async def _lane(self, name: str, lane: Lane, *, probing: bool) -> None:
        """Attempt the deliveries of a lane one after another, until one does not succeed."""
        while lane and not self._is_stopped(probing=probing):
            chunk = [*islice(lane, self._size)]
            sendable = chunk
            if any(each.statement is None for each in chunk):
                sendable = await self._read_again(chunk)
            if sendable:
                self._judge(name, sendable, await self._post(sendable), self._run.clock.now())
            for each in chunk:
                self._changed[each.id] = each
            while lane and lane[0].status in {"delivered", "failed"}:
                lane.popleft()
            if lane and lane[0].status == "pending" and lane[0] in chunk:
                return

    def _judge(self, name: str, deliveries: Sequence[Delivery], answer: Answer, now: datetime) -> None:
        if answer.ok:
            judgement.accept(deliveries, answer, self._health, now)
            self._changed.update((each.id, each) for each in self._lanes.succeeded(now))
            _DELIVERED.inc(len(deliveries))
            return
        if answer.fault == "ours":
            outcome = "postponed"
            until = self._lanes.pause_for_our_fault(now)
            judgement.put_off(deliveries, answer, now, until)
            logger.warning("webhook.postponed", channel=self._channel.id, reason=answer.error)
        else:
            outcome = "refused"
            judgement.refuse(deliveries, answer, self._health, now, random.random())  # noqa: S311
            self._lanes.failed(name)
            if (until_then := judgement.throttled_until(answer, now)) is not None:
                self._lanes.pause(until_then)
            self._disabled = self._disabled or judgement.disabled_because(
                answer, self._health, now, self._terms.disable_after
            )
        DELIVERIES.labels("webhook", outcome).inc(len(deliveries))

    def _is_stopped(self, *, probing: bool) -> bool:
        if self._disabled is not None or self._lanes.is_paused(self._run.clock.now()):
            return True
        return self._lanes.is_broken and not probing

    async def _read_again(self, deliveries: Sequence[Delivery]) -> list[Delivery]:
        """Those that can be read again, with their statements. What the subscriber may not read any more is given up."""
        for delivery in deliveries:
            if delivery.statement is not None:
                continue
            page = await self._run.after(delivery.place._replace(place=delivery.place.place - 1), 1)
            if page.entries and page.entries[0].cursor == delivery.place:
                delivery.statement = page.entries[0].statement
            else:
                delivery.status, delivery.next_at = "failed", None
                delivery.error = "the subscription does not include this event any more"
        return [each for each in deliveries if each.statement is not None]

    async def _post(self, deliveries: Sequence[Delivery]) -> Answer:
        events = [each.event for each in deliveries]
        statements = [each.statement or b"" for each in deliveries]
        message = (
            messages.batch(events, statements)
            if self._in_batches
            else messages.single(events[0], statements[0])
        )
        now = self._run.clock.now()
        headers = messages.headers(message, signatures.valid(self._keys, now), now)
        with tracing.delivery("webhook", statements) as traced:
            return await self._sender.post(self._settings.url, message.body, headers | traced)

    def _settle(self, lanes: dict[str, Lane], page: Page | None) -> None:
        """Park what is left of lanes, its first delivery due when nothing else decides it."""
        now = self._run.clock.now()
        for name, lane in lanes.items():
            if lane and lane[0].status == "waiting":
                lane[0].status, lane[0].next_at = "pending", now
                self._changed[lane[0].id] = lane[0]
            self._lanes.back(name, lane)
        if page is not None:
            self._cursor = page.next

    async def _record(self, page: Page | None) -> None:
        now = self._run.clock.now()
        moved = page is not None and self._cursor != self._noted and now - self._written >= _WRITTEN
        if not self._changed and not moved:
            return
        await self._recorded()
        changed, self._changed = [*self._changed.values()], {}
        self._written, self._noted = now, self._cursor
        for delivery in changed:
            if delivery.status != "delivered":
                delivery.statement = None  # it is in the feed; what waits for days does not wait in memory
        record = self._deliveries.record
        self._recording = asyncio.create_task(
            record(self._channel, self._cursor, self._health.written(), changed, now)
        )

    async def _recorded(self) -> None:
        """Wait until everything is recorded. Raises what went wrong with it."""
        if self._recording is not None:
            await asyncio.shield(self._recording)
            self._recording = None

    async def _end(self, page: Page | None) -> None:
        await self._record(page)
        await self._recorded()


def _new(entry: Delivered) -> Delivery:
    event = orjson.loads(entry.statement)
    return Delivery(new_id(), entry.cursor, event["id"], event["subject"], entry.type, entry.statement)


async def _together(work: Sequence[Awaitable[None]]) -> None:
    """Run all, and end all when one fails or this is cancelled."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
