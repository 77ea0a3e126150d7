"""Kafka's classes in a file, from which brokers start in half the time: `python -m tests.kafka_classes` writes it.

Java writes it when a broker ends that was started for it; the tests start some dozens.
"""

import secrets
import signal
import subprocess
import tempfile
from pathlib import Path

import psutil

from ops.embedded import kafka_jars
from ops.embedded.kafka import Kafka
from tests.servers import free_ports, run


def write() -> None:
    """Write the file if it is not there: whole or not at all."""
    kafka_jars.fetch()
    target = kafka_jars.classes()
    if target.exists():
        return
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".classes-") as scratch:
        made = Path(scratch) / target.name
        internal, partner, controller = free_ports(3)
        folder = Path(scratch) / "kafka"
        broker = Kafka(folder, internal, partner, controller, secrets.token_hex(), secrets.token_hex())
        broker.prepare()
        java, sharing, *arguments = broker.command()
        assert sharing == "-Xshare:auto"
        command = [java, f"-XX:AOTCacheOutput={made}", *arguments]
        none = subprocess.DEVNULL
        with subprocess.Popen(command, env=broker.environment(), stdout=none, stderr=none) as process:
            try:
                run(broker.wait(psutil.Process(process.pid), seconds=300))
                process.send_signal(signal.SIGTERM)
                process.wait(300)
            finally:
                process.kill()
        made.replace(target)


if __name__ == "__main__":
    write()
