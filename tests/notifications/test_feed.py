"""The feed in the database: whatever the order in which streams are applied, every reader gets what is its, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings

from contracts.envelope import Recorded
from contracts.statement import statement
from services.notifications.cursor import START, Cursor
from services.notifications.feed import Feed
from services.notifications.pages import EVERYTHING, Filters, Pages, Reader
from services.notifications.verification import compare
from tests.notifications.given import DKM, LUBLIN, PGM, RADOM, SAAM, Applier, Log, emptied, ids_for
from tests.notifications.strategies import READERS, Run, logs, may_see, runs
from tests.servers import Database

NOTHING: Filters = Filters()
COMMON: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


# ---- the rules, without a database --------------------------------------------------------------------------------
@settings(max_examples=120, deadline=None)
@given(logs())
def test_every_reader_has_what_it_may_see_once_and_in_the_streams_order(log: Log) -> None:
    for subject in READERS:
        ids = ids_for(subject, log.events)
        assert len(ids) == len(set(ids))
        assert set(ids) == {event.id for event in log.events if may_see(log, event, subject)}
        by_stream: defaultdict[str, list[int]] = defaultdict(list)
        for stream, version in (id.split("@") for id in ids):
            by_stream[stream].append(int(version))
        for versions in by_stream.values():
            assert versions == sorted(versions)


# ---- the database -------------------------------------------------------------------------------------------------
async def _read(pages: Pages, subject: str | None, cursor: Cursor, limit: int) -> tuple[list[bytes], Cursor]:
    page = await pages.after(cursor, limit, Reader.of(subject), NOTHING)
    return [entry.statement for entry in page.entries], page.next


@settings(max_examples=40, **COMMON)
@given(run=runs())
async def test_readers_that_poll_while_events_are_applied_miss_nothing_and_get_nothing_twice(
    run: Run,
    database: Database,
    pool: asyncpg.Pool[asyncpg.Record],
    owner: asyncpg.Connection[asyncpg.Record],
) -> None:
    await emptied(owner)
    # A partition for each stream: any interleaving can come.
    applier, pages = Applier(pool, Feed(), partitions=1009), Pages(pool)
    got: dict[str | None, list[bytes]] = {subject: [] for subject in READERS}
    cursors = dict.fromkeys(READERS, START)

    async def poll(limit: int) -> int:
        before = sum(map(len, got.values()))
        for subject in READERS:
            more, cursors[subject] = await _read(pages, subject, cursors[subject], limit)
            got[subject] += more
        return sum(map(len, got.values())) - before

    for batch, limit in zip(run.batches, run.limits, strict=True):
        assert await applier.apply(*batch) == {}
        if limit:
            await poll(limit)
    while await poll(3):
        pass

    statements = {event.id: statement(event) for event in run.log.events}
    for subject in READERS:
        assert got[subject] == [statements[id] for id in ids_for(subject, run.log.events)]
    everything = await pages.after(START, 1000, EVERYTHING, NOTHING)
    assert [entry.statement for entry in everything.entries] == list(statements.values())
    assert await compare(database.url("upland_notifications"), _each(run.log)) is None


async def _each(log: Log) -> AsyncIterator[Recorded]:
    for event in log.events:
        yield event


async def test_what_is_above_a_hole_is_not_shown_until_the_hole_is_filled(
    log: Log, pool: asyncpg.Pool[asyncpg.Record]
) -> None:
    for number in range(3):
        log.append(f"cluster-{number}", "ClusterFounded")
    applier, pages = Applier(pool, Feed(), partitions=1009), Pages(pool)
    await applier.apply(log.events[0], log.events[2])
    first, cursor = await _read(pages, None, START, 10)
    assert (len(first), cursor[:2]) == (1, (1, 1))
    await applier.apply(log.events[1])
    second, cursor = await _read(pages, None, cursor, 10)
    assert (len(second), cursor[:2]) == (2, (3, 3))


async def test_what_was_set_aside_and_comes_late_is_behind_every_readers_cursor(
    log: Log, database: Database, pool: asyncpg.Pool[asyncpg.Record]
) -> None:
    broken = log.propose("agreement-a", LUBLIN, RADOM)
    behind = log.conclude("agreement-a")
    for number in range(3):
        log.append(f"cluster-{number}", "ClusterFounded")
    applier, pages = Applier(pool, Feed()), Pages(pool)
    failed = await applier.apply(broken._replace(data=b"{"), behind, *log.events[2:])
    assert list(failed) == [1, 2]
    assert "waits behind agreement-a@1" in failed[2]
    got, cursor = await _read(pages, None, START, 10)
    assert (len(got), cursor[:2]) == (3, (5, 5))
    difference = await compare(database.url("upland_notifications"), _each(log))
    assert difference == "position 1, readable with 1, is missing from the feed"

    await applier.apply(broken, behind)
    got, cursor = await _read(pages, None, cursor, 10)
    assert got == [statement(broken), statement(behind)]
    assert await _read(pages, None, cursor, 10) == ([], cursor)
    got, _ = await _read(pages, LUBLIN, Cursor(5, 5), 10)
    assert got == [statement(broken), statement(behind)]
    # The next event is shown behind them, and a reader from the beginning gets all.
    await applier.apply(log.append(DKM, "ClusterFounded"))
    assert len((await _read(pages, None, cursor, 10))[0]) == 1
    assert len((await _read(pages, None, START, 10))[0]) == 6
    assert await compare(database.url("upland_notifications"), _each(log)) is None


async def test_what_an_operator_discarded_is_missed_by_nobody(
    log: Log,
    database: Database,
    pool: asyncpg.Pool[asyncpg.Record],
    owner: asyncpg.Connection[asyncpg.Record],
) -> None:
    broken = log.append(SAAM, "ClusterFounded")
    log.append(DKM, "ClusterFounded")
    await Applier(pool, Feed()).apply(broken._replace(data=b"{"), log.events[1])
    note = "INSERT INTO notifications.dead_letters (status, stream, position, partition, reason, headers)"
    await owner.execute(f"{note} VALUES ('poison', $1, 1, 0, 'no JSON', '{{}}')", SAAM)
    difference = await compare(database.url("upland_notifications"), _each(log))
    assert (
        difference
        == "position 1, readable with 1, is missing from the feed: it was set aside (poison: no JSON)"
    )
    await owner.execute("UPDATE notifications.dead_letters SET status = 'discarded', why = 'a test'")
    assert await compare(database.url("upland_notifications"), _each(log)) is None


async def test_an_event_that_is_applied_twice_is_refused_by_the_table(
    log: Log, pool: asyncpg.Pool[asyncpg.Record]
) -> None:
    event, applier = log.append(DKM, "ClusterFounded"), Applier(pool, Feed())
    await applier.apply(event)
    with pytest.raises(asyncpg.UniqueViolationError):
        await applier.apply(event)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("DELETE FROM notifications.feed WHERE position = 2 AND NOT again", "position 2, readable with 2, is missing"),
        ("DELETE FROM notifications.feed WHERE again AND position = 1", "position 1, readable with 3, is missing"),
        ("UPDATE notifications.feed SET readers = '{public}' WHERE position = 1 AND NOT again", "readers is ('public',)"),
        ("UPDATE notifications.feed SET statement = 'x' WHERE position = 3", "statement is b'x'"),
        (
            "INSERT INTO notifications.feed SELECT 4, 2, 2, true, 't', '{}', '{}', '{}', 'x'",
            "shows position 2 with 4, which the log does not give",
        ),
    ],
)  # fmt: skip
async def test_a_feed_that_differs_from_the_log_is_reported(
    change: str,
    message: str,
    log: Log,
    database: Database,
    pool: asyncpg.Pool[asyncpg.Record],
    owner: asyncpg.Connection[asyncpg.Record],
) -> None:
    log.propose("agreement-a", LUBLIN, DKM)
    log.sign("agreement-a", LUBLIN)
    log.conclude("agreement-a")
    log.append(DKM, "ClusterFounded")
    await Applier(pool, Feed()).apply(*log.events)
    assert await compare(database.url("upland_notifications"), _each(log)) is None
    await owner.execute(change)
    difference = await compare(database.url("upland_notifications"), _each(log))
    assert difference is not None
    assert message in difference


async def test_filters_leave_out_and_move_the_cursor_on(log: Log, pool: asyncpg.Pool[asyncpg.Record]) -> None:
    for number in count(1):
        log.append(f"cluster-{number}", "ClusterFounded")
        if number == 5:
            break
    log.agree("agreement-a", DKM, LUBLIN)
    await Applier(pool, Feed()).apply(*log.events)
    pages, anybody = Pages(pool), Reader.of(None)
    for types in (("AgreementSigned",), ("upland.AgreementSigned.v1",)):
        page = await pages.after(START, 10, anybody, Filters(types=types))
        assert [entry.cursor[:2] for entry in page.entries] == [(9, 7), (9, 8)]
        assert page.next[:2] == (9, 9)
    assert not (await pages.after(START, 10, anybody, Filters(types=("upland.AgreementSigned.v2",)))).entries
    of_dkm = await pages.after(START, 10, anybody, Filters(clusters=(DKM,)))
    assert [entry.cursor[:2] for entry in of_dkm.entries] == [(9, 6), (9, 7), (9, 8), (9, 9)]
    nothing = await pages.after(START, 10, anybody, Filters(clusters=(PGM,)))
    assert (list(nothing.entries), nothing.next[:2]) == ([], (9, 9))
