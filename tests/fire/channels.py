"""`python -m tests.fire.channels [KILLS]`: kill -9 of the notifications under load, 20 times, with every channel open.

The long form of what `test_kill.py` does to all parts five times each.
"""

from __future__ import annotations

import asyncio
import sys

from tests.fire.killing import burn, burning


async def main(kills: int) -> None:
    """Start an instance, kill, check, print."""
    async with burning() as (upland, postbox):
        counts = await burn(upland, postbox, [("notifications",)] * kills, everything=False)
    print(f"{counts['notifications']} kills: nothing lost, nothing out of order")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
