"""The reader's side of a digest, over HTTP: it confirms before anything comes, and one click ends it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from services.notifications.channels.digest import tokens
from services.notifications.deliveries.seal import Seal
from services.notifications.subscriptions import store
from services.notifications.subscriptions.subscription import Subscription, stream_of
from tests.notifications.conftest import Service, Start
from tests.notifications.deliveries.given import now
from tests.notifications.digest.given import READER, Postbox, mail_settings, plain
from tests.notifications.given import DKM

CHANNELS = "/v1/subscriptions/s/channels"
_LINK = re.compile(r"https://upland\.example/feed(/v1/digests/\S+)")


async def subscribe(pool: asyncpg.Pool[asyncpg.Record]) -> None:
    """A subscription of a cluster that is approved."""
    made = Subscription("s", DKM, "approved", None, 1, {"en": "x"}, now())
    async with pool.acquire() as connection:
        await store.replace(connection, {stream_of("s"): made})


async def send(service: Service, method: str, path: str, key: str | None = None, **more: Any) -> Any:
    """The status and the answer, JSON or text."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with service.running.session.request(
        method, service.running.url + path, headers=headers, **more
    ) as answer:
        json = answer.content_type.endswith("json")
        return answer.status, await (answer.json(content_type=None) if json else answer.text())


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "channels.key"
    path.write_text("0f" * 32)
    return path


async def test_a_reader_confirms_and_unsubscribes(
    start: Start, pool: asyncpg.Pool[asyncpg.Record], postbox: Postbox, key_file: Path
) -> None:
    await subscribe(pool)
    async with start(channels_key_file=key_file, **mail_settings(postbox.port)) as service:
        key = service.keys.issue(DKM, "subscriptions:write", subject=DKM)
        status, made = await send(
            service, "POST", CHANNELS, key, json={"kind": "digest", "address": READER, "lang": "en"}
        )
        assert (status, made["state"]) == (201, "pending"), made
        assert "token" not in str(made)
        [first] = postbox.accepted
        assert first["Subject"] == "Upland: confirm your address"
        [confirm] = set(_LINK.findall(plain(first)))
        channel = f"{CHANNELS}/{made['id']}"

        async def state() -> str:
            return str((await send(service, "GET", channel, key))[1]["state"])

        status, page = await send(service, "GET", confirm)
        assert (status, await state()) == (200, "pending"), "what only looks at links confirms nothing"
        assert '<form method="post">' in page
        assert (await send(service, "POST", confirm.replace("token=", "token=0")))[0] == 404
        assert await state() == "pending"
        for _ in range(2):
            assert (await send(service, "POST", confirm))[0] == 200
            assert await state() == "active"
        seal = await pool.fetchval("SELECT secrets FROM notifications.channels WHERE id = $1", made["id"])
        assert b"token" not in seal
        assert (await send(service, "POST", confirm.replace("confirm", "unsubscribe")))[0] == 404
        unsubscribe = await _unsubscribe_of(pool, made["id"], key_file)
        assert (await send(service, "GET", unsubscribe))[0] == 200
        assert await state() == "active"
        for _ in range(2):
            status, page = await send(service, "POST", unsubscribe, data={"List-Unsubscribe": "One-Click"})
            assert status == 200
            assert "No more messages" in page
            assert await state() == "closed"
        shown = (await send(service, "GET", channel, key))[1]
        assert shown["reason"] == "its reader unsubscribed"
        assert READER not in str(shown), "the address is forgotten"
        assert (await send(service, "POST", confirm))[0] == 404


async def _unsubscribe_of(pool: asyncpg.Pool[asyncpg.Record], channel: str, key_file: Path) -> str:
    """The link that is in each digest of a channel."""
    sealed = await pool.fetchval("SELECT secrets FROM notifications.channels WHERE id = $1", channel)
    return tokens.link("", Seal(key_file).open(channel, sealed), channel, "unsubscribe")


async def test_without_a_mail_server_a_digest_is_refused_with_what_is_missing(
    start: Start, pool: asyncpg.Pool[asyncpg.Record], key_file: Path
) -> None:
    await subscribe(pool)
    async with start(channels_key_file=key_file) as service:
        key = service.keys.issue(DKM, "subscriptions:write", subject=DKM)
        status, problem = await send(
            service, "POST", CHANNELS, key, json={"kind": "digest", "address": READER}
        )
        assert status == 422
        assert "UPLAND_SMTP_HOST, UPLAND_SMTP_FROM, UPLAND_PUBLIC_URL" in problem["detail"]
        assert (await send(service, "GET", CHANNELS, key))[1] == {"items": []}


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"address": "a@b.example\r\nBcc: c@d.example"}, "/address"), ({"address": "nobody"}, "/address"),
        ({}, "/address"), ({"time_zone": "Europe/Lublin"}, "/time_zone"), ({"hour": 24}, "/hour"),
        ({"every": "hour"}, "/every"), ({"weekday": 0}, "/weekday"), ({"lang": "de"}, "/lang"), ({"to": "x"}, "/to"),
    ],
)  # fmt: skip
async def test_a_wrong_setting_is_named_and_nothing_is_made(
    start: Start,
    pool: asyncpg.Pool[asyncpg.Record],
    postbox: Postbox,
    key_file: Path,
    wrong: dict[str, Any],
    pointer: str,
) -> None:
    await subscribe(pool)
    async with start(channels_key_file=key_file, **mail_settings(postbox.port)) as service:
        key = service.keys.issue(DKM, "subscriptions:write", subject=DKM)
        address = {} if pointer == "/address" else {"address": READER}
        status, problem = await send(
            service, "POST", CHANNELS, key, json={"kind": "digest", **address, **wrong}
        )
        assert status == 400
        assert [error["pointer"] for error in problem["errors"]] == [pointer]
        assert (await send(service, "GET", CHANNELS, key))[1] == {"items": []}
        assert postbox.accepted == []


async def test_an_address_that_the_server_refuses_leaves_nothing_behind(
    start: Start, pool: asyncpg.Pool[asyncpg.Record], postbox: Postbox, key_file: Path
) -> None:
    await subscribe(pool)
    async with start(channels_key_file=key_file, **mail_settings(postbox.port)) as service:
        key = service.keys.issue(DKM, "subscriptions:write", subject=DKM)
        for reply, expected in (("550 5.1.1 Nobody", 400), ("451 4.7.1 Later", 503)):
            postbox.replies["RCPT"] = [reply]
            status, problem = await send(
                service, "POST", CHANNELS, key, json={"kind": "digest", "address": READER}
            )
            assert (status, reply in problem["detail"]) == (expected, True)
        assert (await send(service, "GET", CHANNELS, key))[1] == {"items": []}
    assert await pool.fetchval("SELECT count(*) FROM notifications.channels") == 0
