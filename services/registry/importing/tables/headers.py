"""The header of a table: what its rows are, and what each column means; in one line or two, at the top or below a title.

Headers are compared without case, accents and punctuation: `Data przystąpienia` is `data_przystapienia`. What a mapping
says goes first.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from runtime.errors import OperationFailed
from services.registry.importing.columns import (
    CLASS_OF_COUNT,
    DISTINCTIVE,
    KINDS,
    OF_MEMBERSHIP,
    OWNERS,
)
from services.registry.importing.values.mapping import NO_MAPPING, NOT_READ, TableMapping
from services.registry.importing.values.words import folded

_BY_HEADER = {
    kind: {folded(word): name for name, words in columns.items() for word in (name, *words.split(","))}
    for kind, columns in KINDS.items()
}
_CLASSES = {folded(header): member_class for header, member_class in CLASS_OF_COUNT.items()}
_OWNERS = {kind: frozenset(map(folded, words.split(","))) for kind, words in OWNERS.items()}
_REMARK = re.compile(r"[(\[].*?[)\]]|\*")
# The number of a row says nothing of what is in it.
_ORDINALS = frozenset({"lp", "l p", "nr", "no", "#", "numer porzadkowy", "liczba porzadkowa", "row"})


@dataclass(frozen=True)
class HeaderWrong(OperationFailed):
    """A header by which the rows cannot be read."""

    message: str
    expected: str
    suggestion: str | None = None


@dataclass(frozen=True)
class Header:
    """The kind of the rows; of each column the name and the header as it is written.

    `near` has what a header that is not known most likely means. `wrong` is why the rows cannot be read by it.
    """

    kind: str
    names: tuple[str, ...]  # "" for a column that is not read
    headers: tuple[str, ...]
    near: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()  # headers that mean nothing, and of which no mapping says so
    wrong: HeaderWrong | None = None

    @cached_property
    def written(self) -> dict[str, str]:
        """The headers by the columns' names."""
        return {name: cell for name, cell in zip(self.names, self.headers, strict=True) if name}

    @cached_property
    def implied(self) -> dict[str, str]:
        """Cells of each row that no column has: the class that the header of a number says, as `liczba firm` does."""
        readings = _readings(self.written.get("count", ""))
        member_class = next((_CLASSES[reading] for reading in readings if reading in _CLASSES), None)
        return {"class": member_class} if member_class else {}


@dataclass(frozen=True)
class HeaderCell:
    """What stands above a column; `readings` are the texts by which it may be known, the most exact first."""

    written: str
    readings: tuple[str, ...]


def cells_of(row: Sequence[str]) -> list[HeaderCell]:
    """The cells of a header of one line."""
    return [HeaderCell(" ".join(cell.split()), _readings(cell)) for cell in row]


def cells_of_two(upper: Sequence[str], lower: Sequence[str]) -> list[HeaderCell]:
    """The cells of a header of two lines, of which the upper ones may stand above several of the lower."""
    cells = []
    over = ""
    for above, below in zip(upper, lower, strict=True):
        over = above or (over if below else "")
        both = " ".join(f"{over} {below}".split())
        readings = (*_readings(both), *_readings(below)) if below else _readings(over)
        cells.append(HeaderCell(both, tuple(dict.fromkeys(readings))))
    return cells


def read_header(
    cells: Sequence[HeaderCell], mapping: TableMapping = NO_MAPPING, *, of_cluster: bool = False
) -> Header:
    """The kind and the columns of a header.

    Args:
        of_cluster: the cluster of the rows is given, so that a table of organisations is one of its members.
    """
    written = tuple(cell.written for cell in cells)
    kind = kind_of(cells, mapping, of_cluster=of_cluster)
    if kind is None:
        return _without_kind(cells)
    known = [_column(kind, cell, mapping) for cell in cells]
    names = tuple("" if name in {None, NOT_READ} else str(name) for name in known)
    unread = tuple(
        cell.written for cell, name in zip(cells, known, strict=True) if cell.written and name is None
    )
    near = _near(kind, [cell for cell, name in zip(cells, known, strict=True) if name is None], names)
    twice = next((name for name in names if name and names.count(name) > 1), None)
    wrong = None
    if twice:
        both = ", ".join(cell for cell, name in zip(written, names, strict=True) if name == twice)
        wrong = HeaderWrong(f"several columns mean the same: {both}", f"one column for {twice}")
    elif near:
        cell, name = next(iter(near.items()))
        word = get_close_matches(
            folded(cell), (w for w, n in _BY_HEADER[kind].items() if n == name), n=1, cutoff=0
        )
        wrong = HeaderWrong(
            f"{cell!r} is not a column of {kind}", f"one of {', '.join(KINDS[kind])}, or a mapping", *word
        )
    return Header(kind, names, written, near, unread, wrong)


