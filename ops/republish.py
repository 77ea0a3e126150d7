"""`upland republish`: begins a new epoch of the log, publishes it again, and brings the readers in line with it.

For a log that was restored from a backup while Kafka or its readers are newer, and for one whose last event lies in the
future. Without an instance's command line: `python -m ops.republish`, with UPLAND_OWNER_URL set.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

import typer
from aiokafka.errors import KafkaError

from ops import service_client
from ops.instance import Instance
from ops.kafka.topic import empty
from ops.log import epochs
from ops.options import CommandRefused, console, print_json

_WHY = "begun by hand, to publish the log again"
_PATIENCE = 600.0
_LOOK = 0.5
WARNING = """\
A new epoch of the log begins. Nothing in the log changes, and commands are taken meanwhile.
  - Kafka: the records of the topic are removed, and the log is published again from its first event.
  - The views and the feed: rows of events that the log does not have are removed, and made again from the log.
  - Partners: cursors of before are refused, so every partner reads its feed from the beginning once more.
"""


def run(instance: Instance, why: str | None, yes: bool, as_json: bool) -> int:
    """Exit 0 when everything is published and read again, 1 when something is not after ten minutes."""
    _confirmed(yes)
    owner = instance.database_url()
    begun, unchanged = asyncio.run(republish(owner, why or _WHY))
    if instance.broker == "memory":
        console.print(
            "the broker in memory is emptied by a restart: `upland down`, `upland up`", highlight=False
        )
    if not as_json:
        console.print(f"epoch {begun.epoch} has begun, with the log at {begun.head:,}", highlight=False)
        for reader, same in unchanged.items():
            console.print(f"{reader}: {_fate(same)}", highlight=False)
    waiting = asyncio.run(_wait_until_ready(instance, begun))
    if as_json:
        print_json({"epoch": begun.epoch, "head": begun.head, "kept": unchanged, "waiting": waiting})
    elif waiting:
        console.print("not ready yet: " + "; ".join(waiting), highlight=False)
    else:
        console.print(
            "the log is published and read again; `upland verify` compares everything", highlight=False
        )
    return 1 if waiting else 0


async def republish(owner_url: str, why: str) -> tuple[epochs.Begun, dict[str, bool]]:
    """Begin an epoch and bring the readers in line; for each, whether its rows were kept. The relay does the rest."""
    begun = await epochs.begin(owner_url, why)
    return begun, {reader: await epochs.bring_in_line(owner_url, reader) for reader in epochs.READERS}


def _confirmed(yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise CommandRefused("republish asks before it begins: give --yes where nobody can answer")
    console.print(WARNING, highlight=False)
    if not typer.confirm("Begin a new epoch?"):
        raise CommandRefused("nothing was changed")


def _fate(same: bool) -> str:
    return "all rows are the log's, and stay" if same else "rows were not the log's; they are made again"


async def _wait_until_ready(instance: Instance, begun: epochs.Begun) -> list[str]:
    """Wait until the relay and the readers have reached the log's head; what has not, after a while."""
    deadline = asyncio.get_running_loop().time() + _PATIENCE
    emptied = instance.broker == "memory"
    async with service_client.session(instance, total=5, connect=2) as client:
        while True:
            names = ("relay", *epochs.READERS)
            answers = await asyncio.gather(*(service_client.health(client, instance, name) for name in names))
            relay = answers[0] or {}
            # What an outlived relay still writes of the epoch before is removed as well.
            if not emptied or (instance.broker != "memory" and relay.get("blocked")):
                emptied = await _emptied(instance)
            waiting = [
                reason
                for name, answer in zip(names, answers, strict=True)
                if (reason := _waits(name, answer, begun))
            ]
            if not waiting or asyncio.get_running_loop().time() > deadline:
                return waiting
            await asyncio.sleep(_LOOK)


async def _emptied(instance: Instance) -> bool:
    """Remove the records of the epoch before; False while Kafka does not answer."""
    try:
        await empty(instance.kafka_client())
    except (KafkaError, OSError, TimeoutError):
        return False
    return True


def _waits(name: str, answer: dict[str, Any] | None, begun: epochs.Begun) -> str | None:
    if answer is None:
        return f"{name} does not answer"
    # For a moment it still publishes in the epoch before, and has everything of that.
    if name == "relay" and answer.get("epoch") != begun.epoch:
        return "relay: " + (
            "; ".join(answer.get("reasons", ())) or "it does not publish in the new epoch yet"
        )
    position = answer.get("position") if name == "relay" else answer["consumers"][0]["position"]
    if not answer["ready"] or position is None or position < begun.head:
        return f"{name} is at {position}" + "".join(f" ({reason})" for reason in answer.get("reasons", ()))
    return None


def main(arguments: list[str]) -> int:
    """The entry without an instance: the database's part; relay and readers go on by themselves."""
    url = os.environ.get("UPLAND_OWNER_URL")
    if url is None or arguments not in ([], ["--yes"]):
        print("usage: UPLAND_OWNER_URL=postgresql://… python -m ops.republish --yes", file=sys.stderr)
        return 2
    if not arguments:
        print(WARNING + "Give --yes to begin.", file=sys.stderr)
        return 1
    begun, unchanged = asyncio.run(republish(url, _WHY))
    print(f"epoch {begun.epoch} has begun, with the log at {begun.head}")
    for reader, same in unchanged.items():
        print(f"{reader}: {_fate(same)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
