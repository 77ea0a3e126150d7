"""Values of Follow the Money: the properties that are used, with their types; texts, dates and languages in its forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from contracts.envelope import Fact

DATASET = "upland"
ID = "id"  # the property by which an entity is there
COLUMNS = (
    "canonical_id", "entity_id", "prop", "prop_type", "schema", "value", "dataset", "origin", "lang", "original_value",
    "external", "first_seen", "last_seen", "id",
)  # fmt: skip
_TYPES = {
    "id": ("id",),
    "name": ("name", "alias", "previousName", "abbreviation"),
    "string": ("classification", "sector", "keywords", "role", "title"),
    "text": ("description", "summary"),
    "date": ("date", "startDate", "endDate", "incorporationDate", "dissolutionDate", "publishedAt"),
    "identifier": ("leiCode", "taxNumber", "registrationNumber", "idNumber"),
    "url": ("website", "sourceUrl"),
    "language": ("language",),
    "address": ("location", "address", "full"),
    "number": ("latitude", "longitude"),
    "country": ("country",),
    "entity": (
        "proof", "member", "organization", "director", "subject", "object", "predecessor", "successor", "organizer",
        "involved", "entity", "addressEntity",
    ),
}  # fmt: skip
# The type of each property that is used.
PROPERTIES = {name: type for type, names in _TYPES.items() for name in names}
# ISO 639-3, as Follow the Money has languages, by ISO 639-1.
_LANGUAGES = {
    "bg": "bul", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa", "et": "est", "fi": "fin",
    "fr": "fra", "ga": "gle", "hr": "hrv", "hu": "hun", "it": "ita", "ja": "jpn", "ko": "kor", "lt": "lit", "lv": "lav",
    "mt": "mlt", "nl": "nld", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sk": "slk", "sl": "slv", "sv": "swe",
    "tr": "tur", "uk": "ukr", "zh": "zho",
}  # fmt: skip


class Value(NamedTuple):
    """One value of a property of an entity; `original` is how the record has it, `language` an ISO 639-3 code or empty."""

    entity: str
    schema: str
    property: str
    text: str
    fact: Fact
    language: str = ""
    original: str = ""


class Entity(NamedTuple):
    """An entity whose values are made; each is from a fact."""

    id: str
    schema: str

    def of(self, name: str, text: str | None, fact: Fact, original: str = "") -> Iterator[Value]:
        """The value, where there is one, on one line unless it is a text."""
        if text and (clean := text if PROPERTIES[name] == "text" else " ".join(text.split())):
            yield Value(self.id, self.schema, name, clean, fact, original=original)

    def exists(self, fact: Fact) -> Iterator[Value]:
        """That there is this entity, and the sources of the fact."""
        yield from self.of(ID, self.id, fact)
        yield from self.cites(fact)

    def cites(self, fact: Fact) -> Iterator[Value]:
        """The sources of a fact."""
        for source in fact.data.get("sources", ()):
            yield from self.of("proof", source["id"], fact)

    def texts(self, name: str, texts: Mapping[str, str] | None, fact: Fact) -> Iterator[Value]:
        """A text in each of its languages."""
        for tag, text in (texts or {}).items():
            for value in self.of(name, text, fact):
                yield value._replace(language=language(tag))

    def dated(self, name: str, date: Mapping[str, Any] | None, fact: Fact) -> Iterator[Value]:
        """A date as far as it is one year, month or day; `original` is the EDTF."""
        yield from self.of(name, prefix_of(date), fact, (date or {}).get("edtf", ""))

    def lasting(self, date: Mapping[str, Any] | None, fact: Fact) -> Iterator[Value]:
        """When something took place: a date, or the first and the last of an interval."""
        edtf = str((date or {}).get("edtf", ""))
        start, interval, end = edtf.partition("/")
        if not interval:
            yield from self.dated("date", date, fact)
            return
        yield from self.of("startDate", _point(start, (date or {}).get("earliest")), fact, edtf)
        yield from self.of("endDate", _point(end, (date or {}).get("latest")), fact, edtf)


def relation_id(fact: Fact) -> str:
    """The id of an entity that is a relation: that of its first fact, without the sign that ids cannot have."""
    return fact.id.replace("@", ".")


def language(tag: str) -> str:
    """The language of a tag as ISO 639-3; empty where it has none that is known here."""
    primary = tag.partition("-")[0]
    return primary if len(primary) == 3 and primary != "und" else _LANGUAGES.get(primary, "")


def prefix_of(date: Mapping[str, Any] | None) -> str:
    """The year, the month or the day that both bounds of a date are in; empty where they are in none."""
    earliest, latest = (date or {}).get("earliest"), (date or {}).get("latest")
    if not earliest or not latest:
        return ""
    if earliest == latest:
        return str(earliest)
    if earliest[:7] == latest[:7]:
        return str(earliest[:7])
    return str(earliest[:4]) if earliest[:4] == latest[:4] else ""


def _point(edtf: str, bound: str | None) -> str:
    """One end of an interval: as exact as it is written, where it is written as a plain date."""
    return edtf if bound and edtf and bound.startswith(edtf) else ""
