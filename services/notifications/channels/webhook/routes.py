"""The public keys of webhooks that are signed by key pairs, for everybody: `GET /v1/channels/{channel}/jwks.json`."""

from __future__ import annotations

import re

from fastapi import APIRouter
from starlette.responses import Response

from runtime.errors import NotFound
from runtime.http.responses import json_response
from services.notifications.channels.webhook import signatures
from services.notifications.deliveries.worker import Parts

_CHANNEL = re.compile(r"chn_[0-9a-f]{32}", re.ASCII)
JWKS = "/v1/channels/{channel}/jwks.json"


def router(parts: Parts) -> APIRouter:
    """The routes of this file."""
    api = APIRouter()

    @api.get(JWKS)
    async def jwks(channel: str) -> Response:
        stored = await parts.channels.get(channel) if _CHANNEL.fullmatch(channel) else None
        if stored is None or stored.settings.get("signature") != "v1a" or stored.sealed is None:
            raise NotFound(f"There is no channel {channel[:60]} with public keys.")
        keys = signatures.valid(signatures.read(parts.seal.open(stored.id, stored.sealed)), parts.clock.now())
        return json_response(
            {"keys": [signatures.jwk_of(key) for key in keys]}, headers={"Cache-Control": "max-age=300"}
        )

    return api
