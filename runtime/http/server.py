"""How an application is served, until the process ends."""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable

import uvicorn
import uvloop
from fastapi import FastAPI

from runtime import tasks
from runtime.http.connections import Bounds, Server, protocol
from runtime.logs import configure_logging
from runtime.settings import Settings

# Objects that may be made before the youngest generation is looked through (Python's own default is 700).
GARBAGE = 50_000


def run_service(build: Callable[[Settings], Awaitable[FastAPI]]) -> None:
    """The process of a service: settings from the environment, the application made of them, served until SIGTERM."""

    async def serving() -> None:
        settings = Settings()
        configure_logging(build.__module__.rpartition(".")[2], settings.log_level)
        tasks.take_process_down()
        await serve(await build(settings), settings)

    uvloop.run(serving())


def server(app: FastAPI, settings: Settings, bounds: Bounds | None = None) -> Server:
    """The server of an application, not started."""
    bounds = bounds or Bounds(connections=settings.max_connections)
    return Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            http=protocol(bounds),
            ws="none",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=3,
            timeout_keep_alive=75,
            backlog=2048,
            server_header=False,
            date_header=False,
        )
    )


async def serve(app: FastAPI, settings: Settings) -> None:
    """Answer requests until SIGTERM; what is under way then has three seconds."""
    # What is loaded now stays; looking through it again and again costs a third of a consumer's time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 50)
    await server(app, settings).serve()
