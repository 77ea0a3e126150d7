"""The mails of a digest as bytes: the digest itself, and the one that asks for the address to be confirmed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.notifications.channels.digest.words import WORDS, new_facts
from services.notifications.channels.documents import Lang
from services.notifications.mail.messages import Letter, new_message
from services.notifications.text.phrases import Source

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(("html.jinja",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Line(NamedTuple):
    """A fact of a digest."""

    sentence: str
    date: str | None
    url: str | None
    sources: Sequence[Source]


class Group(NamedTuple):
    """The facts of one cluster."""

    name: str
    lines: Sequence[Line]


class Envelope(NamedTuple):
    """Whom a mail is from and for, and the links in it. id: made for this mail alone."""

    id: str
    sender: str
    recipient: str
    lang: Lang
    subscription: str
    unsubscribe: str
    confirm: str
    at: datetime


def digest(envelope: Envelope, groups: Sequence[Group], count: int, *, repeats: bool) -> bytes:
    """A digest.

    Args:
        count: the facts that are new, shown or not.
        repeats: whether some of them may have been in the mail before.
    """
    words = WORDS[envelope.lang]
    shown = sum(len(group.lines) for group in groups)
    title = f"Upland: {new_facts(count, envelope.lang)}"
    values = {
        "lang": envelope.lang,
        "title": title,
        "words": words,
        "groups": groups,
        "more": words["more"].format(count=count - shown) if count > shown else None,
        "repeats": repeats,
        "why": words["why"].format(subscription=envelope.subscription),
        "unsubscribe": envelope.unsubscribe,
    }
    message = _message(envelope, title, "digest", values)
    message["List-Id"] = f"<{envelope.subscription}.{envelope.sender.rpartition('@')[2]}>"
    message["List-Unsubscribe"] = f"<{envelope.unsubscribe}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message.as_bytes()


def confirmation(envelope: Envelope) -> bytes:
    """The mail that asks for the address to be confirmed."""
    words = WORDS[envelope.lang]
    values = {
        "lang": envelope.lang,
        "title": words["confirm_subject"],
        "words": words,
        "confirm": envelope.confirm,
    }
    return _message(envelope, words["confirm_subject"], "confirmation", values).as_bytes()


def page(lang: Lang, text: str, button: str | None = None) -> str:
    """A page of one sentence as HTML; with a button that posts to the page's own address."""
    return _TEMPLATES.get_template("page.html.jinja").render(lang=lang, text=text, button=button)


def _message(envelope: Envelope, subject: str, name: str, values: Mapping[str, object]) -> EmailMessage:
    text, html = (_TEMPLATES.get_template(f"{name}.{kind}.jinja").render(values) for kind in ("text", "html"))
    letter = Letter(envelope.id, envelope.sender, envelope.recipient, subject, envelope.lang, envelope.at)
    return new_message(letter, text, html)
