"""The name under which a browser saves an exported answer (RFC 6266), in the language of the query."""

from __future__ import annotations

import re
from urllib.parse import quote

from anyascii import anyascii

from services.projections.queries.http.query import Query

# First part of a question's path → its name in Polish and English.
_NAMES = {
    "agreements": ("porozumienia", "agreements"),
    "bridges": ("pomosty", "bridges"),
    "changes": ("zmiany", "changes"),
    "clusters": ("klastry", "clusters"),
    "commitments": ("zobowiązania", "commitments"),
    "dossiers": ("dossier", "dossier"),
    "facts": ("fakt", "fact"),
    "matrix": ("macierz", "matrix"),
    "membership": ("członkostwo", "membership"),
    "network": ("sieć", "network"),
    "parties": ("podmioty", "parties"),
    "recognitions": ("wyróżnienia", "recognitions"),
    "search": ("wyszukiwanie", "search"),
    "similar-parties": ("podobne podmioty", "similar parties"),
    "thresholds": ("progi", "thresholds"),
    "timeline": ("oś czasu", "timeline"),
    "together": ("razem", "together"),
    "visits": ("wizyty", "visits"),
    "worklist": ("do uzupełnienia", "worklist"),
}
# `as_of` may be any EDTF text.
_UNSAFE = re.compile(r"[^\w-]+", re.ASCII)


def disposition(path: str, id: str, query: Query) -> str:
    """Return the value of `Content-Disposition`: the name, and the same in ASCII for old clients."""
    first = path.removeprefix("/v1/").partition("/")[0]
    polish, english = _NAMES[first]
    label = polish if query.lang == "pl" else english
    parts = [label, *filter(None, (id, _UNSAFE.sub("_", query.as_of).strip("_")))]
    name = f"{' '.join(parts)}.{query.format}"
    return f"attachment; filename=\"{anyascii(name)}\"; filename*=UTF-8''{quote(name, safe='')}"
