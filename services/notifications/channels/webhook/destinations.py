"""Where webhooks may go: which URLs, and which addresses. Pure.

An address is judged twice: in the URL, so that the owner hears of a wrong one at once, and when it is connected to, which
alone counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

_MOST = 2_000
_VISIBLE = re.compile(r"[!-~]+", re.ASCII)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(?:{_LABEL}\.)+(?=[a-z0-9-]*[a-z]){_LABEL}", re.ASCII)
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+", re.ASCII)
# Names that mean this machine or this network, whatever a resolver makes of them (RFC 6761, RFC 6762, RFC 8375, RFC 9476).
_LOCAL_NAMES = (
    "localhost",
    "local",
    "internal",
    "home.arpa",
    "invalid",
    "test",
    "onion",
    "alt",
    "lan",
    "intranet",
)
# What `is_global` lets pass, or some version of Python does: relays and translations that lead to any IPv4 address, the
# metadata service of one cloud, and blocks that were reserved later.
_REFUSED_V4 = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")))
_REFUSED_V6 = tuple(
    map(
        ip_network,
        ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48"),
    )
)
_UNICAST = ip_network("2000::/3")


@dataclass(frozen=True)
class Rules:
    """loopback: whether this machine itself may be reached, also by plain HTTP."""

    loopback: bool = False


def check_url(text: str, rules: Rules) -> str:
    """The URL itself.

    Raises:
        ValueError: webhooks may not go there; the message says why.
    """
    if len(text) > _MOST or not _VISIBLE.fullmatch(text) or "\\" in text:
        raise ValueError(
            f"it has at most {_MOST} visible ASCII characters and no backslash; write other letters in their ASCII form,"
            " `xn--…` in the host and percent-encoded elsewhere"
        )
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("it is no URL") from None
    if "@" in parts.netloc:
        raise ValueError("it holds no user name or password")
    if parts.fragment or text.endswith("#"):
        raise ValueError("it has no fragment")
    host = (parts.hostname or "").lower()
    loopback = _check_host(host, parts.netloc, rules)
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        raise ValueError("it begins with https://")
    if port is not None and port != 443 and not 1023 < port < 65536:
        raise ValueError("its port is 443 or above 1023")
    if port is None and parts.scheme == "http":
        raise ValueError("an address of this machine has a port above 1023")
    return text


def _check_host(host: str, netloc: str, rules: Rules) -> bool:
    """Whether it is this machine. Raises ValueError for a host to which webhooks may not go."""
    if rules.loopback and host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        if _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
            raise ValueError("its host is no IPv4 address in the usual form") from None
        if any(host == name or host.endswith(f".{name}") for name in _LOCAL_NAMES) or not _NAME.fullmatch(
            host
        ):
            raise ValueError("its host is no name in the public DNS") from None
        return False
    if ("[" in netloc) != (address.version == 6):
        raise ValueError("it is no URL")
    if not allowed(host, rules):
        raise ValueError("its address is not public")
    return address.is_loopback


def allowed(address: str, rules: Rules) -> bool:
    """Whether webhooks may connect to an IP address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if parsed.is_loopback:
        return rules.loopback
    if isinstance(parsed, IPv4Address):
        return _is_public_v4(parsed)
    return _is_public_v6(parsed)


def _is_public_v4(address: IPv4Address) -> bool:
    return address.is_global and not (
        address.is_multicast or address.is_reserved or any(address in block for block in _REFUSED_V4)
    )


def _is_public_v6(address: IPv6Address) -> bool:
    return (
        address.is_global
        and address in _UNICAST
        and address.scope_id is None
        and not any(address in block for block in _REFUSED_V6)
    )
