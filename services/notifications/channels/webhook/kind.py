"""The webhook as a kind of channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from time import monotonic
from typing import ClassVar, Literal

from runtime.errors import Refused, TooManyRequests
from runtime.http.bodies import malformed
from runtime.randomness import random_bytes
from services.notifications.channels.kinds import ChannelSettings, Made, Run, Sent
from services.notifications.channels.shown import written
from services.notifications.channels.webhook import messages, signatures
from services.notifications.channels.webhook.delivering import RESUMED, Delivering, Terms
from services.notifications.channels.webhook.destinations import Rules, check_url
from services.notifications.channels.webhook.judgement import Health
from services.notifications.channels.webhook.messages import Message
from services.notifications.channels.webhook.sending import Answer, Sender
from services.notifications.channels.webhook.settings import WebhookSettings
from services.notifications.channels.webhook.signatures import Key
from services.notifications.deliveries.channel import Channel, Progress
from services.notifications.deliveries.clock import Clock
from services.notifications.deliveries.seal import Secrets
from services.notifications.mail.sending import MailServer
from services.notifications.subscriptions.subscription import Subscription

PENDING = "it waits for its challenge: POST …/challenge when the endpoint is ready to echo it"
# For how long the secret before the last rotation signs as well.
OVERLAP = timedelta(hours=24)
# Seconds between two challenges or tests of one channel.
SPACING = 1.0


class Webhook:
    """Posts events to an address of the partner's own."""

    name: ClassVar[str] = "webhook"
    settings: ClassVar[type[ChannelSettings]] = WebhookSettings
    start: ClassVar[Literal["beginning", "latest"]] = "latest"

    def __init__(
        self,
        sender: Sender,
        clock: Clock,
        rules: Rules,
        terms: Terms,
        spacing: float = SPACING,
        mail: MailServer | None = None,
    ) -> None:
        self._mail = mail
        self._sender, self._clock, self._rules, self._terms = sender, clock, rules, terms
        self._spacing = spacing
        self._tried: dict[str, float] = {}

    async def create(self, channel: Channel, subscription: Subscription) -> Made:  # noqa: ARG002  the protocol's
        """A secret for the channel, which waits for its challenge.

        Raises:
            Malformed: the address is one to which webhooks do not go.
            Refused: there is a contact, and this instance sends no mail.
        """
        chosen = WebhookSettings.model_validate(channel.settings)
        if chosen.contact is not None and self._mail is not None and (missing := self._mail.missing):
            raise Refused.by("mail-set-up", f"The contact would get no mail: {missing}.", "/contact")
        try:
            check_url(chosen.url, self._rules)
        except ValueError as error:
            raise malformed("/url", str(error)) from None
        key = signatures.new_key(chosen.signature, random_bytes(32))
        return Made("pending", PENDING, signatures.stored([key]), _once(key))

    async def close(self, channel: Channel) -> None:
        """A webhook has nothing elsewhere."""

    async def rotate(self, channel: Channel, secrets: Secrets) -> Made:
        """Another secret; the one before signs as well for a day."""
        scheme = WebhookSettings.model_validate(channel.settings).signature
        keys = signatures.rotated(
            signatures.read(secrets), scheme, random_bytes(32), self._clock.now(), OVERLAP
        )
        return Made(channel.state, channel.reason, signatures.stored(keys), _once(keys[0]))

    async def challenge(self, channel: Channel, secrets: Secrets) -> Sent:
        """Whether the receiver echoes a word."""
        word = random_bytes(16).hex()
        answer = await self._post(channel, secrets, messages.challenge(channel.id, word))
        echoed = answer.ok and messages.is_echoed(word, answer.text)
        shown = _shown(answer)
        if answer.ok and not echoed:
            shown["error"] = "the answer does not hold the challenge"
        return Sent(echoed, shown)

    async def test(self, channel: Channel, secrets: Secrets) -> Sent:
        """Post an event that is none of the record."""
        in_batch = WebhookSettings.model_validate(channel.settings).content == "batch"
        message = messages.test(channel.id, random_bytes(8).hex(), self._clock.now(), in_batch=in_batch)
        answer = await self._post(channel, secrets, message)
        return Sent(answer.ok, _shown(answer))

    async def run(self, run: Run) -> None:
        """Deliver."""
        await Delivering(run, self._sender, self._terms).run()

    def resumed(self, channel: Channel) -> Progress:
        """Nothing counts against the endpoint any more."""
        return {**Health(None, Health.read(channel.progress).last_success).written(), RESUMED: True}

    def shown(self, channel: Channel, secrets: Secrets) -> Mapping[str, object]:
        """How the endpoint does, and by which keys it is signed."""
        health = Health.read(channel.progress).written()
        shown: dict[str, object] = {
            "failing_since": health.get("failing_since"),
            "last_success": health.get("last_success"),
        }
        if channel.settings.get("contact") is not None:
            at = channel.notice_at
            shown["notice"] = {"state": channel.notice, "at": written(at)} if channel.notice and at else None
        keys = signatures.valid(signatures.read(secrets), self._clock.now()) if secrets else []
        shown["secrets"] = [{"until": key.until.isoformat() if key.until else None} for key in keys]
        if keys and channel.settings["signature"] == "v1a":
            shown |= {
                "public_keys": [signatures.public_of(key) for key in keys],
                "jwks": f"/v1/channels/{channel.id}/jwks.json",
            }
        return shown

    async def _post(self, channel: Channel, secrets: Secrets, message: Message) -> Answer:
        self._space(f"{channel.id} {message.media_type}")
        now = self._clock.now()
        headers = messages.headers(message, signatures.valid(signatures.read(secrets), now), now)
        return await self._sender.post(str(channel.settings["url"]), message.body, headers)

    def _space(self, request: str) -> None:
        """Raise `TooManyRequests` where the channel was tried a moment ago: nobody drives requests at others by us."""
        now = monotonic()
        self._tried = {id: at for id, at in self._tried.items() if now - at < self._spacing}
        if request in self._tried:
            raise TooManyRequests(
                "A challenge or a test is sent once a second.",
                retry_after=self._spacing - (now - self._tried[request]),
            )
        self._tried[request] = now


def _once(key: Key) -> dict[str, object]:
    """What is shown when a key is made: the secret; of a key pair only its public half is anybody's."""
    if key.secret.startswith(signatures.SECRET):
        return {"secret": key.secret}
    return {"public_key": signatures.public_of(key)}


def _shown(answer: Answer) -> dict[str, object]:
    return {"status": answer.code, "body": answer.text, "error": answer.error, "took_ms": answer.took_ms}
