"""Ids for what has none: made of its name or of what distinguishes it, so that a second import makes the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256

from services.registry.importing.values.dates import Unclear, read_date
from services.registry.importing.values.words import folded, slug

_LONGEST = 63
_DIGITS = 8  # of a hash
# What distinguishes an agreement or a visit that has no id: its name, else who, when and what about.
_NAMES = ("name_pl", "name_en")
_PARTS = {
    "agreements": (("signed", "proposed"), ("parties",), ("subject_pl", "subject_en")),
    "visits": (("date",), ("host",), ("visitors",), ("purpose_pl", "purpose_en")),
    "sources": (("published",), ("title_pl", "title_en")),
}


def id_of_name(name: str) -> str:
    """The id that a name gives, in Latin letters; empty where no letter of it has a place there. Long ones end with a hash."""
    made = slug(name, longest=None)
    return made if len(made) <= _LONGEST else _shortened(made, folded(name))


def id_of_row(kind: str, cells: Mapping[str, str]) -> str:
    """The id of an agreement, a visit or a source, by the cells of its row; empty where they say too little."""
    if given := cells.get("id"):
        if kind == "agreements":  # people number them as in `A 1/2018`
            return id_of_name(given) or given
        return given.removeprefix("source-") if kind == "sources" else given  # tables cite sources either way
    name = next((cells[column] for column in _NAMES if cells.get(column)), "")
    if name:
        when = next((cells[column] for column in _PARTS[kind][0] if cells.get(column)), "")
        parts = [name, _year(when)]
    else:
        chosen = [next((cells[c] for c in columns if cells.get(c)), "") for columns in _PARTS[kind]]
        if not all(chosen[1:2]):
            return ""
        parts = [_day(chosen[0]), *chosen[1:]]
    texts = [folded(part) for part in parts if part]
    made = slug(" ".join(texts), longest=None)
    return made if len(made) <= _LONGEST else _shortened(made, "\n".join(texts))


def _day(text: str) -> str:
    """A date in one spelling, however it is written."""
    try:
        return read_date(text).edtf if text else ""
    except Unclear:
        return text


def _year(text: str) -> str:
    match = re.search(r"\d{4}", _day(text), re.ASCII)
    return match[0] if match else ""


def _shortened(made: str, text: str) -> str:
    digest = sha256(text.encode()).hexdigest()[:_DIGITS]
    return f"{made[: _LONGEST - _DIGITS - 1].rstrip('-')}-{digest}"
