"""A registry in the test's own process, for what needs no more of an instance."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path

import asyncpg
import uvicorn

from runtime.settings import Settings
from services.registry.app import build
from services.registry.importing.report import Report
from tests.servers import Database, free_ports

_MASTER = "5e" * 32 + "\n"
KEY = "upl_importer_only-for-this-run"


@asynccontextmanager
async def running(database: Database, folder: Path) -> AsyncIterator[str]:
    """Its URL; `KEY` may do everything there."""
    keys = folder / f"{database.name}.keys.json"
    secret = sha256(KEY.rpartition("_")[2].encode()).hexdigest()
    scopes = ["record:write", "record:admin", "history:read"]
    keys.write_text(json.dumps([{"id": "importer", "name": "importer", "hash": secret, "scopes": scopes}]))
    master = folder / f"{database.name}.names.key"
    master.write_text(_MASTER)
    [port] = free_ports(1)
    settings = Settings(
        port=port, database_url=database.url("upland_registry"), keys_file=keys, names_key_file=master
    )
    server = uvicorn.Server(uvicorn.Config(await build(settings), port=port, log_config=None))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


async def head(database: Database) -> int:
    """How many events the log holds."""
    connection = await asyncpg.connect(database.owner_url)
    try:
        return int(await connection.fetchval("SELECT count(*) FROM registry.events"))
    finally:
        await connection.close()


def refusals(report: Report) -> list[str]:
    """The lines of what is not in the record."""
    return [report.text(line) for line in report.lines if line.outcome not in {"stored", "already there"}]
