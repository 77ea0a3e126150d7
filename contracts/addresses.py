"""Web addresses that a page may link: https or http, a host, and nobody's name or password. Pure rules, no I/O."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import urlsplit

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?", re.IGNORECASE | re.ASCII)
# What RFC 3986 lets stand in an address; a percent sign begins the number of a byte.
_CHARACTERS = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")


def check(address: str) -> str:
    """The address itself.

    Raises:
        ValueError: it cannot be parsed, has another scheme, no host, or a user.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ValueError("this address cannot be read; write it as https://example.org/page") from None
    if parts.scheme not in {"http", "https"}:
        raise ValueError("an address begins with https:// or http://")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise ValueError("an address holds no user and no password; leave out what is before the @")
    host = parts.hostname or ""
    if len(host) > 253 or not (_is_ipv6(host) if "[" in parts.netloc else _HOST.fullmatch(host)) or port == 0:
        raise ValueError("an address has a host, as in https://example.org/page")
    if not _CHARACTERS.fullmatch(address) or "[" in address.partition(parts.netloc)[2]:
        raise ValueError("an address holds only characters of addresses; encode others with %")
    return address


def _is_ipv6(host: str) -> bool:
    try:
        IPv6Address(host)
    except AddressValueError:
        return False
    return True
