"""A calendar (RFC 5545) of dated facts, written by the `icalendar` package. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

import icalendar

from services.notifications.channels.calendar_entries import Entry
from services.notifications.channels.documents import Lang, Places
from services.notifications.text.dates import doubt, edtf_in_words, is_exact
from services.notifications.text.phrases import Phrases

MEDIA_TYPE = "text/calendar; charset=utf-8"
_PRODUCT = "-//Upland//Upland calendar 1//EN"
_WORDS = {
    "pl": {
        "name": "Upland: daty", "date": "Kiedy", "source": "Źródło", "unknown": "dzień nieznany", "until": "Ostatni dzień",
        "cancelled": "Nieaktualne",
    },
    "en": {
        "name": "Upland: dates", "date": "When", "source": "Source", "unknown": "day unknown", "until": "Last day",
        "cancelled": "No longer so",
    },
}  # fmt: skip


def document(
    about: Sequence[str], lang: Lang, entries: Sequence[Entry], phrases: Phrases, places: Places
) -> bytes:
    """The calendar as bytes.

    Args:
        about: names of the clusters whose dates they are.
    """
    words = _WORDS[lang]
    calendar = icalendar.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{words['name']} ({', '.join(about)})" if about else words["name"])
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, lang, phrases, places))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: Entry, lang: Lang, phrases: Phrases, places: Places) -> icalendar.Event:
    words = _WORDS[lang]
    event = icalendar.Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"urn:upland:calendar:{entry.key}")))
    # The document is a publication, so its stamp is the time at which the entry was changed last.
    event.add("dtstamp", entry.changed)
    event.add("created", entry.created)
    event.add("last-modified", entry.changed)
    event.add("sequence", entry.changes)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("dtstart", entry.first)
    event.add("dtend", entry.last + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", summary(entry, lang, phrases))
    lines = [f"{words['date']}: {edtf_in_words(entry.edtf, lang)}"]
    for source in phrases.sources(entry.fact, lang):
        where = f", {source.locator}" if source.locator else ""
        lines.append(f"{words['source']}: {source.title}{where}{f' {source.url}' if source.url else ''}")
    event.add("description", "\n".join(lines))
    if page := places.page(entry.fact.id, lang):
        event.add("url", page)
    return event


def summary(entry: Entry, lang: Lang, phrases: Phrases) -> str:
    """The entry in one line; what is not known of its date is said in words."""
    words = _WORDS[lang]
    text = phrases.sentence(entry.fact, lang)
    if entry.ends:
        text = f"{words['until']}: {phrases.label(entry.fact.stream, lang)}"
    if is_exact(entry.edtf) or entry.continuous:
        return text
    if qualified := doubt(entry.edtf, lang):
        return f"{text} ({qualified}: {edtf_in_words(entry.edtf.translate(_UNQUALIFIED), lang)})"
    return f"{text} ({words['unknown']}: {edtf_in_words(entry.edtf, lang)})"


_UNQUALIFIED = str.maketrans("", "", "?~%")
