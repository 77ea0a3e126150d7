"""Whether the log is what its clients were answered. Knows nothing of the code that made it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import TypeVar

from tests.simulation.history import Attempt, History, Logged, Operation

_REFUSED = frozenset({"wrong-version", "key-reused", "claimed", "outdated", "untimely", "overloaded"})
_STORED = frozenset({"stored", "replayed"})
_Value = TypeVar("_Value")


def violations(history: History) -> Iterator[str]:
    """Each way in which the log is not right, as a sentence."""
    yield from _order(history.log)
    by_operation: dict[int, list[Logged]] = defaultdict(list)
    for event in history.log:
        by_operation[event.operation].append(event)
    for operation in history.operations:
        events = by_operation.get(operation.number, [])
        yield from _answers(operation, events)
        if events:
            yield from _stored_once(operation, events)
    yield from _real_time(history.operations)
    yield from _keys(history.operations, by_operation)
    yield from _Timeline(history.log, history.operations, by_operation).violations()


def _order(log: list[Logged]) -> Iterator[str]:
    versions: dict[str, int] = defaultdict(int)
    recorded = float("-inf")
    for number, event in enumerate(log, 1):
        if event.position != number:
            yield f"positions are not dense: {event.position} is the event number {number}"
        versions[event.stream] += 1
        if event.version != versions[event.stream]:
            yield f"{event.stream} has version {event.version} after {versions[event.stream] - 1}"
        if event.recorded_at < recorded:
            yield f"position {event.position} was recorded before the one before it"
        recorded = event.recorded_at


def _answers(operation: Operation, events: list[Logged]) -> Iterator[str]:
    """Acknowledged is durable, at the position that was answered; refused is absent; everybody gets an answer."""
    outcomes = {attempt.outcome for attempt in operation.attempts}
    for attempt in operation.attempts:
        if not attempt.outcome:
            yield f"operation {operation.number} was never answered"
        if attempt.outcome in _STORED:
            if not events:
                yield f"operation {operation.number} was acknowledged at {attempt.position} and is not in the log"
            elif attempt.position != events[0].position:
                yield f"operation {operation.number} was answered {attempt.position} and is at {events[0].position}"
            elif attempt.outcome == "stored" and attempt.version != events[0].version:
                yield f"operation {operation.number} was answered version {attempt.version}, and has {events[0].version}"
    if events and outcomes <= _REFUSED:
        yield f"operation {operation.number} was refused ({', '.join(sorted(outcomes))}) and is in the log"


def _stored_once(operation: Operation, events: list[Logged]) -> Iterator[str]:
    first = events[0]
    right = [(first.position + n, operation.stream, first.version + n, n) for n in range(operation.count)]
    if [(e.position, e.stream, e.version, e.part) for e in events] != right:
        yield f"operation {operation.number} is stored in parts, or twice: at {[e.position for e in events]}"
    if operation.expected is not None and first.version != operation.expected + 1:
        yield f"operation {operation.number} expected version {operation.expected} and got {first.version}"
    if first.committed < operation.attempts[0].invoked:
        yield f"operation {operation.number} was stored before it was sent"


def _real_time(operations: list[Operation]) -> Iterator[str]:
    """What was answered before another was sent has the lower position."""
    acknowledged: list[tuple[float, int]] = []
    sent: list[tuple[float, int]] = []
    for operation in operations:
        for attempt in operation.attempts:
            if attempt.outcome == "stored":
                acknowledged.append((attempt.responded, attempt.position))
                sent.append((attempt.invoked, attempt.position))
    acknowledged.sort()
    times = [time for time, _ in acknowledged]
    highest, most = [0], 0
    for _, position in acknowledged:
        most = max(most, position)
        highest.append(most)
    for invoked, position in sent:
        before = highest[bisect_right(times, invoked - 1e-9)]
        if before > position:
            yield f"position {position} was sent after {before} was answered"


def _keys(operations: list[Operation], stored: dict[int, list[Logged]]) -> Iterator[str]:
    by_key: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations:
        if operation.key is not None:
            by_key[operation.key].append(operation)
    for key, sharing in by_key.items():
        inside = [operation for operation in sharing if operation.number in stored]
        if len(inside) > 1:
            yield f"the key {key} was used for operations {[each.number for each in inside]}"
        for operation in sharing:
            for attempt in operation.attempts:
                if attempt.outcome == "key-reused" and not any(
                    each.hash != operation.hash for each in inside
                ):
                    yield f"operation {operation.number} was refused for a key that no other has used"


class _Timeline:
    """The log read in order: which stream had each claim, and which version each stream had, when it was committed."""

    def __init__(
        self, log: list[Logged], operations: list[Operation], stored: dict[int, list[Logged]]
    ) -> None:
        self._log, self._stored = log, stored
        self._operations = {operation.number: operation for operation in operations}
        self._versions: dict[str, list[tuple[float, int]]] = defaultdict(lambda: [(float("-inf"), 0)])
        self._holders: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(
            lambda: [(float("-inf"), "")]
        )

    def violations(self) -> Iterator[str]:
        for event in self._log:
            operation = self._operations.get(event.operation)
            if operation is not None and event.part == 0:
                yield from self._entered(operation, event)
            self._versions[event.stream].append((event.committed, event.version))
        for operation in self._operations.values():
            for attempt in operation.attempts:
                yield from self._refused_rightly(operation, attempt)

    def _entered(self, operation: Operation, event: Logged) -> Iterator[str]:
        for stream, version in operation.consulted:
            actual = self._versions[stream][-1][1]
            if actual != version:
                yield f"operation {operation.number} rests on {stream} at version {version}, and it was at {actual}"
        for claim in operation.claims:
            holder = self._holders[claim][-1][1]
            if holder not in {"", operation.stream}:
                yield f"operation {operation.number} has claimed {claim}, which {holder} had"
            self._holders[claim].append((event.committed, operation.stream))
        for claim in operation.released:
            if self._holders[claim][-1][1] == operation.stream:
                self._holders[claim].append((event.committed, ""))

    def _refused_rightly(self, operation: Operation, attempt: Attempt) -> Iterator[str]:
        """A refusal was true at some moment between the call and its answer."""
        span = attempt.invoked, attempt.responded
        if attempt.outcome == "wrong-version":
            versions = _within(self._versions[operation.stream], *span)
            if set(versions) <= {operation.expected}:
                yield f"operation {operation.number} was refused for its version, which was right all the time"
        elif attempt.outcome == "outdated":
            if not any(
                set(_within(self._versions[stream], *span)) - {version}
                for stream, version in operation.consulted
            ):
                yield f"operation {operation.number} was refused as outdated, and nothing it consulted has moved"
        elif attempt.outcome == "claimed":
            others = (
                set(_within(self._holders[claim], *span)) - {"", operation.stream}
                for claim in operation.claims
            )
            if not any(others):
                yield f"operation {operation.number} was refused for a claim that nobody else had"


def _within(changes: list[tuple[float, _Value]], begin: float, end: float) -> list[_Value]:
    """The values that something had between two moments."""
    return [
        value
        for (since, value), until in zip(changes, [*(t for t, _ in changes[1:]), float("inf")], strict=True)
        if since <= end + 1e-9 and until >= begin - 1e-9
    ]
