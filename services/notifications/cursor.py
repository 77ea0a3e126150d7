"""A place in the feed, as readers hold on to it: `214-210` is the event at 210 that became readable with 214.

The order of the feed is (release, place). The place is the event's position; only what was applied late, when readers
were past its position already, has one behind its release.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from runtime.errors import FieldError, Malformed

_TEXT = re.compile(r"(0|[1-9][0-9]{0,17})-(0|[1-9][0-9]{0,17})", re.ASCII)


class Cursor(NamedTuple):
    """Everything up to this place was read. Cursors compare as the feed is ordered."""

    release: int
    place: int

    def __str__(self) -> str:
        return f"{self.release}-{self.place}"


START = Cursor(0, 0)


def parse(text: str) -> Cursor:
    """The cursor in a text. Whether the feed reaches so far is for `beyond` to say, when the feed was asked.

    Raises:
        Malformed: the text is not a cursor.
    """
    match = _TEXT.fullmatch(text)
    if match is None:
        raise _unknown(
            f"{text[:60]!r} is not a cursor; send one from a “next” link, or the id of a server-sent event"
        )
    return Cursor(int(match[1]), int(match[2]))


def beyond(cursor: Cursor, watermark: int) -> Malformed:
    """The error for a cursor that no answer of this feed can have held."""
    return _unknown(
        f"the cursor {cursor} lies beyond the newest entry ({watermark}): it is of another feed, or the record was"
        " restored since; start again without a cursor, or from one that you know to be older",
        position=watermark,
    )


def _unknown(reason: str, **numbers: int) -> Malformed:
    return Malformed(
        f"cursor: {reason}.", (FieldError("?cursor", reason),), {"parameter": "cursor", **numbers}
    )
