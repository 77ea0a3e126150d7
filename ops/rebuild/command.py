"""`upland rebuild`: read models, or the feed, built from the log once more, compared, and switched; or cancelled."""

import asyncio
import sys
from collections.abc import Awaitable, Sequence
from dataclasses import asdict
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from ops.instance import Instance
from ops.options import CommandRefused, console, print_json
from ops.progress import shown
from ops.rebuild.work import rebuild_feed, rebuild_models, request, undo_models
from runtime.database import connect
from runtime.operators import rebuilds
from runtime.operators.audit import COMMAND_LINE
from runtime.operators.letters import SERVICES
from runtime.operators.rebuilds import FEED, Action, Run
from services.notifications.rebuild import RebuiltFeed
from services.projections.rebuild.rebuild import Rebuilt, chosen, clear

_PATIENCE = 60.0  # seconds for a rebuild to end after it was cancelled
_LOOK = 0.2
T = TypeVar("T")


def run(instance: Instance, read_model: str | None, compare_only: bool, undo: bool, as_json: bool) -> int:
    """One read model, all for None, or the feed. Exit 0; 1 where it is refused, or `compare_only` finds a difference."""
    if read_model == FEED:
        return _feed(instance, compare_only, undo, as_json)
    names = [model.name for model in chosen([read_model] if read_model else [])]
    owner = instance.database_url()
    if undo:
        return _print_undone(asyncio.run(_undone(owner, names)), as_json)
    bar = Console(stderr=True)
    with shown(bar, f"rebuilding {read_model or 'all read models'}") as advance:

        async def rebuilding() -> list[Rebuilt]:
            id = await request(owner, "projections", _action(compare_only=compare_only), names)
            return await rebuild_models(owner, id, names, advance, switch=not compare_only)

        rebuilt = _interruptible(rebuilding())
    differs = any(model.missing or model.surplus for model in rebuilt)
    if as_json:
        print_json([asdict(model) for model in rebuilt])
    else:
        _print(rebuilt, differs=differs)
    return 1 if compare_only and differs else 0


def cancel(instance: Instance, as_json: bool) -> int:
    """`upland rebuild --cancel`: end what is being rebuilt, and remove what it had built. Exit 1 where nothing is."""
    cancelled = asyncio.run(_cancelled(instance.database_url()))
    if not cancelled:
        raise CommandRefused("nothing is being rebuilt")
    if as_json:
        print_json([run.as_json() for run in cancelled])
        return 0
    for run in cancelled:
        ended = "is cancelled" if run.state == "cancelled" else f"is {run.state}: it ended before"
        console.print(f"{', '.join(run.models)}: the rebuild {ended}", highlight=False)
    return 0


async def _cancelled(owner_url: str) -> list[Run]:
    connection = await connect(owner_url)
    try:
        under_way = [
            (schema, run) for schema in SERVICES for run in await rebuilds.under_way(connection, schema)
        ]
        for schema, run in under_way:
            await rebuilds.cancel(connection, schema, run, COMMAND_LINE)
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        ended = []
        for schema, run in under_way:
            while (now := await rebuilds.one(connection, schema, run.id)) is not None and now.under_way:
                if asyncio.get_running_loop().time() > deadline:
                    raise CommandRefused(
                        f"the rebuild of {', '.join(run.models)} is to end, and has not yet: see `upland status`"
                    )
                await asyncio.sleep(_LOOK)
            ended.append(now or run)
    finally:
        await connection.close()
    # What a program left behind that did not end by itself.
    await clear(owner_url)
    return ended


async def _undone(owner_url: str, names: Sequence[str]) -> list[str]:
    id = await request(owner_url, "projections", "undo", names)
    return await undo_models(owner_url, id, names)


def _action(*, compare_only: bool) -> Action:
    return "compare" if compare_only else "rebuild"


def _interruptible(work: Awaitable[T]) -> T:
    """The result. Ctrl-C ends the work first, which takes away what it had built."""

    async def awaited() -> T:
        return await work

    try:
        return asyncio.run(awaited())
    except KeyboardInterrupt:
        print("upland: the rebuild is cancelled, and nothing has changed", file=sys.stderr)
        raise


def _feed(instance: Instance, compare_only: bool, undo: bool, as_json: bool) -> int:
    if undo:
        raise CommandRefused(
            "The feed cannot go back: readers have read on since. Run `upland rebuild feed` again."
        )
    bar = Console(stderr=True)
    owner = instance.database_url()
    with shown(bar, "rebuilding the feed") as advance:

        async def rebuilding() -> RebuiltFeed:
            id = await request(owner, "notifications", _action(compare_only=compare_only), [FEED])
            return await rebuild_feed(owner, id, advance, switch=not compare_only)

        feed = _interruptible(rebuilding())
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
