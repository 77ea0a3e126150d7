"""Mails the contact of a webhook that was disabled: once for each time.

The mail is `sending` from right before its message until the server's answer is written. A process that dies in between leaves
open whether the server has accepted it: such a mail is not sent again.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from runtime.database import WAITS
from runtime.telemetry import logger
from services.notifications.channels.webhook import notice_words
from services.notifications.channels.webhook.settings import WebhookSettings
from services.notifications.deliveries.channel import COLUMNS, Channel, Notice, channel_of
from services.notifications.deliveries.clock import Clock
from services.notifications.deliveries.store import Channels, ChannelTaken
from services.notifications.mail.messages import Letter, new_message
from services.notifications.mail.outbox import new_id
from services.notifications.mail.sending import MailServer

# Looks for disabled webhooks so often, tries a server that did not accept a mail again after such a time, and sends one
# contact no second mail within a day, however often a webhook is resumed and disabled.
EVERY, _PAUSE, _SPACING = timedelta(seconds=30), timedelta(minutes=10), timedelta(days=1)


@dataclass
class Notices:
    """The mails about disabled webhooks.

    dashboard: the origin of the dashboard, where the partner's page is.
    """

    channels: Channels
    server: MailServer
    clock: Clock
    dashboard: str | None
    _resting: dict[str, datetime] = field(default_factory=dict)

    async def run(self) -> None:
        """Send mails until cancelled."""
        while True:
            changed = self.channels.changed
            if self.server.missing is None:
                with contextlib.suppress(*WAITS):
                    await self.send_due()
            await self.clock.wait(changed, self.clock.now() + EVERY)

    async def send_due(self) -> None:
        """Send the mails that are due now, one after another."""
        now = self.clock.now()
        self._resting = {id: until for id, until in self._resting.items() if until > now}
        for row in await self.channels.pool.fetch(_DUE, now - _SPACING):
            if row["id"] not in self._resting:
                with contextlib.suppress(ChannelTaken):
                    await self._send(channel_of(row))

    async def _send(self, channel: Channel) -> None:
        settings = WebhookSettings.model_validate(channel.settings)
        assert settings.contact is not None, "the query selects those with a contact"
        now = self.clock.now()
        subject, text = notice_words.mail(channel, settings, self.dashboard)
        letter = Letter(new_id(), self.server.sender, settings.contact, subject, settings.lang, now)
        message = new_message(letter, text)
        outcome = await self.server.send(
            settings.contact, message.as_bytes(), partial(self._begin, channel, now)
        )
        logger.info("channel.notice", channel=channel.id, outcome=outcome.state)
        if outcome.state == "postponed":
            self._resting[channel.id] = now + _PAUSE
            await self._finish(channel, None, now)
        else:
            await self._finish(channel, outcome.state, now)

    async def _begin(self, channel: Channel, now: datetime) -> None:
        """The message is about to be sent. Raises `ChannelTaken` where another process has begun, or it is resumed."""
        if await self.channels.pool.fetchval(_BEGIN, channel.id, now) is None:
            raise ChannelTaken(f"channel {channel.id} is resumed, or its contact gets the mail already")

    async def _finish(self, channel: Channel, notice: Notice | None, began: datetime) -> None:
        if notice == "refused":
            # The server may have refused the recipient before there was a message.
            await self.channels.pool.execute(_BEGIN, channel.id, began)
        await self.channels.pool.execute(_FINISH, channel.id, notice, began)


_DUE = f"""
    SELECT {COLUMNS} FROM notifications.channels
    WHERE state = 'disabled' AND kind = 'webhook' AND settings ? 'contact' AND notice IS NULL
    AND (notice_at IS NULL OR notice_at <= $1) ORDER BY changed_at
"""
_BEGIN = """
    UPDATE notifications.channels SET notice = 'sending', notice_at = $2
    WHERE id = $1 AND state = 'disabled' AND notice IS NULL RETURNING true
"""
_FINISH = """
    UPDATE notifications.channels SET notice = $2, notice_at = CASE WHEN $2::text IS NULL THEN NULL ELSE notice_at END
    WHERE id = $1 AND notice = 'sending' AND notice_at = $3
"""
