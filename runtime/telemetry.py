"""The logger and the Prometheus metrics. Secrets never reach either. `docs/operating.md` lists the metrics."""

from __future__ import annotations

from typing import Any

import structlog
from prometheus_client import Counter, Gauge, Histogram

logger: Any = structlog.get_logger()

REQUESTS = Counter("upland_requests_total", "HTTP requests.", ["route", "status"])
APPEND_BATCH = Histogram(
    "upland_append_batch", "Appends that shared one commit.", buckets=(1, 4, 16, 64, 256, 512)
)
APPEND_SECONDS = Histogram(
    "upland_append_seconds",
    "Seconds of one batch of appends, from the call to its commit.",
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0),
)
APPEND_CONFLICTS = Counter("upland_append_conflicts_total", "Appends that the log refused.", ["reason"])
QUEUED = Gauge("upland_append_queued", "Appends that wait for the log.")
HEAD = Gauge("upland_log_head", "Last position of the log.")
RELAYED = Gauge("upland_relay_position", "Position up to which Kafka holds every event.")
RELAY_LAG = Gauge("upland_relay_lag_events", "Events of the log that Kafka does not hold yet.")
RELAY_LAG_SECONDS = Gauge(
    "upland_relay_lag_seconds", "For how long the oldest event that Kafka does not hold has been waiting."
)
APPLIED = Gauge("upland_consumer_position", "Position up to which every event is applied.", ["reader"])
LAG = Gauge("upland_consumer_lag_events", "Events of the log that are not applied yet.", ["reader"])
LAG_SECONDS = Gauge(
    "upland_consumer_lag_seconds",
    "For how long the oldest event that is not applied has been waiting.",
    ["reader"],
)
LAG_TREND = Gauge(
    "upland_consumer_lag_trend",
    "Events a second by which the lag grew over the last minute; negative while it shrinks.",
    ["reader"],
)
DRAIN_SECONDS = Gauge(
    "upland_consumer_drain_seconds",
    "Seconds until everything is applied, if the trend goes on; infinite while the lag does not shrink.",
    ["reader"],
)
LAST_POLL = Gauge(
    "upland_consumer_last_poll_seconds", "When the consumer last polled Kafka (Unix time).", ["reader"]
)
DEAD_LETTERS = Gauge("upland_dead_letters", "Records that were set aside.", ["reader"])
FOREIGN = Counter("upland_foreign_records_total", "Records on the topic that are not the log's.", ["reader"])
CAUGHT_UP = Counter(
    "upland_consumer_history_total", "Events read from history because Kafka did not have them.", ["reader"]
)
CHANNELS = Gauge("upland_channels", "Channels that push events to partners.", ["kind", "state"])
CHANNEL_LAG = Gauge(
    "upland_channel_lag_events", "Positions by which the slowest active channel is behind the feed.", ["kind"]
)
CHANNEL_LAG_SECONDS = Gauge(
    "upland_channel_lag_seconds",
    "For how long the slowest active channel has been behind the feed.",
    ["kind"],
)
DELIVERIES = Counter(
    "upland_deliveries_total", "Events that channels attempted to push.", ["kind", "outcome"]
)
MAILS = Counter("upland_mails_total", "Mails handed to the SMTP server.", ["outcome"])
TASK_RESTARTS = Counter(
    "upland_task_restarts_total", "Background tasks that ended and were started again.", ["task"]
)
STREAMS = Gauge("upland_streams", "Open streams of server-sent events.")
STREAMS_DROPPED = Counter(
    "upland_streams_dropped_total", "Streams that were ended because the client did not read."
)
POOL_CONNECTIONS = Gauge(
    "upland_pool_connections",
    "Connections to PostgreSQL in a pool: in use, idle, at most.",
    ["pool", "state"],
)
LOOP_DELAY = Histogram(
    "upland_event_loop_delay_seconds",
    "By how much the event loop was late for a timer.",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0),
)
LOG_LOST = Counter("upland_log_lines_lost_total", "Log lines that could not be written.")
LOG_REPEATED = Counter("upland_log_lines_repeated_total", "Log lines left out because they repeat one.")
