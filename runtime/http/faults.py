"""What goes wrong inside the application, as problems (RFC 9457)."""

from __future__ import annotations

import orjson
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from runtime.errors import FieldError, Malformed, NotFound, Reply
from runtime.http.responses import PROBLEM, correlation_of, problem_response


async def on_reply(request: Request, error: Exception) -> Response:
    assert isinstance(error, Reply)
    return problem_response(error, correlation_of(request.scope))


async def on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return problem_response(
            NotFound(f"{request.scope['path']} is not an address of this service."),
            correlation_of(request.scope),
        )
    headers = dict(error.headers or {})
    if "GET" in (allowed := headers.get("Allow", "")).split(", ") and "HEAD" not in allowed:
        headers["Allow"] = allowed = f"{allowed}, HEAD"
    body = {"type": "/problems/http", "title": str(error.detail), "status": error.status_code}
    if allowed:
        body["detail"] = f"{request.scope['path']} takes {allowed}; /docs/api lists all addresses."
    body["correlation_id"] = correlation_of(request.scope)
    return Response(orjson.dumps(body), error.status_code, headers, PROBLEM)


async def on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = []
    for item in error.errors():
        where, *rest = (str(part) for part in item["loc"])
        name, message = rest[0] if rest else "", item["msg"]
        pointers = {"query": f"?{name}", "path": "path", "header": name.title()}
        errors.append(
            FieldError(
                pointers.get(where, "/" + "/".join(rest)),
                f"{name}: {message}" if where == "path" else message,
            )
        )
    detail = f"{errors[0].pointer}: {errors[0].message}."
    return problem_response(Malformed(detail, tuple(errors)), correlation_of(request.scope))
