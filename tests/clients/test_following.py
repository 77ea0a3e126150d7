"""The clients follow a real instance: killed, cut off, restarted, restored, and each event is handled once."""

from __future__ import annotations

import json
from pathlib import Path

import asyncpg
import pytest

from tests.clients.conftest import Reader, reader
from tests.notifications.conftest import Service, Start
from tests.notifications.given import DKM, PGM, SAAM, WSM, Log, emptied, ids_for
from tests.running import until

LETTER = "agreement-letter"


def ids(made: Reader) -> list[str]:
    return [json.loads(line)["id"] for line in made.lines]


def grow(log: Log, number: int) -> None:
    """Ten events more, in two streams; an agreement is released to others when it is concluded."""
    log.agree(f"{LETTER}-{number}", DKM, SAAM)
    for _ in range(6):
        log.append(f"cluster-c{number}", "ClusterFounded", names={"pl": "Klaster"})


@pytest.mark.parametrize("way", ["follow", "live"])
async def test_killed_in_the_middle_it_goes_on(
    way: str, language: str, service: Service, log: Log, tmp_path: Path
) -> None:
    async with reader(language, service, service.partner(PGM), tmp_path) as made:
        for number in range(4):
            before = len(log.events)
            grow(log, number)
            await made.run(way)
            # It waits for events that are applied one by one, and is killed when it has some of them.
            for event in log.events[before : before + 5]:
                await service.applier.apply(event)
            await made.until_lines(len(ids_for(PGM, log.events[: before + 5])))
            await service.applier.apply(*log.events[before + 5 :])
            await made.kill()
        await made.run("end")
        assert await made.ended() == 0
        handled = ids(made)
    # Killed between the handling of an event and its place in the journal, a reader gets that one event again.
    once = list(dict.fromkeys(handled))
    assert once == ids_for(PGM, log.events)
    assert len(handled) - len(once) <= 4


async def test_from_now_on_begins_where_it_connected(
    language: str, service: Service, log: Log, tmp_path: Path
) -> None:
    await service.applier.apply(log.append(DKM, "ClusterFounded"))
    async with reader(language, service, service.partner(PGM), tmp_path) as made:
        journal = tmp_path / "handled.journal"

        async def connected() -> bool:
            return journal.exists() and b'cursor": "' in journal.read_bytes().replace(b'":"', b'": "')

        await made.run("live", "latest")
        await until(connected)
        await made.kill()
        await service.applier.apply(log.append(SAAM, "ClusterFounded"))
        await made.run("live", "latest")
        await made.until_lines(1)
        assert ids(made) == [f"{SAAM}@1"]


async def test_a_restored_record_is_an_error_of_its_own(
    language: str,
    service: Service,
    log: Log,
    tmp_path: Path,
    owner: asyncpg.Connection[asyncpg.Record],
) -> None:
    log.append(DKM, "ClusterFounded")
    log.append(DKM, "ClusterFounded")
    await service.applier.apply(*log.events)
    async with reader(language, service, service.partner(PGM), tmp_path) as made:
        await made.run("end")
        assert await made.ended() == 0
        await owner.execute("INSERT INTO notifications.epochs SELECT 2, '00000000000000ff', 0, now()")
        await emptied(owner)
        restored = Log()
        service.applier.continue_from(restored)
        for cluster in (DKM, SAAM, WSM, DKM):
            restored.append(cluster, "ClusterFounded")
        await service.applier.apply(*restored.events)
        await made.run("end")
        assert await made.ended() == 3
        await made.run("restart")
        assert await made.ended() == 0
        # The second event of the cluster is another one than before the restore, and has its id.
        expected = [f"{DKM}@1", f"{DKM}@2", f"{SAAM}@1", f"{WSM}@1", f"{DKM}@2"]
        assert ids(made) == expected
        await made.run("restart")
        assert await made.ended() == 0
        assert ids(made) == expected


async def test_a_revoked_key_is_refused(language: str, start: Start, log: Log, tmp_path: Path) -> None:
    async with start() as service:
        key = service.partner(PGM)
        await service.applier.apply(log.append(DKM, "ClusterFounded"))
        async with reader(language, service, key, tmp_path) as made:
            await made.run("live")
            await made.until_lines(1)
            service.keys.revoke(PGM)
            assert await made.ended() == 4


async def test_what_a_damaged_journal_lost_is_given_again_and_nothing_else(
    language: str, service: Service, log: Log, tmp_path: Path
) -> None:
    grow(log, 1)
    await service.applier.apply(*log.events)
    async with reader(language, service, service.partner(PGM), tmp_path) as made:
        await made.run("end")
        assert await made.ended() == 0
        everything = ids_for(PGM, log.events)
        assert ids(made) == everything
        # What comes after the cursor is not missed; of what came before, two events were lost.
        await service.applier.apply(log.append(SAAM, "ClusterFounded"))
        journal = tmp_path / "handled.journal"
        stored = json.loads(journal.read_text().splitlines()[-1])
        cursor = stored["cursor"]
        streams = {f"{LETTER}-1": [[1, 1], [3, 4]], "cluster-c1": [[1, 5]]}
        journal.write_text(json.dumps({"cursor": cursor, "streams": streams}) + "\n")
        for _ in range(2):
            await made.run("missed")
            assert await made.ended() == 0
            assert ids(made) == [*everything, f"{LETTER}-1@2", "cluster-c1@6"]
