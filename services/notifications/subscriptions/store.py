"""Subscriptions in the database: written with the feed, in the sink's transaction, and read by id or by subscriber."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import asyncpg
import orjson

from contracts.amendments import AMENDING
from contracts.envelope import Fact, Recorded
from contracts.filters import FilterExpression
from runtime.database import AWAY, Connection
from runtime.errors import Unavailable
from runtime.facts import stored_fact
from services.notifications.subscriptions.subscription import Subscription, after, folded, stream_of

_COLUMNS = "id, subscriber, stage, filter, position, purpose, changed_at"
_GET = f"SELECT {_COLUMNS} FROM notifications.subscriptions WHERE id = ANY($1)"
_LISTED = f"""
    SELECT {_COLUMNS} FROM notifications.subscriptions WHERE $1::text IS NULL OR subscriber = $1 ORDER BY id
"""
_FACTS = """
    SELECT stream, version, position, type, schema_version, recorded_at, audience, data
    FROM notifications.subscription_facts WHERE stream = ANY($1) ORDER BY stream, version
"""
_ADD = """
    INSERT INTO notifications.subscription_facts
        (stream, version, position, type, schema_version, recorded_at, audience, data)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (stream, version) DO UPDATE
    SET position = excluded.position, type = excluded.type, schema_version = excluded.schema_version,
        recorded_at = excluded.recorded_at, audience = excluded.audience, data = excluded.data
"""
_WRITE = f"""
    INSERT INTO notifications.subscriptions ({_COLUMNS})
    VALUES ($1, $2, $3, $4::text::jsonb, $5, $6::text::jsonb, $7)
    ON CONFLICT (id) DO UPDATE
    SET subscriber = excluded.subscriber, stage = excluded.stage, filter = excluded.filter,
        position = excluded.position, purpose = excluded.purpose, changed_at = excluded.changed_at
"""
_DELETE = "DELETE FROM notifications.subscriptions WHERE id = ANY($1)"


class Subscriptions:
    """The subscriptions that the feed has come to."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    async def get(self, id: str) -> Subscription | None:
        """One subscription, in any stage; None where there is none. Raises `Unavailable`."""
        return next(iter(await self._fetch(_GET, [id])), None)

    async def several(self, ids: Sequence[str]) -> dict[str, Subscription]:
        """Those of these subscriptions that there are, by id. Raises `Unavailable`."""
        return {each.id: each for each in await self._fetch(_GET, ids)}

    async def listed(self, subscriber: str | None) -> list[Subscription]:
        """The subscriptions of a subscriber in the order of their ids; of all for None. Raises `Unavailable`."""
        return await self._fetch(_LISTED, subscriber)

    async def _fetch(self, query: str, argument: Sequence[str] | str | None) -> list[Subscription]:
        try:
            return [_subscription(row) for row in await self._pool.fetch(query, argument)]
        except AWAY as error:
            raise Unavailable("The feed's database does not answer. Ask again.") from error


async def write(connection: Connection, recorded: Sequence[tuple[Recorded, Fact]]) -> None:
    """Store the next events of subscription streams, and what the subscriptions are after them.

    Args:
        recorded: each event as it is stored and as a fact that can be read, the events of one stream in order.
    """
    if not recorded:
        return
    await connection.executemany(_ADD, [_fact_row(event) for event, _ in recorded])
    streams: defaultdict[str, list[Fact]] = defaultdict(list)
    for _, fact in recorded:
        streams[fact.stream].append(fact)
    amended = [stream for stream, facts in streams.items() if any(fact.type in AMENDING for fact in facts)]
    rows = await connection.fetch(_GET, [_id(stream) for stream in streams])
    before = {stream_of(row["id"]): _subscription(row) for row in rows}
    current: dict[str, Subscription | None] = {
        stream: folded(facts) for stream, facts in (await _read_facts(connection, amended)).items()
    }
    for stream, facts in streams.items():
        if stream not in current:
            state = before.get(stream)
            for fact in facts:
                state = after(state, fact)
            current[stream] = state
    await replace(connection, current)


async def replace(connection: Connection, current: Mapping[str, Subscription | None]) -> None:
    """Store what the subscriptions of these streams are now; None where there is none."""
    if gone := [_id(stream) for stream, subscription in current.items() if subscription is None]:
        await connection.execute(_DELETE, gone)
    rows = [subscription_row(each) for each in current.values() if each is not None]
    if rows:
        await connection.executemany(_WRITE, rows)


async def read_all(connection: Connection) -> list[Subscription]:
    """Every subscription that is stored."""
    return [_subscription(row) for row in await connection.fetch(_LISTED, None)]


async def add_facts(connection: Connection, events: Iterable[Recorded]) -> None:
    """Store events of subscription streams without folding them."""
    await connection.executemany(_ADD, [_fact_row(event) for event in events])


def subscription_row(subscription: Subscription) -> tuple[object, ...]:
    """A subscription as the values of its columns."""
    id, subscriber, stage, filter, position, purpose, changed_at = subscription
    expression = None if filter is None else orjson.dumps(as_json(filter)).decode()
    return id, subscriber, stage, expression, position, orjson.dumps(purpose).decode(), changed_at


def as_json(filter: FilterExpression | None) -> object:
    """A filter as the JSON value that it was requested with; None for no filter."""
    return None if filter is None else filter.model_dump(mode="json", by_alias=True, exclude_none=True)


async def _read_facts(connection: Connection, streams: Sequence[str]) -> dict[str, list[Fact]]:
    facts: defaultdict[str, list[Fact]] = defaultdict(list)
    for stream, version, position, type, schema_version, recorded_at, audience, data in (
        await connection.fetch(_FACTS, streams) if streams else ()
    ):
        facts[stream].append(
            stored_fact(stream, version, position, type, schema_version, recorded_at, audience, data)
        )
    return facts


def _fact_row(event: Recorded) -> tuple[object, ...]:
    return (
        event.stream, event.version, event.position, event.type, event.schema_version, event.recorded_at,
        event.audience, event.data,
    )  # fmt: skip


def _subscription(row: asyncpg.Record) -> Subscription:
    id, subscriber, stage, filter, position, purpose, changed_at = row.values()
    expression = None if filter is None else FilterExpression.model_validate_json(filter, by_alias=True)
    return Subscription(id, subscriber, stage, expression, position, orjson.loads(purpose), changed_at)


def _id(stream: str) -> str:
    return stream.partition("-")[2]
