"""`upland backup` and `upland restore`: what they print, and what they refuse before anything is changed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import orjson
import typer
from rich.console import Console

from ops import service_client, trail
from ops.backup.archive import KEYS, Archive, Manifest, opened
from ops.backup.restore import Restored, refuse_unknown, restore, restore_into
from ops.backup.save import SECRETS, save, secrets_of
from ops.instance import SERVICES, Instance
from ops.options import CommandRefused, console, print_json, spelled
from ops.progress import Advance, shown
from ops.stored_files import write_secret
from ops.supervision import processes, state
from ops.supervision.start import refuse_busy_ports


def backup(instance: Instance, path: Path, secrets: Path | None, as_json: bool) -> int:
    """Write the backup, and the secrets to a file of their own where one is named."""
    if path.is_dir():
        path = path / f"upland-{datetime.now(UTC):%Y-%m-%dT%H-%M-%SZ}.zip"
    if secrets is not None and secrets.exists():
        raise CommandRefused(f"{secrets} exists already: choose another name, or move it away")
    owner = instance.database_url()
    keys = instance.keys_file.read_bytes() if instance.keys_file.exists() else b"[]"
    done = 0
    with shown(Console(stderr=True), "saving", "bytes") as advance:

        def counted(size: int) -> None:
            nonlocal done
            done += size
            advance(done, done + 1)

        manifest = asyncio.run(save(owner, keys, path, counted))
        advance(done, done)
    asyncio.run(trail.keep(instance, "backup", [path.name]))
    if secrets is not None:
        write_secret(secrets, secrets_of(instance.secrets).decode())
    if as_json:
        print_json({"file": str(path)} | manifest.as_json())
        return 0
    console.print(f"saved: {_about(manifest)}", highlight=False)
    console.print(f"file: {path} ({done:,} bytes)", highlight=False, soft_wrap=True)
    if secrets is not None:
        console.print(
            f"secrets: {secrets}; keep it in another place than the backup", highlight=False, soft_wrap=True
        )
    elif manifest.sealed:
        console.print(
            f"Persons' names and channels' secrets in it are sealed: keep {', '.join(SECRETS)} of {instance.secrets} too, "
            "in another place (--secrets FILE writes them to a file).",
            highlight=False,
        )
    return 0


def check(path: Path, as_json: bool) -> int:
    """Read a backup whole; nothing is restored."""
    with opened(path) as archive:
        refuse_unknown(archive)
        _checked(archive)
        if as_json:
            print_json(archive.manifest.as_json())
        else:
            console.print(f"whole: {_about(archive.manifest)}", highlight=False)
    return 0


def run(
    instance: Instance,
    path: Path,
    secrets: Path | None,
    yes: bool,
    without_kafka: bool,
    unmatched: Path | None,
    as_json: bool,
) -> int:
    """Restore into the data folder. Nothing is changed before the file was read whole and everything else is in order."""
    if unmatched is not None and unmatched.exists():
        raise CommandRefused(f"{unmatched} exists already: choose another name, or move it away")
    with opened(path) as archive:
        refuse_unknown(archive)
        given = _secrets(instance, archive, secrets)
        _confirm(instance, archive.manifest, yes)
        instance.make_folder()
        with instance.locked("up", wait=True):
            _refuse_running(instance)
            _checked(archive)
            with _given_secrets(instance, given):
                restored = _restored(instance, archive, without_kafka, unmatched)
        if as_json:
            print_json(
                {
                    "position": restored.position, "head": restored.head, "epoch": restored.epoch, "healed": restored.healed,
                    "lost": restored.lost, "kafka": restored.kafka, "unmatched": restored.unmatched, "erased": restored.erased,
                    "aside": str(restored.aside) if restored.aside else None,
                }
            )  # fmt: skip
        else:
            _print(instance, restored, unmatched)
    return 0


@contextmanager
def _given_secrets(instance: Instance, given: dict[str, str]) -> Iterator[None]:
    """Put the secrets into the folder; those of before are there again where the restore is refused."""
    paths = {instance.secrets / name: text for name, text in given.items()}
    before = {path: path.read_text(encoding="ascii") if path.exists() else None for path in paths}
    for path, text in paths.items():
        write_secret(path, text)
    try:
        yield
    except CommandRefused:
        for path, text_before in before.items():
            if text_before is None:
                path.unlink()
            else:
                write_secret(path, text_before)
        raise


def _restored(instance: Instance, archive: Archive, without_kafka: bool, unmatched: Path | None) -> Restored:
    bars = Console(stderr=True)
    done, total = 0, sum(archive.manifest.sizes.values()) - archive.manifest.sizes[KEYS]
    with ExitStack() as stack:
        bar = stack.enter_context(shown(bars, "restoring", "bytes"))
        kafka: Advance | None = None

        def counted(size: int) -> None:
            nonlocal done
            done += size
            bar(done, total)

        def read(records: int, ends: int) -> None:
            nonlocal kafka
            if kafka is None:  # a terminal shows one bar at a time
                stack.close()
                kafka = stack.enter_context(shown(bars, "reading Kafka"))
            kafka(records, ends)

        into = restore if instance.services is None else restore_into
        return asyncio.run(
            into(instance, archive, counted, read, without_kafka=without_kafka, unmatched=unmatched)
        )


def _checked(archive: Archive) -> None:
    done, total = 0, sum(archive.manifest.sizes.values())
    with shown(Console(stderr=True), "checking", "bytes") as advance:

        def counted(size: int) -> None:
            nonlocal done
            done += size
            advance(done, total)

        archive.check(counted)


def _secrets(instance: Instance, archive: Archive, path: Path | None) -> dict[str, str]:
    """The secrets to write into the folder, by name."""
    if instance.services is not None:
        if path is not None:
            raise CommandRefused(
                "the services of this record do not read the secrets of this folder: put those of --secrets where theirs are"
                " (deploy/secrets), and restore without it"
            )
        return {}
    if path is None:
        missing = [name for name in SECRETS[:2] if not (instance.secrets / name).exists()]
        if missing and archive.manifest.sealed:
            raise CommandRefused(
                f"the backup has sealed names or channels' secrets, and {instance.secrets} has no {' and no '.join(missing)}: "
                "give the file that `upland backup --secrets FILE` wrote, with --secrets FILE"
            )
        return {}
    try:
        given = orjson.loads(path.read_bytes())
        return {name: str(given[name]).strip() + "\n" for name in SECRETS}
    except FileNotFoundError:
        raise CommandRefused(f"there is no {path}") from None
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise CommandRefused(f"{path} is not what `upland backup --secrets` writes") from None


def _refuse_running(instance: Instance) -> None:
    if instance.services is not None:
        if running := asyncio.run(_answering(instance)):
            raise CommandRefused(f"{', '.join(running)} answer: stop the services first")
        return
    if state.supervisor(instance) is not None:
        raise CommandRefused(
            f"Upland runs on {instance.folder}: stop it first with `upland down{spelled(instance)}`"
        )
    processes.take_down(instance.folder)
    refuse_busy_ports(instance)


async def _answering(instance: Instance) -> list[str]:
    """The services that run."""
    async with service_client.session(instance, total=5, connect=2) as client:
        return [name for name in SERVICES if await service_client.health(client, instance, name) is not None]


def _confirm(instance: Instance, manifest: Manifest, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise CommandRefused("restore asks before it begins: give --yes where nobody can answer")
    console.print(f"The backup: {_about(manifest)}", highlight=False)
    if (instance.folder / "postgres").exists():
        console.print(
            f"The database in {instance.folder} is put aside there (postgres.before-…), and stays. Events that Kafka has beyond "
            "the backup come back into the log; what neither has is not in the record any more. Partners read their feeds again.",
            highlight=False,
        )
    if not typer.confirm(f"Restore it into {instance.folder}?"):
        raise CommandRefused("nothing was changed")


def _about(manifest: Manifest) -> str:
    last = f", last event {manifest.last_event}" if manifest.last_event else ""
    return f"the log up to position {manifest.position:,}{last}, as of {manifest.made_at}"


def _print(instance: Instance, restored: Restored, unmatched: Path | None) -> None:
    lines = [f"restored: the log up to position {restored.position:,}"]
    if restored.healed:
        lines.append(
            f"healed: {restored.healed:,} events that Kafka had beyond it; the log ends at {restored.head:,}"
        )
    if restored.kafka:
        lines.append(f"Kafka: nothing was healed from it: {restored.kafka}")
    if restored.unmatched:
        lines.append(
            f"Kafka: {restored.unmatched:,} records that are not the log's are in {unmatched}, and the topic is empty"
        )
    if restored.lost:
        lines.append(
            f"lost: {restored.lost:,} positions after {restored.head:,} which Kafka shows to have existed, and which "
            "nothing holds whole any more; their senders send them again"
        )
    if restored.erased:
        lines.append(f"erased again: the names of {', '.join(restored.erased)}")
    lines.append(
        f"epoch {restored.epoch} has begun: partners' cursors of before are refused, and they read again from the beginning"
    )
    if restored.aside:
        lines.append(f"the database of before is in {restored.aside}; delete it when nothing is missing")
    start = "start the services" if instance.services is not None else f"`upland up{spelled(instance)}`"
    lines += [
        "API keys are those of the folder; where it had none, those of the backup: revoke what was revoked since.",
        f"next: {start}, then `upland verify{spelled(instance)}`",
    ]
    for line in lines:
        console.print(line, highlight=False, soft_wrap=True)
