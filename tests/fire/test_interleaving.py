"""However streams interleave, and wherever their events are cut into batches, the read models hold the same rows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from contracts.amendments import AMENDING
from contracts.catalogue import LATEST
from contracts.envelope import Recorded
from contracts.streams import category_of
from runtime.facts import fact_of
from services.projections.engine.readmodel import ReadModel
from services.projections.engine.sink import ReadModels
from services.projections.engine.stream_fold import (
    ROWS_PER_EVENT,
    STANDARD_COLUMNS,
    StreamFold,
    build_all,
    build_one,
    record,
)
from services.projections.readmodels.tables import MODELS
from tests.fire import drawn_streams
from tests.fire.drawn_streams import FIELDS, Drawn, Streams
from tests.servers import Database

Rows = dict[str, set[tuple[Any, ...]]]


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _columns(model: ReadModel) -> list[str]:
    return [*STANDARD_COLUMNS, *(column.name for column in model.columns)]


def folded(log: Sequence[Recorded]) -> Rows:
    """The rows that the log alone makes."""
    by_stream: dict[str, list[Recorded]] = {}
    for event in log:
        by_stream.setdefault(event.stream, []).append(event)
    return {
        model.name: {
            tuple(map(_hashable, row))
            for stream, events in by_stream.items()
            if category_of(stream) in model.categories
            for row in build_one(model, [fact_of(event) for event in events])
        }
        for model in MODELS
    }


def rows_by_events(rows: Rows, log: Sequence[Recorded]) -> Rows:
    """The rows with the ids of events in place of positions, so that two logs of the same streams can be compared."""
    ids = {event.position: event.id for event in log}

    def plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
        cells = dict(zip(STANDARD_COLUMNS, row, strict=False))
        opener, number = divmod(cells["id"], ROWS_PER_EVENT)
        ended = cells["recorded_to"]
        return (
            *(ids[opener], number, *row[1 : STANDARD_COLUMNS.index("recorded_from")]),
            *(ids[cells["recorded_from"]], ended and ids[ended], *row[len(STANDARD_COLUMNS) :]),
        )

    return {name: set(map(plain, rows_of_model)) for name, rows_of_model in rows.items()}


class Tables:
    """The read models' tables, as the consumer's shell writes them and as anybody reads them."""

    def __init__(
        self, owner: asyncpg.Connection[asyncpg.Record], own: asyncpg.Connection[asyncpg.Record]
    ) -> None:
        self._owner = owner
        self._own = own

    async def fill(self, batches: Iterable[Sequence[Recorded]], *, forgetful: bool) -> Rows:
        """Empty the tables and apply the batches, each in its transaction; the rows. A forgetful sink has no cache."""
        names = ", ".join(f"projections.{name}" for name in ("facts", *(model.name for model in MODELS)))
        await self._owner.execute(f"TRUNCATE {names}")
        sink = ReadModels(MODELS)
        for batch in batches:
            if forgetful:
                sink = ReadModels(MODELS)
            async with self._own.transaction():
                assert await sink.apply(self._own, batch) == {}
            await sink.committed(0, [])
        return await self.rows()

    async def rows(self, where: str = "true", *arguments: int) -> Rows:
        """The rows for which a condition holds."""
        rows_of_model: Rows = {}
        for model in MODELS:
            columns = ", ".join(_columns(model))
            rows = await self._own.fetch(
                f"SELECT {columns} FROM projections.{model.name} WHERE {where}", *arguments
            )
            rows_of_model[model.name] = {tuple(map(_hashable, row.values())) for row in rows}
            assert len(rows_of_model[model.name]) == len(rows)
        return rows_of_model


@pytest.fixture
async def tables(database: Database) -> AsyncIterator[Tables]:
    owner = await asyncpg.connect(database.url())
    own = await asyncpg.connect(database.url("upland_projections"))
    yield Tables(owner, own)
    await own.close()
    await owner.close()


COMMON: dict[str, Any] = {
    "deadline": None,
    # The fixture's tables are emptied for each example; an example has a log, its order, and its cuts.
    "suppress_health_check": [
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
}


def test_every_type_of_the_catalogue_is_drawn() -> None:
    assert {*FIELDS} | AMENDING == {*LATEST}


@settings(max_examples=80, **COMMON)
@given(streams=drawn_streams.streams(), data=st.data())
def test_the_types_that_a_model_leaves_out_change_none_of_its_rows(
    streams: Streams, data: st.DataObject
) -> None:
    by_stream: dict[str, list[Recorded]] = {}
    for event in drawn_streams.recorded(data.draw(drawn_streams.orders(streams)), streams):
        by_stream.setdefault(event.stream, []).append(event)
    for stream, events in by_stream.items():
        facts = [fact_of(event) for event in events]
        for model in MODELS:
            if category_of(stream) in model.categories:
                assert build_one(model, facts) == build_one(replace(model, types=None, fold=None), facts), (
                    model.name
                )


_PROPOSED = (
    '{"actor":"test","beneficiaries":[],"kind":"contract","mode":"performed","others":false,'
    '"parties":["party-x","party-y"],"sources":[],"subject":{"pl":"Targi"}}'
)
# Its texts need what the first fact says, which a fold that begins before it does not know yet.
_AMENDED: Streams = {
    "agreement-p": [
        Drawn("AgreementProposed", "public", _PROPOSED.encode()),
        Drawn(
            "AgreementAmended",
            "public",
            b'{"actor":"test","changes":{"pl":"Termin"},"mode":"performed","sources":[]}',
        ),
    ]
}


@settings(max_examples=80, **COMMON)
@given(streams=drawn_streams.streams(1, 1, longest=24, amends_one_in=12))
@example(streams=_AMENDED)
def test_folded_forward_a_stream_has_the_rows_of_a_full_fold_after_each_fact(streams: Streams) -> None:
    for stream, events in streams.items():
        facts = [fact_of(event) for event in drawn_streams.recorded([stream] * len(events), streams)]
        models = [model for model in MODELS if category_of(stream) in model.categories]
        # All of them together, as the shell folds them: what one has made of the facts, another one uses.
        for model, rows in zip(models, build_all(models, facts), strict=True):
            assert rows == build_one(replace(model, fold=None), facts), model.name


@settings(max_examples=80, **COMMON)
@given(streams=drawn_streams.streams(1, 1, longest=24, amends_one_in=12), data=st.data())
def test_a_fold_goes_on_wherever_it_was_begun(streams: Streams, data: st.DataObject) -> None:
    """A stream that is read again has its facts and rows, and none of the folds that made them."""
    [(stream, events)] = streams.items()
    facts = [fact_of(event) for event in drawn_streams.recorded([stream] * len(events), streams)]
    models = [model for model in MODELS if category_of(stream) in model.categories]
    cut = data.draw(st.integers(0, len(facts)))
    before = StreamFold(stream, models)
    for fact in facts[:cut]:
        list(before.take(fact))
    opened = [changes.opened for changes in before.changes()]
    rows = {
        model.name: {row: id for id, (row, _, ended) in rows_of_model.items() if ended is None}
        for model, rows_of_model in zip(models, opened, strict=True)
    }
    after = StreamFold(stream, models, facts[:cut], rows)
    for fact in facts[cut:]:
        list(after.take(fact))
    for rows_of_model, changes, expected in zip(
        opened, after.changes(), build_all(models, facts), strict=True
    ):
        both = rows_of_model | changes.opened
        for id, (row, position) in changes.closed.items():
            both[id] = (row, rows_of_model[id][1], position)
        assert [record(id, stream, *row) for id, row in sorted(both.items())] == sorted(expected)


@settings(max_examples=40, **COMMON)
@given(streams=drawn_streams.streams(), data=st.data())
async def test_any_order_and_any_cut_make_the_same_rows(
    tables: Tables, streams: Streams, data: st.DataObject
) -> None:
    log = drawn_streams.recorded(data.draw(drawn_streams.orders(streams)), streams)
    alone = folded(log)
    for forgetful in (False, True):
        assert await tables.fill(data.draw(drawn_streams.batches(log)), forgetful=forgetful) == alone
    other = drawn_streams.recorded(data.draw(drawn_streams.orders(streams)), streams)
    rows = await tables.fill(data.draw(drawn_streams.batches(other)), forgetful=data.draw(st.booleans()))
    assert rows == folded(other)
    assert rows_by_events(rows, other) == rows_by_events(alone, log)


@settings(max_examples=25, **COMMON)
@given(streams=drawn_streams.streams(), data=st.data())
async def test_the_tables_of_today_answer_for_any_past_position(
    tables: Tables, streams: Streams, data: st.DataObject
) -> None:
    log = drawn_streams.recorded(data.draw(drawn_streams.orders(streams)), streams)
    await tables.fill(data.draw(drawn_streams.batches(log)), forgetful=False)
    for position in data.draw(st.sets(st.integers(0, len(log)), min_size=1, max_size=4)):
        known = await tables.rows(
            "recorded_from <= $1 AND (recorded_to IS NULL OR recorded_to > $1)", position
        )
        assert _known(known) == _rows_known_at(folded(log[:position]), position)


@settings(max_examples=80, **COMMON)
@given(streams=drawn_streams.streams(), data=st.data())
def test_what_was_known_at_a_position_is_what_its_log_contains(streams: Streams, data: st.DataObject) -> None:
    log = drawn_streams.recorded(data.draw(drawn_streams.orders(streams)), streams)
    rows = folded(log)
    for position in range(len(log) + 1):
        assert _rows_known_at(rows, position) == _rows_known_at(folded(log[:position]), position)


def _rows_known_at(rows: Rows, position: int) -> Rows:
    """The rows that stand at a position."""
    start, end = STANDARD_COLUMNS.index("recorded_from"), STANDARD_COLUMNS.index("recorded_to")

    def stands(row: tuple[Any, ...]) -> bool:
        return bool(row[start] <= position and (row[end] is None or row[end] > position))

    return _known({name: set(filter(stands, rows_of_model)) for name, rows_of_model in rows.items()})


def _known(rows: Rows) -> Rows:
    """The rows without their ends, which later events record."""
    end = STANDARD_COLUMNS.index("recorded_to")
    return {
        name: {(*row[:end], *row[end + 1 :]) for row in rows_of_model} for name, rows_of_model in rows.items()
    }
