"""Bugs that are planted in the simulated code, one at a time. The simulation must find each."""

from __future__ import annotations

from typing import NamedTuple

from tests.simulation.bugs import append, queue, reader, relay
from tests.simulation.schedule import Code, Schedule

_MOST = 2_000  # schedules after which a bug counts as one that is not found


class Bug(NamedTuple):
    """What is wrong, the code that has it, and a seed whose schedule has shown it before."""

    description: str
    code: Code
    seed: int

    def discover(self) -> tuple[int, str]:
        """The first seed that shows it, and how.

        Raises:
            AssertionError: no schedule does.
        """
        for seed in (self.seed, *range(_MOST)):
            if violations := Schedule(seed, self.code).run():
                return seed, violations[0]
        raise AssertionError(f"no schedule finds that: {self.description}")


BUGS: dict[str, Bug] = {
    planted.__name__.strip("_"): Bug(" ".join((planted.__doc__ or "").split()), code, seed)
    for planted, code, seed in (*append.PLANTED, *queue.PLANTED, *relay.PLANTED, *reader.PLANTED)
}
