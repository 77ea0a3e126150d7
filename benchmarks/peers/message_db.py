"""message-db on its own SQL: each client writes a category of its own, which is its quickest way; a reader folds a category."""

from __future__ import annotations

import asyncio
import uuid

import asyncpg

from benchmarks.append import in_parallel
from benchmarks.peers.packages import MESSAGE_DB
from benchmarks.peers.task import CLUSTERS, DATA, MEMBERS, UPSERT

# In the order of its own `install.sh`, without the extension for `gen_random_uuid`, which PostgreSQL has by itself.
_FILES = (
    "schema/message-store",
    "tables/messages",
    "types/message",
    *(
        f"functions/{name}"
        for name in (
            *(
                "message-store-version",
                "hash-64",
                "acquire-lock",
                "category",
                "is-category",
                "id",
                "cardinal-id",
            ),
            *("stream-version", "write-message", "get-stream-messages", "get-category-messages"),
        )
    ),
    *(f"indexes/messages-{name}" for name in ("id", "stream", "category")),
)
_WRITE = "SELECT write_message($1, $2, 'MemberJoined', $3::jsonb, NULL, -1)"
_READ = "SELECT global_position, data::jsonb ->> 'cluster', data::jsonb ->> 'party' FROM get_category_messages($1, $2, 1000)"


class MessageDB:
    """A message store in a database of its own."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def install(self, events: int) -> None:
        """The store, and so many messages of one category to project."""
        connection = await self._connect()
        for name in _FILES:
            await connection.execute((MESSAGE_DB / f"{name}.sql").read_text(encoding="utf-8"))
        await connection.execute(MEMBERS)
        await connection.execute("CREATE TABLE positions (reader text PRIMARY KEY, position bigint NOT NULL)")
        await connection.executemany(
            _WRITE,
            [(str(uuid.uuid4()), f"membership-{n}", DATA % (n % CLUSTERS, n)) for n in range(events)],
        )
        await connection.close()

    async def append(self, clients: int) -> float:
        """Messages a second, each awaited."""
        connections = [await self._connect() for _ in range(clients)]
        numbers = [0] * clients
        mark = uuid.uuid4().hex[:8]

        async def one(client: int) -> None:
            numbers[client] += 1
            stream = f"bench{mark}{client}-{numbers[client]}"
            await connections[client].fetchval(
                _WRITE, str(uuid.uuid4()), stream, DATA % (client, numbers[client])
            )

        rate, _ = await in_parallel(clients, one)
        await asyncio.gather(*(connection.close() for connection in connections))
        return rate

    async def project(self, events: int) -> float:
        """Messages a second, read by the thousand, each a statement; rows and position are committed together."""
        connection = await self._connect()
        await connection.execute("TRUNCATE members, positions")
        loop = asyncio.get_running_loop()
        began, position, done = loop.time(), 1, 0
        while rows := await connection.fetch(_READ, "membership", position):
            async with connection.transaction():
                for at, cluster, party in rows:
                    await connection.execute(UPSERT, cluster, party, at)
                position = rows[-1][0] + 1
                await connection.execute(
                    "INSERT INTO positions VALUES ('members', $1)"
                    " ON CONFLICT (reader) DO UPDATE SET position = EXCLUDED.position",
                    position,
                )
            done += len(rows)
        assert done == events
        assert await connection.fetchval("SELECT count(*) FROM members") == events
        rate = done / (loop.time() - began)
        await connection.close()
        return rate

    async def _connect(self) -> asyncpg.Connection[asyncpg.Record]:
        return await asyncpg.connect(self._url, server_settings={"search_path": "message_store, public"})
