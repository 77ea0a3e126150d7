"""`POST /v1/tickets`: a ticket with which a page opens one stream (see `runtime.tickets`)."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from runtime import tickets
from runtime.errors import Forbidden
from runtime.http.app import principal
from runtime.http.responses import json_response
from runtime.security import Keys


def router(keys: Keys) -> APIRouter:
    """The route of this file."""
    api = APIRouter()

    @api.post("/v1/tickets", status_code=201)
    async def issue(request: Request) -> Response:
        caller = principal(request)
        caller.require("feed:read")
        if caller.by_token:  # the services keep nothing of a token that could sign a ticket
            raise Forbidden(
                "A ticket is for the holder of a key. Open the stream with the token in its Authorization header."
            )
        ticket = tickets.issue(keys, caller, time.time())
        expires = datetime.fromtimestamp(ticket.expires, UTC).isoformat().replace("+00:00", "Z")
        return json_response({"ticket": ticket.text, "expires": expires}, 201, {"Cache-Control": "no-store"})

    return api
