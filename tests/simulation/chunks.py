"""Schedules in chunks, as workers run them: in a module of its own, which a spawned process can import."""

from __future__ import annotations

from tests.simulation.schedule import Schedule

CHUNK = 50  # schedules that a worker is given at a time


def run(first: int) -> tuple[int, list[str]]:
    """The first seed of a chunk whose schedule goes wrong, with what is wrong; else how many there were."""
    for seed in range(first, first + CHUNK):
        if violations := Schedule(seed).run():
            return seed, violations
    return CHUNK, []
