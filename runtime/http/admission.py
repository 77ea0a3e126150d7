"""Admits requests: so many a second, and so many at once, of one key or, without one, of one address."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from starlette.types import Scope
from throttled import Throttled, rate_limiter, store

from runtime.errors import TooManyRequests, Unauthenticated
from runtime.identity.errors import IssuerUnavailable
from runtime.security import ANONYMOUS, Keys

# A caller may send the requests of so many seconds in one go.
_BURST_SECONDS = 2
# Callers whose rates are remembered; the one that was away the longest is forgotten first.
_CALLERS = 16_384
PROBES = frozenset({"/health/live", "/health/ready", "/metrics"})
STREAMS = frozenset({"/v1/live", "/v1/stream"})


class Limits(NamedTuple):
    """What one caller may ask for: requests a second (0: any number), and requests and streams under way at once."""

    rate: int
    at_once: int
    streams: int = 256


class Admission:
    """Counts what each caller asks. Health and metrics are never refused; streams of events are counted apart.

    Args:
        keys: identify the caller; a request with a wrong key counts for its address.
    """

    def __init__(self, keys: Keys, limits: Limits) -> None:
        self._keys = keys
        self._limits = limits
        self._under_way: Counter[str] = Counter()
        self._rates = (
            Throttled(
                using="gcra",
                quota=rate_limiter.per_sec(limits.rate, burst=limits.rate * _BURST_SECONDS),
                store=store.MemoryStore(options={"MAX_SIZE": _CALLERS}),
            )
            if limits.rate
            else None
        )

    async def prepare(self, scope: Scope) -> None:
        """Have ready what the request's token is verified with."""
        if self._keys.takes_tokens and (authorization := _authorization(scope)) is not None:
            await self._keys.prepare(authorization)

    def enter(self, scope: Scope) -> str | None:
        """Admit a request. What it gives is for `leave`, when the request is over.

        Raises:
            TooManyRequests: this caller is over its limit; `Retry-After` is when to try again.
        """
        path = scope["path"]
        if path in PROBES:
            return None
        caller = self._caller(scope)
        if self._rates is not None and (result := self._rates.limit(caller)).limited:
            raise TooManyRequests(
                f"This key or address may send {self._limits.rate} requests a second. Wait, then send it again.",
                numbers={"limit": self._limits.rate},
                retry_after=result.state.retry_after,
            )
        most = self._limits.at_once
        if path in STREAMS:
            caller, most = f"{caller} streams", self._limits.streams
        if self._under_way[caller] >= most:
            raise TooManyRequests(
                f"This key or address has {most} requests under way. Wait for their answers.",
                numbers={"limit": most},
            )
        self._under_way[caller] += 1
        return caller

    def leave(self, caller: str | None) -> None:
        """Note that a request is over."""
        if caller is None:
            return
        if self._under_way[caller] > 1:
            self._under_way[caller] -= 1
        else:
            del self._under_way[caller]

    def _caller(self, scope: Scope) -> str:
        authorization = _authorization(scope)
        if authorization is not None:
            try:
                principal = self._keys.principal(authorization)
            except (Unauthenticated, IssuerUnavailable):
                pass
            else:
                if principal is not ANONYMOUS:
                    return f"key {principal.id}"
        client = scope.get("client")
        return f"address {client[0]}" if client else "address unknown"


def _authorization(scope: Scope) -> str | None:
    return next(
        (value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization"), None
    )
