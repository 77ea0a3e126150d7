"""Which partition a stream has."""

from __future__ import annotations

from aiokafka.partitioner import murmur2


def partition_of(stream: str, partitions: int) -> int:
    """The partition of a stream: Kafka's default for its key, so any client finds the same."""
    return int(murmur2(stream.encode()) & 0x7FFFFFFF) % partitions
