"""Webhooks over HTTP, at the running service: made, tried, listed, changed and closed by their owner and nobody else."""

from __future__ import annotations

import asyncio
import re
from base64 import b64decode, urlsafe_b64decode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest
from nacl.signing import VerifyKey
from standardwebhooks import Webhook

from services.notifications.subscriptions import store
from services.notifications.subscriptions.subscription import Stage, Subscription, stream_of
from tests.notifications.conftest import Service, Start
from tests.notifications.deliveries.given import now
from tests.notifications.given import DKM, SAAM, Log
from tests.notifications.webhook.given import Got, Receiver, answers, receiver
from tests.running import until

CHANNELS = "/v1/subscriptions/news/channels"


@dataclass(frozen=True)
class Desk:
    """The service, the keys of a partner, of another one and of the operator, and a receiver."""

    service: Service
    pool: asyncpg.Pool[asyncpg.Record]
    receiver: Receiver
    own: str
    other: str
    reader: str
    operator: str

    async def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        key: str | None = None,
        once: str | None = None,
        **parameters: str,
    ) -> tuple[int, Any]:
        """A request by the partner's key, or another one; `body` as JSON, or as it is when it is bytes.

        Args:
            once: its Idempotency-Key.
        """
        headers = {"Authorization": f"Bearer {self.own if key is None else key}"} if key != "" else {}
        if once is not None:
            headers["Idempotency-Key"] = once
        data = body if isinstance(body, bytes) else None if body is None else orjson.dumps(body)
        headers["Content-Type"] = "application/json"
        running = self.service.running
        async with running.session.request(
            method, running.url + path, data=data, headers=headers, params=parameters
        ) as answer:
            return answer.status, orjson.loads(await answer.read())

    async def make(self, **more: Any) -> dict[str, Any]:
        """A channel to the receiver, from the beginning on."""
        body = {"kind": "webhook", "url": self.receiver.url, "since": "beginning", **more}
        status, made = await self.send("POST", CHANNELS, body)
        assert status == 201, made
        return dict(made)

    async def agreed(self, **more: Any) -> dict[str, Any]:
        """A channel that the receiver has agreed to."""
        made = await self.make(**more)
        status, answer = await self.send("POST", f"{CHANNELS}/{made['id']}/challenge")
        assert (status, answer["ok"], answer["state"]) == (200, True, "active"), answer
        return made

    async def subscribe(self, id: str, subscriber: str, stage: Stage = "approved") -> None:
        """A subscription as the feed has stored it."""
        made = Subscription(id, subscriber, stage, None, 1, {"en": "for the test"}, now())
        async with self.pool.acquire() as connection:
            await store.replace(connection, {stream_of(id): made})

    async def rows(self) -> list[str]:
        """The states of all channels."""
        return [row[0] for row in await self.pool.fetch("SELECT state FROM notifications.channels")]


@pytest.fixture
async def desk(start: Start, pool: asyncpg.Pool[asyncpg.Record], tmp_path: Path) -> AsyncIterator[Desk]:
    (tmp_path / "channels.key").write_text("5a" * 32)
    async with (
        receiver() as there,
        start(channels_key_file=tmp_path / "channels.key", webhook_loopback=True) as service,
    ):
        issue = service.keys.issue
        opened = Desk(
            service,
            pool,
            there,
            issue("own", "subscriptions:write", subject=DKM),
            issue("other", "subscriptions:write", subject=SAAM),
            issue("reader", "feed:read", subject=DKM),
            service.operator(),
        )
        await opened.subscribe("news", DKM)
        yield opened


