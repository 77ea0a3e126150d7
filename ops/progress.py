"""Long work shown: a bar with a rate and an ETA on a terminal, a plain line now and then elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

Advance = Callable[[int, int], None]
"""Called with how much is done and how much there is in all."""

_LINE_EVERY = 5.0  # seconds between plain lines


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.finished_speed or task.speed or 0:,.0f}/s", style="progress.data.speed")


@contextmanager
def shown(console: Console, title: str, unit: Literal["things", "bytes"] = "things") -> Iterator[Advance]:
    """A bar for the length of the block; gives the function to advance it."""
    if not console.is_terminal:
        yield _plain(console, title)
        return
    amount = (DownloadColumn(), TransferSpeedColumn()) if unit == "bytes" else (MofNCompleteColumn(), _Rate())
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        *amount,
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _plain(console: Console, title: str) -> Advance:
    began = last = time.monotonic()

    def advance(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done < total and now - last < _LINE_EVERY:
            return
        last = now
        rate = done / max(now - began, 0.001)
        left = f", {(total - done) / rate:,.0f} s left" if rate and done < total else ""
        console.print(f"{title}: {done:,} of {total:,} ({rate:,.0f}/s{left})", highlight=False)

    return advance
