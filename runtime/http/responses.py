"""Answers of every service: JSON, problems (RFC 9457), and the request's correlation id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response
from starlette.types import Scope

from runtime import tracing
from runtime.errors import Reply
from runtime.http.wellformed import CORRELATION
from runtime.randomness import random_bytes

PROBLEM = "application/problem+json"


def json_response(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer encoded by orjson."""
    return Response(orjson.dumps(data), status, headers, "application/json")


def problem_response(error: Reply, correlation_id: str | None = None) -> Response:
    """An error as problem+json (RFC 9457)."""
    body = error.problem()
    if correlation_id:
        body["correlation_id"] = correlation_id
    return Response(orjson.dumps(body), error.status, error.headers, PROBLEM)


def correlation_of(scope: Scope) -> str:
    """The request's correlation id. Stays with the request.

    It is the caller's where it is well-formed, else the id of the caller's trace, else a new one.
    """
    correlation = scope.get("upland.correlation")
    if correlation is None:
        given = caller = None
        for name, value in scope["headers"]:
            if name == b"x-correlation-id":
                given = value
            elif name == b"traceparent":
                caller = tracing.parse(value)
        if given is not None and CORRELATION.fullmatch(given):
            correlation = given.decode()
        else:
            correlation = f"{caller.trace_id:032x}" if caller else random_bytes(16).hex()
        scope["upland.correlation"] = correlation
    return str(correlation)
