"""Every query over the world: sent over HTTP one after another, and compared with its statements alone, run by bare asyncpg."""

from __future__ import annotations

import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiohttp
import asyncpg
import psutil
import uvloop

from benchmarks import stored_world
from benchmarks.parts import Processes, percentile
from benchmarks.rebuild import rebuild_all
from benchmarks.requests import requests
from benchmarks.rounds import Result, absolute, compared, show
from runtime.settings import Settings
from services.projections import app
from services.projections.questions import QUESTIONS
from tests import servers
from tests.servers import Broker, Database

_REQUESTS = 300
_WARM = 20
_LEAST = 100
_SECONDS = 12.0  # for each question; a slow one is sent less often
_SQL = 100.0  # ms
Statement = tuple[str, tuple[Any, ...]]


async def measure(database: Database, kafka: Broker, only: Sequence[str] | None = None) -> list[Result]:
    """The lines of this file; of some questions by their first word, or of all."""
    topic = await kafka.make_topic()
    processes = Processes(database, kafka, topic)
    results: list[Result] = []
    async with (
        processes.run("registry", "upland_registry"),
        processes.run("projections", "upland_projections") as url,
        # Uncompressed, as bare asyncpg's rows are.
        aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {processes.key}", "Accept-Encoding": "identity"}
        ) as session,
    ):
        recorder = await _Recorder.started(processes)
        # Planned as the service has it planned: else the limit would be of other plans.
        bare = await asyncpg.connect(
            database.url("upland_projections"), server_settings={"plan_cache_mode": app.PLANNING}
        )
        for question in QUESTIONS if only is None else [q for q in QUESTIONS if q.path.split("/")[2] in only]:
            requested = requests(question, _REQUESTS + _WARM, stored_world.size())
            mine, theirs = [], []
            end = time.monotonic() + _SECONDS
            for number, request in enumerate(requested):
                statements = await recorder.statements(request)
                ours = await _timed(lambda: _request(session, url + request))
                limit = await _timed(lambda: _run(bare, statements))
                if number >= _WARM:
                    mine.append(ours)
                    theirs.append(limit)
                    if len(mine) >= _LEAST and time.monotonic() > end:
                        break
            results += _lines(question.path, mine, theirs)
            print(f"{question.path}: sent {len(mine)} times", flush=True)
        await bare.close()
        memory = max(process.memory_info().rss for process in psutil.Process().children() if _serves(process))
        results.append(absolute("queries, memory of the projections", "MB", [memory / 2**20], at_most=400))
    return results


def _lines(path: str, mine: Sequence[float], theirs: Sequence[float]) -> list[Result]:
    name = path.removeprefix("/v1/")
    urls = [
        compared(f"{name}, p99", "ms", [percentile(mine, 0.99)], [percentile(theirs, 0.99)], at_most=3.0),
        compared(f"{name}, p50", "ms", [percentile(mine, 0.5)], [percentile(theirs, 0.5)], at_most=3.0),
        absolute(f"{name}, p99 of its SQL", "ms", [percentile(theirs, 0.99)], at_most=_SQL),
    ]
    if name == "search":
        urls.append(absolute("search, p99", "ms", [percentile(mine, 0.99)], at_most=50))
    return urls


async def _timed(work: Callable[[], Awaitable[None]]) -> float:
    start = time.perf_counter()
    await work()
    return (time.perf_counter() - start) * 1000


async def _request(session: aiohttp.ClientSession, url: str) -> None:
    async with session.get(url) as answer:
        body = await answer.read()
        assert answer.status in {200, 404}, (url, body[:500])


async def _run(connection: asyncpg.Connection[asyncpg.Record], statements: Sequence[Statement]) -> None:
    for text, values in statements:
        await connection.fetch(text, *values)


def _serves(process: psutil.Process) -> bool:
    return "services.projections" in process.cmdline()


class _Recorder:
    """The service's application once more, in this process, to see which statements a request runs."""

    def __init__(self, application: Any, key: str) -> None:
        self._application = application
        self._key = key
        self._seen: list[Statement] = []
        fetch = asyncpg.Pool.fetch

        async def noted(pool: Any, text: str, *values: Any) -> Any:
            self._seen.append((text, values))
            return await fetch(pool, text, *values)

        # Never undone: this process only runs here what the other one runs for a request over HTTP.
        asyncpg.Pool.fetch = noted  # type: ignore[assignment, method-assign]

    @classmethod
    async def started(cls, processes: Processes) -> _Recorder:
        settings = Settings.model_validate(
            {
                "database_url": processes.database.url("upland_projections"),
                "keys_file": processes.folder / "keys.json",
                "log_level": "error",
            }
        )
        return cls(await app.build(settings), processes.key)

    async def statements(self, request: str) -> list[Statement]:
        """Ask as a server would, and note what is run."""
        self._seen = []
        path, _, query = request.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(b"authorization", f"Bearer {self._key}".encode())],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(_: dict[str, Any]) -> None:
            pass

        await self._application(scope, receive, send)
        assert self._seen, request
        return self._seen


def main() -> None:
    """Start the world's PostgreSQL and a Kafka, build the views, measure, print."""
    with stored_world.record() as database, servers.kafka() as kafka:

        async def run() -> None:
            await rebuild_all(database)
            show(await measure(database, kafka, sys.argv[1:] or None))

        uvloop.run(run())


if __name__ == "__main__":
    main()
