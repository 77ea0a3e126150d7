"""kill -9 of every part under load, alone and all at once: nothing acknowledged is lost, nothing is applied twice."""

from __future__ import annotations

from tests.fire.killing import PARTS, burn, burning, waves

# `python -m tests.fire.kills 20` is the long form.
KILLS = 1


async def test_no_kill_loses_repeats_or_disorders_anything() -> None:
    async with burning() as (upland, postbox):
        kills = await burn(upland, postbox, waves(seed=11, kills=KILLS), everything=True, per_second=25)
    assert all(kills[part] == KILLS + 1 for part in PARTS)
