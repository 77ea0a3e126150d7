"""Where a channel goes on: decided on its row, the note of its last writer, and what its topic holds. Pure.

A writer commits records to Kafka first and notes its cursor in the database afterwards. One that dies in between leaves
records after the offset of the note: their last cursor then counts, not that of the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from services.notifications import cursor as cursors
from services.notifications.channels.kafka.records import Mark
from services.notifications.cursor import Cursor


class Note(NamedTuple):
    """What a writer notes together with the channel's cursor.

    name: the partner's name. topic: the topic's id, None before the first writer. offset: the next one after what is
    noted. cursor: the channel's at that moment. start: the cursor from which the topic is filled.
    """

    name: str
    topic: str | None
    offset: int
    cursor: Cursor
    start: Cursor

    @classmethod
    def first(cls, name: str, cursor: Cursor) -> Note:
        """The note of a channel that nobody has written for."""
        return cls(name, None, 0, cursor, cursor)

    @classmethod
    def read(cls, progress: Mapping[str, object]) -> Note | None:
        """The note in a channel's progress; None where there is none."""
        if not progress:
            return None
        topic = progress["topic"]
        return cls(
            str(progress["name"]),
            None if topic is None else str(topic),
            int(str(progress["offset"])),
            cursors.parse(str(progress["cursor"])),
            cursors.parse(str(progress["start"])),
        )

    def progress(self) -> dict[str, object]:
        """The note as a channel's progress."""
        return {
            "name": self.name,
            "topic": self.topic,
            "offset": self.offset,
            "cursor": str(self.cursor),
            "start": str(self.start),
        }


class TopicContent(NamedTuple):
    """What a topic holds: its id, its first and next offset, and the first and the last of its records.

    unlimited: whether its records stay for ever, so that it is empty only when somebody has emptied it.
    """

    id: str
    begin: int
    end: int
    first: Mark | None
    last: Mark | None
    unlimited: bool = True

    @property
    def is_emptied(self) -> bool:
        """Whether there were records, and there are none."""
        return self.unlimited and self.end > 0 and self.last is None and self.begin == self.end


class Continuation(NamedTuple):
    """From where a writer goes on; `previous` is the cursor of the record before its first; `why`: for the log."""

    note: Note
    previous: Cursor | None
    why: str


def continuation(cursor: Cursor, note: Note, topic: TopicContent) -> Continuation:
    """Where to go on.

    Args:
        cursor: the channel's, as it is in its row: another than the note's when its owner has moved it.
    """
    moved = note.topic is not None and cursor != note.cursor
    # An owner who goes back to before the beginning has the topic filled from there.
    start = cursor if moved and (cursor.epoch != note.start.epoch or cursor < note.start) else note.start
    last = topic.last

    def result(at: Cursor, why: str, previous: Cursor | None = None) -> Continuation:
        return Continuation(Note(note.name, topic.id, topic.end, at, start), previous, why)

    if note.topic is None:
        return result(cursor, "a new topic")
    if topic.id != note.topic or topic.end < note.offset:
        # A topic that a writer has filled from its beginning, without coming to its note, is complete up to its end.
        if last is not None and topic.first is not None and topic.first.previous is None and not moved:
            return result(last.cursor, "another topic, filled up to its last record", last.cursor)
        return result(start, "another topic, or one that holds less: it is filled again")
    if topic.is_emptied and note.offset > 0:
        return result(start, "an emptied topic: it is filled again")
    if not moved and last is not None and last.offset >= note.offset:
        return result(last.cursor, "after a record that was not noted", last.cursor)
    return result(
        cursor, "its owner moved it" if moved else "after what was noted", last.cursor if last else None
    )