async def test_from_making_to_the_first_event_and_its_record(desk: Desk, log: Log) -> None:
    made = await desk.make(label="ours")
    assert re.fullmatch("whsec_[A-Za-z0-9+/]{43}=", made["secret"])
    assert (made["state"], made["kind"], made["subscription"]) == ("pending", "webhook", "news")
    assert made["behind_since"] is None
    path = f"{CHANNELS}/{made['id']}"
    status, tried = await desk.send("POST", f"{path}/challenge")
    assert (status, tried["ok"], tried["state"]) == (200, True, "active")
    events = [log.append(DKM, "ClusterFounded"), log.append(SAAM, "ClusterFounded")]
    await desk.service.applier.apply(*events)
    await until(lambda: _taken(desk.receiver, 2))
    for got in desk.receiver.got:
        assert Webhook(made["secret"]).verify(got.body, got.headers)

    async def listed() -> Any:
        status, page = await desk.send("GET", f"{path}/deliveries", status="delivered")
        return page["items"] if status == 200 and len(page["items"]) == 2 else None

    items = await until(listed)
    assert {item["event"] for item in items} == {event.id for event in events}
    assert items[0]["answer"] == {
        "status": 204,
        "body": None,
        "error": None,
        "took_ms": items[0]["answer"]["took_ms"],
    }
    status, shown = await desk.send("GET", path)
    assert (status, shown["lag"], shown["settings"]["label"]) == (200, 0, "ours")
    assert (shown["behind_since"], set(shown["undelivered"].values())) == (None, {0})
    assert "secret" not in shown
    assert made["secret"] not in str(shown)
    assert (await desk.send("GET", CHANNELS))[1]["items"] == [shown]


async def test_a_channel_shows_since_when_it_is_behind(desk: Desk, log: Log) -> None:
    event = log.append(DKM, "ClusterFounded")
    await desk.service.applier.apply(event)
    made = await desk.make()
    assert made["lag"] == 1
    assert datetime.fromisoformat(made["behind_since"]) == event.recorded_at
    assert (await desk.make(since="latest"))["behind_since"] is None


async def test_an_operator_sees_every_channel_and_what_operators_did_with_it_is_kept(desk: Desk) -> None:
    made = await desk.make()
    path = f"{CHANNELS}/{made['id']}"
    assert (await desk.send("DELETE", path, key=desk.operator))[0] == 200
    other = await desk.make()
    status, shown = await desk.send("GET", "/v1/operations", key=desk.operator)
    assert status == 200, shown
    [line] = shown["channels"]
    assert (line["id"], line["subscriber"], line["state"]) == (other["id"], DKM, "pending")
    assert made["secret"] not in str(shown)
    assert other["secret"] not in str(shown)
    assert [(each["action"], each["target"]) for each in shown["actions"]] == [("close-channel", made["id"])]
    assert [model["name"] for model in shown["models"]] == ["feed"]
    status, run = await desk.send("POST", "/v1/rebuilds", {}, key=desk.operator)
    assert (status, run["models"]) == (202, ["feed"])
    assert (await desk.send("POST", "/v1/rebuilds", {"action": "undo"}, key=desk.operator))[0] == 400


async def test_deliveries_are_paged_and_one_is_sent_again(desk: Desk, log: Log) -> None:
    made = await desk.agreed()
    path = f"{CHANNELS}/{made['id']}/deliveries"
    desk.receiver.behaviour = answers(500, "out of order whsec_c2VjcmV0c2VjcmV0")
    await desk.service.applier.apply(*(log.append(f"cluster-{n}", "ClusterFounded") for n in range(3)))

    async def pending() -> Any:
        items = (await desk.send("GET", path, status="pending"))[1]["items"]
        return items if len(items) == 3 and all(item["attempts"] for item in items) else None

    [first, *_] = await until(pending)
    behind = (await desk.send("GET", f"{CHANNELS}/{made['id']}"))[1]
    assert behind["undelivered"] == {"pending": 3, "waiting": 0, "failed": 0}
    assert first["answer"]["body"] == "out of order whsec_…"
    assert first["next_at"] > first["last_at"]
    seen: list[str] = []
    link = f"{path}?limit=2"
    while link:
        async with desk.service.running.session.get(
            desk.service.running.url + link, headers={"Authorization": f"Bearer {desk.own}"}
        ) as answer:
            seen += [item["id"] for item in orjson.loads(await answer.read())["items"]]
            following = answer.headers.get("Link", "")
        link = path + following.partition("<")[2].partition(">")[0] if following else ""
    assert len(seen) == len(set(seen)) == 3
    desk.receiver.behaviour = answers(200, "thanks")
    status, again = await desk.send("POST", f"{path}/{first['id']}/resend")
    assert (status, again["status"], again["attempts"]) == (202, "pending", 0)

    async def delivered() -> bool:
        items = (await desk.send("GET", path, status="delivered"))[1]["items"]
        return any(item["id"] == first["id"] and item["answer"]["body"] == "thanks" for item in items)

    await until(delivered)
    assert (await desk.send("GET", path, **{"from": "2999-01-01T00:00:00Z"}))[1]["items"] == []


