"""Odd requests to the views: each is answered, or refused by name; HEAD as GET; no redirect follows the Host header."""

from __future__ import annotations

import asyncio

from services.projections.questions import QUESTIONS
from tests import odd
from tests.projections.conftest import Views
from tests.registry import raw

_COMMON = ("as_of", "known_at", "wait_for", "timeout", "lang", "format")


async def test_nothing_odd_is_a_fault_of_ours(views: Views) -> None:
    addresses: dict[str, tuple[str, ...]] = {}
    for question in QUESTIONS:
        if "{id}" in question.path:
            addresses[question.path.replace("{id}", "{}")] = ()
            continue
        # All queries share the parser of the common parameters, so one query is enough here.
        own = (*sorted(question.filters), *(("cursor",) if question.sort else ()))
        common = (*_COMMON, "limit", "none") if question.path == "/v1/changes" else ()
        needed = {
            "/v1/search": "q=lublin",
            "/v1/similar-parties": "name=Lublin",
            "/v1/together": "subjects=party-lublin",
        }.get(question.path, "")
        path = f"{question.path}?{needed}" if needed else question.path
        names = dict.fromkeys((*own, *common))
        addresses[path] = tuple(name for name in names if name != needed.partition("=")[0])
    addresses |= {"/v1/search": ("q",), "/v1/similar-parties": ("name",), "/v1/together": ("subjects",)}
    addresses |= dict.fromkeys(("/{}", "/pl/{}", "/assets/{}", "/v1/{}", "/v1/clusters/dkm/{}"), ())
    assert await odd.faults(views.running, None, addresses) == []


async def test_head_is_answered_as_get(views: Views) -> None:
    paths = [question.path.replace("{id}", "dkm") for question in QUESTIONS]
    paths += ["/", "/pl", "/pl/network", "/en/", "/assets/main-1a2b.js", "/icon.svg", "/openapi.json", "/health/live",
              "/health/ready", "/metrics", "/v1/live", "/nothing", "/v1/network?format=gexf"]  # fmt: skip
    assert await odd.heads(views.running, None, paths) == []


async def test_no_redirect_follows_the_host_header(views: Views) -> None:
    for path, wanted in (
        ("/", "/pl/"),
        ("/pl", "/pl/"),
        ("/en", "/en/"),
        ("/v1/network/", None),
        ("//evil.example/pl", None),
    ):
        for host in ("evil.example", "a/evil", "x//evil.example", "a?", "a#"):
            sent = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
            status, headers, _ = await asyncio.wait_for(raw.exchange(views.running, sent), 60)
            if status != 400:
                assert (path, headers.get("location")) == (path, [wanted] if wanted else None)


async def test_extreme_times_are_refused_by_name(views: Views) -> None:
    for moment in ("9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"):
        for path, name in (("/v1/network", "known_at"), ("/v1/changes", "since")):
            status, problem = await views.get(path, **{name: moment})
            assert (status, problem["errors"][0]["pointer"]) == (400, f"?{name}")
