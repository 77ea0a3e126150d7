"""An export as records, each with a key: so two states of the record can be compared, added up and hashed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

# The lines of one file by their keys, in the order in which they are written.
Records = Mapping[str, bytes]


class Change(NamedTuple):
    """What makes one state of a file out of an earlier one.

    `put` are the records that are new or have another line under their key; `removed` those that are no more, as they were.
    """

    put: Records
    removed: Records


class Delta(NamedTuple):
    """The change of every file of an export between two positions of the log.

    `digests` are those of the complete files at `until`: what the sum of the deltas up to it has to give.
    """

    since: int
    until: int
    changes: Mapping[str, Change]
    digests: Mapping[str, str]


def change(before: Records, after: Records) -> Change:
    """What leads from `before` to `after`."""
    put = {key: line for key, line in after.items() if before.get(key) != line}
    return Change(put, {key: line for key, line in before.items() if key not in after})


def applied(records: Records, changed: Change) -> dict[str, bytes]:
    """The records after a change."""
    return {key: line for key, line in records.items() if key not in changed.removed} | dict(changed.put)


def delta(before: Mapping[str, Records], after: Mapping[str, Records], since: int, until: int) -> Delta:
    """The delta between the files of an export at two positions; a file without records is none."""
    names = [*after, *(name for name in before if name not in after)]
    changes = {name: change(before.get(name, {}), after.get(name, {})) for name in names}
    return Delta(since, until, changes, {name: digest(records.values()) for name, records in after.items()})


def digest(lines: Iterable[bytes]) -> str:
    """SHA-256, in hex, of the lines in the order of their bytes: the same for the same records in any order."""
    hashed = sha256()
    for line in sorted(lines):
        hashed.update(line)
    return hashed.hexdigest()


def numbered(lines: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """Lines that have no key of their own: each by its text, and by how many of the same come before it."""
    seen: dict[bytes, int] = {}
    for line in lines:
        seen[line] = times = seen.get(line, 0) + 1
        yield f"{line.decode()}{times}", line
