"""What a partner has on Kafka, made and taken down by one process at a time, and compared with the channels."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg

from runtime.database import WAITS
from runtime.errors import Refused, Reply
from runtime.telemetry import logger
from services.notifications.channels.kafka.broker import Broker
from services.notifications.channels.kafka.continuation import Note
from services.notifications.channels.kafka.names import Partner, partner_name
from services.notifications.deliveries.channel import Channel
from services.notifications.deliveries.seal import Seal
from services.notifications.deliveries.store import Channels
from services.notifications.subscriptions.store import Subscriptions
from services.notifications.subscriptions.subscription import Subscription

KIND = "kafka"
# How often everything is compared, in seconds.
_EVERY = 30.0
# For how long a topic without a channel stays: a reader that is cut off is refused while there is a topic, and hears
# nothing any more when there is none.
GRACE = 20.0
_LOCK = "SELECT pg_advisory_lock(hashtextextended($1, 7087148))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended($1, 7087148))"


class Access:
    """Topics, passwords and rights of partners.

    Of the channels with one name, the one that was made first has what is there under it; the others come to nothing. A
    topic is made before the right to read it, that before the password, and they go in the other order: so there is no
    password that the comparison cannot find by a right.

    Args:
        grace: seconds for which a topic without a channel stays.
    """

    def __init__(
        self,
        channels: Channels,
        subscriptions: Subscriptions,
        seal: Seal,
        broker: Broker,
        prefix: str,
        grace: float = GRACE,
    ) -> None:
        self._channels = channels
        self._subscriptions = subscriptions
        self._seal = seal
        self._broker = broker
        self._prefix = prefix
        self._one = asyncio.Lock()  # so that waiting for Kafka takes one connection of the pool, and not all
        self._ensured: dict[str, datetime] = {}
        self._grace = grace
        self._unwanted: dict[
            str, float
        ] = {}  # topics without a channel: since when, by the event loop's time

    def partner(self, channel: Channel, subscription: Subscription) -> Partner:
        """The names of a channel."""
        suffix = channel.settings.get("name")
        return Partner(partner_name(subscription.subscriber, str(suffix) if suffix else None), self._prefix)

    async def create(self, channel: Channel, note: Note, password: str) -> None:
        """Make everything for a new channel, after it has noted its name: without a note nothing is taken down.

        Raises:
            Refused: the subscriber has a channel of that name, or somebody else on this broker has the name.
            Unavailable: Kafka does not answer.
        """
        partner = Partner(note.name, self._prefix)
        async with self._alone(partner.name):
            owner = await self._owner(partner.name)
            if owner is None or owner.id != channel.id:
                raise Refused.by(
                    "kafka-topic",
                    f"The topic {partner.topic} is that of the channel {owner.id if owner else 'of another process'}."
                    " Close that one, or give this one another “name”.",
                    topic=partner.topic,
                )
            if partner.name in await self._broker.users():
                raise Refused.by(
                    "kafka-user",
                    f"On this Kafka somebody else logs in as {partner.name}. Give the channel another “name”.",
                    user=partner.name,
                )
            await self._channels.advance(channel.id, channel.lease, channel.cursor, note.progress())
            await self._broker.drop_topic(
                partner.topic
            )  # one of a closed channel is still there for a moment
            await self._make(partner, password)

    async def ensure(self, channel: Channel, partner: Partner, password: str, *, again: bool = False) -> None:
        """Make what is missing for a channel; once for each change of it, or `again`."""
        if self._ensured.get(channel.id) == channel.changed_at and not again:
            return
        async with self._alone(partner.name):
            owner = await self._owner(partner.name)
            if owner is not None and owner.id == channel.id and owner.state not in {"making", "closing"}:
                await self._make(partner, password)
                self._ensured[channel.id] = channel.changed_at

    async def set_password(self, partner: Partner, password: str) -> None:
        """Replace a partner's password."""
        async with self._alone(partner.name):
            await self._broker.set_password(partner.name, password)

    async def remove(self, channel: Channel) -> None:
        """Cut a channel's partner off, and no other one. Its topic goes with one of the next comparisons."""
        self._ensured.pop(channel.id, None)
        stored = await self._channels.get(channel.id)
        note = Note.read(stored.progress) if stored is not None else None
        if note is None:
            return
        async with self._alone(note.name):
            owner = await self._owner(note.name)
            if owner is not None and owner.id == channel.id:
                await self._cut_off(note.name)

    async def compare_for_ever(self) -> None:
        """Compare now and then, until cancelled."""
        while True:
            try:
                await self.compare()
            except WAITS as error:
                logger.warning("partners.waiting", reason=str(error))
            await asyncio.sleep(_EVERY)

    async def compare(self) -> None:
        """Make what channels lack on Kafka, and take down what is there for no channel."""
        # First what there is, then the channels: a channel's row is written before anything is made for it.
        topics = await self._broker.topics(self._prefix)
        readers = await self._broker.readers(self._prefix)
        users = await self._broker.users()
        wanted = await self._wanted()
        partners = {name for name, read in readers.items() if self._prefix + name in read}
        for name in sorted(partners - wanted.keys()):
            async with self._alone(name):
                if await self._owner(name) is None:
                    logger.warning("partners.stray", name=name)
                    await self._cut_off(name)
        await self._drop_unwanted({topic.removeprefix(self._prefix) for topic in topics} - wanted.keys())
        for name, channel in wanted.items():
            partner = Partner(name, self._prefix)
            complete = partner.topic in topics and name in partners and name in users
            if channel.sealed is not None and not complete:
                try:
                    password = str(self._seal.open(channel.id, channel.sealed)["password"])
                except Reply as error:  # its owner rotates it
                    logger.error("partners.not_made", channel=channel.id, reason=error.detail)
                    continue
                await self.ensure(channel, partner, password, again=True)

    # ---- inside
    async def _make(self, partner: Partner, password: str) -> None:
        await self._broker.make_topic(partner.topic)
        await self._broker.allow(partner)
        await self._broker.set_password(partner.name, password)

    async def _cut_off(self, name: str) -> None:
        await self._broker.drop_password(name)
        await self._broker.forbid(name)

    async def _drop_unwanted(self, names: set[str]) -> None:
        now = asyncio.get_running_loop().time()
        self._unwanted = {name: self._unwanted.get(name, now) for name in names}
        for name in [name for name, since in self._unwanted.items() if now - since >= self._grace]:
            async with self._alone(name):
                if await self._owner(name) is None:
                    await self._broker.drop_topic(self._prefix + name)

    async def _owner(self, name: str) -> Channel | None:
        return (await self._wanted()).get(name)

    async def _wanted(self) -> dict[str, Channel]:
        """By name, the channel that what is there under it belongs to."""
        wanted: dict[str, Channel] = {}
        for channel in await self._channels.unfinished():
            if channel.kind == KIND and (name := await self._name(channel)) is not None:
                wanted.setdefault(name, channel)
        return wanted

    async def _name(self, channel: Channel) -> str | None:
        if (note := Note.read(channel.progress)) is not None:
            return note.name
        subscription = await self._subscriptions.get(channel.subscription)
        return None if subscription is None else self.partner(channel, subscription).name

    @asynccontextmanager
    async def _alone(self, name: str) -> AsyncIterator[None]:
        """No other process makes or takes down anything under a name meanwhile."""
        async with self._one, self._channels.pool.acquire() as connection:
            await connection.execute(_LOCK, name)
            try:
                yield
            finally:
                await _unlock(connection, name)


async def _unlock(connection: asyncpg.pool.PoolConnectionProxy[asyncpg.Record], name: str) -> None:
    # A connection that is gone has given its locks up.
    if not connection.is_closed():
        await connection.execute(_UNLOCK, name)