async def test_a_key_pair_is_published_and_rotated(desk: Desk) -> None:
    made = await desk.agreed(signature="v1a")
    assert "secret" not in made
    path = f"{CHANNELS}/{made['id']}"
    status, tried = await desk.send("POST", f"{path}/test")
    assert (status, tried["ok"]) == (200, True)
    status, rotated = await desk.send("POST", f"{path}/rotate")
    assert status == 200
    assert rotated["public_keys"] == [rotated["public_key"], made["public_key"]]
    assert [each["until"] is None for each in rotated["secrets"]] == [True, False]
    await until(lambda: _tried(desk, path))
    status, jwks = await desk.send("GET", rotated["jwks"], key="")
    assert status == 200
    public = [urlsafe_b64decode(key["x"] + "=") for key in jwks["keys"]]
    assert public == [b64decode(key.removeprefix("whpk_")) for key in rotated["public_keys"]]
    signed = _signatures(desk.receiver.got[-1])
    for key, signature in zip(public, signed, strict=True):
        VerifyKey(key).verify(_content(desk.receiver.got[-1]), signature)
    assert all("d" not in key for key in jwks["keys"])
    for nobody in (f"/v1/channels/chn_{'0' * 32}/jwks.json", "/v1/channels/x/jwks.json"):
        assert (await desk.send("GET", nobody, key=""))[0] == 404
    shared = await desk.make()
    assert (await desk.send("GET", f"/v1/channels/{shared['id']}/jwks.json", key=""))[0] == 404


async def test_pause_resume_replay_and_close(desk: Desk, log: Log) -> None:
    made = await desk.agreed()
    path = f"{CHANNELS}/{made['id']}"
    status, paused = await desk.send("POST", f"{path}/pause")
    assert (status, paused["state"]) == (200, "paused")
    assert (await desk.send("POST", f"{path}/pause"))[1]["state"] == "paused"
    await desk.service.applier.apply(log.append(DKM, "ClusterFounded"))
    assert (await desk.send("GET", path))[1]["lag"] == 1
    assert (await desk.send("POST", f"{path}/resume"))[1]["state"] == "active"
    await until(lambda: _taken(desk.receiver, 1))
    status, moved = await desk.send("POST", f"{path}/replay", {"since": "beginning"})
    assert (status, moved["lag"]) == (200, 1)
    await until(lambda: _taken(desk.receiver, 2))
    assert desk.receiver.accepted == [f"{DKM}@1"] * 2
    status, closed = await desk.send("DELETE", path)
    assert (status, closed["state"]) == (200, "closed")
    assert (await desk.send("DELETE", path))[1]["state"] == "closed"
    for verb in ("pause", "resume", "rotate", "challenge", "test"):
        status, problem = await desk.send("POST", f"{path}/{verb}")
        assert (status, problem["rule"]) == (422, "open-channel")
    assert await desk.pool.fetchval("SELECT secrets FROM notifications.channels") is None


async def test_a_revoked_subscription_ends_its_channels(desk: Desk, log: Log) -> None:
    made = await desk.agreed()
    await desk.subscribe("news", DKM, "revoked")
    await until(lambda: _is(desk, made["id"], "closed"))
    await desk.service.applier.apply(log.append(DKM, "ClusterFounded"))
    status, problem = await desk.send("POST", CHANNELS, {"kind": "webhook", "url": desk.receiver.url})
    assert (status, problem["rule"]) == (422, "approved-subscription")
    assert desk.receiver.accepted == [""] * len(desk.receiver.accepted)


