"""The feed is rebuilt from the log: readers get what they lacked, once, and keep their cursors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.envelope import Recorded
from contracts.statement import statement
from runtime.kafka.partitions import partition_of
from services.notifications import rebuild as rebuilding
from services.notifications import verification
from services.notifications.cursor import START, Cursor
from services.notifications.entries import groups_of, sees
from services.notifications.feed import Feed
from services.notifications.feed_rows import FeedRow
from services.notifications.pages import EVERYTHING, Filters, Pages, Reader
from services.notifications.repair import repaired, same_for_everybody
from services.notifications.verification import Place, compare
from tests.notifications.given import DKM, LUBLIN, PGM, RADOM, SAAM, Applier, Log, ids_for
from tests.notifications.strategies import READERS
from tests.servers import Database

NAMES = st.lists(st.sampled_from(["public", "partners", DKM, SAAM, LUBLIN, RADOM]), max_size=3, unique=True)
EVERYBODY = [groups_of(None), *map(groups_of, (DKM, SAAM, PGM, LUBLIN, RADOM, "party-else"))]


# ---- the repair, without a database -------------------------------------------------------------------------------
@st.composite
def event_rows(draw: st.DrawFn, *, damaged: bool) -> list[FeedRow]:
    """Lines of one event that give it to every reader once at most; `damaged` ones need not be as the rules give them."""
    rows: list[FeedRow] = []
    for at in range(draw(st.integers(0, 3))):
        before = tuple(name for each in rows for name in each.readers)
        readers = tuple(draw(NAMES))
        if at and not readers and not damaged:
            break
        excepted = draw(st.sampled_from([(), before])) if not damaged else tuple(draw(NAMES))
        one = FeedRow(at + 1, 1, 1, bool(rows), "t", readers, excepted, (), "s", "public", b"s")
        if (rows and not rows[0].readers) and not damaged:
            break  # what is the owner's is released to nobody
        if at and not damaged and not any(_sees(reader, one) for reader in EVERYBODY):
            break
        if all(sum(_sees(reader, each) for each in (*rows, one)) <= 1 for reader in EVERYBODY):
            rows.append(one)
    return rows


def _sees(reader: frozenset[str], each: FeedRow) -> bool:
    return sees(reader, each)  # type: ignore[arg-type]


@settings(max_examples=600, deadline=None, derandomize=True)
@given(due=event_rows(damaged=False), live=event_rows(damaged=True), passed=st.integers(0, 4))
def test_a_repair_gives_each_reader_the_event_once_wherever_its_cursor_is(
    due: list[FeedRow], live: list[FeedRow], passed: int
) -> None:
    repair = repaired(due, live)
    places = {each[:2]: each for each in live if each not in repair.removed}
    places |= {each[:2]: each for each in repair.changed}
    after = [*sorted(places.values()), *repair.late]
    assert sum(not each.again for each in after) == sum(not each.again for each in due) or not due
    if due:
        assert same_for_everybody(due, after)
    else:
        assert after == []
    for reader in EVERYBODY:
        entitled = any(_sees(reader, each) for each in due)
        had = sum(_sees(reader, each) for each in live if each.release <= passed)
        gets = sum(_sees(reader, each) for each in after if each.release > passed or each in repair.late)
        if entitled and had + gets != 1:
            # Only where a line could not stay for some of its readers, and then nobody misses the event.
            assert had + gets > 1
            assert repair.removed


# ---- the database -------------------------------------------------------------------------------------------------
@pytest.fixture
async def owner(database: Database) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    connection = await asyncpg.connect(database.url())
    yield connection
    await connection.close()


def _log(log: Log) -> rebuilding.Log:
    async def read(after: int, last: int) -> AsyncIterator[Recorded]:
        for event in log.events[after:last]:
            yield event

    return read


async def _each(log: Log) -> AsyncIterator[Recorded]:
    for event in log.events:
        yield event


async def _rebuilt(database: Database, log: Log, **more: Any) -> rebuilding.RebuiltFeed:
    return await rebuilding.rebuild(database.url(), _log(log), lambda stream: partition_of(stream, 6), **more)


async def _read(pages: Pages, subject: str | None, cursor: Cursor) -> tuple[list[bytes], Cursor]:
    page = await pages.after(cursor, 1000, Reader.of(subject), Filters())
    return [entry.statement for entry in page.entries], page.next


def _record(log: Log) -> None:
    log.append(SAAM, "ClusterFounded")
    log.propose("agreement-a", LUBLIN, DKM)
    log.sign("agreement-a", LUBLIN)
    log.conclude("agreement-a")
    log.propose("agreement-b", RADOM, DKM)
    log.append(DKM, "ClusterFounded")


async def test_a_comparison_goes_on_at_any_place(
    log: Log, database: Database, pool: asyncpg.Pool[asyncpg.Record], owner: asyncpg.Connection[asyncpg.Record],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(verification, "_PLACED_EVERY", 1)
    _record(log)
    applier = Applier(pool, Feed())
    broken, behind = log.propose("agreement-late", LUBLIN, SAAM), log.conclude("agreement-late")
    await applier.apply(*log.events[:6], broken._replace(data=b"{"), behind)
    await applier.apply(broken, behind)  # late, so their lines lie at the end of that time
    begun = len(log.events)
    log.sign("agreement-b", RADOM)
    log.conclude("agreement-b")
    log.append(LUBLIN, "PartyRegistered")
    log.agree("agreement-c", LUBLIN, RADOM)
    log.append("agreement-c", "AgreementAmended", "participants", changes={"pl": "x"}, document_hash="a" * 64)
    await applier.apply(*log.events[begun:])

    async def earlier(first: str, behind: str, upto: int) -> AsyncIterator[Recorded]:
        for event in log.events[:upto]:
            if first <= event.stream < behind:
                yield event

    async def going_on(place: Place, reached: Callable[[Place], None] = lambda _: None) -> str | None:
        async def events() -> AsyncIterator[Recorded]:
            for event in log.events[place.position :]:
                yield event

        return await compare(
            database.url("upland_notifications"), events(), patience=0, after=place, earlier=earlier, reached=reached
        )  # fmt: skip

    places: list[Place] = []
    assert await going_on(Place(), places.append) is None
    assert [place.position for place in places] == [event.position for event in log.events]
    for place in places:
        assert await going_on(place) is None
    # A line of an earlier event that a later one released, and one too many.
    released = log.events[-2].position
    await owner.execute("DELETE FROM notifications.feed WHERE release = $1 AND place < $1", released)
    for place in places:
        assert (await going_on(place) is None) == (place.position >= released)
    later: list[Place] = []
    assert await going_on(places[0], later.append)
    assert max(place.position for place in later) < released


async def test_a_feed_that_is_right_is_left_as_it_is(
    log: Log,
    database: Database,
    pool: asyncpg.Pool[asyncpg.Record],
    owner: asyncpg.Connection[asyncpg.Record],
) -> None:
    _record(log)
    applier = Applier(pool, Feed())
    broken, behind = log.propose("agreement-c", LUBLIN, SAAM), log.conclude("agreement-c")
    await applier.apply(*log.events[:6], broken._replace(data=b"{"), behind)
    await applier.apply(broken, behind)  # late, when the readers are at the end
    before = await owner.fetch("SELECT * FROM notifications.feed ORDER BY release, place")
    stands = await owner.fetch("SELECT * FROM notifications.standings ORDER BY stream, version")
    rebuilt = await _rebuilt(database, log)
    assert (rebuilt.events, rebuilt.lines, rebuilt.missing, rebuilt.surplus) == (8, len(before), 0, 0)
    assert await owner.fetch("SELECT * FROM notifications.feed ORDER BY release, place") == before
    again = await owner.fetch(
        "SELECT * FROM notifications.standings WHERE note IS NOT NULL OR position IS NOT NULL ORDER BY stream, version"
    )
    assert again == [row for row in stands if row["note"] is not None or row["position"] is not None]
    # The stream goes on from the standings that were written.
    await applier.apply(log.append("agreement-b", "AgreementConcluded"))
    assert await compare(database.url("upland_notifications"), _each(log)) is None


@pytest.mark.parametrize(
    ("damage", "missing", "surplus"),
    [
        ("DELETE FROM notifications.feed WHERE position = 2 AND NOT again", 1, 0),
        ("DELETE FROM notifications.feed WHERE again", 2, 0),
        ("UPDATE notifications.feed SET readers = '{public}' WHERE position = 5", 0, 1),
        ("UPDATE notifications.feed SET readers = '{cluster-saam}' WHERE position = 6", 1, 0),
        ("UPDATE notifications.feed SET statement = 'x', refers = '{}' WHERE position = 3 AND NOT again", 0, 1),
        ("INSERT INTO notifications.feed SELECT 5, 1, 1, true, 't', '{public}', '{}', '{}', 'x'", 0, 1),
        ("DELETE FROM notifications.standings", 0, 0),
        ("TRUNCATE notifications.feed", 8, 0),
    ],
)  # fmt: skip
async def test_a_damaged_feed_is_repaired_and_nobody_gets_anything_twice(
    damage: str, missing: int, surplus: int,
    log: Log, database: Database, pool: asyncpg.Pool[asyncpg.Record], owner: asyncpg.Connection[asyncpg.Record],
) -> None:  # fmt: skip
    _record(log)
    applier, pages = Applier(pool, Feed()), Pages(pool)
    await applier.apply(*log.events)
    await owner.execute(damage)
    early = {subject: await _read(pages, subject, START) for subject in READERS}
    compared = await _rebuilt(database, log, switch=False)
    assert (compared.missing, compared.surplus, compared.switched) == (missing, surplus, False)
    rebuilt = await _rebuilt(database, log)
    assert (rebuilt.missing, rebuilt.surplus) == (missing, surplus)
    await applier.feed.committed(6, [])
    applier.feed.forget()  # as the shell does when it sees that the feed was rebuilt
    await applier.apply(log.append("agreement-b", "AgreementConcluded"))
    assert await compare(database.url("upland_notifications"), _each(log)) is None
    known = {statement(event) for event in log.events}
    for subject, (got, cursor) in early.items():
        due = sorted(statement(event) for event in log.events if event.id in ids_for(subject, log.events))
        more, _ = await _read(pages, subject, cursor)
        fair = [each for each in (*got, *more) if each in known]
        # A reader that got an event too early gets it once more when it may read it.
        assert len(fair) == len(set(fair)) or "{public}' WHERE" in damage
        assert set(due) <= set(fair) or "statement = 'x'" in damage
        fresh, _ = await _read(pages, subject, START)
        assert sorted(fresh) == due
    everything = await pages.after(START, 1000, EVERYTHING, Filters())
    assert len(everything.entries) == len(log.events)
    after = await _rebuilt(database, log)
    assert (after.missing, after.surplus) == (0, 0)
    assert await owner.fetchval("SELECT rebuilt FROM notifications.reader") == 2
