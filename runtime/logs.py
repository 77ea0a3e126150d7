"""Logs: one JSON object a line on standard error, from any logger; a line that repeats is counted, not written.

Logging never raises into the work: a line that cannot be made or written is counted as lost.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, TextIO, cast

import structlog

from runtime.telemetry import LOG_LOST, LOG_REPEATED, logger

Event = MutableMapping[str, Any]

# The same line is written once in so many seconds; its next one has the number that was left out.
_EVERY = 60.0
# Of lines that belong to a request, whose correlation id a caller may ask for, so many.
_OF_REQUESTS = 30
_MOST_KINDS = 500
# What makes two lines the same, besides event and level. Numbers in a text make no difference.
_IDENTITY = ("error", "group", "logger", "part", "reader", "reason", "state", "task")
_DIGITS = re.compile(r"\d+")
# Libraries that report one fact (the broker is away) in many lines: all lines of a level count as one kind.
_TALKATIVE = frozenset({"aiokafka", "kafka"})


class Output:
    """Standard error, past Python's buffers: after a failed write nothing is kept that a later one would trip over."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._broken = False

    def write(self, text: str) -> int:
        """Write a line; what the disk or the reader does not take is lost and counted."""
        # Half a line was written before the disk was full: the next one begins on a line of its own.
        rest = ("\n" + text if self._broken else text).encode("utf-8", "replace")
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
            self._broken = False
        except OSError:
            self._broken = True
            LOG_LOST.inc()
        return len(text)

    def flush(self) -> None:
        """Nothing is kept back."""


@dataclass
class _Kind:
    since: float
    written: int = 0
    left_out: int = 0


class Repeats:
    """A processor that leaves out lines which repeat one of the last minute.

    Args:
        clock: seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kinds: OrderedDict[tuple[object, ...], _Kind] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, _logger: Any, _method: str, event: Event) -> Event:
        """The event, with how many of its kind were left out since the last one. Raises `DropEvent` for a repetition."""
        key = _kind_of(event)
        event.pop("template", None)
        with self._lock:
            now = self._clock()
            kind = self._kinds.pop(key, None)
            left_out = 0
            if kind is None or now - kind.since >= _EVERY:
                left_out = kind.left_out if kind else 0
                kind = _Kind(now)
            self._kinds[key] = kind
            if len(self._kinds) > _MOST_KINDS:
                self._kinds.popitem(last=False)
            if kind.written >= (_OF_REQUESTS if "correlation_id" in event else 1):
                kind.left_out += 1
                LOG_REPEATED.inc()
                raise structlog.DropEvent
            kind.written += 1
        if left_out:
            event["left_out"] = left_out
        return event


def _kind_of(event: Event) -> tuple[object, ...]:
    library = str(event.get("logger", "")).partition(".")[0]
    if library in _TALKATIVE:
        return library, event.get("level")
    raised = event.get("exc_info")
    if isinstance(raised, BaseException):
        raised = type(raised)
    elif raised:
        raised = (raised if isinstance(raised, tuple) else sys.exc_info())[0]
    text = str(event.get("template", event.get("event")))
    return (
        text,
        event.get("level"),
        raised or None,
        *(_DIGITS.sub("#", str(event[name])) if name in event else None for name in _IDENTITY),
    )


class _Forward(logging.Handler):
    """Brings the lines of libraries, and Python's warnings, into the same form."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            text = record.getMessage()
        except Exception:  # a library's wrong arguments
            text = str(record.msg)
        more = {"exc_info": record.exc_info} if record.exc_info else {}
        logger.log(record.levelno // 10 * 10, text, logger=record.name, template=str(record.msg), **more)


def configure_logging(service: str, level: str) -> None:
    """Write JSON lines to standard error, each with the service's name: ours, libraries', warnings and tracebacks."""
    number = logging.getLevelNamesMapping()[level.upper()]

    def named(_logger: Any, _method: str, event: Event) -> Event:
        event["service"] = service
        return event

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            named,
            structlog.processors.add_log_level,
            Repeats(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=_never_raising(number),
        logger_factory=structlog.WriteLoggerFactory(file=cast("TextIO", Output(2))),
        cache_logger_on_first_use=False,
    )
    logging.raiseExceptions = False
    logging.captureWarnings(capture=True)
    root = logging.getLogger()
    root.setLevel(max(number, logging.WARNING))
    root.handlers[:] = [_Forward()]
    sys.excepthook = lambda kind, error, trace: logger.critical(
        "process.failed", error=kind.__name__, exc_info=(kind, error, trace)
    )
    threading.excepthook = lambda raised: logger.error(
        "thread.failed", error=raised.exc_type.__name__, exc_info=raised.exc_value
    )
    sys.unraisablehook = lambda raised: logger.error("unraisable", exc_info=raised.exc_value)


def _never_raising(number: int) -> type[Any]:
    filtering: type[Any] = structlog.make_filtering_bound_logger(number)

    def proxy(self: Any, method_name: str, event: str | None = None, **values: Any) -> Any:
        try:
            return filtering._proxy_to_logger(self, method_name, event, **values)  # noqa: SLF001  made to be overridden
        except Exception:
            LOG_LOST.inc()
            return None

    return type("Logger", (filtering,), {"_proxy_to_logger": proxy})
