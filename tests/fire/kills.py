"""kill -9 under load with every channel open: `python -m tests.fire.kills [KILLS] [PART …] [--seed S]`.

Each part is killed so many times: with 34, those are 204 kills. Parts that are named are killed one at a time; all of them alone,
in pairs and in threes, in the order of a seed, which is printed and can be given again. The short form is `test_kill.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import random

from tests.fire.killing import PARTS, burn, burning, waves


async def main(kills: int, parts: list[str], seed: int) -> None:
    """Start an instance, kill, check, print."""
    print(f"seed {seed}", flush=True)
    each = [(part,) for _ in range(kills) for part in parts] or waves(seed, kills)
    async with burning() as (upland, postbox):
        counts = await burn(upland, postbox, each, everything=not parts)
    print(f"{counts.total()} kills: nothing lost, nothing out of order")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", nargs="?", type=int, default=20)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    given = parser.parse_args()
    asyncio.run(main(given.kills, given.parts, given.seed))
