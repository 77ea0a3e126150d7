"""All measurements, one after another, and one table: `make bench`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import uvloop

from benchmarks import append, http, importing, live, queries, rebuild, relay, standing, visible
from benchmarks.rounds import Result, keep, show
from tests import servers


def main() -> None:
    """Start the servers; each measurement has a database of its own, but those that ask the world share one."""
    with servers.postgres(fsync=True) as databases, servers.kafka() as kafka:

        async def run() -> list[Result]:
            results: list[Result] = []
            alone: tuple[Callable[[servers.Database], Awaitable[list[Result]]], ...] = (
                append.measure, http.measure, importing.measure
            )  # fmt: skip
            for measure in alone:
                results += keep(await measure(await databases.clone()))
            for through_kafka in (relay.measure, live.measure, visible.measure):
                results += keep(await through_kafka(await databases.clone(), kafka))
            return results

        results = uvloop.run(run())
    # The world has a server of its own, for its data stays from run to run.
    with standing.record() as database, servers.kafka() as kafka:

        async def over_the_world() -> list[Result]:
            built = keep(await rebuild.measure(database))
            return [*built, *keep(await queries.measure(database, kafka))]

        results += uvloop.run(over_the_world())
    show(results)


if __name__ == "__main__":
    main()
