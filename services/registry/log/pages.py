"""Pages of the log for one reader: filtered before they are cut, and bounded in bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from contracts.envelope import Recorded
from contracts.fields import Audience

COLUMNS = "position, stream, version, type, schema_version, recorded_at, audience, salt, correlation_id, causation_id, data"
# Of a page: the event that goes beyond it is the last.
PAGE_BYTES = 4 << 20
# About the size of an event's attributes, without its data.
_ATTRIBUTES = 500
_SELECT = f"SELECT {COLUMNS} FROM registry.events WHERE"
# No character of a name sorts after the tilde, and each prefix is one range of the index of streams: the offset keeps
# PostgreSQL from going through all of the log in its order.
_BY_PREFIX = """
    SELECT each.* FROM unnest({prefixes}::text[]) AS wanted (name),
    LATERAL ({query} AND stream >= wanted.name AND stream < wanted.name || '~' OFFSET 0) AS each
"""
_SIZE = f"octet_length(data) + {_ATTRIBUTES}"
# The rows up to the one that fills the page. Only lengths are added up: no data is read to be left out.
_BOUNDED = f"""
    SELECT {COLUMNS} FROM (
        SELECT *, sum({_SIZE}) OVER (ORDER BY {{order}} ROWS UNBOUNDED PRECEDING) - ({_SIZE}) AS before
        FROM ({{query}} ORDER BY {{order}} LIMIT $2) AS limited
    ) AS summed
    WHERE before < {PAGE_BYTES} ORDER BY {{order}}
"""


class Page(NamedTuple):
    """Events in order. `full`: more may follow at once."""

    events: list[Recorded]
    full: bool


@dataclass(frozen=True)
class Wanted:
    """What a reader wants of the log and may have of it; None for all.

    types: of events. streams: how the names of their streams begin; none of these begins as another does.
    """

    audiences: Sequence[Audience] | None = None
    types: Sequence[str] | None = None
    streams: Sequence[str] | None = None

    def after(self, position: int, limit: int) -> tuple[str, list[Any]]:
        """The statement for a page of the log after a position, and its arguments."""
        arguments: list[Any] = [position, limit]
        conditions = ["position > $1", *self._conditions(arguments)]
        query = f"{_SELECT} {' AND '.join(conditions)}"
        if self.streams is not None:
            arguments.append(list(self.streams))
            query = _BY_PREFIX.format(prefixes=f"${len(arguments)}", query=query)
        return _BOUNDED.format(query=query, order="position"), arguments

    def of_stream(self, stream: str, from_version: int, limit: int) -> tuple[str, list[Any]]:
        """The statement for a page of one stream from a version on, and its arguments."""
        arguments: list[Any] = [stream, limit, from_version]
        conditions = ["stream = $1 AND version >= $3", *self._conditions(arguments)]
        return _BOUNDED.format(query=f"{_SELECT} {' AND '.join(conditions)}", order="version"), arguments

    def _conditions(self, arguments: list[Any]) -> list[str]:
        conditions = []
        for column, values in (("audience", self.audiences), ("type", self.types)):
            if values is not None:
                arguments.append(list(values))
                conditions.append(f"{column} = ANY(${len(arguments)}::text[])")
        return conditions


def page(rows: Iterable[Iterable[Any]], limit: int) -> Page:
    """The page of a statement's rows."""
    events = [Recorded(*row) for row in rows]
    size = sum(len(event.data) + _ATTRIBUTES for event in events)
    return Page(events, len(events) == limit or size >= PAGE_BYTES)
