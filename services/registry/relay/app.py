"""The relay's only place of wiring."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from runtime.database import open_pool
from runtime.http.app import create_app
from runtime.http.server import run_service
from runtime.settings import Settings
from runtime.tasks import Background
from services.registry.log.readable_log import ReadableLog
from services.registry.log.tail import Tail
from services.registry.relay.relay import Relay
from services.registry.relay.watch import Watch


async def build(settings: Settings) -> FastAPI:
    """The relay with its health endpoints."""
    url = settings.database_url.get_secret_value()
    pool = await open_pool(url, size=2)
    tail = Tail(url)
    relay = Relay(settings, ReadableLog(pool), tail)
    watch = Watch(relay, tail)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with tail, Background("relay", relay.run), Background("relay-watch", watch.run):
            yield
        pool.terminate()

    def ready() -> dict[str, Any]:
        reasons = relay.reasons() or watch.reasons()
        return {
            "ready": not reasons,
            "reasons": reasons,
            "state": relay.state,
            "blocked": bool(relay.blocked),
            "position": relay.position,
            "epoch": relay.epoch,
            "lag": watch.lag.events,
            "age": round(watch.lag.seconds, 1),
        }

    return create_app("relay", settings, lifespan, ready)


def main() -> None:
    """Relay until SIGTERM."""
    run_service(build)
