"""The connections of webhooks: names are resolved once, and every address is checked when it is connected to."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from services.notifications.channels.webhook.destinations import Rules, allowed

# A name server that does not answer occupies a thread; these serve nothing else.
_LOOKUPS = 32
_BUFFER = 4_096
_KEEP_ALIVE = 30.0

AddressInfo = tuple[int, int, int, str, tuple[object, ...]]
Lookup = Callable[[str, int], Awaitable[list[tuple[int, str]]]]


class AddressRefused(OSError):
    """Not an `UplandError`: an address to which webhooks do not go, in the form in which aiohttp passes it on."""


class Resolver(AbstractResolver):
    """Resolves names; refuses those that lead to any address which is not allowed.

    Args:
        lookup: the addresses of a host and port, each with its family.
    """

    def __init__(self, rules: Rules, lookup: Lookup | None = None) -> None:
        self._rules = rules
        self._executor = ThreadPoolExecutor(_LOOKUPS, "webhook-dns")
        self._lookup = lookup or self._getaddrinfo
        self._under_way: dict[tuple[str, int], asyncio.Future[list[tuple[int, str]]]] = {}

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002  any
    ) -> list[ResolveResult]:
        """The addresses of a host. Lookups of one host at the same time are one.

        Raises:
            AddressRefused: one of them is not allowed.
        """
        lookup = self._under_way.get((host, port))
        if lookup is None:
            lookup = asyncio.ensure_future(self._lookup(host, port))
            self._under_way[host, port] = lookup
            lookup.add_done_callback(lambda done: self._forget(host, port, done))
        addresses = await asyncio.shield(lookup)
        if not addresses or not all(allowed(address, self._rules) for _, address in addresses):
            raise AddressRefused("the host leads to an address that is not public")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=kind,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, address in addresses
        ]

    async def close(self) -> None:
        """End the threads; a lookup that hangs ends with the process."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def _getaddrinfo(self, host: str, port: int) -> list[tuple[int, str]]:
        def look_up() -> list[tuple[int, str]]:
            return [
                (family, str(address[0]))
                for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            ]

        return await asyncio.get_running_loop().run_in_executor(self._executor, look_up)

    def _forget(self, host: str, port: int, done: asyncio.Future[list[tuple[int, str]]]) -> None:
        self._under_way.pop((host, port), None)
        if not done.cancelled():
            done.exception()  # read, so that nobody reports it when no request waits for it any more


def open_session(
    rules: Rules, lookup: Lookup | None = None, tls: ssl.SSLContext | None = None
) -> aiohttp.ClientSession:
    """The session of all webhooks: no redirects, cookies, proxies or decompression, and only addresses that are allowed.

    Args:
        tls: how certificates are checked; by the system's authorities when left out.
    """

    def checked_socket(info: AddressInfo) -> socket.socket:
        family, kind, protocol, _, address = info
        scope = address[3] if len(address) > 3 else 0
        if scope or not allowed(str(address[0]), rules):
            raise AddressRefused("the host leads to an address that is not public")
        opened = socket.socket(family, kind, protocol)
        opened.setblocking(False)
        return opened

    connector = aiohttp.TCPConnector(
        resolver=Resolver(rules, lookup),
        use_dns_cache=False,
        limit=0,
        keepalive_timeout=_KEEP_ALIVE,
        ssl=tls or True,
        socket_factory=checked_socket,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
        read_bufsize=_BUFFER,
        headers={"User-Agent": "Upland-Webhooks/1", "Accept": "*/*", "Accept-Encoding": "identity"},
    )
