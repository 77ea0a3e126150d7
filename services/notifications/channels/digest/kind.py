"""The digest as a kind of channel."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic
from typing import ClassVar, Literal

from runtime.errors import Refused, TooManyRequests, Unavailable
from runtime.http.bodies import malformed
from services.notifications.channels.digest import messages, tokens
from services.notifications.channels.digest.running import Digesting, Tools, envelope
from services.notifications.channels.digest.settings import DigestSettings
from services.notifications.channels.kinds import ChannelSettings, Made, Run, Sent
from services.notifications.deliveries.channel import Channel, Progress
from services.notifications.deliveries.clock import Clock
from services.notifications.deliveries.seal import Secrets
from services.notifications.mail.outbox import new_id
from services.notifications.mail.sending import Outcome
from services.notifications.subscriptions.subscription import Subscription

PENDING = "it waits for its reader, who confirms the address by the link in a mail"
# Seconds between two mails that ask one reader to confirm.
SPACING = 60.0


class Digest:
    """Mails the new events once a day or a week."""

    name: ClassVar[str] = "digest"
    settings: ClassVar[type[ChannelSettings]] = DigestSettings
    start: ClassVar[Literal["beginning", "latest"]] = "latest"

    def __init__(self, tools: Tools, clock: Clock, spacing: float = SPACING) -> None:
        self._tools = tools
        self._clock = clock
        self._spacing = spacing
        self._mailed: dict[str, float] = {}

    async def create(self, channel: Channel, subscription: Subscription) -> Made:  # noqa: ARG002  the protocol's
        """A channel that waits for its reader, who gets a link by mail.

        Raises:
            Refused: this instance sends no mail.
            Malformed: the mail server refuses the address.
            Unavailable: the mail server does not take the mail now.
        """
        if missing := self._tools.server.missing:
            raise Refused.by("mail-set-up", f"A digest cannot be made: {missing}.")
        secrets = tokens.new_secrets()
        outcome = await self._mail_link(channel, secrets)
        if outcome.state == "refused":
            raise malformed("/address", f"the mail server refuses it: {outcome.answer}")
        if outcome.state == "postponed":
            raise Unavailable(
                f"The mail server does not take mail for this address now: {outcome.answer}. Try again."
            )
        return Made("pending", PENDING, secrets)

    async def close(self, channel: Channel) -> None:
        """Forget the reader."""
        await self._tools.outbox.forget(channel.id)

    async def rotate(self, channel: Channel, secrets: Secrets) -> Made:  # noqa: ARG002  the protocol's
        """Refused: links in mails that were sent must stay good."""
        raise Refused.by("no-secret", f"The digest {channel.id} has no secret of its owner's to rotate.")

    async def challenge(self, channel: Channel, secrets: Secrets) -> Sent:
        """Mail the link for confirming once more. The answer is not `ok`: only the reader makes the channel active."""
        if channel.state != "pending":
            raise Refused.by(
                "channel-state", f"The address of {channel.id} is confirmed.", state=channel.state
            )
        now = monotonic()
        if (wait := self._mailed.get(channel.id, now - self._spacing) + self._spacing - now) > 0:
            raise TooManyRequests("A reader gets the link once a minute.", retry_after=wait)
        outcome = await self._mail_link(channel, secrets)
        return Sent(
            False, {"mail": outcome.state, "error": None if outcome.state == "sent" else outcome.answer}
        )

    async def test(self, channel: Channel, secrets: Secrets) -> Sent:  # noqa: ARG002  the protocol's
        """Refused: a reader gets nothing that it did not confirm."""
        raise Refused.by("no-test-event", f"The digest {channel.id} mails facts of the record only.")

    async def run(self, run: Run) -> None:
        """Send digests."""
        await Digesting(run, self._tools).run()

    def resumed(self, channel: Channel) -> Progress:
        """It goes on where it stopped."""
        return channel.progress

    def shown(self, channel: Channel, secrets: Secrets) -> Mapping[str, object]:  # noqa: ARG002  the protocol's
        """Until when digests were composed."""
        return {"composed": channel.progress.get("composed")}

    async def _mail_link(self, channel: Channel, secrets: Secrets) -> Outcome:
        now = monotonic()
        self._mailed = {id: at for id, at in self._mailed.items() if now - at < self._spacing}
        self._mailed[channel.id] = now
        settings = DigestSettings.model_validate(channel.settings)
        to = envelope(self._tools.server, settings, secrets, channel, new_id(), self._clock.now())
        return await self._tools.server.send(settings.address, messages.confirmation(to), _nothing)


async def _nothing() -> None:
    """Nothing is written before this message: a second one does no harm."""
