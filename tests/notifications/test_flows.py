"""The recipes for n8n and Power Automate against the service: its webhooks call them, and they ask its feed."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from aiohttp import web

from contracts.statement import statement
from services.notifications.channels.webhook import messages
from services.notifications.channels.webhook.connections import open_session
from services.notifications.channels.webhook.delivering import Terms
from services.notifications.channels.webhook.destinations import Rules
from services.notifications.channels.webhook.kind import Webhook
from services.notifications.channels.webhook.sending import Sender
from services.notifications.feed import Feed
from tests.docs.test_recipes import n8n_code, recipe
from tests.node import BIN
from tests.notifications.conftest import Service
from tests.notifications.deliveries.given import Office, Working
from tests.notifications.given import DKM, PGM, SAAM, Applier, Log
from tests.notifications.webhook.given import Hooks, PutForward, Receiver
from tests.running import until
from tests.servers import free_ports

# What n8n gives the code of a Code node that asks a server; the body as text or as decoded by its HTTP client.
_PULLING = """
const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const $env = { UPLAND_URL: input.url, UPLAND_KEY: input.key };
const $getWorkflowStaticData = () => input.kept;
const httpRequest = async ({ url, headers }) => {
  const answer = await fetch(url, { headers });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const body = await answer.text();
  return { headers: Object.fromEntries(answer.headers), body: input.decoded ? JSON.parse(body) : body };
};
(async function () {%s}).call({ helpers: { httpRequest } }).then(
  (items) => console.log(JSON.stringify({ items, kept: input.kept })),
);
"""
# The functions of the Workflow Definition Language that the expression has; all arguments are evaluated before a function.
_EXPRESSION = """
const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const triggerBody = () => input;
const choose = (condition, yes, no) => (condition ? yes : no);
const contains = (within, key) => Object.hasOwn(within, key);
const coalesce = (...values) => values.find((value) => value !== null && value !== undefined);
const base64ToString = (text) => Buffer.from(text, 'base64').toString('utf8');
const string = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
const json = (text) => JSON.parse(text);
console.log(JSON.stringify(%s));
"""


async def node(program: str, value: object) -> Any:
    """What a program prints, as JSON, when it reads a value."""
    process = await asyncio.create_subprocess_exec(
        str(BIN / "node"), "-e", program, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(60):
        printed, _ = await process.communicate(json.dumps(value).encode())
    assert process.returncode == 0
    return json.loads(printed)


async def test_a_webhook_that_calls_the_flow_of_n8n_is_accepted_and_delivers(
    pool: asyncpg.Pool[asyncpg.Record], log: Log, tmp_path: Path
) -> None:
    clock, rules, taken = PutForward(), Rules(loopback=True), list[Any]()
    secret, feed = "", Feed()

    async def flow(request: web.Request, body: bytes) -> web.StreamResponse:
        """The three nodes: webhook, code, answer."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        given = {"headers": headers, "secret": secret, "body": b64encode(body).decode()}
        [item] = await node(n8n_code(), given)
        taken.append(item["json"]["event"])
        return web.Response(text=item["json"]["answer"])

    [port] = free_ports(1)
    receiver = Receiver(port, behaviour=flow, echoes=False)
    async with receiver.listening(), open_session(rules) as session:
        kind = Webhook(Sender(session, clock), clock, rules, Terms(), spacing=0.0)
        office = Office.open(pool, feed.notifier, tmp_path / "channels.key", clock, kind)
        subscription = await office.subscribe("s")
        hooks = Hooks.of(office)
        made: dict[str, Any] = await hooks.desk.create(
            subscription, {"kind": "webhook", "url": receiver.url, "since": "beginning"}
        )
        secret = made["secret"]
        await hooks.desk.challenge(await hooks.get(made["id"]))
        assert await hooks.is_in(await hooks.get(made["id"]), "active")
        event = log.append(DKM, "ClusterFounded", names={"pl": "Żółć"})
        await Applier(pool, feed).apply(event)
        async with Working(office.worker()):
            channel = await hooks.get(made["id"])
            await until(lambda: hooks.recorded(channel, 1))
    assert taken == [None, json.loads(statement(event))]


@pytest.mark.parametrize("decoded", [False, True])
async def test_the_code_for_n8n_that_asks_gets_each_event_once(
    service: Service, log: Log, decoded: bool
) -> None:
    for number in range(230):
        log.append(f"cluster-{number}", "ClusterFounded")
    await service.applier.apply(*log.events)
    given = {"url": service.running.url, "key": service.partner(PGM), "kept": {}, "decoded": decoded}
    ids: list[str] = []
    for more in (SAAM, DKM):
        answer = await node(_PULLING % recipe("n8n-pull"), given)
        ids += [item["json"]["id"] for item in answer["items"]]
        assert ids == [event.id for event in log.events]
        given["kept"] = answer["kept"]
        await service.applier.apply(log.append(more, "ClusterFounded"))


async def test_the_expression_of_power_automate_reads_every_body(log: Log) -> None:
    expression = recipe("expression").strip().replace("if(", "choose(").replace("?[", "?.[")
    named = log.append(DKM, "ClusterFounded", names={"pl": "Żółć", "en": "with $content in it"})
    for body in (statement(named), messages.challenge("chn_x", "abc").body):
        value = json.loads(body)
        encoded = {
            "$content-type": "application/cloudevents+json",
            "$content": b64encode(body).decode(),
        }
        for given in (encoded, value):
            assert await node(_EXPRESSION % expression, given) == value
