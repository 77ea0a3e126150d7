"""Pages of other origins: the origins that a key names may read what the key reads (CORS, as the Fetch standard has it)."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runtime.errors import Unauthenticated
from runtime.identity.errors import IssuerUnavailable
from runtime.security import ANONYMOUS, Keys, Principal

_PREFLIGHT = {
    b"access-control-allow-methods": b"GET, HEAD, POST, PUT, DELETE",
    b"access-control-allow-headers": b"authorization, content-type, idempotency-key, last-event-id, x-correlation-id",
    b"access-control-max-age": b"600",
}
_EXPOSED = "Content-Disposition, ETag, Link, Location, Retry-After, X-Correlation-Id"


class CrossOrigin:
    """Lets the pages of an origin read an answer where the caller's key names the origin.

    A preflight, which carries no key, and a refusal of an unknown key are for every origin that some key names. Nothing is
    ever allowed to all origins, and cookies are not used.

    Args:
        caller: who sends a request; raises Unauthenticated for a key that is not known.
        own: the origin of the installation's own dashboard, which is allowed with every key.
    """

    def __init__(
        self, app: ASGIApp, keys: Keys, caller: Callable[[Scope], Principal], own: str | None = None
    ) -> None:
        self._app = app
        self._keys = keys
        self._caller = caller
        self._own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = Headers(scope=scope).get("origin") if scope["type"] == "http" else None
        if origin is None:
            await self._app(scope, receive, send)
            return
        allowed = self._allows(origin, scope)
        if scope["method"] == "OPTIONS" and "access-control-request-method" in Headers(scope=scope):
            headers = [*_PREFLIGHT.items()] if allowed else []
            headers += _allowing(origin) if allowed else [(b"vary", b"Origin")]
            await send({"type": "http.response.start", "status": 204 if allowed else 403, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Origin")
                if allowed:
                    headers["Access-Control-Allow-Origin"] = origin
                    headers["Access-Control-Expose-Headers"] = _EXPOSED
            await send(message)

        await self._app(scope, receive, answer)

    def _allows(self, origin: str, scope: Scope) -> bool:
        if origin == self._own:
            return True
        try:
            caller = self._caller(scope)
        except (Unauthenticated, IssuerUnavailable):
            caller = ANONYMOUS
        return self._keys.names_origin(origin) if caller is ANONYMOUS else origin in caller.origins


def _allowing(origin: str) -> list[tuple[bytes, bytes]]:
    return [(b"access-control-allow-origin", origin.encode("latin-1")), (b"vary", b"Origin")]
