"""Events are read by the official CloudEvents SDKs, in Python and in JavaScript: structured, in a batch, and Kafka's binary."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import datetime
from pathlib import Path

from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka_event

from contracts.statement import MEDIA_TYPE, statement
from services.notifications.channels.kafka.records import PartnerRecord, record_of
from services.notifications.cursor import Cursor
from services.notifications.pages import Delivered
from tests.node import BIN, installed
from tests.notifications.given import DKM, SAAM, Log

HERE = Path(__file__).parent


def given() -> tuple[list[bytes], PartnerRecord]:
    """Statements, a public one and a restricted one, and the Kafka record of the first."""
    log = Log()
    log.append(DKM, "ClusterFounded", names={"pl": "Dolina „Żółta łódź”"})
    log.propose("agreement-letter", DKM, SAAM)
    statements = [statement(event) for event in log.events]
    cursor = Cursor(1, 1, "00000000000000ff")
    return statements, record_of(Delivered(cursor, "upland.ClusterFounded.v1", statements[0]), None)


def test_by_the_sdk_in_python() -> None:
    statements, record = given()
    events = [from_http_event(HTTPMessage({"content-type": MEDIA_TYPE}, body)) for body in statements]
    events.append(from_kafka_event(KafkaMessage(dict(record.headers), record.key, record.value)))
    for event, body in zip(events, [*statements, statements[0]], strict=True):
        expected = json.loads(body)
        assert event.get_data() == expected.pop("data")
        assert event.get_time() == datetime.fromisoformat(expected.pop("time"))
        attributes = event.get_attributes()
        assert {name: attributes[name] for name in expected} == expected


def test_by_the_sdk_in_javascript(tmp_path: Path) -> None:
    statements, record = given()
    vectors = {
        "statements": [json.loads(body) for body in statements],
        "record": {
            "key": record.key.decode(),
            "headers": {name: value.decode() for name, value in record.headers},
            "value": record.value.decode(),
        },
    }
    (tmp_path / "vectors.json").write_text(json.dumps(vectors))
    environment = os.environ | {
        "UPLAND_PACKAGES": str(installed(HERE)),
        "UPLAND_VECTORS": str(tmp_path / "vectors.json"),
    }
    command = [str(BIN / "node"), "--test", str(HERE / "cloudevents.test.js")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
