"""Every route of every service with every role: it does what its row says and what its OpenAPI document declares."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest
from fastapi import FastAPI
from starlette.routing import BaseRoute, Route

from contracts.schema import Document
from runtime.security import SCOPES
from runtime.settings import Settings
from services.notifications import openapi as notifications_document
from services.notifications.app import build as notifications
from services.projections import openapi as projections_document
from services.projections.app import build as projections
from services.registry import openapi as registry_document
from services.registry.app import build as registry
from tests.domain.roles import ROWS, Rule
from tests.running import ALL_SCOPES, KeyRing, Running, served, settings_for
from tests.servers import Database

DKM = "cluster-dkm"
DOCUMENTS: Mapping[str, Callable[[], Document]] = {
    "registry": registry_document.document,
    "projections": projections_document.document,
    "notifications": notifications_document.document,
}
_BUILDS = {"registry": registry, "projections": projections, "notifications": notifications}
_COMMAND = "/v1/{collection}/{id}/{verb}"


class Caller(NamedTuple):
    """A role: a key, or None for nobody."""

    name: str
    key: str | None
    scopes: frozenset[str]
    subject: str | None


@dataclass(frozen=True)
class World:
    """The three services, the routes of each as method and path, and the callers."""

    services: Mapping[str, Running]
    routes: Mapping[str, frozenset[str]]
    callers: tuple[Caller, ...]


def _routes(routes: Iterable[BaseRoute]) -> Iterator[str]:
    for route in routes:
        if isinstance(route, Route):
            path = re.sub(r":\w+\}", "}", route.path)
            yield from (f"{method} {path}" for method in route.methods or () if method != "HEAD")
        else:
            included = getattr(route, "original_router", None)
            assert included is not None, f"{route!r} is no kind of route that this test knows"
            yield from _routes(included.routes)


def _callers(keys: KeyRing) -> Iterator[Caller]:
    yield Caller("nobody", None, frozenset(), None)
    yield Caller("operator", keys.issue("operator", *ALL_SCOPES), frozenset(ALL_SCOPES), None)
    for scope in SCOPES:
        for subject in (DKM, None):
            name = f"{scope} of {subject}"
            yield Caller(name, keys.issue(name, scope, subject=subject), frozenset({scope}), subject)


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> AsyncIterator[World]:
    keys = KeyRing(tmp_path / "keys.json")
    callers = tuple(_callers(keys))
    more = {"anonymous_read": True, "registry_url": "http://127.0.0.1:9", "kafka_bootstrap": "127.0.0.1:9"}
    routes: dict[str, frozenset[str]] = {}

    def capturing(name: str) -> Callable[[Settings], Awaitable[FastAPI]]:
        async def build(settings: Settings) -> FastAPI:
            app = await _BUILDS[name](settings)
            routes[name] = frozenset(_routes(app.router.routes))
            return app

        return build

    async with AsyncExitStack() as stack:
        services = {}
        for name in _BUILDS:
            settings = settings_for(database, f"upland_{name}", keys, **more)
            services[name] = await stack.enter_async_context(served(settings, capturing(name)))
        yield World(services, routes, callers)


async def test_every_route_has_a_row_and_admits_whom_it_says(world: World) -> None:
    for name, rows in ROWS.items():
        # A command's route is one for all commands, and those that others may send have rows of their own.
        own = {row for row in rows if row.startswith("POST /v1/subscriptions/") and name == "registry"}
        assert world.routes[name] == rows.keys() - own, name
    wrong = [
        line
        for name, rows in ROWS.items()
        for operation, rule in rows.items()
        for caller in world.callers
        if (line := await _fault(world.services[name], operation, rule, caller)) is not None
    ]
    assert not wrong, "\n".join(wrong)


def test_the_documents_declare_what_the_rows_say() -> None:
    for name, document in DOCUMENTS.items():
        rules = {_unnamed(operation): rule for operation, rule in ROWS[name].items()}
        for path, methods in document()["paths"].items():
            for method, operation in methods.items():
                if method not in {"get", "post", "put", "patch", "delete"}:
                    continue
                row = f"{method.upper()} {path}"
                rule = rules.get(_unnamed(row)) or rules[_unnamed(f"POST {_COMMAND}")]
                declared = operation.get("security", [])
                assert _sorted(declared) == _sorted(rule.security()), (name, row)


def test_every_route_is_declared_but_the_files_of_pages() -> None:
    for name, document in DOCUMENTS.items():
        declared = {
            _unnamed(f"{method.upper()} {path}")
            for path, methods in document()["paths"].items()
            for method in methods
        }
        missing = {row for row in ROWS[name] if _unnamed(row) not in declared}
        # The dashboard is no interface, and an address with a slash at its end is the one without it.
        files = re.compile(r"GET /(?:problems/|schemas/|docs/page.css|assets/.*|(?:pl|en)(?:/.*)?|\{\w+\})")
        assert [row for row in sorted(missing) if not files.fullmatch(row)] == [f"POST {_COMMAND}"] * (
            name == "registry"
        )


def _unnamed(operation: str) -> str:
    """Method and path without the names of the path's parameters, which are each document's own."""
    return re.sub(r"\{\w+\}", "{}", operation)


def _sorted(security: list[dict[str, list[str]]]) -> list[str]:
    # To say that no key is needed is the same as to say nothing.
    return [] if security == [{}] else sorted(map(str, security))


async def _fault(service: Running, operation: str, rule: Rule, caller: Caller) -> str | None:
    """What is wrong with the answer to a caller; None where it is right."""
    method, _, path = operation.partition(" ")
    path = path.replace(_COMMAND, "/v1/parties/x/register")
    url = service.url + re.sub(r"\{\w+\}", "x", path)
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    if caller.key is not None:
        headers["Authorization"] = f"Bearer {caller.key}"
    # Half a body is refused, but only after the scope.
    body = b"{" if method == "POST" else None
    async with service.session.request(method, url, headers=headers, data=body) as answer:
        problem: dict[str, Any] = {}
        if answer.content_type == "application/problem+json":
            problem = orjson.loads(await answer.read())
        got = (answer.status, problem.get("scope")) if answer.status in {401, 403} else None
    expected: tuple[int, str | None] | None = None
    if caller.key is None:
        if not (rule.everybody or rule.anonymous):
            expected = (401, None)
    elif (scope := rule.refusal(caller.scopes, caller.subject)) is not None:
        expected = (403, scope)
    return None if got == expected else f"{operation} by {caller.name}: {got}, not {expected} ({problem})"