async def test_what_is_not_ones_own_is_not_there(desk: Desk) -> None:
    made = await desk.make()
    path = f"{CHANNELS}/{made['id']}"
    requests = [
        ("GET", CHANNELS), ("POST", CHANNELS), ("GET", path), ("DELETE", path), ("GET", f"{path}/deliveries"),
        ("POST", f"{path}/deliveries/dlv_{'0' * 32}/resend"),
        *(("POST", f"{path}/{verb}") for verb in ("pause", "resume", "rotate", "challenge", "test", "replay")),
    ]  # fmt: skip
    for method, address in requests:
        assert (await desk.send(method, address, key=""))[0] == 401
        assert (await desk.send(method, address, key=desk.reader))[0] == 403
        assert (await desk.send(method, address, key=desk.other))[0] == 404
    assert (await desk.send("GET", path, key=desk.operator))[0] == 200
    await desk.subscribe("theirs", SAAM)
    moved = path.replace("/news/", "/theirs/")
    assert (await desk.send("GET", moved, key=desk.other))[0] == 404
    for nowhere in (f"{CHANNELS}/chn_{'0' * 32}", f"{CHANNELS}/%00", "/v1/subscriptions/none/channels"):
        assert (await desk.send("GET", nowhere))[0] in {400, 404}
    assert (await desk.send("POST", f"{path}/deliveries/dlv_{'0' * 32}/resend"))[0] == 404
    assert await desk.rows() == ["pending"]


WRONG: list[tuple[Any, str]] = [
    ({}, "/kind"),
    ({"kind": 1}, "/kind"),
    ({"kind": "pigeon"}, "/kind"),
    ({"url": None}, "/url"),
    ({"url": 1}, "/url"),
    ({"url": ""}, "/url"),
    ({"url": "https://10.0.0.1/"}, "/url"),
    ({"url": "https://partner.example.com:80/"}, "/url"),
    ({"url": "https://partner.example.com/" + "a" * 2_000}, "/url"),
    ({"signature": "v2"}, "/signature"),
    ({"signature": None}, "/signature"),
    ({"content": "many"}, "/content"),
    ({"batch_size": 0}, "/batch_size"),
    ({"batch_size": 501}, "/batch_size"),
    ({"batch_size": "10"}, "/batch_size"),
    ({"batch_size": 1.5}, "/batch_size"),
    ({"batch_size": True}, "/batch_size"),
    ({"streams_at_once": 0}, "/streams_at_once"),
    ({"streams_at_once": 51}, "/streams_at_once"),
    ({"label": 7}, "/label"),
    ({"label": "x" * 101}, "/label"),
    ({"secret": "whsec_mine"}, "/secret"),
    ({"since": "yesterday"}, "/since"),
    ({"since": "2026-01-01T00:00:00"}, "/since"),
    ({"since": -1}, "/since"),
    ({"since": 10**18}, "/since"),
    ({"since": 1.5}, "/since"),
    ({"since": True}, "/since"),
    ({"since": []}, "/since"),
    ({"since": "5-5"}, "/since"),
    ({"since": "0-0-0123456789abcdef"}, "/since"),
    ({"since": "0001-01-01T00:00:00+23:59"}, "/since"),
    (b'{"kind":"webhook","kind":"webhook"}', "/kind"),
    (b'{"kind":"webhook","url":NaN}', ""),
    (b"[1]", ""),
    (b"{", ""),
    (b"\xff", ""),
    (b"[" * 60_000, ""),
]


async def test_every_field_with_a_wrong_value_is_named_and_nothing_stays(desk: Desk) -> None:
    for change, pointer in WRONG:
        body = change
        if isinstance(change, dict):
            body = {"kind": "webhook", "url": desk.receiver.url, **change} if change else {}
        status, problem = await desk.send("POST", CHANNELS, body)
        assert status == 400, (change, problem)
        assert pointer in {error["pointer"] for error in problem["errors"]}, (change, problem)
    assert (await desk.send("POST", CHANNELS, b"x" * 70_000))[0] == 413
    headers = {"Authorization": f"Bearer {desk.own}", "Content-Type": "text/plain"}
    url = desk.service.running.url + CHANNELS
    async with desk.service.running.session.post(url, data=b"{}", headers=headers) as answer:
        assert answer.status == 415
    assert await desk.rows() == []
    assert desk.receiver.got == []
    made = await desk.make()
    path = f"{CHANNELS}/{made['id']}"
    for body in ({}, {"since": None}, {"since": "latest", "more": 1}, {"since": 10**12}):
        status, problem = await desk.send("POST", f"{path}/replay", body)
        assert (status, problem["status"]) == (400, 400)
    assert (await desk.send("POST", f"{path}/pause", {"for": "ever"}))[0] == 400
    for parameters in ({"status": "lost"}, {"from": "now"}, {"cursor": "x"}, {"limit": "0"}, {"page": "2"}):
        status, problem = await desk.send("GET", f"{path}/deliveries", **parameters)
        assert status == 400
        assert problem["errors"][0]["pointer"] == f"?{next(iter(parameters))}"


