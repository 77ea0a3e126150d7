"""All measurements, one after another, and one table: `make bench`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import uvloop

from benchmarks import append, http, live, rebuild, relay, visible
from benchmarks.rounds import Result, show
from tests import servers


def main() -> None:
    """Start the servers once; each measurement has a database of its own."""
    with servers.postgres(fsync=True) as databases, servers.kafka() as kafka:

        async def run() -> list[Result]:
            results: list[Result] = []
            alone: tuple[Callable[[servers.Database], Awaitable[list[Result]]], ...] = (
                append.measure, http.measure, rebuild.measure
            )  # fmt: skip
            for measure in alone:
                results += await measure(await databases.clone())
            for through_kafka in (relay.measure, live.measure, visible.measure):
                results += await through_kafka(await databases.clone(), kafka)
            return results

        show(uvloop.run(run()))


if __name__ == "__main__":
    main()
