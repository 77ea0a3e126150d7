"""Whether the log that history answers from is the one that a reader's rows were made from."""

from __future__ import annotations

from runtime.consumer.epochs import Mark, difference
from runtime.consumer.history import History
from runtime.database import Connection

_MARK = """
    SELECT r.watermark, r.last_position, r.last_hash,
           (SELECT e.epoch FROM {name}.epochs e ORDER BY e.number DESC LIMIT 1) AS epoch
    FROM {name}.reader r
"""


async def stored_mark(connection: Connection, reader: str) -> Mark:
    """The mark that a reader has stored with its last commit."""
    row = await connection.fetchrow(_MARK.format(name=reader))
    assert row is not None
    return Mark(row["epoch"], row["last_position"] or row["watermark"], row["last_hash"])


async def difference_from_log(mark: Mark, history: History) -> str | None:
    """Why the log is not the one of the mark, and what to do; None when it is.

    Raises:
        Unavailable: the log cannot be read.
    """
    head = await history.head()
    events = await history.after(mark.position - 1, 1) if 0 < mark.position <= head else []
    event = events[0] if events and events[0].position == mark.position else None
    return difference(mark, history.epoch, head, event)
