"""Fills the new tables: folds each slice of the log for all models, and copies the rows."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter

from contracts.envelope import Fact
from contracts.streams import category_of
from runtime.database import Connection, at_fault
from runtime.errors import Poison
from services.projections.engine.readmodel import ReadModel, Record
from services.projections.engine.stream_fold import build_all, build_one
from services.projections.rebuild import shadow_tables
from services.projections.rebuild.log_slices import LogReader, Slice
from services.projections.rebuild.shadow_tables import NEXT

Progress = Callable[[int], None]
_STREAM = attrgetter("stream")


def categories(models: Iterable[ReadModel]) -> frozenset[str]:
    """Return the stream categories that any of the models folds."""
    return frozenset[str]().union(*(model.categories for model in models))


def build_streams(models: Sequence[ReadModel], facts: Iterable[Fact]) -> dict[str, list[Record]]:
    """Return the models' records, by model name, from complete streams in order; skips streams of other categories.

    Raises:
        Poison: a stream cannot be folded.
    """
    built: dict[str, list[Record]] = {model.name: [] for model in models}
    by_category = {
        category: [model for model in models if category in model.categories]
        for category in categories(models)
    }
    for stream, group in groupby(facts, _STREAM):
        folding = by_category.get(category_of(stream))
        if folding:
            stream_facts = list(group)
            try:
                rows = build_all(folding, stream_facts)
            except Exception as error:
                if not at_fault(error):
                    raise
                raise _unfoldable(folding, stream_facts) from error
            for model, records in zip(folding, rows, strict=True):
                built[model.name] += records
    return built


def _unfoldable(models: Sequence[ReadModel], facts: Sequence[Fact]) -> Poison:
    """Return the error that names the model that cannot fold a stream."""
    for model in models:
        try:
            build_one(model, facts)
        except Exception as error:
            error_text = f"{type(error).__name__}: {error}"
            return Poison(f"{model.name}: {facts[0].stream} cannot be folded: {error_text}")
    return Poison(f"{facts[0].stream} cannot be folded")


async def fill(
    connections: tuple[Connection, Connection],
    models: Sequence[ReadModel],
    source: LogReader,
    slices: AsyncIterator[Slice],
    aside: Set[str],
    progress: Progress,
) -> None:
    """Fold all slices into the models' next tables.

    Args:
        connections: one to read the log, one to write the tables.
        aside: streams to skip.
        progress: called with the number of events of each slice.

    Raises:
        Poison: an event cannot be read, or a stream cannot be folded.
    """
    reading, writing = connections
    following = asyncio.ensure_future(_next(reading, source, slices))
    try:
        with _without_collections():
            while (facts := await following) is not None:
                # Read the next slice while this one is folded and written.
                following = asyncio.ensure_future(_next(reading, source, slices))
                included = [fact for fact in facts if fact.stream not in aside] if aside else facts
                for model, records in zip(models, build_streams(models, included).values(), strict=True):
                    if records:
                        await shadow_tables.write(writing, model, shadow_tables.table(model, NEXT), records)
                progress(len(facts))
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def _next(connection: Connection, source: LogReader, slices: AsyncIterator[Slice]) -> list[Fact] | None:
    part = await anext(slices, None)
    return None if part is None else await source.read(connection, part)


@contextmanager
def _without_collections() -> Iterator[None]:
    """Disable garbage collection. Facts and rows contain no cycles, and the search for cycles took a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