def known_columns(cells: Sequence[HeaderCell], mapping: TableMapping, *, of_cluster: bool = False) -> int:
    """How many columns of the kind that they make stand below these headers; 0 where they make none."""
    kind = kind_of(cells, mapping, of_cluster=of_cluster)
    return len(_columns(kind, cells, mapping)) if kind else 0


def kind_of(cells: Sequence[HeaderCell], mapping: TableMapping, *, of_cluster: bool = False) -> str | None:
    """The kind of rows under these headers: that of which they have most columns; None for none that is known."""
    counted = {}
    for kind, sets in DISTINCTIVE.items():
        columns = _columns(kind, cells, mapping)
        if all(not columns.isdisjoint(one_of) for one_of in sets):
            counted[kind] = len(columns)
    if not counted:
        return None
    # What a mapping says of these headers decides; else what they are called.
    named = {kind for kind in counted if any(_named(cell, mapping.columns.get(kind, {})) for cell in cells)}
    kind = max((kind for kind in counted if not named or kind in named), key=lambda name: counted[name])
    if kind in {"parties", "members"} and not {"parties", "members"} & named:
        columns = _columns("members", cells, mapping)
        near = _near(
            "members", [cell for cell in cells if _column("members", cell, mapping) is None], columns
        )
        members = of_cluster or not OF_MEMBERSHIP.isdisjoint({*columns, *near.values()})
        return "members" if members else "parties"
    return kind


def _columns(kind: str, cells: Iterable[HeaderCell], mapping: TableMapping) -> set[str]:
    return {name for cell in cells if (name := _column(kind, cell, mapping)) and name != NOT_READ}


def _column(kind: str, cell: HeaderCell, mapping: TableMapping) -> str | None:
    """The column that a header means; `NOT_READ` for what is not meant to be read, None for what is not known."""
    if own := _named(cell, mapping.columns.get(kind, {})):
        return own
    for reading in cell.readings:
        if reading in _BY_HEADER[kind]:
            return _BY_HEADER[kind][reading]
    # Only where the header as it is means nothing: `nazwa klastra` is no name of a member.
    for reading in cell.readings:
        words, _, owner = reading.rpartition(" ")
        if owner in _OWNERS.get(kind, ()) and words in _BY_HEADER[kind]:
            return _BY_HEADER[kind][words]
    return NOT_READ if not _ORDINALS.isdisjoint(cell.readings) else None


def _named(cell: HeaderCell, named: Mapping[str, str]) -> str | None:
    return next((named[text] for text in (folded(cell.written), *cell.readings) if text in named), None)


def _readings(cell: str) -> tuple[str, ...]:
    plain = (folded(text) for text in (cell, _REMARK.sub(" ", cell)) if text.strip())
    return tuple(dict.fromkeys(plain))


def _near(kind: str, cells: Iterable[HeaderCell], names: Container[str]) -> dict[str, str]:
    left = {word: name for word, name in _BY_HEADER[kind].items() if name not in names}
    near = {}
    for cell in cells:
        if cell.written and (words := get_close_matches(folded(cell.written), left, n=1, cutoff=0.8)):
            near[cell.written] = left[words[0]]
    return near


def _without_kind(cells: Sequence[HeaderCell]) -> Header:
    written = tuple(cell.written for cell in cells)
    words = [
        word
        for kind, sets in DISTINCTIVE.items()
        for word, name in _BY_HEADER[kind].items()
        if name in set().union(*sets)
    ]
    near = [match for cell in written for match in get_close_matches(folded(cell), words, n=1, cutoff=0.8)]
    *most, last = (kind for kind in KINDS if kind != "facts")
    kinds = "; ".join(
        f"{kind}: {' and '.join(' or '.join(sorted(one_of)) for one_of in sets)}"
        for kind, sets in DISTINCTIVE.items()
    )
    shown = ", ".join(cell for cell in written if cell)[:120]
    wrong = HeaderWrong(
        f"the header {shown!r} is not one of {', '.join(most)}, {last} or facts",
        f"columns that give the kind ({kinds}), a mapping that says so, and a comma, a semicolon or a tab between columns",
        near[0] if near else None,
    )
    return Header(
        "", ("",) * len(written), written, unread=tuple(cell for cell in written if cell), wrong=wrong
    )
