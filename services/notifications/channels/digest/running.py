"""The work of one digest: composes it when it is due, and sends it once.

A mail is written to the outbox in the transaction that moves the cursor, so a process that dies loses nothing and composes
nothing twice. It is `sending` from right before its message until the answer of the server is written. A process that dies in
between leaves open whether the server has accepted it: such a mail is not sent again, and its events are in the next digest too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from runtime.telemetry import logger
from services.notifications.channels.digest import messages, slots, tokens
from services.notifications.channels.digest.composing import groups_of
from services.notifications.channels.digest.messages import Envelope
from services.notifications.channels.digest.settings import DigestSettings
from services.notifications.channels.documents import Places
from services.notifications.channels.kinds import Run
from services.notifications.cursor import Cursor
from services.notifications.deliveries.channel import Channel, Progress
from services.notifications.mail.outbox import Mail, Outbox, new_id
from services.notifications.mail.sending import MailServer, Outcome
from services.notifications.pages import Delivered
from services.notifications.text.phrases import facts_of, read_phrases

_PAGE = 500
_SHOWN = 200
_BROKEN = "the process ended before the server's answer was written"
# Greylisting lets a mail in after some minutes; a server that is away may be back after hours.
_PAUSES = (5, 10, 20, 40, 60)
_PATIENCE = timedelta(days=3)
_LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class Tools:
    """What every digest is sent with."""

    server: MailServer
    outbox: Outbox
    places: Places


def envelope(
    server: MailServer,
    settings: DigestSettings,
    secrets: dict[str, object],
    channel: Channel,
    id: str,
    at: datetime,
) -> Envelope:
    """Whom a mail of a channel is from and for."""
    return Envelope(
        id,
        server.sender,
        settings.address,
        settings.lang,
        channel.subscription,
        tokens.link(server.public_url, secrets, channel.id, "unsubscribe"),
        tokens.link(server.public_url, secrets, channel.id, "confirm"),
        at,
    )


class Digesting:
    """One channel under one lease."""

    def __init__(self, run: Run, tools: Tools) -> None:
        self._run = run
        self._tools = tools
        self._settings = DigestSettings.model_validate(run.channel.settings)
        self._channel = run.channel

    async def run(self) -> None:
        """Send digests until cancelled, disabled, or the lease is over.

        Raises:
            ChannelTaken: the lease is over.
        """
        while True:
            clock = self._run.clock
            mail = await self._tools.outbox.unfinished(self._channel.id)
            if mail is None:
                now = clock.now()
                due = slots.last_due(self._settings, now)
                if due > self._last:
                    await self._compose(due, now)
                    continue
                until = slots.next_due(self._settings, now)
            elif mail.state == "sending":
                await self._settle(mail, Outcome("unknown", _BROKEN))
                continue
            elif mail.next_at <= clock.now():
                outcome = await self._tools.server.send(
                    self._settings.address,
                    mail.message,
                    partial(self._tools.outbox.begin, mail, self._channel, clock.now()),
                )
                if await self._settle(mail, outcome):
                    return
                continue
            else:
                until = mail.next_at
            await clock.wait(asyncio.Event(), min(until, clock.now() + _LONGEST_WAIT))

    @property
    def _last(self) -> datetime:
        """Until when digests are composed."""
        text = self._channel.progress.get("composed")
        return datetime.fromisoformat(text) if isinstance(text, str) else self._channel.created_at

    async def _compose(self, due: datetime, now: datetime) -> None:
        """Write a digest of what is new; when nothing is, only that it was looked for."""
        newest, count, end = await self._entries()
        progress: Progress = {"composed": due.isoformat()}
        if not count:
            await self._run.channels.advance(self._channel.id, self._channel.lease, end, progress)
            self._channel = self._channel._replace(cursor=end, progress=progress)
            return
        run, id = self._run, new_id()
        facts = facts_of(entry.statement for entry in newest)
        phrases = await read_phrases(run.pages, run.reader, facts)
        groups = groups_of(facts, phrases, self._tools.places, self._settings.lang)
        to = envelope(self._tools.server, self._settings, run.secrets, self._channel, id, now)
        repeats = bool(self._channel.progress.get("repeats"))
        message = await asyncio.to_thread(messages.digest, to, groups, count, repeats=repeats)
        await self._tools.outbox.add(id, self._channel, end, count, message, progress, now)
        self._channel = self._channel._replace(cursor=end, progress=progress)

    async def _entries(self) -> tuple[Sequence[Delivered], int, Cursor]:
        """The newest of the entries behind the cursor, how many there are, and the cursor after them."""
        newest: list[Delivered] = []
        count, cursor = 0, self._channel.cursor
        while True:
            page = await self._run.after(cursor, _PAGE)
            newest = [*newest, *page.entries][-_SHOWN:]
            count, cursor = count + len(page.entries), page.next
            if not page.full:
                return newest, count, cursor

    async def _settle(self, mail: Mail, outcome: Outcome) -> bool:
        """Write what became of a mail; whether the channel is disabled by it."""
        now = self._run.clock.now()
        outbox, channel = self._tools.outbox, self._channel
        given_up = now - mail.created_at >= _PATIENCE
        if outcome.state == "postponed" and not given_up:
            pause = timedelta(minutes=_PAUSES[min(mail.attempts, len(_PAUSES) - 1)])
            await outbox.postpone(mail, channel, outcome.answer, now + pause, now)
            logger.warning("digest.postponed", channel=channel.id, mail=mail.id, answer=outcome.answer)
            return False
        state = "refused" if outcome.state == "postponed" else outcome.state
        progress = {name: value for name, value in channel.progress.items() if name != "repeats"}
        if state == "unknown":
            progress["repeats"] = True
        # Its owner may have moved the cursor back meanwhile.
        cursor = channel.cursor if state == "sent" else min(mail.start, channel.cursor)
        await outbox.finish(mail, channel._replace(cursor=cursor), state, outcome.answer, now, progress)
        self._channel = channel._replace(cursor=cursor, progress=progress)
        logger.info("digest.finished", channel=channel.id, mail=mail.id, state=state)
        if state != "refused":
            return False
        how = "did not take the digest for three days" if given_up else "refuses the digest for good"
        reason = f"the mail server {how}: {outcome.answer}"
        logger.warning("channel.disabled", channel=channel.id, reason=reason)
        await self._run.channels.change(channel.id, "disabled", reason, lease=channel.lease)
        return True
