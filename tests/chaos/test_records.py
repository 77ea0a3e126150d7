"""The short form of `python -m tests.chaos.records`."""

from pathlib import Path

from tests.chaos.records import flood, outcome
from tests.runtime.conftest import recording
from tests.servers import Broker, Database


async def test_records_of_anything_halt_no_consumer_and_none_is_applied(
    database: Database, kafka: Broker, topic: str, tmp_path: Path
) -> None:
    async with (
        recording(database, kafka, topic, tmp_path) as world,
        world.relayed(),
        world.consumer() as consumer,
    ):
        flooded = await flood(world, consumer, 3_000, 1)
        assert flooded.foreign > 1_000
        assert await outcome(world, consumer, flooded) == []
