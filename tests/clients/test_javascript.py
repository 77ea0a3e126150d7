"""The tests of the client in JavaScript that need no service, run by `node --test`."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.notifications.channels.webhook import messages, signatures
from services.notifications.channels.webhook.messages import Message
from tests.node import BIN, installed

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def packages() -> Path:
    return installed(HERE)


def vectors() -> list[dict[str, Any]]:
    """Requests as the service posts them, with the keys by which they are genuine."""
    now = datetime.now(UTC)
    event = b'{"id":"cluster-dkm@1","type":"upland.ClusterFounded.v1","data":{}}'
    founded, test = "upland.ClusterFounded.v1", "upland.webhook.test"
    shapes: list[tuple[Message, list[str], str | None]] = [
        (messages.single("cluster-dkm@1", event), [founded], None),
        (messages.batch(["cluster-dkm@1", "cluster-dkm@2"], [event, event]), [founded, founded], None),
        (messages.test("chn_1", "1", now, in_batch=False), [test], None),
        (messages.test("chn_1", "1", now, in_batch=True), [test], None),
        (messages.challenge("chn_1", "word"), [], "word"),
    ]
    made = []
    for scheme in ("v1", "v1a"):
        first = [signatures.new_key(scheme, bytes([1]) * 32)]
        both = signatures.rotated(first, scheme, bytes([2]) * 32, now, timedelta(days=1))
        for message, types, challenge in shapes:
            made.append(vector(message, both, types, challenge, now))
    for number in (3, 4):
        own = [signatures.new_key("v1a", bytes([number]) * 32)]
        made.append(vector(shapes[0][0], own, [founded], None, now) | {"jwk": signatures.jwk_of(own[0])})
    return made


def vector(
    message: Message, keys: list[signatures.Key], types: list[str], challenge: str | None, now: datetime
) -> dict[str, Any]:
    serialized = [
        key.secret if key.secret.startswith("whsec_") else signatures.public_of(key) for key in keys
    ]
    return {
        "body": message.body.decode(),
        "headers": messages.headers(message, keys, now),
        "keys": serialized,
        "types": types,
        "challenge": challenge,
    }


@pytest.mark.parametrize("file", ["progress.test.js", "verifying.test.js"])
def test_in_node(file: str, packages: Path, tmp_path: Path) -> None:
    (tmp_path / "vectors.json").write_text(json.dumps(vectors()))
    environment = os.environ | {
        "UPLAND_PACKAGES": str(packages),
        "UPLAND_VECTORS": str(tmp_path / "vectors.json"),
    }
    done = subprocess.run(
        [BIN / "node", "--test", HERE / file],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
