"""What another process adds to the feed is heard at once; and a filter for what is seldom mentioned finds its rows."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import orjson
import pytest

from contracts.filters import FilterExpression
from runtime.tasks import Background
from services.notifications.announcements import listen
from services.notifications.channels.webhook.connections import open_session
from services.notifications.channels.webhook.delivering import Terms
from services.notifications.channels.webhook.destinations import Rules
from services.notifications.channels.webhook.kind import Webhook
from services.notifications.channels.webhook.sending import Sender
from services.notifications.feed import Feed
from services.notifications.notifier import Notifier
from services.notifications.pages import EVERYTHING, Filters, Reader, _query
from tests.notifications.conftest import Service
from tests.notifications.deliveries.given import Office, Working
from tests.notifications.given import DKM, PGM, SAAM, Applier, Log
from tests.notifications.test_stream import streaming
from tests.notifications.webhook.given import Hooks, PutForward, receiver
from tests.running import until
from tests.servers import Database

_QUIET, _ROWS = "cluster-quiet", 20_000


@pytest.fixture
def elsewhere(service: Service, pool: asyncpg.Pool[asyncpg.Record]) -> Applier:
    """Another process that writes the feed: it shares only the database."""
    return Applier(pool, Feed())


async def test_readers_over_http_hear_what_another_process_adds(
    service: Service, elsewhere: Applier, log: Log
) -> None:
    key = service.partner(PGM)
    waiting = asyncio.create_task(service.feed(key, wait=30))
    async with streaming(service, key) as reading:
        await reading.opened()
        await elsewhere.apply(log.append(DKM, "ClusterFounded"))
        assert orjson.loads((await reading.event())["data"])["id"] == f"{DKM}@1"
    assert (await waiting).ids == [f"{DKM}@1"]


async def test_a_webhook_hears_what_another_process_adds_though_its_clock_stands_still(
    pool: asyncpg.Pool[asyncpg.Record], database: Database, log: Log, tmp_path: Any
) -> None:
    notifier, clock, rules = Notifier(), PutForward(), Rules(loopback=True)
    url = database.url("upland_notifications")
    async with (
        receiver() as hook,
        open_session(rules) as session,
        Background("announcements", lambda: listen(url, notifier)),
    ):
        kind = Webhook(Sender(session, clock), clock, rules, Terms(), spacing=0.0)
        office = Office.open(pool, notifier, tmp_path / "channels.key", clock, kind)
        await office.subscribe("s")
        hooks = Hooks.of(office)
        await hooks.make(hook.url)
        async with Working(office.worker()):
            await clock.idle_again()
            await Applier(pool, Feed()).apply(log.append(DKM, "ClusterFounded"))
            await until(lambda: hooks.has(hook, 1))
    assert hook.accepted == [f"{DKM}@1"]


async def test_a_lost_connection_is_made_again_and_what_it_missed_made_up_for(
    database: Database, pool: asyncpg.Pool[asyncpg.Record]
) -> None:
    notifier = Notifier()
    async with Background("announcements", lambda: listen(database.url("upland_notifications"), notifier)):

        async def listens() -> int | None:
            pid: int | None = await pool.fetchval(
                "SELECT pid FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            )
            return pid

        first = await until(listens)
        changed = notifier.listen()
        await pool.execute("SELECT pg_terminate_backend($1)", first)
        async with asyncio.timeout(60):
            await changed.wait()

        async def again() -> bool:
            return await listens() not in {None, first}

        await until(again)
        changed = notifier.listen()
        await pool.execute("UPDATE notifications.reader SET watermark = watermark")
        async with asyncio.timeout(60):
            await changed.wait()


@pytest.mark.parametrize("reader", [Reader.of(PGM), EVERYTHING])
@pytest.mark.parametrize(
    "filters",
    [
        Filters(clusters=(_QUIET,)),
        Filters(expression=FilterExpression.model_validate({"exact": {"cluster": _QUIET}})),
        Filters(
            expression=FilterExpression.model_validate(
                {"any": [{"exact": {"cluster": _QUIET}}, {"exact": {"cluster": "cluster-other"}}]}
            )
        ),
    ],
    ids=["parameter", "subscription", "either"],
)
@pytest.mark.parametrize("newest_first", [False, True])
async def test_a_filter_for_a_quiet_cluster_does_not_go_through_the_feed(
    reader: Reader,
    filters: Filters,
    newest_first: bool,
    owner: asyncpg.Connection[asyncpg.Record],
) -> None:
    await _filled(owner)
    query, arguments = _query(reader, filters, newest_first=newest_first)
    start = 2**62 if newest_first else 0
    statement = await owner.prepare(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}")
    for _ in range(
        8
    ):  # the first five times a plan is made for what is asked, and then perhaps one for anything
        plan = orjson.loads(await statement.fetchval(start, start, 100, 1 << 22, *arguments))[0]["Plan"]
        assert _read(plan) < _ROWS / 20, plan
    rows = await owner.fetch(query, start, start, 100, 1 << 22, *arguments)
    assert sorted(row["place"] for row in rows) == [5_000, 10_000, 15_000, 20_000]


async def test_a_filter_for_a_busy_cluster_reads_a_page_and_not_all_of_its_events(
    owner: asyncpg.Connection[asyncpg.Record],
) -> None:
    await _filled(owner)
    query, arguments = _query(Reader.of(PGM), Filters(clusters=(SAAM,)))
    statement = await owner.prepare(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}")
    for _ in range(8):
        plan = orjson.loads(await statement.fetchval(0, 0, 100, 1 << 22, *arguments))[0]["Plan"]
        assert _read(plan) < _ROWS / 20, plan


async def _filled(owner: asyncpg.Connection[asyncpg.Record]) -> None:
    """Twenty thousand events of one cluster, four of which name a quiet one too."""
    await owner.execute(
        "INSERT INTO notifications.feed (release, place, position, again, type, readers, except_for, refers, statement)"
        " SELECT n, n, n, false, 'upland.MemberJoined.v1', '{public}', '{}',"
        " CASE WHEN n % 5000 = 0 THEN ARRAY[$1, $2] ELSE ARRAY[$1] END, convert_to(repeat('x', 500), 'UTF8')"
        " FROM generate_series(1, $3::int) n",
        SAAM,
        _QUIET,
        _ROWS,
    )
    await owner.execute("UPDATE notifications.reader SET watermark = $1", _ROWS)
    await owner.execute("VACUUM ANALYZE notifications.feed")


def _read(plan: dict[str, Any]) -> float:
    """Rows that a plan's scans of the feed looked at."""
    own = 0.0
    if plan.get("Relation Name") == "feed":
        removed = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
        own = (plan["Actual Rows"] + removed) * plan["Actual Loops"]
    return own + sum(_read(part) for part in plan.get("Plans", ()))
