"""The rules, carried on event by event, decide what they decide when all of a stream is gone through for each event."""

from __future__ import annotations

import sys
from time import perf_counter
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.envelope import Recorded
from services.notifications import audience, visibility
from services.notifications.parties import Note
from tests.notifications import former
from tests.notifications.strategies import ACTORS, logs
from tests.notifications.telling import DKM, Told


@st.composite
def amended(draw: st.DrawFn) -> Told:
    """A log whose facts are also corrected and retracted, and so are amendments."""
    log: Told = draw(logs())
    for _ in range(draw(st.integers(0, 12))):
        target = draw(st.sampled_from(log.events))
        stream, id = target.stream, target.id
        match draw(st.integers(0, 4)):
            case 0 | 1:
                log.tell(stream, "FactRetracted", target.audience, target=id, reason="x")
            case 2 if "party" in orjson.loads(target.data):
                log.tell(
                    stream,
                    "FactCorrected",
                    target.audience,
                    target=id,
                    fields={"party": draw(ACTORS)},
                    reason="x",
                )
            case 3 if "parties" in orjson.loads(target.data):
                parties = draw(st.lists(ACTORS, min_size=1, max_size=3, unique=True))
                log.tell(
                    stream,
                    "FactCorrected",
                    target.audience,
                    target=id,
                    fields={"parties": parties},
                    reason="x",
                )
            case _ if stream.startswith("agreement-"):
                log.sign(stream, draw(ACTORS))
            case _:
                pass
    return log


def _former(before: former.Standing, event: Recorded) -> tuple[former.Standing, list[Any]]:
    return former.step(before, event, orjson.loads(event.data))


@settings(max_examples=400, deadline=None)
@given(log=amended(), reloaded=st.sets(st.integers(0, 60)))
def test_each_event_has_the_entries_that_the_whole_stream_gives(log: Told, reloaded: set[int]) -> None:
    """Also when the standing is read back from its rows in between."""
    whole: dict[str, former.Standing] = {}
    carried: dict[str, audience.Standing] = {}
    rows: dict[tuple[str, int], visibility.Row] = {}
    for event in log.events:
        stream = event.stream
        whole[stream], expected = _former(whole.get(stream) or former.standing(stream, (), ()), event)
        if event.position in reloaded:
            carried[stream] = _read_back(stream, rows)
        stands = carried.setdefault(stream, audience.standing(stream, (), ()))
        entries = audience.step(stands, event, orjson.loads(event.data))
        assert [tuple(entry) for entry in entries] == [tuple(entry) for entry in expected], event.id
        rows |= {(stream, version): row for version, row in visibility.changed(stream, stands)}


def _read_back(stream: str, rows: dict[tuple[str, int], visibility.Row]) -> audience.Standing:
    own = [row for (of, _), row in sorted(rows.items()) if of == stream]
    notes = [Note(row[1], str(row[2]), orjson.loads(row[3])) for row in own if row[3] is not None]
    shown = [
        audience.Shown(row[4], bool(row[5]), tuple(row[7] or ()), row[1], row[6] or 0)
        for row in own
        if row[4] is not None
    ]
    return audience.standing(stream, notes, shown)


def test_five_hundred_parties_and_signatures_write_a_row_each() -> None:
    log, parties = Told(), [f"party-{number}" for number in range(500)]
    log.propose("agreement-x", *parties)
    for party in parties:
        log.sign("agreement-x", party)
    stands, written, began = audience.standing("agreement-x", (), ()), 0, perf_counter()
    for event in log.events:
        audience.step(stands, event, orjson.loads(event.data))
        written += len(list(visibility.changed("agreement-x", stands)))
    assert written == 501
    assert (
        perf_counter() - began < 30
    )  # two seconds were 16 before on a quiet machine; it takes a tenth of one
    released = audience.step(stands, log.conclude("agreement-x"), {})
    assert len(released) == 502
    assert released[0].except_for == tuple(sorted(parties))


def test_a_step_looks_at_no_more_events_in_a_long_stream_than_in_a_short_one() -> None:
    """Counted in calls of Python, which no load changes."""
    counts = []
    for length in (10, 2_000):
        log = Told()
        log.propose("agreement-x", DKM, "party-1")
        for number in range(length):
            log.tell(
                "agreement-x", "JointActionRecorded", "participants", kind="training", participants=[DKM]
            )
            log.tell(
                "agreement-x", "FactConfirmed", "participants", target=f"agreement-x@{number + 2}", by=DKM
            )
        stands = audience.standing("agreement-x", (), ())
        for event in log.events[:-2]:
            audience.step(stands, event, orjson.loads(event.data))
        counts.append(sum(_lines(stands, event) for event in log.events[-2:]))
    assert counts[1] <= counts[0] * 1.5


def _lines(stands: audience.Standing, event: Recorded) -> int:
    """How many lines of Python a step runs."""
    count = 0

    def trace(*_: object) -> Any:
        nonlocal count
        count += 1
        return trace

    data = orjson.loads(event.data)
    sys.settrace(trace)
    try:
        audience.step(stands, event, data)
    finally:
        sys.settrace(None)
    return count
