"""`upland rebuild`: the log, read stream by stream as the database's owner, becomes the rows of read models anew."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from ops.commands.options import CommandRefused, console, print_json
from ops.instance import Instance
from ops.progress import Advance, shown
from ops.verification.verify import read_log
from runtime.database import connect
from runtime.kafka.records import partition_of
from runtime.settings import Settings
from services.notifications import rebuild as feeding
from services.notifications.rebuild import FeedRefused, RebuiltFeed
from services.projections.rebuild.log_slices import StoredLog
from services.projections.rebuild.rebuild import RebuildRefused, Rebuilt, rebuild
from services.projections.rebuild.rebuild import undo as switch_back

_SAMPLED = "SELECT stream FROM registry.events WHERE position = ANY($1)"
_SLICED = (
    "SELECT stream, version, position, type, schema_version, recorded_at, audience, data FROM registry.events"
    " WHERE position <= $1 AND stream >= $2 AND stream < $3 ORDER BY stream, version"
)


FEED = "feed"


def run(instance: Instance, read_model: str | None, compare_only: bool, undo: bool, as_json: bool) -> int:
    """One read model, all for None, or the feed. Exit 0; 1 where it is refused, or `compare_only` finds a difference."""
    if read_model == FEED:
        return _feed(instance, compare_only, undo, as_json)
    names = [read_model] if read_model else []
    owner = instance.database_url()
    try:
        if undo:
            return _undone(asyncio.run(switch_back(owner, names)), as_json)
        bar = Console(stderr=True)
        with shown(bar, f"rebuilding {read_model or 'all read models'}") as advance:
            found = asyncio.run(_rebuilt(owner, names, advance, switch=not compare_only))
    except RebuildRefused as error:
        raise CommandRefused(str(error)) from None
    differs = any(model.missing or model.surplus for model in found)
    if as_json:
        print_json([asdict(model) for model in found])
    else:
        _tell(found, differs=differs)
    return 1 if compare_only and differs else 0


async def _rebuilt(owner_url: str, names: Sequence[str], advance: Advance, *, switch: bool) -> list[Rebuilt]:
    source = await stored_log(owner_url)
    # The part of the log that these models fold is known when it is read.
    found = await rebuild(
        owner_url, names, source, switch=switch, progress=lambda done: advance(done, max(source.head, done))
    )
    advance(found[0].events, found[0].events)
    return found


def _feed(instance: Instance, compare_only: bool, undo: bool, as_json: bool) -> int:
    if undo:
        raise CommandRefused(
            "The feed cannot go back: readers have read on since. Run `upland rebuild feed` again."
        )
    bar = Console(stderr=True)
    try:
        with shown(bar, "rebuilding the feed") as advance:
            found = asyncio.run(rebuilt_feed(instance.database_url(), advance, switch=not compare_only))
    except FeedRefused as error:
        raise CommandRefused(str(error)) from None
    if as_json:
        print_json([{"model": FEED, **asdict(found)}])
    else:
        console.print(
            f"feed: {found.lines:,} lines from {found.events:,} events in {found.seconds:.1f} s;"
            f" {found.missing:,} were missing, {found.surplus:,} were not the log's",
            highlight=False,
        )
        if found.switched and found.missing:
            console.print("What was missing is at the end of the feed now, for those who did not have it.")
    return 1 if compare_only and (found.missing or found.surplus) else 0


async def rebuilt_feed(owner_url: str, advance: Advance, *, switch: bool = True) -> RebuiltFeed:
    """Rebuild the feed from the registry's log. Raises FeedRefused."""
    settings = Settings()
    head = (await stored_log(owner_url)).head
    found = await feeding.rebuild(
        owner_url,
        lambda after, last: read_log(owner_url, last, after),
        lambda stream: partition_of(stream, settings.partitions),
        switch=switch,
        progress=lambda done: advance(done, max(head, done)),
    )
    advance(found.events, found.events)
    return found


async def stored_log(owner_url: str) -> StoredLog:
    """The registry's log as it is now, for a rebuild."""
    connection = await connect(owner_url)
    try:
        head = int(await connection.fetchval("SELECT position FROM registry.head"))
    finally:
        await connection.close()
    return log_up_to(owner_url, head)


def log_up_to(owner_url: str, head: int) -> StoredLog:
    """The registry's log up to a position."""
    return StoredLog(owner_url, head, _SAMPLED, _SLICED)


def _undone(names: list[str], as_json: bool) -> int:
    if as_json:
        print_json(names)
    else:
        console.print(f"{', '.join(names)}: back at the rows before the last rebuild, with what came since")
    return 0


def _tell(found: Sequence[Rebuilt], *, differs: bool) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("read model", "rows", "only new", "only old", ""):
        table.add_column(title, justify="right" if title not in {"read model", ""} else "left")
    for model in found:
        done = "switched" if model.switched else "compared"
        told = (f"{number:,}" for number in (model.rows, model.missing, model.surplus))
        table.add_row(model.model, *told, done)
    console.print(table)
    seconds, events = found[0].seconds, found[0].events
    console.print(
        f"{events:,} events in {seconds:.1f} s ({events / max(seconds, 0.001):,.0f}/s)", highlight=False
    )
    switched = found[0].switched
    if differs:
        console.print(f"The live rows {'were' if switched else 'are'} not what the log says.")
    if switched:
        console.print("The old rows are kept: --undo brings them back.")
