"""Traces of appends: each event that is stored has a span of its own, which everything that follows from it has as parent."""

from __future__ import annotations

import asyncio
from functools import partial
from time import time_ns

from runtime import tracing
from services.registry.log.appends import Append, Appended


def trace(append: Append) -> None:
    """Trace an append that was just queued, in the request that is current now, when it is stored."""
    append.done.add_done_callback(partial(_stored, append, time_ns()))


def _stored(append: Append, began: int, done: asyncio.Future[Appended]) -> None:
    if done.cancelled() or done.exception() is not None or done.result().replayed:
        return
    first = done.result().version
    for number, event in enumerate(append.events):
        tracing.appended(event.correlation_id, f"{append.stream}@{first + number}", event.type, began)
