"""A place in the feed, as readers keep it: `214-210-9f86d081884c7d65` is the event at 210 that became readable with 214.

The last part is the log's epoch, in which positions mean the same for ever. A cursor of another epoch is refused, because
its positions may mean other events now; one without an epoch is from before there were any, and is of the first.

The rule of the feed's order, which everything here rests on:

1. Entries are ordered by (release, place). A reader's cursor is the place of the last entry it got, or the end of the
   feed when there was nothing more for it.
2. As a rule `release` is the position of the event that made the entry readable, and `place` the position of the event
   that is delivered, so `place` is at most `release`. This part follows from the log alone.
3. The end of the feed is (watermark, watermark): every event up to the watermark is either in the feed or set aside. No
   entry with a release above the watermark is delivered, and no cursor of rule 2 lies behind the end.
4. An event that was set aside and is applied when the watermark has passed it is *late*. Each entry that comes with it
   gets the watermark of that moment as its release, and the next free place above that watermark. So it comes after the
   end of the feed, after all late entries before it, and before everything that the watermark has yet to reach.
5. Watermark and entries are written in one transaction, which locks the reader's row first: a reader of an entry sees
   all entries before it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from runtime.errors import FieldError, Malformed, OtherEpoch, UnknownCursor

_TEXT = re.compile(r"(0|[1-9][0-9]{0,17})-(0|[1-9][0-9]{0,17})(?:-([0-9a-f]{16}))?", re.ASCII)


class Cursor(NamedTuple):
    """Everything up to this place was read. Cursors compare as the feed is ordered."""

    release: int
    place: int
    epoch: str = ""

    def __str__(self) -> str:
        return f"{self.release}-{self.place}-{self.epoch}" if self.epoch else f"{self.release}-{self.place}"


START = Cursor(0, 0)


def parse(text: str) -> Cursor:
    """The cursor in a text. Whether the feed reaches that far is checked when the feed is read (see `beyond`).

    Raises:
        UnknownCursor: the text is not a cursor.
    """
    match = _TEXT.fullmatch(text)
    if match is None:
        raise _refused(
            UnknownCursor,
            f"{text[:60]!r} is not a cursor; send one from a “next” link, or the id of a server-sent event",
        )
    return Cursor(int(match[1]), int(match[2]), match[3] or "")


def check_epoch(cursor: Cursor, epoch: str, *, first: bool) -> None:
    """See that a cursor's positions mean now what they meant when it was given.

    Args:
        epoch: the epoch that the feed is of; `first`: whether it is the log's first.

    Raises:
        OtherEpoch: the cursor is of another epoch. The beginning of the feed is of every epoch.
    """
    if cursor[:2] == START[:2] or cursor.epoch == epoch or (first and not cursor.epoch):
        return
    raise _refused(
        OtherEpoch,
        f"the cursor {cursor} is of another epoch of the record than {epoch}: since then the record was restored, and a"
        " position may mean another event now; start again without a cursor, and skip the events whose id you have",
        epoch=epoch,
    )


def restored(cursor: Cursor) -> Malformed:
    """The error for a stream that was open while the record was restored."""
    return _refused(
        OtherEpoch,
        f"the record was restored while you followed it, so a position after {cursor} may mean another event now; start"
        " again without a cursor, and skip the events whose id you have",
    )


def beyond(cursor: Cursor, watermark: int) -> Malformed:
    """The error for a cursor that no answer of this feed can have held."""
    return _refused(
        UnknownCursor,
        f"the cursor {cursor} lies beyond the newest entry ({watermark}): it is of another feed, or the record was"
        " restored since; start again without a cursor, or from one that you know to be older",
        position=watermark,
    )


def _refused(kind: type[Malformed], reason: str, **numbers: int | str) -> Malformed:
    return kind(f"cursor: {reason}.", (FieldError("?cursor", reason),), {"parameter": "cursor", **numbers})
