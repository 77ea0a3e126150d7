"""`python -m tests.simulation [--schedules N] [--seed S] [--workers W]`: many schedules, or the one of a seed again.

It stops at the first schedule in which something is wrong, and prints its seed. `--bugs` shows that each planted bug is found.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from multiprocessing import get_context
from time import monotonic

from rich.console import Console

from ops.progress import shown
from tests.simulation.bugs import BUGS
from tests.simulation.chunks import CHUNK, run
from tests.simulation.quiet import be_quiet
from tests.simulation.schedule import Schedule


def _many(schedules: int, first: int, workers: int) -> int:
    began = monotonic()
    chunks = range(first, first + schedules, CHUNK)
    print(f"seeds from {first}", flush=True)
    with (
        shown(Console(stderr=True), "schedules") as advance,
        get_context("spawn").Pool(workers, be_quiet) as pool,
    ):
        done = 0
        results: Iterator[tuple[int, list[str]]] = pool.imap_unordered(run, chunks)
        for seed, violations in results:
            if violations:
                pool.terminate()
                return _failed(seed, violations)
            done += CHUNK
            advance(done, len(chunks) * CHUNK)
    print(
        f"{done} schedules: nothing lost, nothing twice, nothing out of order ({monotonic() - began:.0f} s)"
    )
    return 0


def _failed(seed: int, violations: list[str]) -> int:
    print(f"seed {seed}:")
    for violation in violations[:20]:
        print(f"  {violation}")
    print(f"again: python -m tests.simulation --seed {seed}")
    return 1


def _bugs() -> int:
    for name, bug in BUGS.items():
        seed, violation = bug.discover()
        print(f"{name}: {bug.description}\n  seed {seed}: {violation}", flush=True)
    print(f"{len(BUGS)} planted bugs, each found")
    return 0


def main() -> int:
    """Run what the arguments ask for; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--schedules", type=int, metavar="N", help="how many, each with a seed of its own")
    parser.add_argument(
        "--seed", type=int, metavar="S", help="the first seed; without --schedules, the only one"
    )
    parser.add_argument("--workers", type=int, default=1, metavar="W", help="processes that run them")
    parser.add_argument("--bugs", action="store_true", help="show that each planted bug is found")
    options = parser.parse_args()
    be_quiet()
    if options.bugs:
        return _bugs()
    if options.seed is not None and options.schedules is None:
        violations = Schedule(options.seed).run()
        if violations:
            return _failed(options.seed, violations)
        print(f"seed {options.seed}: nothing is wrong")
        return 0
    first = options.seed if options.seed is not None else random.randrange(1 << 32)
    return _many(options.schedules or 1_000, first, options.workers)


if __name__ == "__main__":
    sys.exit(main())
