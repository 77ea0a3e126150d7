"""The recipes: their code takes the requests that a webhook makes, and their schema the record's events."""

from __future__ import annotations

import json
import subprocess
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import jsonschema
import pytest

from contracts.statement import statement
from services.notifications.channels.webhook import messages
from services.notifications.channels.webhook.messages import Message
from services.notifications.channels.webhook.signatures import new_key
from tests.docs.blocks import blocks
from tests.node import BIN
from tests.notifications.given import DKM, Log
from tests.notifications.people.given import signed
from tests.servers import ROOT

KEY = new_key("v1", bytes(range(32)))
# What n8n gives the code of a Code node.
_FRAME = """
const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const $input = { first: () => ({ json: { headers: input.headers } }) };
const $env = { UPLAND_SECRET: input.secret };
const self = { helpers: { getBinaryDataBuffer: async () => Buffer.from(input.body, 'base64') } };
(async function () {%s}).call(self).then(
  (items) => console.log(JSON.stringify(items)),
  (error) => { console.error(error.message); process.exit(3); },
);
"""


def recipe(name: str) -> str:
    """The block of that name."""
    [text] = [block.text for block in blocks(ROOT / "docs/recipes.md") if f"recipe={name}" in block.marks]
    return text


def n8n_code() -> str:
    """A program that runs the Code node on a request."""
    return _FRAME % recipe("n8n")


def in_n8n(message: Message, at: datetime | None = None, body: bytes | None = None) -> Any:
    """The items that the code returns for a request; None where it refuses it."""
    headers = messages.headers(message, [KEY], at or datetime.now(UTC))
    given = {
        "headers": headers,
        "secret": KEY.secret,
        "body": b64encode(body or message.body).decode(),
    }
    node = BIN / "node"
    done = subprocess.run(
        [node, "-e", n8n_code()],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode == 3:
        assert "signature" in done.stderr
        return None
    assert done.returncode == 0, done.stderr
    [item] = json.loads(done.stdout)
    return item["json"]


def events() -> list[bytes]:
    """Events as they are delivered."""
    return [statement(event) for event in signed(Log()).events]


def test_the_code_for_n8n_answers_the_challenge_and_takes_an_event() -> None:
    assert in_n8n(messages.challenge("chn_x", "abc")) == {"answer": "abc", "event": None}
    written = events()[-1]
    item = in_n8n(messages.single("x", written))
    assert item == {"answer": "ok", "event": json.loads(written)}


def test_the_code_for_n8n_refuses_what_is_changed_or_old() -> None:
    message = messages.single(DKM, events()[0])
    assert in_n8n(message, body=message.body.replace(b"city", b"town")) is None
    assert in_n8n(message, at=datetime.now(UTC) - timedelta(hours=1)) is None


@pytest.mark.parametrize("draft", [jsonschema.Draft4Validator, jsonschema.Draft7Validator])
def test_the_schema_for_power_automate_takes_every_message(draft: Any) -> None:
    schema = json.loads(recipe("schema"))
    draft.check_schema(schema)
    test = messages.test("chn_x", "1", datetime.now(UTC), in_batch=False)
    for body in (*events(), messages.challenge("chn_x", "abc").body, test.body):
        value = json.loads(body)
        draft(schema).validate(value)
        if "specversion" in value and value["type"] != messages.TEST_TYPE:
            optional = {"channel", "challenge", "audience"}
            assert schema["properties"].keys() - optional <= value.keys(), "each member has something to show"
