"""The read side over a database that holds the facts of `given.history`, and whatever a test adds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest

from services.projections.app import build
from services.projections.engine.sink import ReadModels
from services.projections.readmodels.tables import MODELS
from tests.projections.given import Log, history
from tests.projections.schemas import check_answer
from tests.running import KeyRing, Running, served, settings_for
from tests.servers import Database, free_ports


@dataclass
class Views:
    """The service, its log, and how to ask it."""

    running: Running
    database: Database
    keys: KeyRing
    log: Log
    sink: ReadModels = field(default_factory=lambda: ReadModels(MODELS))
    applied: int = 0

    async def apply(self) -> int:
        """Apply what the log holds by now, as the consumer would; the watermark."""
        connection = await asyncpg.connect(self.database.url("upland_projections"))
        try:
            async with connection.transaction():
                assert not await self.sink.apply(connection, self.log.events[self.applied :])
                await connection.execute("UPDATE projections.reader SET watermark = $1", self.log.head)
            await self.sink.committed(self.log.head, [])
        finally:
            await connection.close()
        self.applied = self.log.head
        return self.applied

    async def get(self, path: str, key: str | None = None, **query: Any) -> tuple[int, Any]:
        """Status and JSON of an answer; a good one is checked against its schema."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        params = {name: str(value) for name, value in query.items()}
        async with self.running.session.get(
            f"{self.running.url}{path}", params=params, headers=headers
        ) as answer:
            body = orjson.loads(await answer.read())
            if answer.status == 200:
                check_answer(path, body)
            return answer.status, body

    async def data(self, path: str, key: str | None = None, **query: Any) -> Any:
        """The data of an answer that must be a good one."""
        status, body = await self.get(path, key, **query)
        assert status == 200, body
        return body["data"]


@pytest.fixture
async def views(database: Database, tmp_path: Path) -> AsyncIterator[Views]:
    """The views of the seeds' facts, readable without a key."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(
        '<!doctype html><html lang="pl"><meta name="notifications" content=""><meta name="embedding" content="">'
        '<meta name="registry" content=""><meta name="instance" content="">'
        "<title>Upland</title></html>"
    )
    (folder / "assets" / "main-1a2b.js").write_text("export {}\n" * 500)
    (folder / "icon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("not for you")
    (folder / "assets" / "out.txt").symlink_to(tmp_path / "secret.txt")
    keys = KeyRing(tmp_path / "keys.json")
    keys.write()
    nowhere = f"http://127.0.0.1:{free_ports(1)[0]}"
    settings = settings_for(
        database,
        "upland_projections",
        keys,
        anonymous_read=True,
        dashboard_dir=folder,
        registry_url=nowhere,
        notifications_url="http://feed.example:8703/",
    )
    async with served(settings, build) as running:
        views = Views(running, database, keys, history())
        await views.apply()
        yield views
