"""A record as large as a picture of it gets: 300 clusters, 5,000 ties of members, 5,000 facts and more on the timeline.

It is imported at once, as a country's first record would be; the same numbers give the same events.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from benchmarks import names
from benchmarks.record import Record
from contracts.catalogue import LATEST
from contracts.envelope import Recorded
from contracts.streams import id_of

_SEED = 20230509
_START = datetime(2026, 9, 1, 6, tzinfo=UTC)
# Streams of each category, in the order in which they are recorded: each speaks of what was there before it.
STREAMS = {
    "source": 200,
    "party": 2_400,
    "cluster": 300,
    "membership": 5_000,
    "agreement": 60,
    "visit": 60,
    "commitment": 60,
    "conference": 20,
}


class _Country(Record):
    """Clusters and memberships of few events each: what is large is their number."""

    def _cluster(self, number: int) -> None:
        founders = 8 + number % 30
        self._add(
            "ClusterFounded",
            names=names.cluster(number),
            abbreviation=f"K{number}",
            initiators=[self._one_party()],
            founders_count=founders,
        )
        as_of = names.date_as_written(self._day, 7)
        self._add(
            "MembershipCountReported",
            **{"count": founders + 12, "comparator": "exactly", "class": "all", "as_of": as_of},
        )

    def _membership(self, number: int) -> None:
        cluster, party = id_of(self._one_cluster()), f"p{number % self.written['party']}"
        while (stream := f"membership-{cluster}.{party}") in self._members:
            cluster = id_of(self._one_cluster())
        self._members.add(stream)
        self._stream = stream
        self._add("MemberJoined", **{"class": ("full", "supporting", "founder")[number % 3]})
        self._amended()


def events() -> Iterator[Recorded]:
    """The log, by position."""
    random = Random(_SEED)
    writer = _Country(random)
    position = 0
    for category, count in STREAMS.items():
        for _ in range(count):
            stream, written = writer.stream(category)
            for version, (type, audience, data) in enumerate(written, start=1):
                position += 1
                yield Recorded(
                    position,
                    stream,
                    version,
                    type,
                    LATEST[type],
                    _START + timedelta(milliseconds=position),
                    audience,  # type: ignore[arg-type]
                    random.randbytes(16),
                    f"country{position:025x}",
                    None,
                    data,
                )
