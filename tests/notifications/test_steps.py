"""The rules, carried on event by event, give each reader what the rule of `contracts.access` lets it read."""

from __future__ import annotations

import sys
from time import perf_counter
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.access import stream_access
from contracts.envelope import Recorded
from contracts.participation import Mention
from runtime.facts import fact_of
from services.notifications import visibility
from services.notifications.entries import RestrictedEvent, Visibility, entries_of, groups_of, sees
from tests.notifications.given import DKM, Log
from tests.notifications.strategies import ACTORS, READERS, logs


@st.composite
def amended(draw: st.DrawFn) -> Log:
    """A log whose facts are also corrected and retracted, and so are amendments."""
    log: Log = draw(logs())
    for _ in range(draw(st.integers(0, 12))):
        target = draw(st.sampled_from(log.events))
        stream, id = target.stream, target.id
        others = _also(log, target)
        also = draw(st.lists(st.sampled_from(others), max_size=2, unique=True)) if others else []
        match draw(st.integers(0, 4)):
            case 0 | 1:
                log.append(stream, "FactRetracted", target.audience, target=id, also=also, reason="x")
            case 2 if "party" in orjson.loads(target.data):
                log.append(
                    stream,
                    "FactCorrected",
                    target.audience,
                    target=id,
                    also=also,
                    fields={"party": draw(ACTORS)},
                    reason="x",
                )
            case 3 if "parties" in orjson.loads(target.data):
                parties = draw(st.lists(ACTORS, min_size=1, max_size=3, unique=True))
                log.append(
                    stream,
                    "FactCorrected",
                    target.audience,
                    target=id,
                    also=also,
                    fields={"parties": parties},
                    reason="x",
                )
            case _ if stream.startswith("agreement-"):
                log.sign(stream, draw(ACTORS))
            case _:
                pass
    return log


def _also(log: Log, target: Recorded) -> list[str]:
    """What one event may amend besides its target: facts of the stream, all of which everybody may read."""
    if target.audience != "public":
        return []
    return [
        event.id
        for event in log.events
        if event.stream == target.stream and event.audience == "public" and event.id != target.id
    ]


@settings(max_examples=200, deadline=None)
@given(log=amended(), reloaded=st.sets(st.integers(0, 60)))
def test_each_reader_gets_each_event_once_as_soon_as_it_may_read_it(log: Log, reloaded: set[int]) -> None:
    """Also when the visibility is read back from its rows in between."""
    streams: dict[str, Visibility] = {}
    rows: dict[tuple[str, int], visibility.VisibilityRow] = {}
    had: dict[tuple[str, str | None], set[int]] = {}
    events: dict[str, list[Recorded]] = {}
    for event in log.events:
        stream = event.stream
        earlier = [fact_of(each) for each in events.setdefault(stream, [])]
        events[stream].append(event)
        facts = [*earlier, fact_of(event)]
        before, now = stream_access(stream, earlier), stream_access(stream, facts)
        if event.position in reloaded:
            streams[stream] = _read_back(stream, rows)
        current = streams.setdefault(stream, Visibility(stream))
        entries = entries_of(current, event, facts[-1].data)
        for reader in READERS:
            positions = [entry.position for entry in entries if sees(groups_of(reader), entry)]
            readable = {fact.position for fact in facts if now.reads(reader, fact)}
            if before.reads(reader, facts[-1]):  # who is taken out of the parties by an event gets that event
                readable.add(event.position)
            known = had.setdefault((stream, reader), set())
            assert sorted(positions) == sorted(readable - known), (event.id, reader)
            known |= readable
        assert [entry.position for entry in entries] == sorted(entry.position for entry in entries)
        rows |= {(stream, version): row for version, row in visibility.changed_rows(stream, current)}


def _read_back(stream: str, rows: dict[tuple[str, int], visibility.VisibilityRow]) -> Visibility:
    own = [row for (of, _), row in sorted(rows.items()) if of == stream]
    mentions = [Mention(row[1], str(row[2]), orjson.loads(row[3])) for row in own if row[3] is not None]
    restricted = [
        RestrictedEvent(row[4], bool(row[5]), tuple(row[7] or ()), row[1], row[6] or 0)
        for row in own
        if row[4] is not None
    ]
    return Visibility(stream, mentions, restricted)


def test_five_hundred_parties_and_signatures_write_a_row_each() -> None:
    log, parties = Log(), [f"party-{number}" for number in range(500)]
    log.propose("agreement-x", *parties)
    for party in parties:
        log.sign("agreement-x", party)
    current, written, began = Visibility("agreement-x"), 0, perf_counter()
    for event in log.events:
        entries_of(current, event, orjson.loads(event.data))
        written += len(list(visibility.changed_rows("agreement-x", current)))
    assert written == 501
    assert (
        perf_counter() - began < 30
    )  # two seconds were 16 before on a quiet machine; it takes a tenth of one
    released = entries_of(current, log.conclude("agreement-x"), {})
    assert len(released) == 502
    assert released[0].except_for == tuple(sorted(parties))


def test_a_step_looks_at_no_more_events_in_a_long_stream_than_in_a_short_one() -> None:
    """Counted in calls of Python, which no load changes."""
    counts = []
    for length in (10, 2_000):
        log = Log()
        log.propose("agreement-x", DKM, "party-1")
        for number in range(length):
            log.append(
                "agreement-x", "JointActionRecorded", "participants", kind="training", participants=[DKM]
            )
            log.append(
                "agreement-x", "FactConfirmed", "participants", target=f"agreement-x@{number + 2}", by=DKM
            )
        current = Visibility("agreement-x")
        for event in log.events[:-2]:
            entries_of(current, event, orjson.loads(event.data))
        counts.append(sum(_lines(current, event) for event in log.events[-2:]))
    assert counts[1] <= counts[0] * 1.5


def _lines(current: Visibility, event: Recorded) -> int:
    """How many lines of Python a step runs."""
    count = 0

    def trace(*_: object) -> Any:
        nonlocal count
        count += 1
        return trace

    data = orjson.loads(event.data)
    sys.settrace(trace)
    try:
        entries_of(current, event, data)
    finally:
        sys.settrace(None)
    return count
