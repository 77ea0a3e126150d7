"""librdkafka's in-memory broker, kept alive by a process of its own: `python -m ops.embedded.kafka_memory ADDRESS_FILE`.

For machines where the jars of Kafka cannot be had. It chooses its port itself and writes `host:port` into the file.
It forgets everything when it ends, has no passwords, and makes topics by itself with four partitions each.
"""

import os
import signal
import sys
import threading
from pathlib import Path

PARTITIONS = 4


def serve(address_file: Path) -> None:
    """Run until SIGTERM or SIGINT; the file appears when the broker answers."""
    from confluent_kafka import Producer

    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    owner = Producer({"test.mock.num.brokers": 1})  # the broker lives as long as this client
    [broker] = owner.list_topics(timeout=30).brokers.values()
    temporary = address_file.with_suffix(".new")
    temporary.write_text(f"{broker.host}:{broker.port}", encoding="utf-8")
    temporary.replace(address_file)
    ended.wait()
    address_file.unlink(missing_ok=True)
    os._exit(0)  # the client would wait for its own broker, which has nothing to lose


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
