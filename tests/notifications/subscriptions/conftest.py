"""The registry and the notifications over one record, and partners who ask for subscriptions."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from services.notifications.app import build as notifications
from services.registry.app import build as registry
from tests.running import ALL_SCOPES, KeyRing, Running, served, settings_for
from tests.servers import Database, free_ports

DKM, LUBLIN = "cluster-dkm", "party-lublin"
REQUEST: dict[str, Any] = {"id": "one", "purpose": {"en": "our register"}}


@dataclass
class Instance:
    """Both services. `partner` may subscribe for cluster-dkm, `other` for party-lublin; `more` are keys with less."""

    log: Running
    feed: Running
    keys: KeyRing
    operator: str
    partner: str
    other: str
    more: dict[str, str]

    async def send(
        self, method: str, path: str, key: str | None, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """A request to the notifications; status and answer."""
        sent = {**({"Authorization": f"Bearer {key}"} if key else {}), **(headers or {})}
        data = None if body is None else body if isinstance(body, bytes) else orjson.dumps(body)
        if data is not None:
            sent["Content-Type"] = "application/json"
        async with self.feed.session.request(method, self.feed.url + path, data=data, headers=sent) as answer:
            content = await answer.read()
            return answer.status, orjson.loads(content) if content else None

    async def command(self, do: str, body: Any, key: str | None = None) -> tuple[int, Any]:
        """A command to the registry."""
        headers = {
            "Authorization": f"Bearer {key or self.operator}",
            "Idempotency-Key": f"{do}-{orjson.dumps(body).hex()[:40]}-{len(self.keys.entries)}",
            "Content-Type": "application/json",
        }
        url = f"{self.log.url}/v1/{do}"
        async with self.log.session.post(url, data=orjson.dumps(body), headers=headers) as answer:
            return answer.status, orjson.loads(await answer.read())

    async def history(self) -> list[Any]:
        """The types of the events in the log."""
        async with self.log.session.get(
            f"{self.log.url}/v1/history", headers={"Authorization": f"Bearer {self.operator}"}
        ) as answer:
            return [event["type"] for event in orjson.loads(await answer.read())]

    async def subscribe(self, id: str = "one", **more: Any) -> None:
        """A subscription that is approved."""
        status, answer = await self.send(
            "POST", "/v1/subscriptions", self.partner, REQUEST | {"id": id} | more
        )
        assert status == 201, answer
        status, answer = await self.send("POST", f"/v1/subscriptions/{id}/approve", self.operator)
        assert (status, answer["stage"]) == (200, "approved"), answer


@pytest.fixture
async def instance(database: Database, tmp_path: Path) -> AsyncIterator[Instance]:
    keys = KeyRing(tmp_path / "keys.json")
    operator = keys.issue("operator", *ALL_SCOPES)
    partner = keys.issue("dkm", "feed:read", "subscriptions:write", subject=DKM)
    other = keys.issue("lublin", "feed:read", "subscriptions:write", subject=LUBLIN)
    more = {
        "reader": keys.issue("reader", "feed:read", subject=DKM),
        "blind": keys.issue("blind", "views:read", subject=DKM),
        "nobody": keys.issue("nobody", "subscriptions:write"),
    }
    key_file = tmp_path / "channels.key"
    key_file.write_text(f"{secrets.token_hex(32)}\n")
    async with served(settings_for(database, "upland_registry", keys), registry) as log:
        settings = settings_for(
            database, "upland_notifications", keys, registry_url=log.url, registry_key=operator,
            kafka_bootstrap=f"127.0.0.1:{free_ports(1)[0]}", channels_key_file=key_file,
        )  # fmt: skip
        async with served(settings, notifications) as feed:
            made = Instance(log, feed, keys, operator, partner, other, more)
            names = {"names": {"pl": "x"}}
            assert (await made.command("clusters/dkm/found", names))[0] == 201
            assert (await made.command("parties/lublin/register", names | {"kind": "city"}))[0] == 201
            yield made
