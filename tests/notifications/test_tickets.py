"""Pages of other origins: what they may read, and the tickets with which they open a stream."""

from __future__ import annotations

import asyncio

import aiohttp
import orjson
import pytest

from runtime import tickets
from runtime.errors import Unauthenticated
from runtime.security import Keys
from tests.notifications.conftest import Service, Start
from tests.notifications.given import DKM, LUBLIN, PGM, SAAM, Log
from tests.notifications.test_stream import Reading
from tests.running import KeyRing

ORIGIN = "https://dkm.example"
LETTER = "agreement-letter"


def key_of(service: Service, *origins: str, subject: str = DKM) -> str:
    return service.keys.issue(subject, "feed:read", subject=subject, origins=origins)


async def ticket(service: Service, key: str) -> str:
    url, headers = f"{service.running.url}/v1/tickets", {"Authorization": f"Bearer {key}"}
    async with service.running.session.post(url, headers=headers) as answer:
        assert (answer.status, answer.headers["Cache-Control"]) == (201, "no-store")
        text: str = (await answer.json())["ticket"]
        return text


async def send(service: Service, method: str, path: str, **headers: str) -> aiohttp.ClientResponse:
    async with service.running.session.request(method, service.running.url + path, headers=headers) as answer:
        if not path.startswith("/v1/stream") or answer.status != 200:
            await answer.read()
        return answer


# ---- tickets ------------------------------------------------------------------------------------------------------
async def test_a_ticket_opens_the_stream_of_its_keys_reader(service: Service, log: Log) -> None:
    text = await ticket(service, service.partner(DKM))
    await service.applier.apply(log.propose(LETTER, SAAM, LUBLIN), log.propose("agreement-other", DKM, SAAM))
    url = f"{service.running.url}/v1/stream?ticket={text}"
    for _ in range(2):  # an EventSource that lost its connection comes again with the same address
        async with service.running.session.get(url) as answer:
            assert orjson.loads((await Reading(answer).event())["data"])["id"] == "agreement-other@1"


async def test_a_revoked_key_ends_the_streams_of_its_tickets(service: Service) -> None:
    text = await ticket(service, service.partner(DKM))
    url = f"{service.running.url}/v1/stream?ticket={text}"
    async with service.running.session.get(url) as answer:
        reading = Reading(answer)
        await reading.opened()
        service.keys.revoke(DKM)
        async with asyncio.timeout(60):
            with pytest.raises(EOFError):
                await reading.event()
    assert (await service.get(f"/v1/stream?ticket={text}")).status == 401


async def test_a_ticket_is_for_streams_only_and_needs_a_key(service: Service) -> None:
    text = await ticket(service, service.partner(DKM))
    answer = await service.get(f"/v1/feed?ticket={text}", service.partner(PGM))
    assert (answer.status, answer.body["errors"][0]["pointer"]) == (400, "?ticket")
    for key, status in ((None, 401), (service.keys.issue("writer", "record:write", subject=DKM), 403)):
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        async with service.running.session.post(
            f"{service.running.url}/v1/tickets", headers=headers
        ) as refused:
            assert refused.status == status


def test_a_ticket_is_over_after_its_time_and_cannot_be_changed(keys: KeyRing) -> None:
    for name in (DKM, PGM):
        keys.issue(name, "feed:read", subject=name)
    known = Keys(keys.path)
    first, second = (entry["id"] for entry in keys.entries)
    principal = known.by_id(first)
    assert principal is not None
    text, expires = tickets.issue(known, principal, 1_000)
    assert expires == 1_060
    assert tickets.holder(known, text, 1_059) == principal
    with pytest.raises(Unauthenticated):
        tickets.holder(known, text, 1_060)
    later = text.replace("_1060_", "_1090_")
    for wrong in (
        later,
        text.replace(first, second),
        text[:-1],
        text + "A",
        "",
        "tkt",
        "tkt___",
        "tkt_x_1060_",
        "ż" * 9,
    ):
        with pytest.raises(Unauthenticated):
            tickets.holder(known, wrong, 1_000)


# ---- other origins ------------------------------------------------------------------------------------------------
async def test_a_preflight_is_for_the_origins_that_a_key_names(service: Service) -> None:
    key_of(service, ORIGIN)
    preflight_headers: dict[str, str] = {
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    answer = await send(service, "OPTIONS", "/v1/feed", Origin=ORIGIN, **preflight_headers)
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (204, ORIGIN)
    assert "authorization" in answer.headers["Access-Control-Allow-Headers"]
    answer = await send(service, "OPTIONS", "/v1/feed", Origin="https://other.example", **preflight_headers)
    assert answer.status == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("path", ["/v1/feed", "/v1/stream", "/v1/feed?cursor=x"])
async def test_a_page_reads_only_with_a_key_that_names_its_origin(path: str, service: Service) -> None:
    own, other = key_of(service, ORIGIN), key_of(service, "https://pgm.example", subject=PGM)
    answer = await send(service, "GET", path, Origin=ORIGIN, Authorization=f"Bearer {own}")
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Link" in answer.headers["Access-Control-Expose-Headers"]
    assert "Origin" in answer.headers["Vary"]
    for more in (
        {"Authorization": f"Bearer {other}", "Origin": ORIGIN},
        {"Authorization": f"Bearer {own}", "Origin": "null"},
    ):
        answer = await send(service, "GET", path, **more)
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_page_can_read_why_its_key_was_refused(service: Service) -> None:
    key_of(service, ORIGIN)
    answer = await send(service, "GET", "/v1/feed", Origin=ORIGIN, Authorization="Bearer upl_x_y")
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (401, ORIGIN)


async def test_a_page_opens_a_stream_by_ticket(service: Service) -> None:
    text = await ticket(service, key_of(service, ORIGIN))
    answer = await send(service, "GET", f"/v1/stream?ticket={text}", Origin=ORIGIN)
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, ORIGIN)


async def test_the_dashboards_own_origin_is_allowed_with_every_key(start: Start) -> None:
    own = "http://127.0.0.1:8702"
    preflight: dict[str, str] = {"Access-Control-Request-Method": "DELETE"}
    async with start(dashboard_origin=own) as service:
        answer = await send(service, "OPTIONS", "/v1/subscriptions/x", Origin=own, **preflight)
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (204, own)
        for key in (key_of(service), "upl_x_y"):
            answer = await send(service, "GET", "/v1/me", Origin=own, Authorization=f"Bearer {key}")
            assert answer.headers["Access-Control-Allow-Origin"] == own
        answer = await send(service, "GET", "/v1/me", Origin="http://127.0.0.1:8709")
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_public_facts_are_not_for_every_page(start: Start) -> None:
    """An instance on somebody's own machine must not answer whatever page that person has open."""
    async with start(anonymous_read=True) as service:
        answer = await send(service, "GET", "/v1/feed", Origin="https://other.example")
        assert "Access-Control-Allow-Origin" not in answer.headers
