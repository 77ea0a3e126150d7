"""Hands one mail to the SMTP server, and returns what became of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Literal, NamedTuple

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponseException

from runtime.settings import Settings
from runtime.telemetry import MAILS

_TIMEOUT = 30.0
# A server may take its time over the message itself (RFC 5321, 4.5.3.2.6, even asks for ten minutes).
_MESSAGE_TIMEOUT = 120.0
_LONGEST = 300


class Outcome(NamedTuple):
    """What became of a mail.

    sent: the server has accepted it. postponed: it was not accepted, and may be later. refused: the server will never accept
    it for this recipient. unknown: the connection broke after the message, so the server may or may not have accepted it.
    """

    state: Literal["sent", "postponed", "refused", "unknown"]
    answer: str


class MailServer:
    """The SMTP server of the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def missing(self) -> str | None:
        """Why no mail can be sent; None where it can."""
        settings = self._settings
        required = {
            "UPLAND_SMTP_HOST": settings.smtp_host,
            "UPLAND_SMTP_FROM": settings.smtp_from,
            "UPLAND_PUBLIC_URL": settings.public_url,
        }
        names = [name for name, value in required.items() if not value]
        return f"this instance sends no mail: its operator sets {', '.join(names)}" if names else None

    @property
    def sender(self) -> str:
        """The address that mails come from."""
        assert self._settings.smtp_from is not None, "mail is set up"
        return self._settings.smtp_from

    @property
    def domain(self) -> str:
        """The domain of that address."""
        return self.sender.rpartition("@")[2]

    @property
    def public_url(self) -> str:
        """Where the readers of mails reach this service."""
        return (self._settings.public_url or "").rstrip("/")

    async def send(self, recipient: str, message: bytes, begin: Callable[[], Awaitable[None]]) -> Outcome:
        """Send a mail.

        Args:
            begin: called when the server takes mail for the recipient, right before the message; after it the server may
                accept the message at any time. What it raises ends the sending.
        """
        outcome = await self._send(recipient, message, begin)
        MAILS.labels(outcome.state).inc()
        return outcome

    async def _send(self, recipient: str, message: bytes, begin: Callable[[], Awaitable[None]]) -> Outcome:
        client = self._client()
        try:
            try:
                await client.connect()
                await client.mail(self.sender)
            except (SMTPException, OSError, TimeoutError, ValueError) as error:
                # The server itself, its certificate, our password, our own address: nothing of it is the recipient's fault.
                return Outcome("postponed", _text(error))
            try:
                await client.rcpt(recipient)
            except SMTPResponseException as error:
                return Outcome("refused" if error.code >= 500 else "postponed", _text(error))
            except (SMTPException, OSError, TimeoutError) as error:
                return Outcome("postponed", _text(error))
            await begin()
            try:
                answer = await client.data(message, timeout=_MESSAGE_TIMEOUT)
            except SMTPResponseException as error:
                return Outcome("refused" if error.code >= 500 else "postponed", _text(error))
            except (SMTPException, OSError, TimeoutError) as error:
                return Outcome("unknown", _text(error))
            return Outcome("sent", f"{answer.code} {answer.message}"[:_LONGEST])
        finally:
            with contextlib.suppress(SMTPException, OSError, TimeoutError, asyncio.CancelledError):
                client.close()

    def _client(self) -> aiosmtplib.SMTP:
        settings = self._settings
        password = settings.smtp_password_file
        return aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_user,
            password=password.read_text("utf-8").strip() if password else None,
            use_tls=settings.smtp_tls == "tls",
            start_tls=settings.smtp_tls == "starttls",
            timeout=_TIMEOUT,
        )


def _text(error: BaseException) -> str:
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}"[:_LONGEST]
    return f"{type(error).__name__}: {error}"[:_LONGEST]
