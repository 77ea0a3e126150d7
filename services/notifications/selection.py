"""Which entries of the feed a reader gets, decided in memory: the same rule as the conditions in `pages`. Pure."""

from __future__ import annotations

from collections.abc import Callable

from services.notifications.entries import Entry, sees
from services.notifications.feed_rows import FeedRow
from services.notifications.pages import Filters, Reader
from services.notifications.subscriptions.expressions import matches


def selection(reader: Reader, filters: Filters) -> Callable[[FeedRow], bool]:
    """A test of whether a row of the feed is for a reader with these filters. A property test compares it with the SQL."""
    types, clusters = frozenset(filters.types), frozenset(filters.clusters)

    def selected(row: FeedRow) -> bool:
        return (
            _readable(reader, row)
            and (not types or row.type in types or row.type.split(".")[1] in types)
            and (not clusters or not clusters.isdisjoint(row.refers))
            and (filters.expression is None or matches(filters.expression, row))
        )

    return selected


def _readable(reader: Reader, row: FeedRow) -> bool:
    if reader.groups is None:
        return not row.again
    return sees(reader.groups, Entry(row.position, row.again, row.readers, row.except_for))
