"""What an upgrade leaves to do when the migrations are done: what another version has built is rebuilt, the feed too.

`python -m ops.rebuild.upgrade`, with UPLAND_OWNER_URL set, prints how far it is, a line at a time.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial

from ops.log.reader import RegistryLog
from ops.rebuild.work import rebuilt_feed
from runtime.logs import configure_logging
from runtime.operators.rebuilds import FEED
from runtime.telemetry import logger
from services.notifications.rebuild import FeedRefused, outdated
from services.projections.rebuild.builds import bring_up_to_date
from services.projections.rebuild.rebuild import RebuildRefused

_EVERY = 0.5  # seconds between two lines


async def upgrade(owner_url: str, report: Callable[[Sequence[str], int, int], None]) -> list[str]:
    """Rebuild what is outdated, while no service runs; the names of these read models, and of the feed.

    Raises:
        RebuildRefused: a stream cannot be folded.
        FeedRefused: an event cannot be read.
    """
    names = await bring_up_to_date(owner_url, partial(RegistryLog, owner_url), progress=report)
    if await outdated(owner_url):
        await rebuilt_feed(owner_url, lambda done, total: report([FEED], done, total))
        names.append(FEED)
    return names


def progress_text(models: Sequence[str], done: int, total: int) -> str:
    """The same in words."""
    what = "the feed" if models == [FEED] else f"{len(models)} read models"
    return f"rebuilding {what}: {done:,} of at most {total:,} events"


def main() -> int:
    """The command line's entry."""
    configure_logging("upgrade", os.environ.get("UPLAND_LOG_LEVEL", "info"))
    last = 0.0

    def print_progress(models: Sequence[str], done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > _EVERY:
            last = time.monotonic()
            print(progress_text(models, done, total), flush=True)

    try:
        asyncio.run(upgrade(os.environ["UPLAND_OWNER_URL"], print_progress))
    except (RebuildRefused, FeedRefused) as error:
        logger.critical(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
