"""The rule of the feed's order, on the real database: whatever fails, is tried again, given up or restarted, and wherever a
reader's cursor is, each reader gets all that is its, nothing twice, and the versions of a stream in order."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import asyncpg
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from contracts.envelope import Recorded
from contracts.statement import statement
from runtime.consumer.applier import Applier
from runtime.consumer.sink import FencedOut
from runtime.database import Connection, open_pool
from runtime.kafka.partitions import partition_of
from services.notifications.cursor import START, Cursor
from services.notifications.feed import Feed
from services.notifications.pages import Filters, Pages, Reader
from services.notifications.rebuild import RebuiltFeed, rebuild
from services.notifications.verification import compare
from tests.notifications.given import FEED_TABLES, Log, ids_for
from tests.notifications.strategies import ACTORS, READERS
from tests.servers import Database

PARTITIONS = 3
TYPES: tuple[tuple[str, ...], ...] = ((), (), ("ClusterFounded", "AgreementConcluded"), ("AgreementSigned",))
FAULTS = st.sampled_from([None, None, "reported", "refused"])
T = TypeVar("T")


class Faulty(Feed):
    """A feed in which some positions cannot be applied: `reported` by their reason, `refused` by PostgreSQL.

    `busy` calls fail first, after they have written, because of what the server cannot do now.
    """

    def __init__(self, faults: dict[int, str]) -> None:
        super().__init__()
        self.faults = faults
        self.busy = 0

    async def apply(self, connection: Connection, events: Sequence[Recorded]) -> Mapping[int, str]:
        reported = {
            stream for stream in {e.stream for e in events} if self._broken(stream, events, "reported")
        }
        good = [event for event in events if not self._behind(event, events, reported)]
        reasons = {event.position: "reported" for event in events if event not in good}
        reasons |= await super().apply(connection, good)
        if self.busy:
            self.busy -= 1
            await connection.execute("DO $$ BEGIN RAISE EXCEPTION 'now' USING ERRCODE = '57014'; END $$")
        if any(self.faults.get(event.position) == "refused" for event in good):
            await connection.execute("SELECT 1 / 0")
        return reasons

    def _broken(self, stream: str, events: Sequence[Recorded], how: str) -> list[Recorded]:
        return [e for e in events if e.stream == stream and self.faults.get(e.position) == how]

    def _behind(self, event: Recorded, events: Sequence[Recorded], reported: set[str]) -> bool:
        return (
            event.stream in reported
            and event.version >= self._broken(event.stream, events, "reported")[0].version
        )


class InMemory:
    """The log as a history endpoint gives it."""

    def __init__(self, log: Log, epoch: str) -> None:
        self._log = log
        self.epoch = self.expected = epoch

    async def head(self) -> int:
        """The last position."""
        return len(self._log.events)

    async def after(self, position: int, limit: int = 2_000) -> list[Recorded]:
        """Some events behind a position."""
        return self._log.events[position : position + limit]

    async def between(self, after: int, last: int) -> AsyncIterator[list[Recorded]]:
        """The events behind a position, up to another."""
        yield self._log.events[after:last]


@dataclass
class Following:
    """A reader: what it got so far, and what it had no right to any more when it began."""

    subject: str | None
    filters: Filters
    cursor: Cursor
    got: list[bytes] = field(default_factory=list)
    before: list[bytes] = field(default_factory=list)


class Feeding(RuleBasedStateMachine):
    """Random events, faults, replays, discards, restarts and readers; a second process of the service applies too."""

    world: Database
    runner: asyncio.Runner

    def __init__(self) -> None:
        super().__init__()
        self.log = Log()
        self.delivered: dict[int, int] = dict.fromkeys(range(PARTITIONS), 0)
        self.faults: dict[int, str] = {}
        self.discarded: set[int] = set()
        self.readers: list[Following] = []

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    # -- the service --------------------------------------------------------------------------------------------
    @initialize()
    def begin(self) -> None:
        self.run(self._begin())

    async def _begin(self) -> None:
        self.owner = await asyncpg.connect(self.world.owner_url)
        await self.owner.execute(
            f"TRUNCATE {', '.join(FEED_TABLES)}, notifications.checkpoints, notifications.dead_letters"
        )
        await self.owner.execute(
            "UPDATE notifications.reader SET watermark = 0, revision = 0, last_position = NULL, last_hash = NULL"
        )
        self.epoch = await self.owner.fetchval(
            "SELECT epoch FROM notifications.epochs ORDER BY number DESC LIMIT 1"
        )
        self.pool = await open_pool(self.world.url("upland_notifications"), size=4)
        self.pages = Pages(self.pool)
        self.appliers = [await self._started(), await self._started()]
        for subject in READERS:
            self.readers.append(Following(subject, Filters(), START))

    async def _started(self) -> Applier:
        applier = Applier(
            self.pool, Faulty(self.faults), lambda event: partition_of(event.stream, PARTITIONS)
        )
        await applier.load(InMemory(self.log, self.epoch))  # type: ignore[arg-type]
        return applier

    @rule(process=st.integers(0, 1))
    def restart(self, process: int) -> None:
        """A process ends, and another takes its place."""
        self.appliers[process] = self.run(self._started())

    # -- the log ------------------------------------------------------------------------------------------------
    @rule(name=st.integers(1, 6), count=st.integers(1, 3), fault=FAULTS)
    def record_public(self, name: int, count: int, fault: str | None) -> None:
        for _ in range(count):
            self.log.append(f"cluster-{name}", "ClusterFounded")
        self._broken(fault)

    @rule(
        letter=st.integers(1, 3),
        actors=st.lists(ACTORS, min_size=2, max_size=3, unique=True),
        end=st.booleans(),
        fault=FAULTS,
    )
    def agree(self, letter: int, actors: list[str], end: bool, fault: str | None) -> None:
        stream = f"agreement-{letter}"
        if stream not in self.log.versions:
            self.log.propose(stream, *actors)
        self.log.sign(stream, actors[0])
        if end and all(e.type != "AgreementConcluded" for e in self.log.events if e.stream == stream):
            self.log.conclude(stream)
        self._broken(fault)

    def _broken(self, fault: str | None) -> None:
        """The newest event cannot be applied."""
        if fault is not None:
            self.faults[len(self.log.events)] = fault

    # -- applying -----------------------------------------------------------------------------------------------
    @rule(
        parts=st.sampled_from([{0, 1, 2}, {0, 1, 2}, {0}, {1}, {0, 2}]),
        count=st.sampled_from([2, 5, 50]),
        process=st.integers(0, 1),
        busy=st.booleans(),
        read=st.booleans(),
    )
    def deliver(self, parts: set[int], count: int, process: int, busy: bool, read: bool) -> None:
        self.run(self._deliver(parts, count, process, busy))
        for reader in self.readers if read else ():
            self.run(self._to_the_end(reader, 50))

    async def _deliver(self, parts: set[int], count: int, process: int, busy: bool) -> None:
        waiting = [
            (part, event)
            for event in self.log.events
            if (part := partition_of(event.stream, PARTITIONS)) in parts
            and event.position > self.delivered[part]
        ][:count]
        if not waiting:
            return
        applier = self.appliers[process]
        applier._sink.busy = int(busy)  # type: ignore[attr-defined]
        while True:
            try:
                async with applier.lock:
                    await applier.apply_bisecting(waiting)
                break
            except FencedOut:
                await applier.load(InMemory(self.log, self.epoch))  # type: ignore[arg-type]
            except asyncpg.QueryCanceledError:
                assert busy
        for part, event in waiting:
            self.delivered[part] = event.position

    @precondition(lambda self: self.faults)
    @rule(data=st.data(), process=st.integers(0, 1), mend=st.sampled_from(["none", "one", "all"]))
    def replay(self, data: st.DataObject, process: int, mend: str) -> None:
        """Everything that is set aside is tried again, perhaps after faults are mended."""
        if mend == "one":
            del self.faults[data.draw(st.sampled_from(sorted(self.faults)))]
        elif mend == "all":
            self.faults.clear()
        self.run(self._replay(process))

    async def _replay(self, process: int) -> None:
        await self.owner.execute(
            "UPDATE notifications.dead_letters SET next_retry = now() WHERE status = 'poison'"
        )
        while True:
            try:
                await self.appliers[process].retry_parked()
                return
            except FencedOut:
                await self.appliers[process].load(InMemory(self.log, self.epoch))  # type: ignore[arg-type]

    @rule()
    def discard(self) -> None:
        """An operator gives up the first event that is set aside."""
        letters = self.run(
            self.owner.fetchval(
                "UPDATE notifications.dead_letters SET status = 'discarded', why = 'x', next_retry = NULL WHERE position ="
                " (SELECT min(position) FROM notifications.dead_letters WHERE status = 'poison') RETURNING position"
            )
        )
        if letters is not None:
            self.discarded.add(letters)
            self.faults.pop(letters, None)

    @rule(switch=st.booleans())
    def rebuild(self, switch: bool) -> None:
        """A rebuild finds the feed as it is, and leaves it so."""
        rebuilt = self.run(self._rebuilt(switch))
        assert (rebuilt.missing, rebuilt.surplus) == (0, 0)

    async def _rebuilt(self, switch: bool) -> RebuiltFeed:
        async def read(after: int, last: int) -> AsyncIterator[Recorded]:
            for event in self.log.events[after:last]:
                yield event

        part = partial(partition_of, partitions=PARTITIONS)
        return await rebuild(self.world.owner_url, read, part, switch=switch)

    # -- reading ------------------------------------------------------------------------------------------------
    @rule(subject=st.sampled_from(READERS), types=st.sampled_from(TYPES), latest=st.booleans())
    def join(self, subject: str | None, types: tuple[str, ...], latest: bool) -> None:
        """Somebody begins to read: from the beginning, or what is new from now on."""
        joining = Following(subject, Filters(types=types), START)
        if latest:
            past = Following(subject, Filters(types=types), START)
            self.run(self._to_the_end(past, 50))
            joining.before, joining.cursor = past.got, self.run(self.pages.end())
        self.readers.append(joining)

    @precondition(lambda self: self.readers)
    @rule(data=st.data(), limit=st.integers(1, 4), pages=st.integers(1, 3))
    def read(self, data: st.DataObject, limit: int, pages: int) -> None:
        reader = data.draw(st.sampled_from(self.readers))
        for _ in range(pages):
            self.run(self._read(reader, limit))

    @precondition(lambda self: self.readers)
    @rule(data=st.data())
    def copy_cursor(self, data: st.DataObject) -> None:
        """A reader's cursor is used once more, as after its restart from what it stored."""
        one = data.draw(st.sampled_from(self.readers))
        self.readers.append(Following(one.subject, one.filters, one.cursor, [*one.got], one.before))

    async def _read(self, reader: Following, limit: int) -> int:
        page = await self.pages.after(reader.cursor, limit, Reader.of(reader.subject), reader.filters)
        assert page.next >= reader.cursor
        reader.got += [entry.statement for entry in page.entries]
        reader.cursor = page.next
        return len(page.entries)

    async def _to_the_end(self, reader: Following, limit: int) -> None:
        while await self._read(reader, limit):
            pass

    # -- what must hold -----------------------------------------------------------------------------------------
    @invariant()
    def nothing_twice_and_versions_in_order(self) -> None:
        by_statement = {statement(event): event for event in self.log.events}
        for reader in self.readers:
            versions: defaultdict[str, list[int]] = defaultdict(list)
            for each in (*reader.before, *reader.got):
                event = by_statement[each]
                versions[event.stream].append(event.version)
            for got in versions.values():
                assert got == sorted(set(got)), (reader, versions)

    def teardown(self) -> None:
        if hasattr(self, "appliers"):
            self.run(self._end())

    async def _end(self) -> None:
        """Everything is mended, applied and read: no reader misses anything."""
        self.faults.clear()
        await self._deliver(set(range(PARTITIONS)), len(self.log.events), 0, False)
        await self._replay(0)
        assert (
            await self.owner.fetchval(
                "SELECT count(*) FROM notifications.dead_letters WHERE status IN ('poison', 'waiting')"
            )
            == 0
        )
        events = [event for event in self.log.events if event.position not in self.discarded]
        by_id = {event.id: event for event in events}
        for reader in self.readers:
            await self._to_the_end(reader, 3)
            types = reader.filters.types
            due = {
                statement(by_id[id])
                for id in ids_for(reader.subject, events)
                if not types or by_id[id].type in types
            }
            assert {*reader.before, *reader.got} == due
        self.nothing_twice_and_versions_in_order()
        assert await compare(self.world.url("upland_notifications"), self._each()) is None
        await self.owner.close()
        self.pool.terminate()

    async def _each(self) -> AsyncIterator[Recorded]:
        for event in self.log.events:
            yield event


def test_no_reader_misses_anything_whatever_happens(database: Database) -> None:
    with asyncio.Runner() as runner:

        class Here(Feeding):
            world = database

        Here.runner = runner
        run_state_machine_as_test(
            Here,
            settings=settings(
                max_examples=25,
                stateful_step_count=30,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                derandomize=True,
            ),
        )
