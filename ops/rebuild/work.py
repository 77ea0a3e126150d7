"""What a requested rebuild does: read models or the feed built, compared, switched, or switched back."""

from __future__ import annotations

from collections.abc import Sequence

from ops.log.reader import RegistryLog, current_log, head_of
from ops.progress import Advance
from ops.rebuild import runs
from runtime.database import connect
from runtime.kafka.partitions import partition_of
from runtime.operators import rebuilds
from runtime.operators.audit import COMMAND_LINE
from runtime.operators.rebuilds import Action, Run
from runtime.settings import Settings
from services.notifications import rebuild as feeding
from services.notifications.rebuild import RebuiltFeed
from services.projections.rebuild.rebuild import Rebuilt, rebuild
from services.projections.rebuild.rebuild import undo as switch_back

_SILENT: Advance = lambda _done, _total: None  # noqa: E731


async def request(owner_url: str, schema: str, action: Action, models: Sequence[str]) -> int:
    """Note what the command line is about to do; its id."""
    connection = await connect(owner_url)
    try:
        return await rebuilds.request(connection, schema, action, models, COMMAND_LINE)
    finally:
        await connection.close()


async def carry_out(owner_url: str, schema: str, run: Run) -> None:
    """Do what a run says. Raises what the work does, and RebuildCancelled."""
    switch = run.action == "rebuild"
    if schema == "notifications":
        await rebuild_feed(owner_url, run.id, switch=switch)
    elif run.action == "undo":
        await undo_models(owner_url, run.id, run.models)
    else:
        await rebuild_models(owner_url, run.id, run.models, switch=switch)


async def rebuild_models(
    owner_url: str, id: int, models: Sequence[str], advance: Advance = _SILENT, *, switch: bool = True
) -> list[Rebuilt]:
    """Rebuild read models; all where there are no names."""

    async def work(advance: Advance) -> list[Rebuilt]:
        log = await current_log(owner_url)
        # The part of the log that these models fold is known when it is read.
        rebuilt = await rebuild(
            owner_url, models, log, switch=switch, progress=lambda done: advance(done, max(log.head, done))
        )
        advance(rebuilt[0].events, rebuilt[0].events)
        return rebuilt

    return await runs.run(owner_url, "projections", id, work, _models_in_words, advance)


async def undo_models(owner_url: str, id: int, models: Sequence[str]) -> list[str]:
    """Switch read models back to the rows before their last rebuild; their names."""
    return await runs.run(owner_url, "projections", id, lambda _: switch_back(owner_url, models), ", ".join)


async def rebuild_feed(
    owner_url: str, id: int, advance: Advance = _SILENT, *, switch: bool = True
) -> RebuiltFeed:
    """Rebuild the feed."""

    async def work(advance: Advance) -> RebuiltFeed:
        return await rebuilt_feed(owner_url, advance, switch=switch)

    return await runs.run(owner_url, "notifications", id, work, _feed_in_words, advance)


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


def _models_in_words(rebuilt: Sequence[Rebuilt]) -> str:
    return _in_words(
        rebuilt[0].events,
        rebuilt[0].seconds,
        sum(model.missing for model in rebuilt),
        sum(model.surplus for model in rebuilt),
    )


def _feed_in_words(feed: RebuiltFeed) -> str:
    return _in_words(feed.events, feed.seconds, feed.missing, feed.surplus)


def _in_words(events: int, seconds: float, missing: int, surplus: int) -> str:
    return f"{events} events in {seconds:.1f} s; only new: {missing}, only old: {surplus}"
