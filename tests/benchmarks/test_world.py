"""The benchmarks' world is made of events as the registry would have stored them."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import orjson
import pytest

from benchmarks import world
from contracts.catalogue import EVENTS
from contracts.envelope import Recorded
from contracts.streams import category_of

_SAMPLES = 40


@pytest.fixture(scope="module")
def events() -> list[Recorded]:
    return list(world.events(60_000))


def test_every_event_is_what_its_class_encodes(events: list[Recorded]) -> None:
    seen: Counter[str] = Counter()
    for event in events:
        seen[event.type] += 1
        if seen[event.type] <= _SAMPLES:
            data = orjson.loads(event.data)
            actor = data.pop("actor")
            event_data = EVENTS[event.type, event.schema_version].model_validate(
                data, by_alias=True, by_name=False
            )
            assert event_data.encode(actor) == event.data
    # All types but PersonErased, which destroys a key that is not in the log. The mix is fixed, so that figures of two days
    # compare: a new type is added to it with a share of its own.
    assert "PersonErased" not in seen
    assert len(seen) == 59


def test_the_log_is_dense_its_streams_complete_and_interleaved(events: list[Recorded]) -> None:
    versions: dict[str, int] = defaultdict(int)
    changes = 0
    for position, event in enumerate(events, start=1):
        assert event.position == position
        assert len(event.salt) == 16
        versions[event.stream] += 1
        assert event.version == versions[event.stream]
        changes += event.stream != events[position - 2].stream
    assert changes > 0.9 * len(events)
    streams = Counter(category_of(stream) for stream in versions)
    assert streams["cluster"] == 120  # of 2,000 in a world of 1,000,000 events
    assert abs(streams["membership"] - 6_000) < 200
    assert all(first.recorded_at < second.recorded_at for first, second in pairwise(events))


def test_the_same_seed_gives_the_same_world(events: list[Recorded]) -> None:
    again = world.events(60_000)
    assert all(first == second for first, second in zip(events[:5_000], again, strict=False))
    assert next(iter(world.events(1_000, seed=7))) != events[0]
