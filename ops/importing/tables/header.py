"""A table's first row: which kind of table it begins, and what each of its columns means.

Headers are compared without case, accents and punctuation: `Data przystąpienia` is `data_przystapienia`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from ops.importing.values.words import folded
from ops.interchange.columns import KINDS
from runtime.errors import OperationFailed

# What distinguishes the kinds, in the order in which they are tried.
_DISTINCTIVE = {
    "facts": ("command",),
    "agreements": ("parties",),
    "visits": ("host", "visitors"),
    "counts": ("count",),
    "members": ("name", "party"),
}
_BY_HEADER = {
    kind: {folded(word): name for name, words in columns.items() for word in (name, *words.split(","))}
    for kind, columns in KINDS.items()
}


@dataclass(frozen=True)
class Header:
    """A file's first row: its kind, and of each column the name and the header as it is written."""

    kind: str
    names: tuple[str, ...]  # "" for a column that means nothing
    written: dict[str, str]
    unread: tuple[str, ...]  # headers that mean nothing


@dataclass(frozen=True)
class HeaderWrong(OperationFailed):
    """A first row by which the file cannot be read."""

    message: str
    expected: str
    suggestion: str | None = None


def read_header(cells: Iterable[str]) -> Header:
    """The kind of a file and its columns. Raises HeaderWrong."""
    written = [cell.strip() for cell in cells]
    kind = kind_of(written)
    if kind is None:
        near = [
            near for cell in written for near in get_close_matches(folded(cell), _words(), n=1, cutoff=0.8)
        ]
        kinds = "; ".join(
            f"{kind}: {' or '.join(names_of_kind)}" for kind, names_of_kind in _DISTINCTIVE.items()
        )
        shown = ", ".join(cell for cell in written if cell)[:120]
        message = f"the header {shown!r} is not one of members, agreements, visits, counts or facts"
        expected = (
            f"a column that tells the kind ({kinds}), and a comma, a semicolon or a tab between columns"
        )
        raise HeaderWrong(message, expected, near[0] if near else None)
    known = _BY_HEADER[kind]
    names = tuple(known.get(folded(cell), "") if cell else "" for cell in written)
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        both = ", ".join(cell for cell, name in zip(written, names, strict=True) if name == twice)
        raise HeaderWrong(f"several columns say the same: {both}", f"one column for {twice}")
    unread = tuple(cell for cell, name in zip(written, names, strict=True) if cell and not name)
    for cell in unread:
        left = [word for word, name in known.items() if name not in names]
        if near := get_close_matches(folded(cell), left, n=1, cutoff=0.8):
            raise HeaderWrong(
                f"{cell!r} is not a column of {kind}", f"one of {', '.join(KINDS[kind])}", near[0]
            )
    return Header(
        kind, names, {name: cell for cell, name in zip(written, names, strict=True) if name}, unread
    )


def kind_of(cells: Iterable[str]) -> str | None:
    """The kind of a file with these headers; None for none that is known."""
    headers = [folded(cell) for cell in cells]
    for kind, distinctive in _DISTINCTIVE.items():
        columns = {_BY_HEADER[kind].get(cell) for cell in headers}
        if columns.issuperset(distinctive) if kind == "visits" else not columns.isdisjoint(distinctive):
            return kind
    return None


def known_headers(cells: Iterable[str]) -> int:
    """How many of the headers mean something in the kind that they make."""
    cells = list(cells)
    kind = kind_of(cells)
    return sum(folded(cell) in _BY_HEADER[kind] for cell in cells) if kind else 0


def _words() -> list[str]:
    return [
        word
        for kind, distinctive in _DISTINCTIVE.items()
        for word, name in _BY_HEADER[kind].items()
        if name in distinctive
    ]
