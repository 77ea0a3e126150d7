"""Rounds that alternate ours and the limit in one run, and the table of what came out."""

from __future__ import annotations

import gc
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

from runtime.http.server import GARBAGE

ROUNDS = 5
_FILE = Path(__file__).resolve().parents[1] / "build" / "bench.json"


@dataclass(frozen=True)
class Result:
    """One line of the table. `ratio` is ours over the limit; `goal` what the ratio (or ours) should be."""

    name: str
    ours: float
    limit: float | None
    unit: str
    ratio: float | None
    goal: str
    met: bool
    spread: str = ""


async def alternate(
    ours: Callable[[], Awaitable[float]], limit: Callable[[], Awaitable[float]], rounds: int = ROUNDS
) -> tuple[list[float], list[float]]:
    """Measure ours and the limit in turns, so that a noisy minute touches both. The first of each warms up."""
    await ours(), await limit()
    mine: list[float] = []
    theirs: list[float] = []
    for number in range(rounds):
        if number % 2:
            theirs.append(await limit())
            mine.append(await ours())
        else:
            mine.append(await ours())
            theirs.append(await limit())
    return mine, theirs


def compared(
    name: str,
    unit: str,
    mine: list[float],
    theirs: list[float],
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Result:
    """The median of each, and the median of the rounds' ratios against a goal."""
    ratios = [a / b for a, b in zip(mine, theirs, strict=True)]
    ratio = statistics.median(ratios)
    met = ratio >= at_least if at_least is not None else ratio <= (at_most or 0)
    goal = f"≥ {at_least} ×" if at_least is not None else f"≤ {at_most} ×"
    spread = f"{min(ratios):.2f}–{max(ratios):.2f} ×"
    return Result(name, statistics.median(mine), statistics.median(theirs), unit, ratio, goal, met, spread)


def absolute(
    name: str, unit: str, mine: list[float], *, at_least: float | None = None, at_most: float | None = None
) -> Result:
    """The median against a goal in the unit itself."""
    median = statistics.median(mine)
    met = median >= at_least if at_least is not None else median <= (at_most or 0)
    goal = f"≥ {at_least:,.0f} {unit}" if at_least is not None else f"≤ {at_most} {unit}"
    return Result(name, median, None, unit, None, goal, met, f"{min(mine):,.1f}–{max(mine):,.1f}")


def settle() -> None:
    """Set the garbage collector as `runtime.http.app.serve` does for a service."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 50)


def fsync_milliseconds() -> float:
    """How long this disk takes to keep 8 kB, in the median: what a commit of its own costs at least."""
    _FILE.parent.mkdir(exist_ok=True)
    times = []
    with tempfile.TemporaryFile(dir=_FILE.parent) as file:
        for _ in range(200):
            file.write(bytes(8192))
            file.flush()
            start = time.perf_counter()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def forget() -> None:
    """Begin a new `build/bench.json`."""
    _FILE.unlink(missing_ok=True)


def load() -> list[Result]:
    """What `build/bench.json` holds."""
    return [Result(**item) for item in orjson.loads(_FILE.read_bytes())] if _FILE.exists() else []


def show(results: list[Result]) -> None:
    """Print the table and write `build/bench.json`; results of other files in it stay."""
    table = Table(title="Upland, measured on this machine in this run")
    for column in ("work", "ours", "limit", "unit", "ratio", "spread", "goal", "met"):
        table.add_column(column, justify="left" if column in {"work", "unit", "goal", "met"} else "right")
    for result in results:
        table.add_row(
            result.name,
            f"{result.ours:,.1f}",
            "" if result.limit is None else f"{result.limit:,.1f}",
            result.unit,
            "" if result.ratio is None else f"{result.ratio:.2f}",
            result.spread,
            result.goal,
            "yes" if result.met else "NO",
        )
    console = Console(width=150)
    console.print(table)
    console.print(
        f"An fsync of 8 kB takes {fsync_milliseconds():.2f} ms here; group commit gains by what it costs."
    )
    _write(results)


def _write(results: list[Result]) -> None:
    _FILE.parent.mkdir(exist_ok=True)
    known = {result.name: result for result in (*load(), *results)}
    _FILE.write_bytes(orjson.dumps([asdict(result) for result in known.values()], option=orjson.OPT_INDENT_2))
