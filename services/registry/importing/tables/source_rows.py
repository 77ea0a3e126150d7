"""From the row of a table to the registration of a source: a file, a page, a paper, a letter, a register, a conversation."""

from __future__ import annotations

from collections.abc import Iterator

from services.registry.importing.tables.cells import RowCommand, TableRow
from services.registry.importing.values.terms import SOURCE_TYPES, forms
from services.registry.importing.values.words import folded

_LANGUAGES = forms({"pl": "pl, polski, polish, po polsku", "en": "en, angielski, english, po angielsku"})
_ACTORS = ("party",)


def sources(row: TableRow) -> Iterator[RowCommand]:
    """A source; without a language of its own it is in that of its first title."""
    id, title = row.id("sources"), row.texts("title")
    if title is None:
        row.require("title_pl", "the row has no title")
        return
    language, original = row.text("language"), row.text("translation_of")
    published = row.date("published")
    fields = {
        "title": title,
        "language": _LANGUAGES.get(folded(language), language) if language else next(iter(title)),
        "source_type": row.word("source_type", SOURCE_TYPES),
        "published": published["edtf"] if isinstance(published, dict) else published,
        "publisher": row.one("publisher", *_ACTORS),
        "url": row.text("url"),
        "translation_of": original and f"source-{original.removeprefix('source-')}",
        "hash": (row.text("hash") or "").lower() or None,
    }
    yield row.command("sources", id.removeprefix("source-"), "register", fields, title="title_pl")
