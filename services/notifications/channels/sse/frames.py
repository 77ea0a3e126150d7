"""The text of server-sent events. Pure.

Events of the record have the default name `message`, which every client hears without knowing their types. What is ours to
tell the client has a name of its own: `cursor` (where it is) and `problem` (why the stream ends), so that `onmessage` gets
events only. A cursor is sent with data, because several clients keep an `id` only when an event with data has come with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

import orjson

from services.notifications.cursor import Cursor

_PIECE = 1 << 15


class Event(Protocol):
    """What is sent of an event."""

    @property
    def cursor(self) -> Cursor: ...
    @property
    def type(self) -> str: ...
    @property
    def statement(self) -> bytes: ...


def retry(milliseconds: int) -> bytes:
    """After how long the client should come again."""
    return b"retry: %d\n\n" % milliseconds


def event(cursor: Cursor, type: str, statement: bytes, *, named: bool) -> bytes:
    """An event of the record; `named`: under its type instead of `message`."""
    name = b"event: %b\n" % type.encode() if named else b""
    return b"%bid: %b\ndata: %b\n\n" % (name, str(cursor).encode(), statement)


def position(cursor: Cursor) -> bytes:
    """Where the client is: in the first bytes, and as the heartbeat."""
    text = str(cursor).encode()
    return b'event: cursor\nid: %b\ndata: {"cursor":"%b"}\n\n' % (text, text)


def problem(document: Mapping[str, Any], cursor: Cursor | None) -> bytes:
    """Why the stream ends; a client goes on after `cursor`, where there is one."""
    body = {**document, "cursor": str(cursor)} if cursor else dict(document)
    place = b"id: %b\n" % str(cursor).encode() if cursor else b""
    return b"event: problem\n%bdata: %b\n\n" % (place, orjson.dumps(body))


def pieces(entries: Iterable[Event], *, named: bool) -> Iterator[tuple[bytes, Cursor]]:
    """Entries in pieces small enough to notice a reader that does not read, each with the cursor after it."""
    piece: list[bytes] = []
    size = 0
    last: Cursor | None = None
    for entry in entries:
        piece.append(event(entry.cursor, entry.type, entry.statement, named=named))
        size += len(entry.statement)
        last = entry.cursor
        if size > _PIECE:
            yield b"".join(piece), last
            piece, size = [], 0
    if piece and last is not None:
        yield b"".join(piece), last
