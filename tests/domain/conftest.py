"""A record of the test's own, from command to query: the registry and the views, both served, over one database.

Without Kafka: the services read the log from its history endpoint instead, so the answers are the same.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio

from ops.importing.importer import import_path
from services.projections import app as projections
from services.registry import app as registry
from tests.projections.schemas import check_answer
from tests.running import ALL_SCOPES, KeyRing, Running, served, settings_for
from tests.servers import ROOT, Database, Databases, free_ports


@dataclass
class Record:
    """What a coordinator has: commands to give, questions to ask, and answers that follow the last command."""

    log: Running
    views: Running
    keys: KeyRing
    key: str
    head: int = 0
    _numbers: Any = field(default_factory=itertools.count)

    async def post(self, do: str, body: dict[str, Any], key: str | None = None) -> tuple[int, dict[str, Any]]:
        """Give a command, `collection/id/verb`; the status and the answer."""
        headers = {
            "Authorization": f"Bearer {key or self.key}",
            "Idempotency-Key": f"command-{next(self._numbers)}",
            "Content-Type": "application/json",
        }
        url = f"{self.log.url}/v1/{do}"
        async with self.log.session.post(url, data=orjson.dumps(body), headers=headers) as answer:
            reply = orjson.loads(await answer.read())
            if answer.status == 201:
                self.head = max(self.head, reply["position"])
            return answer.status, reply

    async def do(self, do: str, **body: Any) -> str:
        """Give a command that must be accepted; the id of its last event."""
        status, reply = await self.post(do, _named(body))
        assert status == 201, reply
        return str(reply["events"][-1]["id"])

    async def refused(self, do: str, **body: Any) -> dict[str, Any]:
        """Give a command that a rule must refuse; the problem. Nothing is stored."""
        status, problem = await self.post(do, _named(body))
        assert status == 422, problem
        assert await self.beyond() == []
        return problem

    async def beyond(self) -> list[Any]:
        """The events of the log after the last command, as the log returns them."""
        url = f"{self.log.url}/v1/history?position={self.head}"
        async with self.log.session.get(url, headers={"Authorization": f"Bearer {self.key}"}) as answer:
            events: list[Any] = orjson.loads(await answer.read())
            assert answer.status == 200, events
            return events

    async def answer(self, path: str, *, key: str | None = None, **query: Any) -> dict[str, Any]:
        """Return the complete answer to a query, once the views have caught up."""
        params = {"wait_for": str(self.head), "timeout": "20"}
        params |= {name: str(value) for name, value in query.items()}
        headers = {"Authorization": f"Bearer {key or self.key}"}
        url = f"{self.views.url}{path}"
        async with self.views.session.get(url, params=params, headers=headers) as answer:
            body: dict[str, Any] = orjson.loads(await answer.read())
            assert answer.status == 200, body
            check_answer(path, body)
            return body

    async def query(self, path: str, **query: Any) -> Any:
        """Ask a question; the data of the answer."""
        return (await self.answer(path, **query))["data"]


def _named(body: dict[str, Any]) -> dict[str, Any]:
    """`class_` and `from_` are words of Python's."""
    return {name.removesuffix("_"): value for name, value in body.items()}


@asynccontextmanager
async def recorded(database: Database, folder: Path) -> AsyncIterator[Record]:
    """Both services over the database, until the block ends."""
    keys = KeyRing(folder / "keys.json")
    operator = keys.issue("operator", *ALL_SCOPES)
    log_settings = settings_for(database, "upland_registry", keys)
    async with served(log_settings, registry.build) as log:
        settings = settings_for(
            database,
            "upland_projections",
            keys,
            anonymous_read=True,
            registry_url=log.url,
            registry_key=operator,
            kafka_bootstrap=f"127.0.0.1:{free_ports(1)[0]}",
        )
        async with served(settings, projections.build) as views:
            yield Record(log, views, keys, operator)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def documents(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Record]:
    """The record with everything in `history/`. The tests only ask."""
    database = await databases.clone()
    async with recorded(database, tmp_path_factory.mktemp("documents")) as made:
        report = await import_path(ROOT / "history", made.log.url, made.key)
        made.head = max(line.position or 0 for line in report.lines)
        yield made
    await databases.drop(database)


@pytest.fixture
async def record(database: Database, tmp_path: Path) -> AsyncIterator[Record]:
    """An empty record."""
    async with recorded(database, tmp_path) as made:
        yield made
