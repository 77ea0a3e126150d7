"""Records of anything in the topic, among ours: no consumer halts, and none of them is applied.

python -m tests.chaos.records --records 100000 --seed 1
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from aiokafka import AIOKafkaProducer
from confluent_kafka import Producer
from rich.progress import track

from runtime.consumer.consumer import Consumer
from runtime.errors import Foreign
from runtime.kafka.bus_keys import BusKeys
from runtime.kafka.records import read_record
from tests.running import until
from tests.runtime.conftest import World, recording
from tests.runtime.drawn_records import Headers, record_of
from tests.servers import BUS_KEY_FILE, kafka, postgres

_AT_ONCE = 1_000
_PATIENCE = 600  # seconds: when to give up, never how fast it is
# Bytes that make one record: more choices than any takes.
_BYTES = 72


class Flood(NamedTuple):
    """What was sent: `members` of ours, and `foreign` of the drawn records, which cannot be read as any event.

    One that can be read as an event at a position that is applied already is passed over, like a repetition.
    """

    members: int
    foreign: int


async def flood(world: World, consumer: Consumer, records: int, seed: int) -> Flood:
    """Send so many drawn records, some events of ours behind each thousand.

    Raises:
        TimeoutError: a consumer went no further.
    """
    drawn = random.Random(seed)
    members = foreign = 0
    keys = BusKeys.read(BUS_KEY_FILE)
    # aiokafka sends no record that has neither a key nor a value; others do.
    other = Producer({_librdkafka(name): value for name, value in world.kafka.client().items()})
    async with AIOKafkaProducer(**world.kafka.client(), linger_ms=2) as producer:
        starts = range(0, records, _AT_ONCE)
        for start in track(starts, "records", disable=not sys.stderr.isatty()):
            sending = []
            for _ in range(min(_AT_ONCE, records - start)):
                key, value, headers = record_of(drawn.randbytes(_BYTES))
                partition = drawn.randrange(6)
                foreign += _is_foreign(partition, key, value, headers, keys)
                if key is None and value is None:
                    other.produce(world.topic, headers=[*headers], partition=partition)
                    continue
                sending.append(
                    await producer.send(world.topic, value, key, headers=headers, partition=partition)
                )
            await asyncio.gather(*sending)
            if await asyncio.to_thread(other.flush, _PATIENCE):
                raise TimeoutError("the broker takes no record that has neither a key nor a value")
            await world.join(members, members + 20)
            members += 20
            await consumer.wait(members, _PATIENCE)
    return Flood(members, foreign)


def _is_foreign(
    partition: int, key: bytes | None, value: bytes | None, headers: Headers, keys: BusKeys
) -> bool:
    try:
        read_record(partition, 0, key, value, headers, keys)
    except Foreign:
        return True
    return False


def _librdkafka(name: str) -> str:
    return name.replace("sasl_plain_", "sasl_").replace("_", ".")


async def outcome(world: World, consumer: Consumer, flooded: Flood) -> list[str]:
    """What is wrong after a flood; nothing where every foreign record is set aside and ours alone are applied."""

    async def counted() -> bool:
        return consumer.foreign >= flooded.foreign

    wrong = []
    try:
        await until(counted, _PATIENCE)
    except TimeoutError:
        wrong.append(f"{consumer.foreign} of {flooded.foreign} foreign records were set aside")
    streams = await world.rows("SELECT DISTINCT stream FROM projections.network")
    if len(streams) != flooded.members:
        wrong.append(f"{len(streams)} members are applied, and {flooded.members} were recorded")
    letters = await world.rows("SELECT count(*) FROM projections.dead_letters WHERE status <> 'foreign'")
    if letters[0]["count"]:
        wrong.append(f"{letters[0]['count']} events of ours are set aside")
    return wrong


async def _run(records: int, seed: int) -> list[str]:
    with postgres() as databases, kafka() as broker, tempfile.TemporaryDirectory() as folder:
        database, topic = await databases.clone(), await broker.make_topic()
        async with (
            recording(database, broker, topic, Path(folder)) as world,
            world.relayed(),
            world.consumer() as consumer,
        ):
            return await outcome(world, consumer, await flood(world, consumer, records, seed))


def main() -> int:
    """Run from a command line. Exit code: 0 success, 1 a record that was applied or halted a consumer."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=100_000, help="how many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="what is drawn (default: %(default)s)")
    given = parser.parse_args()
    wrong = asyncio.run(_run(given.records, given.seed))
    print("\n".join(wrong) or f"{given.records} records: none applied, no consumer halted")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
