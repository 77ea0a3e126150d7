"""A real SMTP server on loopback that does what a test wants, a clock that is put forward, and digests that go there."""

from __future__ import annotations

import asyncio
import email
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import asyncpg
from aiosmtpd.smtp import SMTP, Envelope, Session

from runtime.settings import Settings
from services.notifications.channels.digest.kind import Digest
from services.notifications.channels.digest.running import Tools
from services.notifications.channels.documents import Places
from services.notifications.deliveries.channel import Channel
from services.notifications.deliveries.clock import Clock
from services.notifications.deliveries.store import Channels
from services.notifications.deliveries.worker import Parts
from services.notifications.mail.outbox import Outbox
from services.notifications.mail.sending import MailServer
from services.notifications.notifier import Notifier
from tests.notifications.deliveries.given import Office
from tests.notifications.webhook.given import PutForward

READER = "office@dkm.example"
STEPS = ("EHLO", "MAIL", "RCPT", "DATA")


@dataclass
class Postbox:
    """Accepts mail, as far as a test lets it.

    replies: answers in place of its own, by step, each used once. at: called when a step is reached. dropping: closes the
    connection after a message without an answer, though it has accepted it.
    """

    accepted: list[EmailMessage] = field(default_factory=list)
    replies: dict[str, list[str]] = field(default_factory=dict)
    at: dict[str, Callable[[], None]] = field(default_factory=dict)
    dropping: bool = False
    port: int = 0

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Postbox]:
        """It listens inside the block."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(self, hostname="mail.test"), "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

    def texts(self) -> list[str]:
        """The plain texts of the digests that were accepted."""
        return [plain(mail) for mail in self.accepted if mail["List-Unsubscribe"]]

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self._reached("EHLO")
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._reached("MAIL")
        envelope.mail_from = address
        return self._reply("MAIL") or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._reached("RCPT")
        if reply := self._reply("RCPT"):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if reply := self._reply("DATA"):
            return reply
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.accepted.append(message)
        self._reached("DATA")
        if self.dropping:
            assert server.transport is not None
            server.transport.close()
        return "250 accepted"

    def _reply(self, step: str) -> str | None:
        return self.replies[step].pop(0) if self.replies.get(step) else None

    def _reached(self, step: str) -> None:
        if step in self.at:
            self.at.pop(step)()


def events_in(mail: EmailMessage) -> list[str]:
    """The ids of the events in a digest, by the addresses that its lines have."""
    return [unquote(id) for id in re.findall(r"/timeline\?sel=([^\"&]+)\"", part(mail, "html"))]


def plain(mail: EmailMessage) -> str:
    """The text of a mail."""
    return part(mail, "plain")


def part(mail: EmailMessage, kind: str) -> str:
    """One of the two bodies of a mail."""
    body = mail.get_body((kind,))
    assert body is not None
    content = body.get_content()
    assert isinstance(content, str)
    return content


def settings_of(port: int) -> Settings:
    """Settings with a mail server on loopback."""
    return Settings(**mail_settings(port))


def mail_settings(port: int) -> dict[str, Any]:
    """The settings of that server."""
    return {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_tls": "none",
        "smtp_from": "upland@upland.example",
        "public_url": "https://upland.example/feed",
    }


class Morning(PutForward):
    """A clock that begins on a Monday, 2 March 2026, at noon in Warsaw."""

    def __init__(self, at: datetime = datetime(2026, 3, 2, 11, tzinfo=UTC)) -> None:
        super().__init__()
        self._now = at


def kind_of(port: int, pool: asyncpg.Pool[asyncpg.Record], clock: Clock) -> Digest:
    """The digest as a kind, with a mail server on loopback."""
    tools = Tools(
        MailServer(settings_of(port)), Outbox(pool, Channels(pool)), Places("https://upland.example")
    )
    return Digest(tools, clock, spacing=0.0)


async def confirmed(parts: Parts, subscription: str, **chosen: Any) -> Channel:
    """A channel of a subscription whose reader has confirmed it, from the beginning of the feed on."""
    settings = parts.kinds["digest"].settings.model_validate({"address": READER, "lang": "en", **chosen})
    start = (await parts.pages.end())._replace(release=0, place=0)
    channel = await parts.channels.create(subscription, "digest", settings.model_dump(mode="json"), start)
    sealed = parts.seal.close(channel.id, {"word": "0f" * 32})
    progress: dict[str, object] = {"composed": parts.clock.now().isoformat()}
    return await parts.channels.change(
        channel.id, "active", None, lease=channel.lease, secrets=sealed, progress=progress
    )


@dataclass
class Digests:
    """Digests of one subscription, on the test's database."""

    office: Office
    clock: Morning
    postbox: Postbox

    @classmethod
    async def open(
        cls, pool: asyncpg.Pool[asyncpg.Record], notifier: Notifier, key_file: Path, postbox: Postbox
    ) -> Digests:
        """With the subscription `s` of a cluster."""
        clock = Morning()
        kind = kind_of(postbox.port, pool, clock)
        office = Office.open(pool, notifier, key_file, clock, kind)
        await office.subscribe("s")
        return cls(office, clock, postbox)

    async def confirmed(self, **chosen: Any) -> Channel:
        """A channel whose reader has confirmed it, from the beginning of the feed on."""
        return await confirmed(self.office.parts, "s", **chosen)

    async def get(self, channel: Channel) -> Channel:
        """The channel as it is now."""
        now = await self.office.parts.channels.get(channel.id)
        assert now is not None
        return now

    async def states(self, channel: Channel) -> list[str]:
        """The states of its mails, the earliest first."""
        rows = await self.office.pool.fetch(
            "SELECT state FROM notifications.mails WHERE channel = $1 ORDER BY created_at", channel.id
        )
        return [row["state"] for row in rows]

    async def days(self, count: int = 1) -> None:
        """Let days go by, one after another."""
        for _ in range(count):
            await self.clock.forward(timedelta(days=1))
