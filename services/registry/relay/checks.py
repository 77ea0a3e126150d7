"""What the relay builds on, checked at its start and while it runs: the topic, its partitions, and the relay's own note."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple

from contracts.envelope import Recorded
from runtime.errors import UplandError
from runtime.kafka.records import ReceivedRecord, same_event
from runtime.settings import Settings
from services.registry.log.readable_log import ReadableLog
from services.registry.relay.broker import Broker, Topic
from services.registry.relay.topic import Ends, Partitions, Unsigned

_LOOK = 3.0  # seconds between two looks
_ANSWER = 10.0  # seconds for Kafka's answer


class Blocked(UplandError):
    """Nothing can be published after what Kafka has. The message gives the reason, and what to do."""


class Changed(UplandError):
    """The topic or the log is not the one on which the relay began. It begins again, with what there is now."""


class Noted(NamedTuple):
    """A relay's note: Kafka has every event up to `position`. positions: the last of them in each partition."""

    position: int
    positions: list[int]


class Checks:
    """Looks at topic and log for one relay."""

    def __init__(self, settings: Settings, log: ReadableLog, broker: Broker) -> None:
        self._settings = settings
        self._log = log
        self._broker = broker

    async def topic(self) -> Topic:
        """The topic, which is made where there is none.

        Raises:
            Blocked: it has other partitions than every reader of this installation expects.
        """
        topic = await self._broker.ensure()
        expected = self._settings.partitions
        if topic.partitions != expected:
            raise Blocked(
                f"the topic {self._settings.topic} has {topic.partitions} partitions, and UPLAND_PARTITIONS is {expected}:"
                " a stream's records would be in two of them. Delete the topic: it is made again, and all of the log is"
                " published to it. For another number of partitions, set UPLAND_PARTITIONS for every service first."
            )
        return topic

    async def noted(self, topic: Topic, bounds: tuple[list[int], list[int]]) -> Noted:
        """The last relay's note; one of nothing where it is of another topic, or of one that had more."""
        row = await self._log.relayed(self._settings.topic)
        begins, offsets = bounds
        nothing = Noted(0, [0] * len(offsets))
        if (
            row is None
            # Before topics' ids were noted, the note had the cluster only.
            or row["cluster"] not in {identity(topic), topic.cluster}
            or len(row["offsets"]) != len(offsets)
            or any(now < then for now, then in zip(offsets, row["offsets"], strict=True))
        ):
            return nothing
        emptied = any(offsets) and begins == offsets
        if emptied and await self._keeps_everything(topic):
            return nothing
        positions = list(row["positions"])
        # A relay of an earlier release notes its position alone.
        current = len(positions) == len(offsets) and max(positions) >= row["position"]
        return Noted(int(row["position"]), positions if current else nothing.positions)

    def unsigned(self, noted: int) -> Unsigned:
        """Of records without a MAC those count that the log has, up to where Kafka is known to hold everything."""

        async def counted(read: Sequence[ReceivedRecord]) -> list[ReceivedRecord]:
            candidates = [each for each in read if not each.authentic and each.event.position <= noted]
            logged = await self._log.at([each.event.position for each in candidates]) if candidates else {}
            return [
                each
                for each in candidates
                if (event := logged.get(each.event.position)) and same_event(event, each.event)
            ]

        return counted

    async def watch(self, partitions: Partitions, ends: Ends, progress: Callable[[], Progress]) -> None:
        """Return never.

        Args:
            found: what there was at the beginning.
            progress: how far the relay is now.

        Raises:
            Changed: topic or log are not those of the beginning.
            KafkaError, TimeoutError: Kafka does not answer.
        """
        while True:
            await asyncio.sleep(_LOOK)
            topic = await self._broker.describe()
            if topic is None:
                raise Changed(f"there is no topic {self._settings.topic} any more")
            if topic != ends.topic:
                raise Changed(f"the topic was {ends.topic}, and is {topic}")
            last, acknowledged = progress()
            begins, offsets = await asyncio.wait_for(partitions.bounds(), _ANSWER)
            if any(now < then for now, then in zip(offsets, acknowledged, strict=True)):
                raise Changed(f"the partitions end at {offsets}, and Kafka had acknowledged {acknowledged}")
            emptied = any(offsets) and begins == offsets
            if emptied and not ends.is_emptied and await self._keeps_everything(topic):
                raise Changed("the topic was emptied")
            if last is not None and (await self._log.at([last.position])).get(last.position) != last:
                raise Changed(f"at position {last.position} the log has no {last.id} any more")

    async def _keeps_everything(self, topic: Topic) -> bool:
        # A broker in memory, which has no ids, forgets as it likes.
        return bool(topic.id) and await self._broker.keeps_everything()


# The last event that was handed to the producer, and the next offset of each partition as far as Kafka has acknowledged.
Progress = tuple[Recorded | None, list[int]]


def identity(topic: Topic) -> str:
    """The topic as the relay notes it."""
    return f"{topic.cluster}/{topic.id}"
