"""What Kafka's last records show about the log that they come from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from contracts.envelope import Recorded
from services.registry.relay.continuity import Last, Log, obstacle

OLD, NEW = "9f86d081884c7d65", "60303ae22b998861"
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def event(position: int, data: bytes = b"{}") -> Recorded:
    stream = f"party-{position}"
    return Recorded(position, stream, 1, "PartyRegistered", 1, AT, "public", bytes(16), "c", None, data)


def log(head: int, epoch: str = OLD, *, first: bool = True) -> Log:
    return Log(head, epoch, first, {position: event(position) for position in range(1, head + 1)})


def lasts(*positions: int, epoch: str | None = OLD) -> list[Last]:
    return [Last(n, event(position), epoch) for n, position in enumerate(positions)]


@pytest.mark.parametrize(
    ("lasts", "of"),
    [
        ([], log(0)),
        ([], log(7)),
        (lasts(7, 3, 6), log(7)),
        (lasts(3, 4), log(9)),
        (lasts(3, 4, epoch=None), log(9)),  # from before there were epochs
        (lasts(3, 4, epoch=NEW), log(9, NEW, first=False)),
        ([Last(0, event(3), None), Last(1, event(4), OLD)], log(4)),
    ],
)
def test_kafka_with_the_logs_records_is_gone_on_with(lasts: list[Last], of: Log) -> None:
    assert obstacle(lasts, of) is None


@pytest.mark.parametrize(
    ("lasts", "of", "reason"),
    [
        (lasts(8, 3), log(7), "it holds position 8, and the log ends at 7"),
        (lasts(1), log(0), "it holds position 1, and the log ends at 0"),
        (
            [Last(4, event(5, b'{"n":1}'), OLD)],
            log(7),
            "another event at position 5 (party-5@1 in partition 4)",
        ),
        (lasts(3, epoch=NEW), log(7), f"records of epoch {NEW}"),
        (lasts(3, epoch=OLD), log(7, NEW, first=False), f"records of epoch {OLD}"),
        (lasts(3, epoch=None), log(7, NEW, first=False), "records of epoch none"),
        # One partition's record is enough, whatever the others hold.
        ([*lasts(3, 4), Last(2, event(9), OLD)], log(7), "it holds position 9"),
    ],
)
def test_kafka_with_another_logs_records_is_named_with_what_to_do(
    lasts: list[Last], of: Log, reason: str
) -> None:
    message = obstacle(lasts, of)
    assert message is not None
    assert reason in message
    assert "upland republish" in message
