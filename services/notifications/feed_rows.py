"""A row of the feed: an entry at its place, with what is delivered."""

from __future__ import annotations

from typing import NamedTuple

from contracts.fields import Audience
from services.notifications.entries import Entry


class Payload(NamedTuple):
    """What every row of one event repeats: its name on the wire, the clusters and parties that it refers to, its stream,
    its own audience, its statement.
    """

    type: str
    refers: tuple[str, ...]
    stream: str
    audience: Audience
    statement: bytes


class FeedRow(NamedTuple):
    """A row of the feed."""

    release: int
    place: int
    position: int
    again: bool
    type: str
    readers: tuple[str, ...]
    except_for: tuple[str, ...]
    refers: tuple[str, ...]
    stream: str
    audience: Audience
    statement: bytes


def feed_row(release: int, place: int, entry: Entry, payload: Payload) -> FeedRow:
    """The row of an entry at its place."""
    return FeedRow(
        release,
        place,
        entry.position,
        entry.again,
        payload.type,
        entry.readers,
        entry.except_for,
        *payload[1:],
    )
