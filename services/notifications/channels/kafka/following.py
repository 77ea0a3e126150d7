"""The work of one channel: from its cursor on, the feed goes into its topic."""

from __future__ import annotations

import asyncio

from runtime.tasks import first_to_fail
from runtime.telemetry import logger
from services.notifications.channels.kafka.access import Access
from services.notifications.channels.kafka.broker import Bounds, Broker
from services.notifications.channels.kafka.content import topic_content
from services.notifications.channels.kafka.continuation import Continuation, Note, continuation
from services.notifications.channels.kafka.looks import Looks
from services.notifications.channels.kafka.names import Partner
from services.notifications.channels.kafka.records import records_of
from services.notifications.channels.kafka.writer import TopicReplaced, Writer
from services.notifications.channels.kinds import Run
from services.notifications.notifier import wait_for

_PAGE = 2_000
# Seconds between notes while there are no entries for it.
_QUIET = 1.0
# Seconds between looks for entries, in case an announcement of new ones was lost.
_LOST = 30.0
# Seconds between looks at the topic.
_LOOK = 2.0


class Following:
    """What the runs of all Kafka channels in this process share."""

    def __init__(self, broker: Broker, access: Access) -> None:
        self._broker = broker
        self._access = access
        self._looks = Looks(broker)

    async def run(self, run: Run, partner: Partner, password: str, writer: Writer, last_note: Note) -> None:
        """Write the feed to the topic until cancelled.

        Args:
            writer: started, so nobody else writes there any more.
            last_note: the note of the writer before.

        Raises:
            TopicReplaced: the topic is not the one of the beginning.
        """
        with self._looks.following(partner.topic):
            bounds = await self._bounds(run, partner, password)
            place = await self._place(run, partner, bounds, last_note, writer)
            logger.info("partner.active", topic=partner.topic, cursor=str(place.note.cursor), why=place.why)
            # Before anything is written: whatever comes after this offset is of this writer.
            await run.channels.advance(
                run.channel.id, run.channel.lease, place.note.cursor, place.note.progress()
            )
            writer.next = place.note.offset
            await first_to_fail(self._follow(run, writer, place), self._watch(partner.topic, writer, bounds))

    async def _bounds(self, run: Run, partner: Partner, password: str) -> Bounds:
        await self._access.ensure(run.channel, partner, password)
        bounds = (await self._broker.bounds([partner.topic])).get(partner.topic)
        while bounds is None:
            await self._access.ensure(run.channel, partner, password, again=True)
            await asyncio.sleep(0.1)  # a topic that was just made takes a moment to be known
            bounds = (await self._broker.bounds([partner.topic])).get(partner.topic)
        return bounds

    async def _place(
        self, run: Run, partner: Partner, bounds: Bounds, note: Note, writer: Writer
    ) -> Continuation:
        empty = bounds.begin == bounds.end
        unlimited = not (empty and bounds.end) or await self._broker.keeps_everything(partner.topic)
        content = await self._broker.run(topic_content, writer.settings, partner.topic, bounds, unlimited)
        return continuation(run.channel.cursor, note, content)

    async def _follow(self, run: Run, writer: Writer, place: Continuation) -> None:
        note, previous = place.note, place.previous
        clock = asyncio.get_running_loop().time
        cursor, noted = note.cursor, clock()
        while True:
            changed = run.notifier.listen()
            page = await run.after(cursor, _PAGE)
            cursor = page.next
            if page.entries:
                await writer.write(records_of(page.entries, previous))
                previous = page.entries[-1].cursor
            if cursor != note.cursor and (page.entries or clock() - noted >= _QUIET):
                note, noted = note._replace(cursor=cursor, offset=writer.next), clock()
                await run.channels.advance(run.channel.id, run.channel.lease, cursor, note.progress())
            if not page.full:
                await wait_for(changed, _LOST if cursor == note.cursor else _QUIET)

    async def _watch(self, topic: str, writer: Writer, then: Bounds) -> None:
        """Raise `TopicReplaced` when a topic is not the one of the beginning, or was emptied since; never return."""
        while True:
            await asyncio.sleep(_LOOK)
            least, since = writer.next, asyncio.get_running_loop().time()
            now = await self._looks.bounds(topic, since - _LOOK / 2)
            if now is None:
                raise TopicReplaced(f"there is no topic {topic} any more")
            if now.id != then.id or now.end < then.end:
                raise TopicReplaced(f"the topic {topic} was {then}, and is {now}")
            if now.begin == now.end and now.begin > then.begin and least > then.begin:
                raise TopicReplaced(f"the topic {topic} was emptied")
            then = then._replace(end=max(then.end, now.end))
