"""What mails have in common: the form of an address, the headers, and the bodies."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Annotated, NamedTuple

from contracts.patterns import text_of

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS_PATTERN = rf"^{_LOCAL}@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}$"
MailAddress = Annotated[
    str,
    text_of(ADDRESS_PATTERN, "an e-mail address such as anna@example.org", strict=None, max_length=254),
]
_SENDER = "Upland"


class Letter(NamedTuple):
    """A mail's headers. id: made for this mail alone; its Message-ID is made of it."""

    id: str
    sender: str
    recipient: str
    subject: str
    lang: str
    at: datetime


def new_message(letter: Letter, text: str, html: str | None = None) -> EmailMessage:
    """A message with its text, and the same as HTML where there is one."""
    message = EmailMessage(policy=SMTP.clone(max_line_length=78, cte_type="7bit"))
    message["From"] = Address(_SENDER, addr_spec=letter.sender)
    message["To"] = Address(addr_spec=letter.recipient)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.id}@{letter.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="quoted-printable")
    if html is not None:
        message.add_alternative(html, subtype="html", cte="quoted-printable")
    # A body that is set takes away every header that begins with “Content-”.
    message["Content-Language"] = letter.lang
    return message
