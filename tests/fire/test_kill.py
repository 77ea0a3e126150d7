"""kill -9 of every part under load, many times over: nothing acknowledged is lost, nothing is applied twice."""

from __future__ import annotations

import random

from tests.fire.killing import PARTS, burn, burning

KILLS = 5


def _waves(seed: int) -> list[tuple[str, ...]]:
    """Each part alone, then all of them in pairs and threes that change."""
    order = random.Random(seed)
    waves: list[tuple[str, ...]] = [(part,) for part in PARTS]
    for size in (2, 2, 3, 3):
        parts = order.sample(PARTS, len(PARTS))
        waves += [tuple(parts[first : first + size]) for first in range(0, len(parts), size)]
    return waves


async def test_no_kill_loses_repeats_or_disorders_anything() -> None:
    async with burning() as (upland, postbox):
        kills = await burn(upland, postbox, _waves(seed=11), everything=True)
    assert all(kills[part] >= KILLS for part in PARTS)
