"""A long stream costs no more per event than a short one, and nothing waits for it."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import orjson
import pytest

from benchmarks.long_streams import STREAMS, Draw, recorded
from contracts.envelope import Fact
from contracts.streams import category_of
from runtime.facts import fact_of
from services.projections import app
from services.projections.engine.sink import FoldCache
from services.projections.engine.stream_fold import StreamFold
from services.projections.readmodels.tables import MODELS
from services.projections.text import stemming
from services.registry.log.appends import Append, NewEvent
from tests.running import served, until
from tests.runtime.conftest import World
from tests.servers import free_ports

_SHORT, _LONG, _COUNTED = 60, 1_500, 48
_DECLARED = 1_050


def _facts(stream: str, draw: Draw, first: int, count: int) -> list[Fact]:
    return [fact_of(event) for event in recorded(stream, draw, first, count)]


@contextmanager
def _counting() -> Iterator[list[int]]:
    """Counts the calls that are made meanwhile, of Python functions and of others: the same on any machine."""
    calls = [0]

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        calls[0] += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("kind", STREAMS)
def test_an_event_costs_as_much_in_a_long_stream_as_in_a_short_one(kind: str) -> None:
    stemming.load()
    stream, draw = STREAMS[kind]
    models = [model for model in MODELS if category_of(stream) in model.categories]
    costs = []
    for length in (_SHORT, _LONG):
        fold = StreamFold(stream, models)
        for fact in _facts(stream, draw, 0, length):
            list(fold.take(fact))
        fold.changes()
        with _counting() as calls:
            for fact in _facts(stream, draw, length, _COUNTED):
                list(fold.take(fact))
            fold.changes()
        costs.append(calls[0])
    short, long = costs
    assert long <= 1.5 * short, (
        f"{long / _COUNTED:.0f} calls an event, {short / _COUNTED:.0f} in a short stream"
    )


def test_the_cache_of_streams_is_bounded_by_their_facts() -> None:
    cache = FoldCache(streams=5, facts=20)
    for number in range(1, 11):
        fold = StreamFold(f"party-p{number}", ())
        fold.facts += _facts(f"party-p{number}", STREAMS["identities"][1], 0, number)
        cache.put(fold)
        assert len(cache) == 1 or (len(cache) <= 5 and cache.facts <= 20)
    assert cache.take("party-p1") is None
    assert cache.take("party-p10") is not None
    assert cache.facts == 9


async def test_a_thousand_specialisations_of_one_cluster_delay_nobody(world: World) -> None:
    founding = {"names": {"pl": "Klaster"}, "initiators": []}
    await _declare(world, [("ClusterFounded", founding)], 0)
    declared: list[tuple[str, dict[str, Any]]] = [
        ("SpecialisationDeclared", {"label": {"pl": f"dziedzina q{number:x}z", "en": f"field q{number:x}z"}})
        for number in range(_DECLARED)
    ]
    await _declare(world, declared, 1)
    # After an amendment every model folds the complete stream again.
    amended = {"target": "cluster-q@5", "fields": {"label": {"pl": "inna"}}, "reason": "misread"}
    await _declare(world, [("FactCorrected", amended)], 1 + _DECLARED)
    position = 2 + _DECLARED
    settings = world.settings(port=free_ports(1)[0], anonymous_read=True)
    async with world.relayed(), served(settings, app.build) as views:
        turns = asyncio.create_task(_longest_turn())
        answers = asyncio.create_task(_alive(views.session, f"{views.url}/health/live"))
        await until(lambda: _reached(world, position))
        turns.cancel(), answers.cancel()
        longest, alive = await turns, await answers
        assert alive > 0
        # In seconds of this thread's work, whatever else the machine does. It was a minute.
        assert longest < 1.5
        async with views.session.get(f"{views.url}/v1/search?q=q41z") as answer:
            assert answer.status == 200
            assert [item["ref"]["id"] for item in (await answer.json())["data"]] == ["cluster-q"]
        # No single text has both words: the stream has more words than one row for all texts takes.
        async with views.session.get(f"{views.url}/v1/search?q=q41z%20q3ffz") as answer:
            assert [item["ref"]["id"] for item in (await answer.json())["data"]] == ["cluster-q"]
        async with views.session.get(f"{views.url}/v1/search?q=q41z%20nowhere") as answer:
            assert (await answer.json())["data"] == []
    rows = await world.rows(
        "SELECT count(DISTINCT event) AS n FROM projections.matrix WHERE kind = 'specialisation' AND recorded_to IS NULL"
    )
    assert rows[0]["n"] == _DECLARED


async def _declare(world: World, commands: list[tuple[str, dict[str, Any]]], expected: int) -> None:
    for first in range(0, len(commands), 50):
        events = [
            NewEvent(
                type, 1, "public", bytes(16), "c", None,
                orjson.dumps({"actor": "test", "mode": "reported", "sources": [], **data}, option=orjson.OPT_SORT_KEYS),
            )
            for type, data in commands[first : first + 50]
        ]  # fmt: skip
        await world.log.append(Append("cluster-q", expected + first, events))


async def _longest_turn() -> float:
    """Seconds that this thread has worked between two turns of one task, at most; until it is cancelled."""
    longest, last = 0.0, time.thread_time()
    try:
        while True:
            await asyncio.sleep(0.005)
            now = time.thread_time()
            longest, last = max(longest, now - last), now
    except asyncio.CancelledError:
        return longest


async def _alive(session: Any, url: str) -> int:
    """How often the service has answered that it is alive; until it is cancelled."""
    answers = 0
    try:
        while True:
            async with session.get(url) as answer:
                assert answer.status == 200
                answers += 1
            await asyncio.sleep(0.02)
    except asyncio.CancelledError:
        return answers


async def _reached(world: World, position: int) -> bool:
    rows = await world.rows("SELECT watermark FROM projections.reader")
    return bool(rows[0]["watermark"] >= position)
