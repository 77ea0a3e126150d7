"""What a feed that differs from the log needs, so that every reader has each event once. Pure.

A reader keeps a cursor, so what it has passed it has got, and what is put before its cursor it never gets. Lines that are
right stay where they are; what a reader lacks is put at the end, as a late entry for those who lack it only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from contracts.access import PARTNERS, PUBLIC
from services.notifications.entries import groups_of
from services.notifications.feed_rows import FeedRow


class Repair(NamedTuple):
    """Lines of the feed to remove, to change where they are, and to add at its end; `late` lines have no place yet."""

    removed: list[FeedRow]
    changed: list[FeedRow]
    late: list[FeedRow]


def same_for_everybody(due: Sequence[FeedRow], live: Sequence[FeedRow]) -> bool:
    """Whether every reader has an event by the lines of the feed as by those that the log gives, wherever they are.

    Args:
        due, live: lines of one event that are not the same line by line.
    """
    payloads = {each[4:5] + each[7:] for each in due} | {each[4:5] + each[7:] for each in live}
    return (
        bool(due)
        and bool(live)
        and len(payloads) == 1
        and all(_seen(due, reader) == _seen(live, reader) for reader in _readers(due, live))
    )


def repaired(due: Iterable[FeedRow], live: Iterable[FeedRow]) -> Repair:
    """How the lines of one event come to what the log gives.

    Args:
        due: as the log gives them. live: as the feed has them, in order.
    """
    lacking = list(due)
    removed: list[FeedRow] = []
    changed: list[FeedRow] = []
    differing: list[FeedRow] = []
    for each in live:
        if (same := next((one for one in lacking if one[2:] == each[2:]), None)) is not None:
            lacking.remove(same)
        else:
            differing.append(each)
    if (not lacking and not differing) or same_for_everybody(lacking, differing):
        return Repair([], [], [])
    for each in differing:
        there = _staying(each, lacking)
        if there is None:
            removed.append(each)
            continue
        if there != each:
            changed.append(there)
        rest = [one._replace(again=True, except_for=(*one.except_for, *there.readers)) for one in lacking]
        lacking = [one for one in rest if any(_sees(reader, one) for reader in _readers([one]))]
    return Repair(removed, changed, sorted(lacking, key=lambda one: one[:2]))


def _staying(live: FeedRow, lacking: Sequence[FeedRow]) -> FeedRow | None:
    """A line as it can stay in its place, for those of its readers who lack the event; None if one of these would miss it.

    Who has read it there does not get the event again.
    """
    if not lacking:
        return None
    both = _in_both(live.readers, [name for one in lacking for name in one.readers])
    if not both and not (len(lacking) == 1 and not lacking[0].readers):
        return None
    first = next((one for one in lacking if not one.again), None)
    there = (first or lacking[0])._replace(
        release=live.release, place=live.place, again=first is None, readers=both, except_for=live.except_for
    )
    for reader in _readers([live], lacking):
        due = any(_sees(reader, one) for one in lacking) and not reader.isdisjoint(both)
        if _sees(reader, there) != due:
            return None
    return there


def _in_both(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """The words for readers by some of `one` and by some of `other`."""
    return tuple(
        sorted(
            {word for word in one if _within(word, other)} | {word for word in other if _within(word, one)}
        )
    )


def _within(word: str, readers: Sequence[str]) -> bool:
    return word in readers or PUBLIC in readers or (PARTNERS in readers and word.startswith("cluster-"))


def _readers(*lines: Sequence[FeedRow]) -> list[frozenset[str]]:
    """One reader of each kind that lines could tell apart."""
    named = {name for each in chain(*lines) for name in (*each.readers, *each.except_for)}
    others = {"cluster-", "party-"}
    return [groups_of(None), *(groups_of(name) for name in (named | others) - {PUBLIC, PARTNERS})]


def _seen(lines: Sequence[FeedRow], reader: frozenset[str]) -> tuple[int, int]:
    """How often a reader sees an event, and how often an operator does."""
    return sum(_sees(reader, each) for each in lines), sum(not each.again for each in lines)


def _sees(reader: frozenset[str], each: FeedRow) -> bool:
    return not reader.isdisjoint(each.readers) and reader.isdisjoint(each.except_for)
