"""Two appliers of one name on one database: neither applies what the other has, not even above the watermark."""

import pytest

from runtime.consumer.applier import Applier
from runtime.consumer.history import History
from runtime.consumer.sink import FencedOut
from runtime.database import open_pool
from services.projections.engine.sink import ReadModels
from services.projections.readmodels.tables import MODELS
from tests.runtime.conftest import World


async def test_an_event_above_the_watermark_is_not_applied_twice(world: World) -> None:
    """As after a commit whose answer was lost: the watermark has not moved, a checkpoint has."""
    await world.join(0, 7)
    pool = await open_pool(world.database.url("upland_projections"), size=4)
    history = History(world.settings())
    one, two = (Applier(pool, ReadModels(MODELS), lambda _: 3) for _ in range(2))
    await one.load(history)
    await two.load(history)
    fifth, sixth = await world.log.after(4, limit=2)
    await one.apply_bisecting([(3, fifth)])
    assert one.progress.watermark == 0
    with pytest.raises(FencedOut):
        await two.apply_bisecting([(3, fifth)])
    await two.load(history)
    await two.apply_bisecting([(3, fifth), (3, sixth)])
    rows = await world.rows("SELECT position FROM projections.facts ORDER BY position")
    assert [row["position"] for row in rows] == [5, 6]
    assert await world.rows("SELECT FROM projections.dead_letters") == []
    await history.close()
    await pool.close()
