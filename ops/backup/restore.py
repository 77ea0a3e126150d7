"""Restores a backup: a new database next to the old one, healed from Kafka, in a new epoch, then switched to.

Killed at any line, nothing is lost: before the switch the old database is in its place, and after its first step the next start
finishes it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aiokafka.errors import KafkaError, UnknownTopicOrPartitionError
from pydantic import SecretStr

from ops.backup import healing
from ops.backup.archive import DUMP, KEYS, Archive, BackupUnusable, Counted
from ops.backup.dump import restored as dump_restored
from ops.backup.servers import running
from ops.backup.topic_records import Progress, topic_exists
from ops.instance import ROLES, Instance
from ops.kafka.topic import empty
from ops.log import epochs
from ops.options import CommandRefused
from ops.stored_files import write_secret
from ops.supervision import parts, switch
from runtime.database import connect
from runtime.migrate import migrate, revisions
from runtime.settings import Settings
from services.registry.log.verification import mend_claims

_UNMATCHED = (
    "Kafka has {count:,} records that the restored log would not have: {reason}. Nothing was changed. They may be the only copy "
    "of what was recorded after the backup, so decide: `--unmatched FILE` writes them to FILE, empties the topic and restores; "
    "`--without-kafka` restores and leaves Kafka as it is, and then nothing is published until `upland republish`"
)
_WHY = "restored from the backup of {made_at}, position {position}"


@dataclass(frozen=True)
class Restored:
    """What a restore did.

    position: of the backup; healed: events that Kafka had beyond it, now in the log again; head: the log's last position now.
    lost: positions that Kafka shows to have existed, which nothing has any more.
    kafka: why Kafka was not read, in words; None where it was.
    unmatched: records of Kafka that the log does not have, which are in the file that was named for them.
    erased: persons whose names were erased after the backup, and are again.
    aside: the database that was there before, kept.
    """

    position: int
    head: int
    epoch: str
    healed: int = 0
    lost: int = 0
    kafka: str | None = None
    unmatched: int = 0
    erased: list[str] = field(default_factory=list)
    aside: Path | None = None


def refuse_unknown(archive: Archive) -> None:
    """Raises BackupUnusable where a later release has made the backup."""
    revision = archive.manifest.revision
    if revision not in revisions():
        raise BackupUnusable(
            f"the backup has the schema {revision}, which this release does not know: restore it with the release that made it"
        )


async def restore(
    instance: Instance,
    archive: Archive,
    counted: Counted,
    progress: Progress,
    *,
    without_kafka: bool,
    unmatched: Path | None,
) -> Restored:
    """Restore into the instance's data folder. Nothing of it may run.

    Args:
        counted: called with the bytes of the dump that were restored.
        progress: called with the records of Kafka that were read.
        without_kafka: leave Kafka as it is, unread.
        unmatched: the file for what Kafka has and the log does not, after which the topic is emptied.

    Raises:
        BackupUnusable: the file is damaged.
        CommandRefused: a broker of others does not answer; or Kafka has what the restored log does not, and no file is
            named for it. Nothing has changed.
    """
    fresh = replace(instance.postgres(), folder=switch.begin(instance))
    async with AsyncExitStack() as stack:
        settings, reason = await _broker(instance, stack, without_kafka=without_kafka)
        try:
            async with running(instance, parts.database(fresh)):
                await fresh.ensure_database()
                await _fill(fresh.owner_url, archive, counted)
                restored = await _heal(fresh.owner_url, settings, archive, progress, unmatched)
        except CommandRefused:
            switch.abandon(instance)
            raise
        # Before the new database counts: a start after a kill makes keys of its own where there are none.
        if not instance.keys_file.exists():
            write_secret(instance.keys_file, archive.read(KEYS).decode())
        instance.save()
        switch.complete(instance)
        if settings is not None:
            with contextlib.suppress(UnknownTopicOrPartitionError):
                await empty(instance.kafka_client(), settings.topic)
        aside = switch.switch(instance)
    return replace(restored, kafka=reason, aside=aside)


async def restore_into(
    instance: Instance,
    archive: Archive,
    counted: Counted,
    progress: Progress,
    *,
    without_kafka: bool,
    unmatched: Path | None,
) -> Restored:
    """Restore into servers that others run: the database of UPLAND_OWNER_URL, which has no events. No service may run.

    A restore that is killed leaves a database with events, which the next one refuses: empty it, and restore again.

    Raises:
        BackupUnusable: the file is damaged.
        CommandRefused: the database has events, or what `restore` refuses. The database is empty then.
    """
    owner_url = instance.database_url()
    await _clear(owner_url, events=False)
    async with AsyncExitStack() as stack:
        settings, reason = await _broker(instance, stack, without_kafka=without_kafka)
    try:
        await _fill(owner_url, archive, counted)
        restored = await _heal(owner_url, settings, archive, progress, unmatched)
    except CommandRefused:
        await _clear(owner_url, events=True)
        raise
    if not instance.keys_file.exists():
        write_secret(instance.keys_file, archive.read(KEYS).decode())
    if settings is not None:
        with contextlib.suppress(UnknownTopicOrPartitionError):
            await empty(instance.kafka_client(), settings.topic)
    return replace(restored, kafka=reason)


async def _clear(owner_url: str, *, events: bool) -> None:
    """Remove what migrations have made; also events where that is meant. Raises CommandRefused for a database that has some."""
    connection = await connect(owner_url)
    try:
        async with connection.transaction():
            filled = await connection.fetchval("SELECT to_regclass('registry.head') IS NOT NULL")
            head = await connection.fetchval("SELECT position FROM registry.head FOR UPDATE") if filled else 0
            if head and not events:
                raise CommandRefused(
                    f"the database of UPLAND_OWNER_URL has {head:,} events: make an empty one, and name it there"
                )
            await connection.execute("DROP SCHEMA IF EXISTS registry, projections, notifications CASCADE")
            await connection.execute("DROP TABLE IF EXISTS migration")
    finally:
        await connection.close()


async def _fill(owner_url: str, archive: Archive, counted: Counted) -> None:
    connection = await connect(owner_url)
    try:
        there = {row["rolname"] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
        for role in (each for each in ROLES if each not in there):  # the dump grants them their rights
            await connection.execute(f"CREATE ROLE {role} NOLOGIN")
    finally:
        await connection.close()

    def chunks() -> Iterator[bytes]:
        for chunk in archive.chunks(DUMP):
            counted(len(chunk))
            yield chunk

    await dump_restored(owner_url, chunks())
    await migrate(owner_url)


async def _heal(
    owner_url: str, settings: Settings | None, archive: Archive, progress: Progress, unmatched: Path | None
) -> Restored:
    """Bring the restored log as far as Kafka goes, and everything that is made of it in line with it."""
    manifest = archive.manifest
    beyond = (
        await healing.beyond(settings, owner_url, manifest.position, progress)
        if settings
        else healing.Beyond()
    )
    if beyond.reason is not None and unmatched is None:
        raise CommandRefused(_UNMATCHED.format(count=beyond.unmatched, reason=beyond.reason))
    head = await healing.heal(owner_url, beyond.events)
    set_aside = 0
    if settings is not None and unmatched is not None and beyond.unmatched:
        set_aside = await healing.write_unmatched(settings, owner_url, head, unmatched, progress)
    erased = await healing.erase_again(owner_url)
    await mend_claims(owner_url)
    begun = await epochs.begin(owner_url, _WHY.format(made_at=manifest.made_at, position=manifest.position))
    for reader in epochs.READERS:
        await epochs.bring_in_line(owner_url, reader)
    return Restored(
        manifest.position,
        head,
        begun.epoch,
        len(beyond.events),
        max(0, beyond.highest - head),
        unmatched=set_aside,
        erased=erased,
    )


async def _broker(
    instance: Instance, stack: AsyncExitStack, *, without_kafka: bool
) -> tuple[Settings | None, str | None]:
    """How Kafka is read, started where it is ours; or why it is not."""
    if instance.broker == "memory":
        return None, "the broker in memory keeps nothing"
    if without_kafka:
        return None, "it was left out, by --without-kafka"
    if instance.broker == "apache":
        if not (instance.folder / "kafka" / "log").exists():
            return None, "there is no Kafka in this folder yet"
        await stack.enter_async_context(running(instance, parts.broker(instance)))
    kafka: dict[str, Any] = {
        name.removeprefix("UPLAND_").lower(): value for name, value in instance.kafka_settings().items()
    }
    settings = Settings(owner_url=SecretStr(instance.database_url()), **kafka)
    try:
        await topic_exists(settings)
    except (KafkaError, OSError, TimeoutError) as error:
        raise CommandRefused(
            f"Kafka at {settings.kafka_bootstrap} does not answer ({type(error).__name__}), and what it has beyond the backup "
            "would be lost: start it, or leave it out with --without-kafka"
        ) from error
    return settings, None
