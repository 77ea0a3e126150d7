"""An Atom feed (RFC 4287) of events, one entry each. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from contracts.envelope import Fact
from contracts.streams import category_of
from services.notifications.channels.documents import Lang, Places
from services.notifications.text.phrases import Phrases

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
_AUTHOR = "Upland"
_WORDS = {
    "pl": {"title": "Upland: fakty", "date": "Kiedy", "source": "Źródło"},
    "en": {"title": "Upland: facts", "date": "When", "source": "Source"},
}
_EMPTY = datetime(1970, 1, 1, tzinfo=UTC)


class Heading(NamedTuple):
    """What the feed says of itself.

    key: which feed it is. about: names of its clusters. own, next: its own address and that of the page with older entries,
    relative to the request.
    """

    key: str
    about: Sequence[str]
    lang: Lang
    own: str
    next: str | None


def document(heading: Heading, facts: Sequence[Fact], phrases: Phrases, places: Places) -> bytes:
    """The feed as bytes.

    Args:
        facts: those of its entries, the newest first.
    """
    lang = heading.lang
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": lang})
    _text(feed, "id", f"urn:upland:atom:{lang}:{heading.key}")
    title = _WORDS[lang]["title"]
    _text(feed, "title", f"{title} ({', '.join(heading.about)})" if heading.about else title)
    _text(feed, "updated", _time(max((fact.recorded_at for fact in facts), default=_EMPTY)))
    _text(SubElement(feed, "author"), "name", _AUTHOR)
    _link(feed, "self", heading.own, type="application/atom+xml")
    _link(feed, "alternate", places.home(lang), type="text/html", hreflang=lang)
    _link(feed, "next", heading.next, type="application/atom+xml")
    for fact in facts:
        feed.append(_entry(fact, lang, phrases, places))
    content: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def _entry(fact: Fact, lang: Lang, phrases: Phrases, places: Places) -> Element:
    entry = Element("entry")
    _text(entry, "id", f"urn:upland:event:{fact.id}")
    sentence = phrases.sentence(fact, lang)
    _text(entry, "title", sentence)
    _text(entry, "updated", _time(fact.recorded_at))
    _text(entry, "published", _time(fact.recorded_at))
    SubElement(entry, "category", {"term": fact.type, "scheme": "urn:upland:type"})
    SubElement(entry, "category", {"term": category_of(fact.stream), "scheme": "urn:upland:category"})
    _link(entry, "alternate", places.page(fact.id, lang), type="text/html", hreflang=lang)
    _link(entry, "alternate", places.json(fact.id), type="application/json")
    lines = [f"{sentence}."]
    if date := phrases.date(fact, lang):
        lines.append(f"{_WORDS[lang]['date']}: {date}.")
    for source in phrases.sources(fact, lang):
        where = f", {source.locator}" if source.locator else ""
        lines.append(f"{_WORDS[lang]['source']}: {source.title}{where}.")
        _link(entry, "via", source.url, title=source.title)
    _text(entry, "content", "\n".join(lines), type="text")
    return entry


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = text


def _link(parent: Element, rel: str, href: str | None, **attributes: str) -> None:
    if href is not None:
        SubElement(parent, "link", {"rel": rel, "href": href} | attributes)


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
