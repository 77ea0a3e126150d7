"""Odd requests to the registry: each is answered, or refused with a problem that names the fault; HEAD as GET."""

from __future__ import annotations

import json

from contracts.statement import BATCH_MEDIA_TYPE
from tests import odd
from tests.registry import raw
from tests.registry.test_http import PROPOSAL, Client

_PARAMETERS = {"/v1/history": ("position", "limit", "type", "stream", "wait")}
_STREAM = {"/v1/streams/agreement-loi": ("from_version", "limit")}
_PATHS = ("/v1/streams/{}", "/v1/events/{}", "/v1/events/agreement-loi@{}", "/v1/persons/{}/name", "/schemas/{}/1.json",
          "/schemas/AgreementSigned/{}.json", "/{}", "/v1/{}")  # fmt: skip


async def test_nothing_odd_is_a_fault_of_ours(client: Client) -> None:
    await client.post("/v1/agreements/loi/propose", PROPOSAL)
    requested = _PARAMETERS | _STREAM | dict.fromkeys(_PATHS, ())
    assert await odd.faults(client.running, client.key, requested) == []


async def test_a_path_is_refused_by_what_is_wrong_with_it(client: Client) -> None:
    for path in (
        "/v1/streams/%00",
        "/v1/streams/cluster%0Adkm",
        "/v1/events/%ff",
        "/v1/streams/a%c2%85",
        "/%00",
    ):
        status, body, _ = await client.get(path)
        assert (path, status, json.loads(body)["errors"][0]["pointer"]) == (path, 400, "path")
    for sent in (
        b"GET /\xc5\xbc HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /v1/history?position=\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
    ):
        assert (await raw.exchange(client.running, sent))[0] in {400, 404}


async def test_head_is_served_as_get(client: Client) -> None:
    await client.post("/v1/agreements/loi/propose", PROPOSAL)
    paths = (
        "/v1/history", "/v1/history?limit=0", "/v1/streams/agreement-loi", "/v1/streams/none", "/v1/events/agreement-loi@1",
        "/schemas/AgreementSigned/1.json", "/openapi.json", "/asyncapi.json", "/health/live", "/health/ready", "/metrics",
        "/nothing", "/v1/persons/none/name",
    )  # fmt: skip
    assert await odd.heads(client.running, client.key, paths) == []
    status, headers, _ = await raw.exchange(client.running, raw.head("DELETE", "/v1/history"))
    assert (status, headers["allow"]) == (405, ["GET, HEAD"])


async def test_history_is_given_as_accept_prefers(client: Client) -> None:
    await client.post("/v1/agreements/loi/propose", PROPOSAL)
    for accept, media in (
        ("application/x-ndjson;q=0, application/json", "application/json"),
        ("application/x-ndjson", "application/x-ndjson"),
        ("application/x-ndjson;q=0, */*", BATCH_MEDIA_TYPE),
        ("*/*", BATCH_MEDIA_TYPE),
    ):
        for path in ("/v1/history", "/v1/streams/agreement-loi"):
            _, body, headers = await client.get(path, Accept=accept)
            assert headers["Content-Type"] == media
            events = [json.loads(body)] if media.endswith("ndjson") else json.loads(body)
            assert [event["id"] for event in events] == ["agreement-loi@1"]


async def test_no_answer_follows_the_host_header(client: Client) -> None:
    for path in ("/v1/history/", "/health/live/", "/v1/events/agreement-loi@1/"):
        for host in ("evil.example", "a/evil", "x//evil.example", "a?"):
            sent = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
            status, headers, _ = await raw.exchange(client.running, sent)
            assert (status in {400, 404}, "location" in headers) == (True, False)
