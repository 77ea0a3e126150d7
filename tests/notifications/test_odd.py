"""Odd requests to the feed: each is answered, or refused with a problem that names the fault; HEAD as GET."""

from __future__ import annotations

from tests import odd
from tests.notifications.conftest import Service

_FEED = ("cursor", "limit", "wait", "type", "cluster", "subject", "partner", "reader", "none")


async def test_nothing_odd_is_a_fault_of_ours(service: Service) -> None:
    key = service.operator()
    assert await odd.faults(service.running, key, {"/v1/feed": _FEED, "/{}": (), "/v1/{}": ()}) == []
    stream = {"/v1/stream": ("cursor", "none")}
    assert await odd.faults(service.running, key, stream, method="HEAD") == []


async def test_head_has_the_headers_of_get(service: Service) -> None:
    paths = ("/v1/feed", "/v1/feed?cursor=x", "/v1/stream", "/v1/stream?cursor=x", "/openapi.json", "/health/live",
             "/health/ready", "/metrics", "/nothing")  # fmt: skip
    assert await odd.heads(service.running, service.operator(), paths) == []
