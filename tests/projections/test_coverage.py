"""What the roster knows of a number, counted in SQL, is what counting party by party gives; and what a question may cost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

import asyncpg
import pytest
from sqlalchemy import text

from runtime.database import open_pool
from runtime.errors import TooMuchWork
from services.projections.engine.interval import FUTURE, PAST
from services.projections.queries.membership_statements import CoverageRow
from services.projections.queries.roster import MembershipTime, roster, series
from services.projections.queries.sql import predicates
from services.projections.queries.sql.coverage import coverage, times
from services.projections.queries.sql.rows import Statement
from services.projections.queries.sql.store import Store
from tests.servers import Database, Databases

_BINDS: dict[str, Any] = {
    "known": 1_000_000,
    "audiences": ["public"],
    "subject": "",
    "clusters": ["cluster-a"],
}
_COLUMNS = (
    "id", "stream", "event", "start_earliest", "start_latest", "end_earliest", "end_latest", "audience", "participants",
    "recorded_from", "recorded_to", "cluster", "kind", "party", "member_class", "number", "detail", "fact",
)  # fmt: skip
_CLASSES = {"all": None, "founders": "founder", "partners": "partner", "supporting": "supporting"}


class _One(NamedTuple):
    value: object


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Store]:
    pool = await open_pool(database.url("upland_projections"), size=2, statement_timeout="10000")
    yield Store(pool)
    await pool.close()


def _of(table: Any) -> Any:
    return table.c.cluster == predicates.any_of("clusters")


def _day(random: Random) -> date:
    return date(2018, 1, 1) + timedelta(days=random.randrange(40))


def _rows(random: Random) -> list[tuple[Any, ...]]:
    result = []
    for number in range(160):
        start, end = sorted((_day(random), _day(random))), sorted((_day(random), _day(random)))
        bounds = (
            random.choice([start[0], PAST]), start[1], max(start[0], end[0]), random.choice([end[1], FUTURE]),
        )  # fmt: skip
        kind = random.choice(["member", "member", "class", "claim"])
        named = kind != "claim"
        member_class = (
            random.choice(["founder", "partner", "full", ""]) if named else random.choice([*_CLASSES])
        )
        result.append(
            (
                number, "membership-a.x", f"e@{number}", *bounds, random.choice(["public", "public", "owner"]), ["cluster-a"],
                1, None, random.choice(["cluster-a", "cluster-b"]), kind,
                f"party-p{random.randrange(40)}" if named else None, member_class, None if named else 9, "{}", "{}",
            )
        )  # fmt: skip
    return result


@pytest.mark.parametrize("seed", range(4))
async def test_numbers_are_covered_by_whom_the_roster_knows(
    database: Database, store: Store, seed: int
) -> None:
    rows = [dict(zip(_COLUMNS, row, strict=True)) for row in _rows(Random(seed))]
    owner = await asyncpg.connect(database.url())
    await owner.copy_records_to_table(
        "membership",
        schema_name="projections",
        columns=_COLUMNS,
        records=[tuple(row.values()) for row in rows],
    )
    await owner.close()
    visible = [row for row in rows if row["audience"] == "public" and row["cluster"] == "cluster-a"]
    members = [row for row in visible if row["kind"] != "claim"]
    expected = {}
    for claim in (row for row in visible if row["kind"] == "claim"):
        counted = _CLASSES[claim["member_class"]]
        of_class = [
            row
            for row in members
            if (row["kind"] == "member" if counted is None else row["member_class"] == counted)
        ]
        founders, a, b = claim["member_class"] == "founders", claim["start_earliest"], claim["start_latest"]
        then = [
            row for row in of_class if founders or (row["start_earliest"] <= b and row["end_latest"] >= a)
        ]
        sure = [row for row in then if founders or (row["start_latest"] <= a and row["end_earliest"] >= b)]
        expected[claim["id"]] = len({row["party"] for row in then}), len({row["party"] for row in sure})
    result = await store.fetch(Statement(coverage(_of), CoverageRow), _BINDS)
    assert {row.id: (row.known, row.certain) for row in result} == expected
    together = await store.fetch(Statement(times(_of), MembershipTime), _BINDS)
    apart = await store.fetch(
        Statement(
            text(
                "SELECT cluster, kind, member_class, start_earliest, start_latest, end_earliest, end_latest, party, 1"
                " FROM projections.membership WHERE cluster = 'cluster-a' AND audience = 'public' AND kind <> 'claim'"
            ),
            MembershipTime,
        ),
        {},
    )
    day = date(2018, 1, 20)
    assert sum(row.number for row in together) == len(apart)
    assert roster(together, (day, day)) == roster(apart, (day, day))
    claims = [
        [(r.party, r.start_earliest, r.start_latest, r.end_earliest, r.end_latest, r.number) for r in some]
        for some in (together, apart)
    ]
    assert series(claims[0]) == series(claims[1])


async def test_a_question_that_takes_too_long_ends_with_what_to_do(database: Database) -> None:
    pool = await open_pool(database.url("upland_projections"), size=1, statement_timeout="100")
    with pytest.raises(TooMuchWork, match="Ask for less"):
        await Store(pool).fetch(Statement(text("SELECT pg_sleep(60)"), _One), {})
    assert await Store(pool).fetch(Statement(text("SELECT 1"), _One), {})
    await pool.close()


async def test_a_question_writes_no_more_than_its_share_of_the_disk(
    database: Database, databases: Databases
) -> None:
    sorting = Statement(
        text(
            "SELECT count(*) FROM (SELECT md5(g::text) AS m FROM generate_series(1, 300000) g ORDER BY 1 OFFSET 1) s"
        ),
        _One,
    )
    pool = await open_pool(database.url("upland_projections"), size=1, work_mem="64kB")
    assert await Store(pool).fetch(sorting, {})
    await databases.as_superuser(
        f"ALTER ROLE upland_projections IN DATABASE {database.name} SET temp_file_limit = '1MB'"
    )
    await pool.expire_connections()
    with pytest.raises(TooMuchWork, match="of the disk"):
        await Store(pool).fetch(sorting, {})
    await pool.close()
