"""The log on the real database: dense positions, versions without gaps, idempotency, claims, append-only."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from contracts.envelope import Claim
from runtime.database import open_pool
from runtime.errors import KeyReused, Overloaded, Refused, Unavailable, WrongVersion
from runtime.telemetry import APPEND_BATCH
from services.registry.log.appends import Append, Appended, NewEvent
from services.registry.log.log import Log
from tests.servers import Database


@asynccontextmanager
async def opened(
    database: Database, *, queue_limit: int = 20_000, batch_bytes: int = 4 << 20
) -> AsyncIterator[Log]:
    url = database.url("upland_registry")
    pool = await open_pool(url, size=4)
    async with Log(url, pool, queue_limit=queue_limit, batch_bytes=batch_bytes) as log:
        yield log
    await pool.close()


def event(data: bytes = b"{}") -> NewEvent:
    return NewEvent("PartyRegistered", 1, "public", os.urandom(16), "c", None, data)


def append(
    stream: str, expected: int | None = 0, key: str | None = None, count: int = 1, **more: object
) -> Append:
    return Append(stream, expected, [event() for _ in range(count)], key, **more)  # type: ignore[arg-type]


async def test_appends_that_wait_together_each_get_their_own_result(database: Database) -> None:
    async with opened(database) as log:
        await log.append(append("party-a"))
        answers = await asyncio.gather(
            log.append(append("party-b")),
            log.append(append("party-a")),
            log.append(append("party-c", count=3)),
            return_exceptions=True,
        )
        assert answers[0] == Appended(1, 2, False)
        assert isinstance(answers[1], WrongVersion)
        assert answers[1].numbers == {"stream": "party-a", "expected": 0, "actual": 1}
        assert answers[2] == Appended(1, 3, False)
        assert [e.position for e in await log.after(0, limit=10)] == [1, 2, 3, 4, 5]
        assert await log.head() == 5


async def test_the_first_answer_comes_again_for_the_same_key(database: Database) -> None:
    async with opened(database) as log:
        first = await log.append(append("party-a", key="k", hash=b"1"))
        again = await log.append(append("party-a", key="k", hash=b"1"))
        assert (first.position, again) == (1, Appended(0, 1, True))
        with pytest.raises(KeyReused):
            await log.append(append("party-b", key="k", hash=b"2"))
        assert await log.head() == 1


async def test_keys_and_claims_that_meet_in_one_batch_store_one(database: Database) -> None:
    claim = (Claim("source-hash", "aa"),)
    async with opened(database) as log:
        same_key = await asyncio.gather(
            *(log.append(append("party-a", key="k", hash=b"1")) for _ in range(20)), return_exceptions=True
        )
        # After a version conflict, each looks its key up; none was stored twice.
        assert sum(isinstance(a, Appended) and not a.replayed for a in same_key) == 1
        assert all(isinstance(a, Appended | WrongVersion) for a in same_key)
        claimed = await asyncio.gather(
            *(log.append(append(f"source-{n}", claims=claim)) for n in range(20)), return_exceptions=True
        )
        assert sum(isinstance(a, Appended) for a in claimed) == 1
        refused = [a for a in claimed if isinstance(a, Refused)]
        assert len(refused) == 19
        assert {r.errors[0].pointer for r in refused} == {"/hash"}
        assert await log.head() == 2


async def test_a_full_queue_refuses_and_does_not_grow(database: Database) -> None:
    async with opened(database, queue_limit=10) as log:
        waiting = [log.append(append(f"party-{n}")) for n in range(10)]
        with pytest.raises(Overloaded) as refused:
            log.append(append("party-10"))
        assert refused.value.headers == {"Retry-After": "1"}
        assert refused.value.numbers == {"waiting": 10}
        await asyncio.gather(*waiting)
        assert await log.head() == 10


async def test_a_batch_is_bounded_in_bytes(database: Database) -> None:
    async with opened(database, batch_bytes=3_000) as log:
        large = b'"' + b"x" * 2_000 + b'"'
        await asyncio.gather(*(log.append(Append(f"party-{n}", 0, [event(large)])) for n in range(6)))
        owner = await asyncpg.connect(database.url())
        times = await owner.fetch("SELECT count(*) FROM registry.events GROUP BY recorded_at")
        await owner.close()
        assert max(row["count"] for row in times) <= 2


@pytest.mark.parametrize("role", ["upland_registry", "upland"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE registry.events SET type = 'x'",
        "DELETE FROM registry.events",
        "TRUNCATE registry.events",
    ],
)
async def test_the_database_refuses_to_change_the_log(database: Database, role: str, statement: str) -> None:
    async with opened(database) as log:
        await log.append(append("party-a"))
        connection = await asyncpg.connect(database.url(role))
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
        await connection.close()
        assert len(await log.after(0, limit=10)) == 1


async def test_one_bad_append_does_not_fail_its_neighbours(database: Database) -> None:
    async with opened(database) as log:
        bad = Append("party-bad", 0, [NewEvent("X", 1, "nobody", b"short", "c", None, b"{}")])  # type: ignore[arg-type]
        answers = await asyncio.gather(
            log.append(append("party-a")),
            log.append(bad),
            log.append(append("party-b")),
            return_exceptions=True,
        )
        assert isinstance(answers[0], Appended)
        assert isinstance(answers[1], asyncpg.CheckViolationError)
        assert isinstance(answers[2], Appended)
        assert [e.position for e in await log.after(0, limit=10)] == [1, 2]


async def test_a_lost_connection_is_made_again_and_stores_once(database: Database) -> None:
    async with opened(database) as log:
        await log.append(append("party-a", key="a"))
        owner = await asyncpg.connect(database.url("upland_registry"))
        for n in range(5):
            future = log.append(append(f"party-{n}x", key=f"k{n}"))
            await owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            )
            assert (await future).position == n + 2
        await owner.close()
        assert await log.head() == 6


async def test_a_database_that_stays_away_is_reported_plainly() -> None:
    url = "postgresql://nobody@127.0.0.1:1/none"
    pool = await open_pool(url)
    async with Log(url, pool, patience=0.3) as log:
        with pytest.raises(Unavailable) as error:
            await log.append(append("party-a", key="k"))
        assert error.value.status == 503
        assert error.value.headers == {"Retry-After": "2"}


async def test_no_fault_leaves_an_append_without_an_answer(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever ends a writer in the middle of a batch (a full disk, no memory), its appends are answered and it goes on."""
    faults = [OSError(28, "No space left on device"), MemoryError(), asyncio.CancelledError()]

    def observe(_: float) -> None:
        if faults:
            raise faults.pop()

    class FullDisk:
        def exception(self, *_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(APPEND_BATCH, "observe", observe)
    monkeypatch.setattr("services.registry.log.log.logger", FullDisk())
    async with opened(database) as log, asyncio.timeout(60):
        for fault in range(3):
            [answer] = await asyncio.gather(log.append(append(f"party-f{fault}")), return_exceptions=True)
            assert isinstance(answer, Unavailable), answer
        bad = Append("party-bad", 0, [event()._replace(type="Zero\0")], None)
        for answer in await asyncio.gather(
            log.append(bad), log.append(append("party-good")), return_exceptions=True
        ):
            assert isinstance(answer, Exception)
        assert isinstance(await log.append(append("party-good", expected=None)), Appended)
