"""Runs a service's application inside the test, on a port of loopback, with settings of the test's own."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import aiohttp
from fastapi import FastAPI

from runtime.http.connections import Bounds
from runtime.http.server import server as application_server
from runtime.settings import Settings
from tests.servers import Database, free_ports

ALL_SCOPES = (
    "record:write", "record:admin", "history:read", "views:read", "feed:read", "subscriptions:write", "operate"
)  # fmt: skip


@dataclass
class KeyRing:
    """A file of keys, and the keys in clear."""

    path: Path
    entries: list[dict[str, Any]] = field(default_factory=list)

    def issue(self, name: str, *scopes: str, subject: str | None = None, origins: Sequence[str] = ()) -> str:
        """A new key; works as soon as a service looks at the file."""
        identifier, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        digest = sha256(secret.encode()).hexdigest()
        self.entries.append(
            {
                "id": identifier,
                "name": name,
                "hash": digest,
                "scopes": list(scopes),
                "subject": subject,
                "revoked": None,
                "by_name": False,
                "origins": list(origins),
            }
        )
        self.write()
        return f"upl_{identifier}_{secret}"

    def revoke(self, name: str) -> None:
        """Stop every key of that name."""
        for entry in self.entries:
            if entry["name"] == name:
                entry["revoked"] = "2026-01-01T00:00:00Z"
        self.write()

    def write(self) -> None:
        """Replace the file, as the command line does."""
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps(self.entries))
        new.replace(self.path)


@dataclass(frozen=True)
class Running:
    """A service that answers at `url`."""

    url: str
    settings: Settings
    session: aiohttp.ClientSession


def settings_for(database: Database, role: str, keys: KeyRing, **more: Any) -> Settings:
    """Settings of one service on the test's database, on a free port; its clients may send as fast as they can."""
    return Settings(
        port=free_ports(1)[0],
        database_url=database.url(role),
        keys_file=keys.path,
        log_level="error",
        **{"rate_limit": 0} | more,
    )


@asynccontextmanager
async def served(
    settings: Settings, build: Callable[[Settings], Awaitable[FastAPI]], bounds: Bounds | None = None
) -> AsyncIterator[Running]:
    """The application of `build`, until the block ends; `bounds` are its connections'."""
    app = await build(settings)
    server = application_server(app, settings, bounds)
    server.config.timeout_graceful_shutdown = 1
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    task = asyncio.create_task(server._serve() if hasattr(server, "_serve") else server.serve())
    while not server.started:
        if task.done():
            await task
        await asyncio.sleep(0.01)
    async with aiohttp.ClientSession() as session:
        yield Running(f"http://127.0.0.1:{settings.port}", settings, session)
    server.should_exit = True
    await task


async def until(condition: Callable[[], Awaitable[Any]], timeout: float = 90) -> Any:
    """Evaluate a condition repeatedly; return its first true result.

    Raises:
        TimeoutError: it was not true in time.
    """
    async with asyncio.timeout(timeout):
        while not (result := await condition()):
            await asyncio.sleep(0.02)
    return result
