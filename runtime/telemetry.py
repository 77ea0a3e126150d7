"""Structured logs (one JSON object a line) and Prometheus metrics. Secrets never reach either."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog
from prometheus_client import Counter, Gauge, Histogram

logger: Any = structlog.get_logger()

REQUESTS = Counter("upland_requests_total", "HTTP requests.", ["route", "status"])
APPEND_BATCH = Histogram(
    "upland_append_batch", "Appends that shared one commit.", buckets=(1, 4, 16, 64, 256, 512)
)
QUEUED = Gauge("upland_append_queued", "Appends that wait for the log.")
RELAYED = Gauge("upland_relay_position", "Position up to which Kafka holds every event.")
APPLIED = Gauge("upland_consumer_position", "Position up to which every event is applied.", ["reader"])
LAST_POLL = Gauge(
    "upland_consumer_last_poll_seconds", "When the consumer last asked Kafka (Unix time).", ["reader"]
)
DEAD_LETTERS = Gauge("upland_dead_letters", "Records that were set aside.", ["reader"])
CAUGHT_UP = Counter(
    "upland_consumer_history_total", "Events read from history because Kafka did not have them.", ["reader"]
)


def configure_logging(service: str, level: str) -> None:
    """Write JSON lines to standard error, each with the service's name."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.basicConfig(level=max(number, logging.WARNING), stream=sys.stderr, force=True)
