"""What several measurements need: service processes on scratch servers, and a log that is filled quickly."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path

import aiohttp
import asyncpg

from runtime.security import SCOPES
from tests import servers
from tests.servers import ROOT, Broker, Database, free_ports

MEMBERSHIP = (
    b'{"actor":"bench","class":"full","mode":"reported","occurred":{"earliest":"2015-01-01","edtf":"2015","latest":"2015-12-31",'
    b'"phrase":"w 2015 roku"},"sources":[{"id":"source-003","locator":"akapit 4"}]}'
)


class Processes:
    """The services on one database and one topic, each a process of its own."""

    def __init__(self, database: Database, kafka: Broker | None, topic: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="upland-bench-"))
        identifier, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        self.key = f"upl_{identifier}_{secret}"
        entry = {
            "id": identifier,
            "name": "bench",
            "hash": sha256(secret.encode()).hexdigest(),
            "scopes": list(SCOPES),
        }
        (self.folder / "keys.json").write_text(json.dumps([entry]))
        self.database, self.topic = database, topic
        names = ("registry", "relay", "projections", "notifications")
        self.urls = {
            name: f"http://127.0.0.1:{port}" for name, port in zip(names, free_ports(len(names)), strict=True)
        }
        self.pids: dict[str, int] = {}
        self._kafka = kafka.environment() if kafka else {}

    def add_partners(self, *subjects: str) -> list[str]:
        """Keys of partners, each with a feed of its own, added to the file of keys."""
        file = self.folder / "keys.json"
        entries, keys = json.loads(file.read_text()), []
        for subject in subjects:
            identifier, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
            entries.append(
                {
                    "id": identifier,
                    "name": subject,
                    "hash": sha256(secret.encode()).hexdigest(),
                    "scopes": ["feed:read"],
                    "subject": subject,
                }
            )
            keys.append(f"upl_{identifier}_{secret}")
        file.write_text(json.dumps(entries))
        return keys

    @asynccontextmanager
    async def run(self, name: str, role: str, probe: str = "/health/ready") -> AsyncIterator[str]:
        """A service, from the moment that it answers the probe well to its end; its URL."""
        module = {"relay": "services.registry.relay"}.get(name, f"services.{name}")
        environment = os.environ | self._kafka | {
            "UPLAND_PORT": self.urls[name].rpartition(":")[2],
            "UPLAND_DATABASE_URL": self.database.url(role),
            "UPLAND_TOPIC": self.topic,
            "UPLAND_RATE_LIMIT": "1000000",  # counted like any, and never reached
            "UPLAND_KEYS_FILE": str(self.folder / "keys.json"),
            "UPLAND_REGISTRY_URL": self.urls["registry"],
            "UPLAND_REGISTRY_KEY": self.key,
            "UPLAND_LOG_LEVEL": "error",
        }  # fmt: skip
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, cwd=ROOT, env=environment
        )
        self.pids[name] = process.pid
        try:
            await _answers(self.urls[name] + probe)
            yield self.urls[name]
        finally:
            process.send_signal(signal.SIGTERM)
            await process.wait()


@asynccontextmanager
async def empty_service() -> AsyncIterator[str]:
    """A service in a process of its own that answers every POST with nothing much; the URL to send to."""
    [port] = free_ports(1)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.empty", str(port), cwd=ROOT
    )
    try:
        await _answers(f"http://127.0.0.1:{port}/openapi.json")
        yield f"http://127.0.0.1:{port}/empty"
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


async def _answers(url: str) -> None:
    """Wait for a good answer. Raises TimeoutError after a minute."""
    async with asyncio.timeout(60), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(url) as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)


async def fill(database: Database, count: int) -> None:
    """`count` memberships, one event each, in the log as if they had been appended one by one."""
    owner = await asyncpg.connect(database.url())
    try:
        head = await owner.fetchval("SELECT position FROM registry.head")
        await owner.execute(
            "INSERT INTO registry.events SELECT $1::bigint + n, 'membership-c' || (n % 500) || '.p' || ($1::bigint + n), 1,"
            " 'MemberJoined', 1, now(), 'public', decode(md5(n::text), 'hex'), 'bench', NULL, $2::bytea"
            " FROM generate_series(1, $3::int) AS n",
            head,
            MEMBERSHIP,
            count,
        )
        await owner.execute("UPDATE registry.head SET position = $1, recorded_at = now()", head + count)
        await owner.execute("ANALYZE registry.events")
    finally:
        await owner.close()


def computed(pid: int) -> float:
    """Seconds of processors that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which `part` of them lie."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


__all__ = ["MEMBERSHIP", "Processes", "computed", "fill", "percentile", "servers"]
