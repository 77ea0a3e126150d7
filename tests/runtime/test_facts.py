"""What cannot be read is poison, whatever it is that cannot be read."""

from datetime import UTC, datetime

import pytest

from contracts.envelope import Recorded
from runtime.errors import Poison
from runtime.facts import fact_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
EVENT = Recorded(
    7, "cluster-dkm", 3, "ClusterFounded", 1, NOON, "public", b"", "c", None, b'{"mode":"reported"}'
)


def test_an_event_is_decoded() -> None:
    fact = fact_of(EVENT)
    assert (fact.id, fact.position, fact.type, fact.data) == (
        "cluster-dkm@3",
        7,
        "ClusterFounded",
        {"mode": "reported"},
    )


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (EVENT._replace(data=b"{"), "the data of cluster-dkm@3 is not JSON"),
        (EVENT._replace(type="Nonsense"), "cluster-dkm@3 cannot be read: event type Nonsense"),
        (
            EVENT._replace(schema_version=99),
            "cluster-dkm@3 cannot be read: version 99 of ClusterFounded is unknown",
        ),
    ],
)
def test_what_cannot_be_read_is_poison(event: Recorded, reason: str) -> None:
    with pytest.raises(Poison, match=reason):
        fact_of(event)
