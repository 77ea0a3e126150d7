"""Fills the tables that stand beside the live ones: whole streams of the log, folded once and copied."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from typing import Any

from contracts.envelope import Fact, Recorded
from runtime.changes import whole
from runtime.database import Connection
from runtime.errors import Poison
from runtime.facts import fact_of
from runtime.readmodel import ReadModel
from services.projections import beside
from services.projections.beside import NEXT

_BATCH = 20_000
Progress = Callable[[int], None]


def build(model: ReadModel, streams: Iterable[Sequence[Fact]]) -> Iterator[tuple[Any, ...]]:
    """A read model's records from the facts of whole streams; streams of other categories are passed over."""
    for facts in streams:
        stream = facts[0].stream
        if stream.partition("-")[0] in model.categories:
            try:
                yield from whole(model, facts)
            except Exception as error:
                told = f"{model.name}: {stream} cannot be folded: {type(error).__name__}: {error}"
                raise Poison(told) from error


async def fill(
    connection: Connection,
    models: Sequence[ReadModel],
    events: AsyncIterator[Recorded],
    aside: Set[str],
    progress: Progress | None,
) -> int:
    """Fold the log, ordered by stream and version, into the models' next tables; the number of events read.

    Raises:
        Poison: an event cannot be read, or a stream not be folded.
    """
    count = 0
    categories = frozenset[str]().union(*(model.categories for model in models))
    batches = _streams(events, categories, aside)
    following = asyncio.ensure_future(anext(batches, None))
    try:
        with _without_collections():
            while (batch := await following) is not None:
                count, streams = batch
                # The next events are on their way from the log while these are folded and written.
                following = asyncio.ensure_future(anext(batches, None))
                for model in models:
                    await beside.write(connection, model, beside.table(model, NEXT), build(model, streams))
                if progress:
                    progress(count)
        return count
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def _streams(
    events: AsyncIterator[Recorded], categories: Set[str], aside: Set[str]
) -> AsyncIterator[tuple[int, list[list[Fact]]]]:
    """Whole streams of these categories, in batches of about so many events; each with the count of events so far."""
    batch: list[list[Fact]] = []
    count = size = 0
    stream = ""
    wanted = False
    async for event in events:
        if event.stream != stream:
            if size >= _BATCH:
                yield count, batch
                batch, size = [], 0
            stream = event.stream
            wanted = stream.partition("-")[0] in categories and stream not in aside
            if wanted:
                batch.append([])
        count += 1
        size += 1
        if wanted:
            batch[-1].append(fact_of(event))
    yield count, batch


@contextmanager
def _without_collections() -> Iterator[None]:
    """Facts and rows hold no cycles: looking for some among millions of them took a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