async def test_a_subscription_has_so_many_channels(desk: Desk) -> None:
    for _ in range(20):
        await desk.make()
    status, problem = await desk.send("POST", CHANNELS, {"kind": "webhook", "url": desk.receiver.url})
    assert (status, problem["rule"], problem["limit"]) == (422, "channels-of-a-subscription", 20)


async def test_without_a_key_to_seal_with_no_channel_is_made(
    start: Start, pool: asyncpg.Pool[asyncpg.Record]
) -> None:
    async with start(webhook_loopback=True) as service:
        key = service.keys.issue("own", "subscriptions:write", subject=DKM)
        desk = Desk(service, pool, Receiver(2000), key, "", "", "")
        await desk.subscribe("news", DKM)
        status, problem = await desk.send(
            "POST", CHANNELS, {"kind": "webhook", "url": "http://127.0.0.1:2000/"}
        )
        assert status == 503
        assert "UPLAND_CHANNELS_KEY_FILE" in problem["detail"]
        assert await desk.rows() == []


async def _taken(receiver: Receiver, count: int) -> bool:
    return len([id for id in receiver.accepted if id]) >= count


async def _tried(desk: Desk, path: str) -> bool:
    return (await desk.send("POST", f"{path}/test"))[0] == 200


async def _is(desk: Desk, id: str, state: str) -> bool:
    return bool((await desk.send("GET", f"{CHANNELS}/{id}"))[1]["state"] == state)


def _signatures(got: Got) -> list[bytes]:
    return [b64decode(each.partition(",")[2]) for each in got.headers["webhook-signature"].split(" ")]


def _content(got: Got) -> bytes:
    return f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body


async def test_a_request_that_is_sent_again_makes_one_channel(desk: Desk) -> None:
    body = {"kind": "webhook", "url": desk.receiver.url, "label": "Łódź"}
    answers = await asyncio.gather(*(desk.send("POST", CHANNELS, body, once='"a"') for _ in range(5)))
    # Who comes while the first one is under way is asked to come again.
    assert {status for status, _ in answers} <= {201, 503}
    status, first = await desk.send("POST", CHANNELS, body, once="a")
    assert status == 201
    assert {made["secret"] for status, made in answers if status == 201} == {first["secret"]}
    assert await desk.rows() == ["pending"]
    status, problem = await desk.send("POST", CHANNELS, body | {"label": "b"}, once="a")
    assert (status, problem["type"]) == (409, "/problems/key-reused")
    status, problem = await desk.send("POST", CHANNELS, body, once="é")
    assert (status, problem["errors"][0]["pointer"]) == (400, "Idempotency-Key")
    # A key is a subscription's own, and other keys make other channels.
    await desk.subscribe("more", DKM)
    for path, key in ((CHANNELS, "b"), ("/v1/subscriptions/more/channels", "a")):
        status, other = await desk.send("POST", path, body, once=key)
        assert (status, other["id"] == first["id"]) == (201, False)
    # A secret is not shown again once something else was done with the channel.
    assert (await desk.send("POST", f"{CHANNELS}/{first['id']}/rotate"))[0] == 200
    status, again = await desk.send("POST", CHANNELS, body, once="a")
    assert (status, again["id"], "secret" in again) == (201, first["id"], False)


async def test_a_request_that_came_to_nothing_may_be_sent_again(desk: Desk) -> None:
    wrong = {"kind": "webhook", "url": "https://127.0.0.1:1/"}
    for _ in range(2):
        assert (await desk.send("POST", CHANNELS, wrong, once="a"))[0] == 400
    assert await desk.rows() == []
    assert (await desk.send("POST", CHANNELS, {"kind": "atom"}, once="a"))[0] == 201
    status, again = await desk.send("POST", CHANNELS, {"kind": "atom"}, once="a")
    assert (status, again["url"].startswith("/v1/atom?token=")) == (201, True)
    assert await desk.rows() == ["active"]
