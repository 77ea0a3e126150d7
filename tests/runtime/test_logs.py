"""Logs: every line is JSON, from any library; no repetition; logging never raises into the caller."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import structlog

from runtime.logs import Repeats

EVERYBODY = """
import asyncio, logging, threading, warnings
from runtime.logs import configure_logging
from runtime.telemetry import logger
configure_logging("probe", "info")
logger.info("ours", name="Łódź")
try:
    1 / 0
except ZeroDivisionError:
    logger.exception("ours.failed")
for name in ("aiokafka.conn", "uvicorn.error", "upland.faststream", "asyncio"):
    logging.getLogger(name).error("line of %s\\nwith two lines", name)
logging.getLogger("bad").error("%d arguments", "no")
warnings.warn("a warning")
threading.Thread(target=lambda: 1 / 0).start()
class Unraisable:
    def __del__(self): raise ValueError("in del")
Unraisable()
async def main():
    async def lost(): raise KeyError("nobody waits")
    task = asyncio.create_task(lost())
    await asyncio.sleep(0.01)
    del task
asyncio.run(main())
raise RuntimeError("the end")
"""


def run(program: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-c", program], timeout=120, check=False, **options)


def test_every_line_is_json_from_any_logger() -> None:
    ended = run(EVERYBODY, stderr=subprocess.PIPE)
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert {line["service"] for line in lines} == {"probe"}
    by = {line.get("logger", line["event"]) for line in lines}
    assert by >= {
        *("ours", "ours.failed", "aiokafka.conn", "uvicorn.error", "upland.faststream", "asyncio", "bad"),
        *("py.warnings", "thread.failed", "unraisable", "process.failed"),
    }
    assert "ZeroDivisionError" in next(line["exception"] for line in lines if line["event"] == "ours.failed")
    assert "RuntimeError: the end" in lines[-1]["exception"]


FULL = """
import os, sys
from prometheus_client import generate_latest
from runtime.logs import configure_logging
from runtime.telemetry import logger
configure_logging("probe", "info")
for number in range(5):
    try:
        raise OSError(28, "No space left on device")
    except OSError:
        logger.exception("append.failed", error=str(number) + "abcde"[number])
class Unprintable:
    def __repr__(self): raise RuntimeError("no")
logger.error("unprintable", value=Unprintable())
import logging
logging.getLogger("library").error("one more")
print(generate_latest().decode())
"""


@pytest.mark.parametrize("broken", ["/dev/full", "closed pipe", "closed descriptor"])
def test_logging_never_raises_into_the_work_and_what_is_lost_is_counted(broken: str) -> None:
    if broken == "/dev/full":
        with Path(broken).open("wb") as full:
            ended = run(FULL, stdout=subprocess.PIPE, stderr=full)
    elif broken == "closed pipe":
        reader, writer = os.pipe()
        os.close(reader)
        ended = run(FULL, stdout=subprocess.PIPE, stderr=writer)
        os.close(writer)
    else:
        ended = run("import os; os.close(2)\n" + FULL, stdout=subprocess.PIPE)
    assert ended.returncode == 0
    assert b"upland_log_lines_lost_total 7.0" in ended.stdout


def repeated(repeats: Repeats, **event: Any) -> dict[str, Any] | None:
    try:
        return dict(repeats(None, "warning", {"level": "warning", **event}))
    except structlog.DropEvent:
        return None


def test_a_line_that_repeats_is_written_once_a_minute_with_how_many_were_left_out() -> None:
    now = 0.0
    repeats = Repeats(lambda: now)
    written: list[dict[str, Any]] = []
    for second in range(600):
        now = float(second)
        events = ({"event": "consumer.waits", "error": "OSError", "position": n} for n in range(5))
        written += [line for event in events if (line := repeated(repeats, **event))]
    assert len(written) == 10
    assert sum(line.get("left_out", 0) for line in written) == 3000 - 10 - 299


def test_a_change_of_state_is_no_repetition() -> None:
    repeats = Repeats(lambda: 0.0)
    assert repeated(repeats, event="relay.waits", state="waiting for Kafka: KafkaConnectionError")
    assert repeated(repeats, event="relay.waits", state="waiting for PostgreSQL: OSError")
    assert not repeated(repeats, event="relay.waits", state="waiting for PostgreSQL: OSError")
    assert repeated(repeats, event="consumer.waits", error="OSError", reader="projections")
    assert repeated(repeats, event="consumer.waits", error="OSError", reader="notifications")


def test_many_kinds_of_lines_cost_bounded_memory() -> None:
    repeats = Repeats(lambda: 0.0)
    for number in range(5_000):
        repeated(repeats, event="x" * number)
    assert len(repeats._kinds) <= 500


def test_a_talkative_library_gets_one_line_a_minute_for_each_level() -> None:
    repeats = Repeats(lambda: 0.0)
    lines = [
        repeated(repeats, event=f"Unable connect to node with id {n}: text {n}", logger=f"aiokafka.{module}")
        for n, module in enumerate(("conn", "client", "consumer.fetcher", "producer.sender"))
    ]
    assert [line is not None for line in lines] == [True, False, False, False]


def test_requests_that_fail_keep_their_correlation_ids() -> None:
    repeats = Repeats(lambda: 0.0)
    lines = [repeated(repeats, event="request.failed", correlation_id=str(n)) for n in range(100)]
    assert sum(line is not None for line in lines) == 30
