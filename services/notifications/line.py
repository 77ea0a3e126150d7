"""A row of the feed: an entry of `audience` at its place, with what is delivered."""

from __future__ import annotations

from typing import NamedTuple

from services.notifications.audience import Entry


class Told(NamedTuple):
    """What every entry for one event repeats."""

    type: str
    refers: tuple[str, ...]
    statement: bytes


class Line(NamedTuple):
    """A row of the feed."""

    release: int
    place: int
    position: int
    again: bool
    type: str
    readers: tuple[str, ...]
    except_for: tuple[str, ...]
    refers: tuple[str, ...]
    statement: bytes


def line(release: int, place: int, entry: Entry, told: Told) -> Line:
    """The row of an entry at its place."""
    return Line(
        release, place, entry.position, entry.again, told.type, entry.readers, entry.except_for, *told[1:]
    )
