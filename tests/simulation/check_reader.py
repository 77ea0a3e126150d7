"""Whether a reader has applied the log: each event once, in its stream's order, and none lost below its watermark."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.simulation.history import History


def violations(history: History) -> Iterator[str]:
    """Each way in which the rows are not the log's, as a sentence."""
    log = {event.position: event for event in history.log}
    versions: dict[str, int] = defaultdict(int)
    for row in history.applied:
        event = log.get(row.position)
        if event is None or (event.stream, event.version) != (row.stream, row.version):
            yield f"a row of position {row.position} was applied that is not the log's"
        elif history.data[row.position] != row.data:
            yield f"the data applied for position {row.position} is not the log's"
        versions[row.stream] += 1
        if row.version != versions[row.stream]:
            yield f"{row.stream}@{row.version} was applied after version {versions[row.stream] - 1}"
    if missing := log.keys() - {row.position for row in history.applied}:
        yield f"positions {sorted(missing)[:5]} were never applied"
    yield from _watermarks(history)


def _watermarks(history: History) -> Iterator[str]:
    before = 0
    for commit in history.commits:
        if commit.watermark < before:
            yield f"the watermark went back from {before} to {commit.watermark}"
        before = commit.watermark
        present = commit.set_aside | {row.position for row in history.applied[: commit.applied]}
        if missing := set(range(1, commit.watermark + 1)) - present:
            yield f"the watermark was {commit.watermark} without positions {sorted(missing)[:5]}"
            return
