"""What Kafka has and a restored log does not: healed where it follows, and otherwise counted, named and written down."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import orjson
import pytest

from contracts.envelope import Recorded
from ops.backup import healing
from tests.ops.test_verify import event, publish, settings_of, several, store
from tests.servers import Broker, Database

HEAD = 20


def _progress(_done: int, _total: int) -> None:
    pass


async def compared(database: Database, kafka: Broker, topic: str) -> healing.Beyond:
    return await healing.beyond(settings_of(kafka, topic), database.owner_url, HEAD, _progress)


async def written(
    database: Database, kafka: Broker, topic: str, head: int, path: Path
) -> list[tuple[int, bool]]:
    """The positions in the file, and whether each is signed."""
    settings = settings_of(kafka, topic)
    count = await healing.write_unmatched(settings, database.owner_url, head, path, _progress)
    lines = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    assert len(lines) == count
    return sorted((int(line["event"]["sequence"]), line["signed"]) for line in lines)


async def test_events_that_follow_are_healed_and_those_behind_a_hole_are_named(
    database: Database, kafka: Broker, topic: str, tmp_path: Path
) -> None:
    log = several(40)
    await store(database, log[:HEAD])
    await publish(kafka, topic, [each for each in log if each.position not in {26, 31}])
    beyond = await compared(database, kafka, topic)
    assert [each.position for each in beyond.events] == [21, 22, 23, 24, 25]
    assert (beyond.highest, beyond.unmatched) == (40, 13)
    assert beyond.reason == f"position 26 is missing in Kafka, which goes on with {log[26].id} at 27"
    assert await healing.heal(database.owner_url, beyond.events) == 25
    behind = [(position, True) for position in range(27, 41) if position != 31]
    assert await written(database, kafka, topic, 25, tmp_path / "unmatched.ndjson") == behind


@pytest.mark.parametrize(
    ("others", "reason"),
    [
        ([event(3, "party-x", 1)], "position 3 is party-x@1 in Kafka, and cluster-c2@1 in the backup"),
        (
            [event(21, "party-x", 1), event(21, "party-y", 1)],
            "position 21 is party-y@1 in Kafka, and party-x@1 also in Kafka",
        ),
        (
            [event(21, "party-x", 2)],
            "position 21 is party-x@2 in Kafka, and versions of party-x before it are missing",
        ),
    ],
)
async def test_a_record_that_contradicts_the_log_is_named_and_nothing_is_healed(
    database: Database, kafka: Broker, topic: str, tmp_path: Path, others: Sequence[Recorded], reason: str
) -> None:
    log = several(HEAD)
    await store(database, log)
    await publish(kafka, topic, [*log, *others])
    beyond = await compared(database, kafka, topic)
    assert beyond.events == ()
    # Partitions are read in any order, and so are two records of one position.
    assert beyond.reason in {reason, reason.replace("-x", "-z").replace("-y", "-x").replace("-z", "-y")}
    expected = sorted((each.position, True) for each in others)
    assert await written(database, kafka, topic, HEAD, tmp_path / "unmatched.ndjson") == expected


async def test_records_with_another_key_are_not_believed_and_not_thrown_away(
    database: Database, kafka: Broker, topic: str, tmp_path: Path
) -> None:
    log = several(22)
    await store(database, log[:HEAD])
    await publish(kafka, topic, log, None)
    beyond = await compared(database, kafka, topic)
    assert (beyond.events, beyond.unmatched) == ((), 2)
    assert beyond.reason == f"{log[20].id} at position 21 is not signed with the key in bus.key"
    path = tmp_path / "unmatched.ndjson"
    assert await written(database, kafka, topic, HEAD, path) == [(21, False), (22, False)]
    with pytest.raises(FileExistsError):
        await written(database, kafka, topic, HEAD, path)


async def test_a_topic_that_is_the_logs_needs_no_decision(
    database: Database, kafka: Broker, topic: str
) -> None:
    log = several(22)
    await store(database, log[:HEAD])
    await publish(kafka, topic, [*log, *log[:5]])
    beyond = await compared(database, kafka, topic)
    assert (len(beyond.events), beyond.unmatched, beyond.reason) == (2, 0, None)
