"""The kind of channel that fills a topic of the partner's own on Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from aiokafka.errors import KafkaError
from pydantic import Field

from contracts.patterns import text_of
from runtime.errors import Refused, Unavailable
from runtime.randomness import random_bytes
from runtime.settings import Settings
from runtime.telemetry import logger
from services.notifications.channels.kafka.access import GRACE, KIND, Access
from services.notifications.channels.kafka.broker import Broker
from services.notifications.channels.kafka.continuation import Note
from services.notifications.channels.kafka.following import Following
from services.notifications.channels.kafka.names import Partner
from services.notifications.channels.kafka.writer import TopicReplaced, Writer
from services.notifications.channels.kinds import (
    ChannelSettings,
    Made,
    Run,
    Sent,
)
from services.notifications.deliveries.channel import Channel, Progress
from services.notifications.deliveries.seal import Seal, Secrets
from services.notifications.deliveries.store import Channels
from services.notifications.subscriptions.store import Subscriptions
from services.notifications.subscriptions.subscription import Subscription

_PROMPT = 3.0  # seconds
_NOT_HERE = (
    "Kafka channels need Apache Kafka with passwords and rights for partners, and this installation has none: the broker in"
    " memory knows neither, and another's broker needs UPLAND_KAFKA_PARTNERS_PASSWORD. Use a webhook, or the pull feed."
)


class KafkaSettings(ChannelSettings):
    """What an owner chooses for a Kafka channel."""

    name: (
        Annotated[
            str,
            text_of(
                r"^[a-z0-9][a-z0-9-]{0,30}$",
                "the end of a topic's name: up to 31 small letters, digits and hyphens",
                strict=None,
            ),
        ]
        | None
    ) = Field(
        None,
        description="For a further topic of the same subscriber, upland.partner.dkm.NAME.",
    )


class Kafka:
    """Fills the topic of each channel. Without a password for `partners` every channel is refused."""

    name: ClassVar[str] = KIND
    settings: ClassVar[type[ChannelSettings]] = KafkaSettings
    start: ClassVar[Literal["beginning", "latest"]] = "beginning"

    def __init__(
        self,
        settings: Settings,
        channels: Channels,
        subscriptions: Subscriptions,
        seal: Seal,
        grace: float = GRACE,
    ) -> None:
        self._settings = settings
        self._closing: dict[str, asyncio.Task[None]] = {}
        self._access: Access | None = None
        self._following: Following | None = None
        if settings.kafka_partners_password is not None and settings.kafka_security != "plaintext":
            broker = Broker(settings)
            self._access = Access(channels, subscriptions, seal, broker, settings.partner_topics, grace)
            self._following = Following(broker, self._access)

    @property
    def access(self) -> Access:
        """What partners have on Kafka.

        Raises:
            Refused: this installation has no Kafka for partners.
        """
        if self._access is None:
            raise Refused.by("kafka-for-partners", _NOT_HERE)
        return self._access

    @property
    def is_here(self) -> bool:
        """Whether this installation has a Kafka for partners."""
        return self._access is not None

    async def compare(self) -> None:
        """Compare the channels with what is on Kafka now and then, until cancelled."""
        await self.access.compare_for_ever()

    async def create(self, channel: Channel, subscription: Subscription) -> Made:
        """Make the topic, the right to read it, and a password."""
        access = self.access
        partner, password = access.partner(channel, subscription), random_bytes(24).hex()
        note = Note.first(partner.name, channel.cursor)
        await access.create(channel, note, password)
        return Made(
            "active",
            secrets={"password": password},
            shown={"secret": password},
            progress=note.progress(),
        )

    async def close(self, channel: Channel) -> None:
        """Take them down: the partner is cut off, on open connections too."""
        if self._access is None:
            return
        if channel.id not in self._closing:
            self._closing[channel.id] = asyncio.create_task(self._access.remove(channel))
        task = self._closing[channel.id]
        # Nobody waits for a Kafka that is away: it goes on, and the next call joins it.
        await asyncio.wait({task}, timeout=_PROMPT)
        if not task.done():
            raise Unavailable("Kafka does not answer. The partner is cut off when it does.")
        self._closing.pop(channel.id, None)
        task.result()

    async def rotate(self, channel: Channel, secrets: Secrets) -> Made:  # noqa: ARG002
        """Another password; the one before opens no new connection from now on."""
        partner, password = self._partner(channel), random_bytes(24).hex()
        await self.access.set_password(partner, password)
        return Made(channel.state, channel.reason, secrets={"password": password}, shown={"secret": password})

    async def challenge(self, channel: Channel, secrets: Secrets) -> Sent:  # noqa: ARG002
        """Refused: nothing is sent to anybody."""
        raise Refused.by(
            "no-challenge", "A Kafka channel has no receiver to ask: it is active from the beginning."
        )

    async def test(self, channel: Channel, secrets: Secrets) -> Sent:  # noqa: ARG002
        """Refused: what is in the topic stays there."""
        raise Refused.by(
            "no-test-event",
            "A topic holds the record's events and no others. Read it from its beginning to try your consumer.",
        )

    def resumed(self, channel: Channel) -> Progress:
        """Nothing changes: it goes on where it stopped."""
        return channel.progress

    def shown(self, channel: Channel, secrets: Secrets) -> Mapping[str, object]:  # noqa: ARG002
        """How its owner reads the topic."""
        reading = self.reading(channel)
        return {"kafka": reading} if reading else {}

    def reading(self, channel: Channel) -> Mapping[str, str | None] | None:
        """How the topic is read, all but the password; None before it is made."""
        if not channel.progress:
            return None
        partner, settings = self._partner(channel), self._settings
        return {
            "bootstrap": settings.kafka_partners_bootstrap,
            "security": settings.kafka_partners_security.upper(),
            "mechanism": "SCRAM-SHA-256",
            "username": partner.name,
            "topic": partner.topic,
            "groups": f"{partner.groups}*",
        }

    async def run(self, run: Run) -> None:
        """Write the feed to the topic; a topic that was replaced is filled again."""
        if self._following is None:
            raise Unavailable(_NOT_HERE)
        partner, password = self._partner(run.channel), str(run.secrets["password"])
        note = Note.read(run.channel.progress)
        assert note is not None
        try:
            async with Writer(self._settings, partner.topic) as writer:
                await self._following.run(run, partner, password, writer, note)
        except TopicReplaced as error:
            logger.warning("partner.replaced", topic=partner.topic, reason=str(error))
            raise Unavailable(str(error)) from error
        except KafkaError as error:
            raise Unavailable(f"{partner.topic}: {type(error).__name__}") from error

    def _partner(self, channel: Channel) -> Partner:
        note = Note.read(channel.progress)
        assert note is not None, "a channel that was made has a note"
        return Partner(note.name, self._settings.partner_topics)
