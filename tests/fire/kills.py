"""`python -m tests.fire.kills [KILLS] [PART …]`: kill -9 under load with every channel open: of these parts, or of all.

Parts that are named are killed one at a time, so many times each; all of them alone, in pairs and in threes. It is the long form
of `test_kill.py`.
"""

from __future__ import annotations

import asyncio
import random
import sys

from tests.fire.killing import PARTS, burn, burning, waves


async def main(kills: int, parts: list[str]) -> None:
    """Start an instance, kill, check, print."""
    if unknown := {*parts} - {*PARTS}:
        raise SystemExit(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    each = [(part,) for _ in range(kills) for part in parts] or waves(seed, kills)
    async with burning() as (upland, postbox):
        counts = await burn(upland, postbox, each, everything=not parts)
    print(f"{counts.total()} kills: nothing lost, nothing out of order")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20, sys.argv[2:]))
