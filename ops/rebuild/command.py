"""`upland rebuild`: read models, or the feed, built from the log once more, compared, and switched."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from ops.instance import Instance
from ops.log.reader import RegistryLog, current_log, head_of
from ops.options import CommandRefused, console, print_json
from ops.progress import Advance, shown
from runtime.kafka.partitions import partition_of
from runtime.settings import Settings
from services.notifications import rebuild as feeding
from services.notifications.rebuild import RebuiltFeed
from services.projections.rebuild.rebuild import Rebuilt, rebuild
from services.projections.rebuild.rebuild import undo as switch_back

FEED = "feed"


def run(instance: Instance, read_model: str | None, compare_only: bool, undo: bool, as_json: bool) -> int:
    """One read model, all for None, or the feed. Exit 0; 1 where it is refused, or `compare_only` finds a difference."""
    if read_model == FEED:
        return _feed(instance, compare_only, undo, as_json)
    names = [read_model] if read_model else []
    owner = instance.database_url()
    if undo:
        return _print_undone(asyncio.run(switch_back(owner, names)), as_json)
    bar = Console(stderr=True)
    with shown(bar, f"rebuilding {read_model or 'all read models'}") as advance:
        rebuilt = asyncio.run(_rebuild(owner, names, advance, switch=not compare_only))
    differs = any(model.missing or model.surplus for model in rebuilt)
    if as_json:
        print_json([asdict(model) for model in rebuilt])
    else:
        _print(rebuilt, differs=differs)
    return 1 if compare_only and differs else 0


async def _rebuild(owner_url: str, names: Sequence[str], advance: Advance, *, switch: bool) -> list[Rebuilt]:
    log = await current_log(owner_url)
    # The part of the log that these models fold is known when it is read.
    rebuilt = await rebuild(
        owner_url, names, log, switch=switch, progress=lambda done: advance(done, max(log.head, done))
    )
    advance(rebuilt[0].events, rebuilt[0].events)
    return rebuilt


def _feed(instance: Instance, compare_only: bool, undo: bool, as_json: bool) -> int:
    if undo:
        raise CommandRefused(
            "The feed cannot go back: readers have read on since. Run `upland rebuild feed` again."
        )
    bar = Console(stderr=True)
    with shown(bar, "rebuilding the feed") as advance:
        feed = asyncio.run(rebuilt_feed(instance.database_url(), advance, switch=not compare_only))
    if as_json:
        print_json([{"model": FEED, **asdict(feed)}])
    else:
        console.print(
            f"feed: {feed.lines:,} lines from {feed.events:,} events in {feed.seconds:.1f} s;"
            f" {feed.missing:,} were missing, {feed.surplus:,} were not the log's",
            highlight=False,
        )
        if feed.switched and feed.missing:
            console.print("What was missing is at the end of the feed now, for those who did not have it.")
    return 1 if compare_only and (feed.missing or feed.surplus) else 0


async def rebuilt_feed(owner_url: str, advance: Advance, *, switch: bool = True) -> RebuiltFeed:
    """Rebuild the feed from the registry's log. Raises FeedRefused."""
    settings = Settings()
    head = await head_of(owner_url)
    feed = await feeding.rebuild(
        owner_url,
        lambda after, last: RegistryLog(owner_url, last).after(after),
        lambda stream: partition_of(stream, settings.partitions),
        switch=switch,
        progress=lambda done: advance(done, max(head, done)),
    )
    advance(feed.events, feed.events)
    return feed


def _print_undone(names: list[str], as_json: bool) -> int:
    if as_json:
        print_json(names)
    else:
        console.print(f"{', '.join(names)}: back at the rows before the last rebuild, with what came since")
    return 0


def _print(rebuilt: Sequence[Rebuilt], *, differs: bool) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("read model", "rows", "only new", "only old", ""):
        table.add_column(title, justify="right" if title not in {"read model", ""} else "left")
    for model in rebuilt:
        done = "switched" if model.switched else "compared"
        counts = (f"{number:,}" for number in (model.rows, model.missing, model.surplus))
        table.add_row(model.model, *counts, done)
    console.print(table)
    seconds, events = rebuilt[0].seconds, rebuilt[0].events
    console.print(
        f"{events:,} events in {seconds:.1f} s ({events / max(seconds, 0.001):,.0f}/s)", highlight=False
    )
    switched = rebuilt[0].switched
    if differs:
        console.print(f"The live rows {'were' if switched else 'are'} not what the log gives.")
    if switched:
        console.print("The old rows are kept: --undo brings them back.")
