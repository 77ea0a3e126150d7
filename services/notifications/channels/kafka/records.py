"""An entry of the feed as a record of a partner's topic, and what a writer reads from a record to go on after it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from contracts.statement import split_statement
from runtime.errors import Malformed
from services.notifications import cursor as cursors
from services.notifications.cursor import Cursor
from services.notifications.pages import Delivered

# The cursor of the entry; that of the record before it in this topic, left out for the first; the log's epoch.
CURSOR = "upland_cursor"
PREVIOUS_CURSOR = "upland_previous_cursor"
EPOCH = "upland_epoch"

Headers = list[tuple[str, bytes]]


class PartnerRecord(NamedTuple):
    """Key, value and headers of a record."""

    key: bytes
    value: bytes
    headers: Headers


class Mark(NamedTuple):
    """The place of a record in its topic and in the feed. `previous` is None for the first record of a run."""

    offset: int
    cursor: Cursor
    previous: Cursor | None


def record_of(entry: Delivered, previous: Cursor | None) -> PartnerRecord:
    """The record of an entry (CloudEvents binary mode); its value is `data`, the same bytes as in the log.

    Args:
        previous: the cursor of the record before it in the topic.
    """
    attributes, data = split_statement(entry.statement)
    subject = attributes["subject"].encode()
    media = attributes.pop("datacontenttype").encode()
    headers: Headers = [(f"ce_{name}", value.encode()) for name, value in attributes.items()]
    headers += [("content-type", media), (CURSOR, str(entry.cursor).encode())]
    if previous is not None:
        headers.append((PREVIOUS_CURSOR, str(previous).encode()))
    headers.append((EPOCH, entry.cursor.epoch.encode()))
    return PartnerRecord(subject, data, headers)


def records_of(entries: Iterable[Delivered], previous: Cursor | None) -> Iterable[PartnerRecord]:
    """The records of entries that follow each other."""
    for entry in entries:
        yield record_of(entry, previous)
        previous = entry.cursor


def mark_of(offset: int, headers: Sequence[tuple[str, bytes | None]] | None) -> Mark | None:
    """The mark of a record; None for one that is not ours."""
    values = dict(headers or ())
    try:
        cursor = cursors.parse((values.get(CURSOR) or b"").decode())
        previous = values.get(PREVIOUS_CURSOR)
        return Mark(offset, cursor, cursors.parse(previous.decode()) if previous else None)
    except (Malformed, UnicodeDecodeError):
        return None
